"""Request models that are no JSON schema of draft 4 are found; the judge is the meta schema, through ``jsonschema``."""

import jsonschema
import pytest

from cdk_apigateway_errors.infrastructure.json_schema import schema_problems

SOUND = {
    "everything": {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "t",
        "type": ["object", "null"],
        "required": ["a"],
        "properties": {"a": {"type": "string", "pattern": r"^[a-z]+\/\d{2}$"}, "type": {"enum": [1, None]}},
        "patternProperties": {"^x": {}},
        "additionalProperties": False,
        "dependencies": {"a": ["b"], "c": {"type": "object"}},
        "definitions": {"n": {"minimum": 1.5, "exclusiveMinimum": True, "multipleOf": 0.5}},
        "allOf": [{"not": {"$ref": "#/definitions/n"}}],
    },
    "a list of schemas": {"items": [{"type": "integer"}], "additionalItems": {"minLength": 0}, "uniqueItems": True},
    "an unknown keyword": {"nullable": True, "example": {"type": "text"}},
    "nothing": {},
}
BROKEN = {
    "name of a type": ({"type": "text"}, "#/type"),
    "types twice": ({"type": ["string", "string"]}, "#/type"),
    "no types": ({"type": []}, "#/type"),
    "required as a text": ({"required": "a"}, "#/required"),
    "required of draft 3": ({"properties": {"a": {"required": True}}}, "#/properties/a/required"),
    "required of nothing": ({"required": []}, "#/required"),
    "required twice": ({"required": ["a", "a"]}, "#/required"),
    "property that is no schema": ({"properties": {"a": "string"}}, "#/properties/a"),
    "properties as a list": ({"properties": ["a"]}, "#/properties"),
    "exclusive limit of draft 6": ({"items": {"exclusiveMinimum": 5, "minimum": 1}}, "#/items/exclusiveMinimum"),
    "empty enum": ({"enum": []}, "#/enum"),
    "negative count": ({"minLength": -1}, "#/minLength"),
    "count as a boolean": ({"maxItems": True}, "#/maxItems"),
    "multiple of nothing": ({"multipleOf": 0}, "#/multipleOf"),
    "list of schemas that holds none": ({"anyOf": [{}, 3]}, "#/anyOf/1"),
    "empty list of schemas": ({"oneOf": []}, "#/oneOf"),
    "items": ({"items": "string"}, "#/items"),
    "not": ({"not": True}, "#/not"),
    "additional properties": ({"additionalProperties": "no"}, "#/additionalProperties"),
    "deep down": ({"definitions": {"a": {"allOf": [{"not": {"type": 3}}]}}}, "#/definitions/a/allOf/0/not/type"),
}


@pytest.mark.parametrize("schema", [pytest.param(schema, id=name) for name, schema in SOUND.items()])
def test_a_schema_of_draft_4_is_taken(schema):
    jsonschema.Draft4Validator.check_schema(schema)
    assert schema_problems(schema) == []


@pytest.mark.parametrize(("schema", "place"), [pytest.param(*case, id=name) for name, case in BROKEN.items()])
def test_what_is_no_schema_of_draft_4_is_named_with_its_place(schema, place):
    with pytest.raises(jsonschema.SchemaError):
        jsonschema.Draft4Validator.check_schema(schema)
    (problem,) = schema_problems(schema)
    assert problem.startswith(f"{place} is ")
    assert "; allowed: " in problem


@pytest.mark.parametrize("pattern", ["(a", "a)", "[a", "*a", 7])
def test_a_pattern_that_no_engine_takes_is_named(pattern):
    (problem,) = schema_problems({"properties": {"a": {"pattern": pattern}}})
    assert problem == f"#/properties/a/pattern is {pattern!r}; allowed: a regular expression"


@pytest.mark.parametrize("pattern", [r"\p{L}+", "[^]", r"\cA", "(?<name>a)", "^(?!x).*$"])
def test_a_pattern_that_only_python_refuses_is_taken(pattern):
    assert schema_problems({"pattern": pattern}) == []
