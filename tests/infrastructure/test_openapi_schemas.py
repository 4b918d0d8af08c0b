"""Models in an OpenAPI body check what the JSON schema checks that they are made from; jsonschema is the judge."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import aws_apigateway as ag
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from cdk_apigateway_errors.cloudformation.schemas import bundle
from cdk_apigateway_errors.infrastructure.openapi.schemas import (
    component_schemas,
    plain_schema,
    schema_refusals,
    unused,
)

pytestmark = pytest.mark.cdk
NAMES = st.sampled_from(["a", "b", "ö", "A"])
PLAIN = st.one_of(
    st.sampled_from([{"type": t} for t in ("string", "integer", "number", "boolean", "object", "array")]),
    st.sampled_from([{"enum": [1, "a"]}, {"minLength": 1}, {"maximum": 1}, {"pattern": "^a"}, {}, {"multipleOf": 2}]),
)
REFERENCES = st.sampled_from(["#", *(f"#/definitions/{name}" for name in "abAö")]).map(lambda target: {"$ref": target})


def nested(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(children, min_size=1, max_size=2)
    return st.one_of(
        st.dictionaries(NAMES, children, max_size=2).map(lambda found: {"type": "object", "properties": found}),
        children.map(lambda item: {"type": "array", "items": item}),
        children.map(lambda item: {"additionalProperties": item}),
        children.map(lambda item: {"not": item}),
        st.tuples(st.sampled_from(["allOf", "anyOf", "oneOf"]), parts).map(lambda pair: {pair[0]: pair[1]}),
    )


SCHEMAS = st.recursive(PLAIN | REFERENCES, nested, max_leaves=6)
DEFINITIONS = st.fixed_dictionaries({name: st.recursive(PLAIN, nested, max_leaves=3) for name in "abAö"})
MODELS = st.builds(
    lambda properties, definitions: {"properties": properties, "definitions": definitions, "$schema": "draft-04"},
    st.dictionaries(NAMES, SCHEMAS, max_size=3),
    DEFINITIONS,
)
VALUES = st.recursive(
    st.sampled_from([None, True, 0, 1, 3, 1.5, "", "a", "ba"]),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=2)),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(MODELS, VALUES)
def test_a_component_accepts_what_its_json_schema_accepts(model: dict[str, Any], value: Any) -> None:
    """Every reference is followed to the definition that it named, whatever the definitions are called."""
    components = component_schemas("Order", model)
    bundled, missing = bundle("Order", components, openapi=True)
    assert missing == []
    assert schema_refusals(model) == []
    assert Draft4Validator(bundled).is_valid(value) == Draft4Validator(model).is_valid(value)  # type: ignore[arg-type]


@settings(max_examples=50, deadline=None)
@given(MODELS)
def test_components_hold_no_reference_that_openapi_does_not_know(model: dict[str, Any]) -> None:
    components = component_schemas("Order", model, {"OrderA", "OrderB"})
    references = [text for text in json.dumps(components).split('"') if text.startswith("#")]
    assert {text.removeprefix("#/components/schemas/") for text in references} <= set(components)
    assert not {"OrderA", "OrderB"} & set(components)


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"minItems": 1}, "#/minItems"),
        ({"properties": {"a/b": {"maxItems": 1}}}, "#/properties/a/b/maxItems"),
        ({"not": {"dependencies": {}}}, "#/not/dependencies"),
        ({"allOf": [{}, {"exclusiveMaximum": True}]}, "#/allOf/1/exclusiveMaximum"),
        ({"items": {"additionalItems": False}}, "#/items/additionalItems"),
        ({"definitions": {"x": {"definitions": {}}}}, "#/definitions/x/definitions"),
        ({"definitions": {"x": {"type": "null"}}}, "#/definitions/x/type"),
        ({"properties": {"a": {"$ref": "https://example.com/x"}}}, "#/properties/a/$ref"),
        ({"properties": {"a": {"$ref": "#/definitions/x/properties/y"}}}, "#/properties/a/$ref"),
    ],
    ids=lambda value: value if isinstance(value, str) else "schema",
)
def test_what_an_import_would_leave_out_is_refused_with_its_place(schema: dict[str, Any], place: str) -> None:
    (problem,) = schema_refusals(schema)
    assert problem.startswith(f"request_model: {place} is ")


@pytest.mark.parametrize(
    "schema",
    [
        {"$schema": "http://json-schema.org/draft-04/schema#", "id": "x", "title": "t", "description": "d"},
        {"properties": {"minItems": {"type": "string"}, "type": {"type": "object"}}, "required": ["minItems"]},
        {"enum": [{"minItems": 1}], "default": {"$ref": "x"}},
        {"additionalProperties": False},
    ],
    ids=["annotations", "properties called like keywords", "values like keywords", "boolean"],
)
def test_what_only_looks_like_a_keyword_stays(schema: dict[str, Any]) -> None:
    assert schema_refusals(schema) == []
    (component,) = component_schemas("M", schema).values()
    assert component == {key: value for key, value in schema.items() if key not in ("$schema", "id")}


def test_cdks_own_schema_is_written_with_the_names_of_json_schema() -> None:
    schema = ag.JsonSchema(
        schema=ag.JsonSchemaVersion.DRAFT4,
        type=ag.JsonSchemaType.OBJECT,
        additional_properties=False,
        one_of=[ag.JsonSchema(ref="#/definitions/a"), ag.JsonSchema(not_=ag.JsonSchema(min_length=1))],
        properties={"max_items": ag.JsonSchema(items=ag.JsonSchema(multiple_of=2), unique_items=True)},
        definitions={"a": ag.JsonSchema(enum=[1, "a_b"], exclusive_minimum=True)},
        pattern_properties={"^a_b": ag.JsonSchema(max_properties=1)},
    )
    assert plain_schema(schema) == {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "additionalProperties": False,
        "oneOf": [{"$ref": "#/definitions/a"}, {"not": {"minLength": 1}}],
        "properties": {"max_items": {"items": {"multipleOf": 2}, "uniqueItems": True}},
        "definitions": {"a": {"enum": [1, "a_b"], "exclusiveMinimum": True}},
        "patternProperties": {"^a_b": {"maxProperties": 1}},
    }


def test_a_name_in_use_is_numbered() -> None:
    assert unused("Ä-b", {"b", "b2"}) == "b3"
