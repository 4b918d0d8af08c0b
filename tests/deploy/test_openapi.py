"""An API by its OpenAPI body, deployed: LocalStack imports it, and what it imports answers as declared.

LocalStack imports neither gateway responses nor the validation of authorizers (``import_api_from_openapi_spec``), so the
requests here are those that reach a function, and the preflight.
"""

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

pytestmark = [pytest.mark.deploy, pytest.mark.cdk]
CODE = """
import base64
def handler(event, context):
    text = {name.lower(): value for name, value in event["headers"].items()}.get("x-raise")
    if text:
        raise Exception(base64.b64decode(text).decode())
    return {"id": event["pathParameters"]["id"]}
"""
MODEL = {"type": "object", "required": ["lines"], "properties": {"lines": {"$ref": "#/definitions/lines"}}}
ORIGIN = "https://admin.shop.example"


def template(folder: Path) -> dict[str, Any]:
    app = App(outdir=str(folder), context={"@aws-cdk/core:suppressTemplateIndentation": True})
    stack = Stack(app, "OpenApi", analytics_reporting=False)
    runtime, code = lambda_.Runtime.PYTHON_3_13, lambda_.Code.from_inline(CODE)
    function = lambda_.Function(stack, "Function", runtime=runtime, handler="index.handler", code=code)
    api = NonProxyLambdaRestApi(
        stack,
        "Api",
        definition="openapi",
        errors=[400, 404],
        error_headers={"Retry-After": "integration.response.body.errorMessage.headers.Retry-After"},
        cors=ag.CorsOptions(allow_origins=["https://shop.example", ORIGIN]),
        runtime_layer=False,
        rest_api_options={"cloud_watch_role": False},
        deploy_options={"logging_level": ag.MethodLoggingLevel.OFF},
    )
    api.add_route("GET /orders/{id}", handler=function)
    definitions = {"lines": {"type": "array", "items": {"type": "string"}}}
    api.add_route("PUT /orders/{id}", handler=function, request_model={**MODEL, "definitions": definitions})
    app.synth()
    written: dict[str, Any] = json.loads((folder / "OpenApi.template.json").read_text())
    del (
        written["Parameters"],
        written["Rules"],
    )  # the bootstrap version, which no bootstrapped account is asked for here
    return written


RAISED = [
    pytest.param('{"status":404,"errors":[{"code":"GONE"}]}', 404, {"status": 404, "errors": [{"code": "GONE"}]}),
    pytest.param('{"status": 400,\n "detail": "größe\u2028"}', 400, {"status": 400, "detail": "größe\u2028"}),
    pytest.param('{"status":4001}', 500, None),
    pytest.param('said {"status":404}', 500, None),
]


def test_what_an_import_makes_of_the_body_answers_as_declared(
    deploy_template: Callable[[Mapping[str, Any]], DeployedApi], tmp_path: Path
) -> None:
    url = f"{deploy_template(template(tmp_path)).url}/orders/7"
    good = httpx.get(url, headers={"Origin": ORIGIN}, timeout=60)
    assert (good.status_code, good.json(), good.headers["Access-Control-Allow-Origin"]) == (200, {"id": "7"}, ORIGIN)
    for case in RAISED:
        text, status, body = case.values
        raised = base64.b64encode(str(text).encode()).decode()
        answer = httpx.get(url, headers={"Origin": ORIGIN, "X-Raise": raised}, timeout=60)
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, ORIGIN), text
        assert body is None or answer.json() == body
        assert answer.json()["status"] == status
    refused = httpx.put(url, json={"lines": "no list"}, timeout=60)
    assert refused.status_code == 400
    assert httpx.put(url, json={"lines": ["a"]}, timeout=60).status_code == 200
    preflight = httpx.options(url, headers={"Origin": ORIGIN}, timeout=60)
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
