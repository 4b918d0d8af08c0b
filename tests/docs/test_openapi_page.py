"""The example of docs/openapi.md runs, and its figures are those of synthesized templates."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "openapi.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.cdk


def test_the_example_synthesizes_one_resource_with_the_whole_api():
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names = {}
    exec(compile(code, "docs/openapi.md", "exec"), names)
    resources = names["app"].synth().get_stack_by_name("Shop").template["Resources"]
    (api,) = (one["Properties"] for one in resources.values() if one["Type"] == "AWS::ApiGateway::RestApi")
    assert {path: list(methods) for path, methods in api["Body"]["paths"].items()} == {
        "/orders/{id}": ["get"],
        "/orders": ["post"],
    }
    assert not any(one["Type"] == "AWS::ApiGateway::Method" for one in resources.values())


def test_a_route_takes_as_many_bytes_as_the_page_says(tmp_path):
    from aws_cdk import App, Stack  # noqa: PLC0415
    from aws_cdk import aws_lambda as lambda_  # noqa: PLC0415

    from cdk_apigateway_errors import NonProxyLambdaRestApi  # noqa: PLC0415

    def size(routes):
        folder = tmp_path / str(routes)
        app = App(outdir=str(folder), context={"@aws-cdk/core:suppressTemplateIndentation": True})
        stack = Stack(app, "S")
        code = lambda_.Code.from_inline("x")
        handler = lambda_.Function(stack, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)
        codes = [400, 401, 403, 404, 409, 410, 422, 429]
        api = NonProxyLambdaRestApi(stack, "Api", errors=codes, definition="openapi", synth_checks=False)
        for number in range(routes):
            api.add_route(f"GET /r{number}", handler=handler)
        app.synth()
        return (folder / "S.template.json").stat().st_size

    (said,) = re.findall(r"about (\d\.\d) KB with 8 codes", PAGE)
    assert (size(30) - size(10)) / 20 == pytest.approx(float(said) * 1000, rel=0.05)
