"""The documented examples once more, declared with the library: the same answers, and better ones where they had holes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.gateway import Gateway, Request
from judges.test_documented_examples import THREE_ERRORS, fails_with, throws

pytestmark = [pytest.mark.cdk, pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here")]
HERE = Path(__file__).parent / "equivalents"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("documents")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        synthesize(folder)
    with Gateway(load(folder).rest_apis[0]) as running:
        yield running


def synthesize(folder: Path) -> None:
    import document_errors as errors  # noqa: PLC0415
    from aws_cdk import App, Duration, Stack  # noqa: PLC0415
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415
    from aws_cdk import aws_lambda as lambda_  # noqa: PLC0415

    from cdk_apigateway_errors import NonProxyLambdaIntegration  # noqa: PLC0415

    app = App(outdir=str(folder))
    stack = Stack(app, "Documents")
    api = ag.RestApi(stack, "Api")

    def inline(name: str, code: str) -> lambda_.Function:
        return lambda_.Function(
            stack, name, runtime=lambda_.Runtime.NODEJS_22_X, handler="index.handler",
            code=lambda_.Code.from_inline(code), timeout=Duration.seconds(10),
        )  # fmt: skip

    def handler(name: str) -> lambda_.Function:
        return lambda_.Function(
            stack, f"Do{name}", runtime=lambda_.Runtime.PYTHON_3_13, handler=f"index.{name}",
            code=lambda_.Code.from_asset(str(HERE), exclude=["__pycache__"]), timeout=Duration.seconds(10),
        )  # fmt: skip

    def add(path: str, integration: ag.Integration) -> None:
        api.root.add_resource(path).add_method("GET", integration)

    article = inline("Article", fails_with(THREE_ERRORS))
    add("article", NonProxyLambdaIntegration(article, errors=[400]))
    add("classic", NonProxyLambdaIntegration(article, errors=[400], selection_patterns="classic"))
    add("elsewhere", NonProxyLambdaIntegration(article, errors=[404]))
    add("object", NonProxyLambdaIntegration(inline("Object", throws("new Error({status: 400})")), errors=[400]))
    success = inline("Success", "exports.handler = async () => ({status: 400});")
    add("success", NonProxyLambdaIntegration(success, errors=[400]))
    add("renamed", NonProxyLambdaIntegration(handler("renamed"), errors=[errors.Renamed]))
    add("malformed", NonProxyLambdaIntegration(handler("malformed"), errors=[errors.Malformed]))
    add("undeclared", NonProxyLambdaIntegration(handler("undeclared"), errors=[errors.Malformed]))
    add("custom", NonProxyLambdaIntegration(handler("custom"), errors=[errors.InternalServerError]))
    add("raised", NonProxyLambdaIntegration(handler("raised"), errors=[errors.NoSuchKey]))
    add("formatted", ag.LambdaIntegration(handler("formatted")))
    app.synth()


def outcome(gateway: Gateway, path: str) -> tuple[int, Any]:
    response = gateway.handle(Request.of("GET", f"/{path}"))
    return response.status, json.loads(response.body)


@pytest.mark.parametrize("path", ["article", "classic"])
def test_the_three_errors_arrive_as_400_and_the_object(gateway, path):
    assert outcome(gateway, path) == (400, THREE_ERRORS)


def test_an_undeclared_status_is_500_and_not_200(gateway):
    status, body = outcome(gateway, "elsewhere")
    assert (status, body["status"], body["errors"][0]["code"]) == (500, 500, "INTERNAL_ERROR")
    assert "first-name" not in json.dumps(body)


def test_renaming_the_status_field_is_one_edit(gateway):
    status, body = outcome(gateway, "renamed")
    assert (status, body["statusCode"], body["errors"][0]["detail"]) == (400, 400, "too short")


def test_object_object_does_not_reach_the_client(gateway):
    status, body = outcome(gateway, "object")
    assert status == 500
    assert "[object Object]" not in json.dumps(body)


def test_a_success_takes_the_default_answer_whatever_it_says(gateway):
    assert outcome(gateway, "success") == (200, {"status": 400})


def test_a_declared_error_needs_no_pattern_of_its_own(gateway):
    status, body = outcome(gateway, "malformed")
    assert (status, body["errors"][0]["message"]) == (400, "Malformed input ...")


def test_a_standard_error_that_nobody_declared_is_constant(gateway):
    status, body = outcome(gateway, "undeclared")
    assert (status, body["status"]) == (500, 500)
    assert "Malformed" not in json.dumps(body)


def test_the_custom_object_and_its_header(gateway):
    response = gateway.handle(Request.of("GET", "/custom"))
    assert response.status == 500
    assert json.loads(response.body) == {
        "httpStatus": 500,
        "errorType": "InternalServerError",
        "trace": {"function": "abc()", "line": 123, "file": "abc.js"},
        "headers": {"X-Error-Type": "InternalServerError"},  # how the template gets them, see docs/decisions/0003
    }
    assert {name.lower(): value for name, value in response.headers}["x-error-type"] == "InternalServerError"


def test_the_formatted_error_behind_a_proxy_integration(gateway):
    response = gateway.handle(Request.of("GET", "/formatted"))
    headers = {name.lower(): value for name, value in response.headers}
    assert (response.status, response.body) == (404, b"NoSuchKey: no such key")
    assert (headers["content-type"], headers["x-amzn-errortype"]) == ("text/plain", "NoSuchKey")


def test_x_ray_flags_the_segment_of_a_raised_error_alone(monkeypatch):
    """AWS's own client sends the cause that X-Ray shows with an error; a returned answer has none."""
    pytest.importorskip("awslambdaric", reason="AWS's runtime client has wheels for Linux only")
    from runtime.test_awslambdaric import invoke  # noqa: PLC0415

    monkeypatch.syspath_prepend(str(HERE))
    import index  # noqa: PLC0415

    raised, formatted = invoke(index.raised), invoke(index.formatted)
    assert [cause["type"] for cause in raised.fault["exceptions"]] == ["NoSuchKey"]
    assert (raised.result, formatted.fault) == (None, None)
    assert formatted.result["statusCode"] == 404
