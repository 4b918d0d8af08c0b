"""What is decided without jsonschema is what jsonschema says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from cdk_apigateway_errors.lint.plain_schema import follows
from cdk_apigateway_errors.runtime import ErrorList, ProblemJson

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", 0.5]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
TYPES = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])
SCHEMAS = st.recursive(
    st.fixed_dictionaries({}, optional={"type": TYPES, "minimum": st.integers(-1, 1), "maximum": st.integers(-1, 1)}),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES,
            "required": st.lists(st.sampled_from("ab"), min_size=1, max_size=2, unique=True),
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "additionalProperties": st.booleans() | inner,
            "items": inner,
            "minItems": st.integers(0, 2),
        },
    ),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, SCHEMAS)
def test_it_never_says_more_than_jsonschema(value: Any, schema: dict[str, Any]) -> None:
    if follows(value, schema):
        assert Draft4Validator(schema).is_valid(value)


@pytest.mark.parametrize("form", [ErrorList(), ProblemJson(), ErrorList(status_field="code")], ids=repr)
def test_the_models_of_our_formats_are_decided(form: ErrorList | ProblemJson) -> None:
    from cdk_apigateway_errors.catalog.bodies import error_document  # noqa: PLC0415

    body = dict(error_document(form, 500, "CODE", "Message", request_id="id"))
    assert follows(body, form.schema())
    assert not follows({**body, form.status_field: "500"}, form.schema())
    assert not follows({**body, form.status_field: 700}, form.schema())


@pytest.mark.parametrize("schema", [{"enum": [1]}, {"anyOf": [{}]}, {"type": ["integer", "null"]}, True, []], ids=str)
def test_what_it_does_not_know_is_not_decided(schema: Any) -> None:
    assert not follows(1, schema)
