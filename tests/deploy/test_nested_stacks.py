"""An API over nested stacks, deployed: one deployment serves what all of them made, in the order that the template gives."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import NonProxyLambdaRestApi

from .conftest import DeployedApi
from .localstack.server import ACCOUNT, REGION, LocalStack

pytestmark = [pytest.mark.deploy, pytest.mark.cdk]
BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
ORIGIN = "https://shop.example"
CODE = """
import base64
def handler(event, context):
    text = {name.lower(): value for name, value in event["headers"].items()}.get("x-raise")
    if text:
        raise Exception(base64.b64decode(text).decode())
    return {"resource": event["resource"]}
"""


def function(scope: Stack, name: str) -> lambda_.Function:
    runtime, code = lambda_.Runtime.PYTHON_3_13, lambda_.Code.from_inline(CODE)
    return lambda_.Function(scope, name, runtime=runtime, handler="index.handler", code=code)


def template(folder: Path) -> dict[str, Any]:
    """Functions in the parent and in a nested stack, a model, CORS, a route on the root."""
    app = App(outdir=str(folder))
    stack = Stack(app, "Nested", analytics_reporting=False)
    api = NonProxyLambdaRestApi(
        stack,
        "Api",
        errors=[400, 404],
        cors=ag.CorsOptions(allow_origins=[ORIGIN]),
        gateway_responses="defaults",
        nested_stacks=True,
        runtime_layer=False,
        rest_api_options={"cloud_watch_role": False},
        deploy_options={"logging_level": ag.MethodLoggingLevel.OFF},
    )
    own, inside = function(stack, "Own"), function(api.nested_stack("orders"), "Inside")
    api.add_route("GET /", handler=own)
    api.add_route("GET /orders/{id}", handler=inside)
    model = {"type": "object", "required": ["lines"]}
    api.add_route("PUT /orders/{id}", handler=own, request_model=model)
    api.add_route("GET /carts", handler=own)
    app.synth()
    written: dict[str, Any] = json.loads((folder / "Nested.template.json").read_text())
    del (
        written["Parameters"],
        written["Rules"],
    )  # the bootstrap version, which no bootstrapped account is asked for here
    return written


def upload_nested(localstack: LocalStack, folder: Path) -> None:
    """Put the nested templates where the parent looks for them, as `cdk deploy` does."""
    s3 = localstack.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    files = json.loads((folder / "Nested.assets.json").read_text())["files"].values()
    for file in files:
        for destination in file["destinations"].values():
            s3.put_object(
                Bucket=BUCKET, Key=destination["objectKey"], Body=(folder / file["source"]["path"]).read_bytes()
            )


def test_one_deployment_serves_the_routes_of_all_nested_stacks(
    localstack: LocalStack, deploy_template: Callable[[Mapping[str, Any]], DeployedApi], tmp_path: Path
) -> None:
    parent = template(tmp_path)
    upload_nested(localstack, tmp_path)
    url = deploy_template(parent).url
    for path, resource in (("", "/"), ("/orders/7", "/orders/{id}"), ("/carts", "/carts")):
        answer = httpx.get(url + path, headers={"Origin": ORIGIN}, timeout=60)
        assert (answer.status_code, answer.json()) == (200, {"resource": resource})
        raised = base64.b64encode(b'{"status":404,"errors":[]}').decode()
        answer = httpx.get(url + path, headers={"Origin": ORIGIN, "X-Raise": raised}, timeout=60)
        assert (answer.status_code, answer.json()) == (404, {"status": 404, "errors": []})
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert httpx.put(f"{url}/orders/7", json={}, timeout=60).status_code == 400
    assert httpx.put(f"{url}/orders/7", json={"lines": []}, timeout=60).status_code == 200
    preflight = httpx.options(f"{url}/carts", headers={"Origin": ORIGIN}, timeout=60)
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
