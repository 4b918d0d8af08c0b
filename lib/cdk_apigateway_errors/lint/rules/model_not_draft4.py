from collections.abc import Iterator
from itertools import islice
from typing import Any

from ...cloudformation.model import Model, RestApi
from ..examples import api
from ..finding import Problem, Severity
from ..rule import ApiRule, Example
from ..schema_keywords import deviations
from ..sources import MODELS


def _check(rest_api: RestApi) -> Iterator[Problem]:
    for model in rest_api.models.values():
        for what, fix in islice(deviations(model.schema), 5):
            message = f"the model {model.logical_id or model.name} is not JSON Schema draft 4: {what}"
            yield Problem(message, fix, logical_id=model.logical_id)


def _modelled(shown: str, schema: Any, says: str = "") -> Example:
    return Example(shown, api(models=[Model("Order", schema=schema, logical_id="OrderModel")]), says)


RULE = ApiRule(
    id="model-not-draft4",
    severity=Severity.WARNING,
    summary="A model's schema is not JSON Schema draft 4.",
    why="Models are JSON Schema draft 4. A keyword of a later draft is refused at deploy or ignored, and what it should "
    "keep out reaches the function.",
    source=MODELS,
    check=_check,
    bad=(
        _modelled("`$schema` of draft 7", {"$schema": "http://json-schema.org/draft-07/schema#"}, "draft-07"),
        _modelled("`const`", {"properties": {"kind": {"const": "order"}}}, '"const" at #/properties/kind'),
        _modelled("a number in `exclusiveMinimum`", {"items": {"exclusiveMinimum": 0}}, "#/items"),
        _modelled("`true` as a schema", {"properties": {"any": True}}, "#/properties/any"),
        _modelled("`if` deeper inside", {"additionalProperties": {"not": {"if": {}}}}, "#/additionalProperties/not"),
        _modelled("an unknown type", {"anyOf": [{"type": "text"}]}, "'text'"),
    ),
    good=(
        _modelled(
            "draft 4",
            {
                "$schema": "http://json-schema.org/draft-04/schema#",
                "type": ["object", "null"],
                "required": ["items"],
                "properties": {"const": {"type": "string"}, "count": {"minimum": 0, "exclusiveMinimum": True}},
                "additionalProperties": False,
            },
        ),
        _modelled("an empty schema", {}),
    ),
)
