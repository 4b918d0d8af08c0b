import json
from typing import Any

import jsonschema
import pytest

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.cloudformation.model import Model
from cdk_apigateway_errors.cloudformation.schemas import bundle
from cloudformation.builders import method, resource, rest_api, template

URL = "https://apigateway.amazonaws.com/restapis/abc/models/"


def accepts(schema: Any, value: Any) -> bool:
    return jsonschema.Draft4Validator(schema).is_valid(value)


def test_a_reference_to_another_model_becomes_a_definition() -> None:
    schemas = {
        "Order": {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": f"{URL}Item"}}}},
        "Item": {"type": "object", "required": ["sku"], "properties": {"sku": {"$ref": f"{URL}Sku"}}},
        "Sku": {"type": "string"},
    }
    schema, missing = bundle("Order", schemas)
    assert missing == []
    assert accepts(schema, {"items": [{"sku": "a"}]})
    assert not accepts(schema, {"items": [{}]})
    assert not accepts(schema, {"items": [{"sku": 1}]})


def test_models_that_refer_to_each_other_are_bundled_once() -> None:
    schemas = {
        "Tree": {"type": "object", "properties": {"left": {"$ref": f"{URL}Leaf"}, "right": {"$ref": f"{URL}Tree"}}},
        "Leaf": {"type": "object", "properties": {"tree": {"$ref": f"{URL}Tree"}}, "required": ["tree"]},
    }
    schema, _ = bundle("Tree", schemas)
    assert accepts(schema, {"left": {"tree": {"right": {}}}})
    assert not accepts(schema, {"right": {"left": {}}})


def test_references_inside_a_bundled_model_still_point_into_it() -> None:
    schemas = {
        "A": {"properties": {"b": {"$ref": f"{URL}B"}}, "definitions": {"B": {"type": "null"}}},
        "B": {"properties": {"x": {"$ref": "#/definitions/Own"}}, "definitions": {"Own": {"type": "integer"}}},
    }
    schema, _ = bundle("A", schemas)
    assert accepts(schema, {"b": {"x": 1}})
    assert not accepts(schema, {"b": {"x": "one"}})


def test_data_that_looks_like_a_reference_is_left_alone() -> None:
    schema = {"enum": [{"$ref": f"{URL}B"}]}
    assert bundle("A", {"A": schema}) == (schema, [])


def test_a_missing_model_is_named() -> None:
    assert bundle("A", {"A": {"$ref": f"{URL}Gone"}})[1] == ["Gone"]


@pytest.mark.parametrize("write", [json.dumps, lambda schema: schema], ids=["as text", "as an object"])
def test_a_model_resource_is_read(write: Any) -> None:
    schema = {"type": "object"}
    model = resource("AWS::ApiGateway::Model", RestApiId={"Ref": "Api"}, Name="Order", Schema=write(schema))
    (api,) = load(template(rest_api(), {"M": model})).rest_apis
    assert api.models == {"Order": Model("Order", "application/json", schema, "M")}


def test_a_reference_written_with_intrinsics_finds_its_model() -> None:
    reference = {"Fn::Sub": "https://apigateway.amazonaws.com/restapis/${Api}/models/${Sku}"}
    parts = {
        "Sku": resource("AWS::ApiGateway::Model", RestApiId={"Ref": "Api"}, Schema={"type": "string"}),
        "Order": resource("AWS::ApiGateway::Model", RestApiId={"Ref": "Api"}, Name="Order", Schema={"$ref": reference}),
    }
    (api,) = load(template(rest_api(), parts)).rest_apis
    assert accepts(api.models["Order"].schema, "a")
    assert not accepts(api.models["Order"].schema, 1)


def test_the_models_that_every_api_has_are_there_when_used() -> None:
    used = method(integration={"Type": "MOCK"}, RequestModels={"application/json": "Empty"})
    (api,) = load(template(rest_api(), {"M": used})).rest_apis
    assert accepts(api.models["Empty"].schema, {})


def test_a_schema_that_is_not_json_is_named() -> None:
    model = resource("AWS::ApiGateway::Model", RestApiId={"Ref": "Api"}, Schema="{oops")
    application = load(template(rest_api(), {"M": model}))
    assert application.unsupported[0].logical_id == "M"
    assert "Schema is not JSON" in application.unsupported[0].reason


def test_a_models_own_definition_keeps_its_name_beside_a_model_of_the_same_name() -> None:
    properties = {"own": {"$ref": "#/definitions/B"}, "other": {"$ref": f"{URL}B"}}
    schemas = {"A": {"properties": properties, "definitions": {"B": {"type": "null"}}}, "B": {"type": "integer"}}
    schema, _ = bundle("A", schemas)
    assert accepts(schema, {"own": None, "other": 1})
    assert not accepts(schema, {"own": 1})
    assert not accepts(schema, {"other": None})
