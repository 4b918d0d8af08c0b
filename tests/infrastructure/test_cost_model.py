"""The formulas of the cost model against synthesized templates, and the page against the formulas."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import NonProxyLambdaRestApi
from infrastructure import cost_model
from infrastructure.cost_model import DEFINITIONS, NO_CORS, ONE_ORIGIN, ORIGINS, Api
from infrastructure.shop import function

PAGE = Path(__file__).parent.parent.parent / "docs" / "cost-model.md"
CORS = {
    NO_CORS: None,
    ONE_ORIGIN: ag.CorsOptions(allow_origins=["https://shop.example"]),
    ORIGINS: ag.CorsOptions(allow_origins=["https://shop.example", "https://admin.shop.example"]),
}
GATEWAY = {20: "per-type", 2: "defaults", 0: "none"}
SHAPES = {
    "few": Api(12, 7, 12, 14, groups=2, gateway_responses=0),
    "everything": Api(12, 12, 12, 14, 3, ONE_ORIGIN, 20, models=2, validators=1, groups=2),
    "origins": Api(12, 9, 12, 14, 2, ORIGINS, 2, groups=2),
}


def build(scope: Stack, shape: Api, definition: str) -> None:
    """Two groups of paths, each route on a path of its own below its group."""
    nested = definition == "nested"
    api = NonProxyLambdaRestApi(
        scope,
        "Api",
        errors=list(range(400, 400 + shape.answers - 4)),
        cors=CORS[shape.cors],
        gateway_responses=GATEWAY[shape.gateway_responses],
        definition="methods" if nested else definition,
        nested_stacks=nested,
    )
    handlers = [function(scope, f"Function{number}") for number in range(shape.functions)]
    for number in range(shape.routes):
        group = number % shape.groups
        # In one stack equal schemas are one model: each group has its own.
        schema = {"type": "object", "title": str(group)} if shape.models and number < shape.groups else None
        handler = handlers[number % shape.functions]
        api.add_route(f"POST /group{group}/path{number}", handler=handler, request_model=schema)


class Templates:
    def __init__(self) -> None:
        context = {
            "aws:cdk:enable-path-metadata": True,
            "aws:cdk:enable-asset-metadata": True,
            "@aws-cdk/core:suppressTemplateIndentation": True,
            "cdk-apigateway-errors:synthChecks": False,
        }
        app = App(context=context)
        for name, shape in SHAPES.items():
            for definition in DEFINITIONS:
                build(Stack(app, f"{name}-{definition}"), shape, definition)
        self.folder = Path(app.synth().directory)

    def of(self, name: str, definition: str) -> list[Path]:
        """The API's own template, then those of its nested stacks."""
        stack = f"{name}-{definition}"
        nested = sorted(self.folder.glob(f"{stack.replace('-', '')}Api*.nested.template.json"))
        return [self.folder / f"{stack}.template.json", *nested]


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


def resources_in(file: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for body in json.loads(file.read_text())["Resources"].values():
        found[body["Type"]] = found.get(body["Type"], 0) + 1
    return found


@pytest.mark.cdk
@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("name", SHAPES)
def test_the_resources_are_those_of_the_formula(templates, name, definition):
    shape = SHAPES[name]
    own, *nested = templates.of(name, definition)
    functions_roles_and_layer = 2 * shape.functions + 1
    assert sum(resources_in(own).values()) - functions_roles_and_layer == cost_model.resources(shape, definition)
    assert len(nested) == (shape.groups if definition == "nested" else 0)
    assert all(sum(resources_in(file).values()) == cost_model.nested_resources(shape) for file in nested)


@pytest.mark.cdk
@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("name", SHAPES)
def test_there_is_one_permission_per_function(templates, name, definition):
    found = sum(resources_in(file).get("AWS::Lambda::Permission", 0) for file in templates.of(name, definition))
    assert found == cost_model.permissions(SHAPES[name])


@pytest.mark.cdk
@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("name", SHAPES)
def test_the_largest_template_has_about_the_bytes_of_the_formula(templates, name, definition):
    largest = max(file.stat().st_size for file in templates.of(name, definition))
    assert cost_model.template_bytes(SHAPES[name], definition) == pytest.approx(largest, rel=0.1)


@pytest.mark.cdk
@pytest.mark.parametrize("definition", ["methods", "nested"])
@pytest.mark.parametrize("name", SHAPES)
def test_the_calls_are_what_the_templates_ask_the_control_plane_for(templates, name, definition):
    """Counted on the templates: one request a resource, and for methods one for each half of each response."""
    found = 0
    for file in templates.of(name, definition):
        for body in json.loads(file.read_text())["Resources"].values():
            if body["Type"] == "AWS::ApiGateway::Method":
                found += 2 + len(body["Properties"]["MethodResponses"])
                found += len(body["Properties"]["Integration"]["IntegrationResponses"])
            elif body["Type"].startswith("AWS::ApiGateway::"):
                found += 1
    assert found == cost_model.calls(SHAPES[name], definition)


def test_the_time_is_bounded_by_the_slower_of_two_rates():
    shape = SHAPES["few"]
    calls, parts = cost_model.calls(shape, "methods"), shape.path_parts
    assert cost_model.seconds(shape, "methods") == -(-(calls - 40) // 10)  # 10 a second after a burst of 40
    assert parts / 5 < cost_model.seconds(shape, "methods")
    assert cost_model.seconds(Api(1, 1, 1, 100), "methods") == 20  # 100 path parts at 5 a second
    assert cost_model.seconds(shape, "openapi") == 0


def test_the_page_shows_the_examples_of_the_formulas():
    page = PAGE.read_text(encoding="utf-8")
    assert cost_model.table() in page, "run python -m infrastructure.test_cost_model in tests/ and put its table in"


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(cost_model.FIXED, id="fixed resources"),
        pytest.param(cost_model.ASSET, id="resources of an asset"),
        *(pytest.param(n, id=f"bytes {n}") for pair in cost_model.ROUTE_BYTES.values() for n in pair),
        *(pytest.param(n, id=f"body bytes {n}") for pair in cost_model.BODY_ROUTE_BYTES.values() for n in pair),
        pytest.param(cost_model.FUNCTION_BYTES, id="bytes of a function"),
        pytest.param(cost_model.GROUP_BYTES, id="bytes of a nested template"),
        pytest.param(cost_model.GROUP_IN_PARENT_BYTES, id="bytes of a nested stack in its parent"),
    ],
)
def test_the_page_says_the_constants_of_the_formulas(number):
    assert f"{number:,}" in PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    print(cost_model.table())
