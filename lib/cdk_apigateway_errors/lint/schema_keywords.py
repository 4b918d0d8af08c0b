"""What draft 4 of JSON Schema knows, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

DRAFT_4 = ("http://json-schema.org/draft-04/schema", "http://json-schema.org/schema")
_LATER = {
    "const": 'write "enum" with one value',
    "contains": "leave it out, or check it in the function",
    "propertyNames": 'write "patternProperties" with "additionalProperties": false',
    "if": 'write "anyOf" or "oneOf"',
    "then": 'write "anyOf" or "oneOf"',
    "else": 'write "anyOf" or "oneOf"',
    "$defs": 'write "definitions"',
    "$id": 'write "id"',
    "$anchor": "point into definitions",
    "prefixItems": 'write "items" with an array',
    "dependentRequired": 'write "dependencies"',
    "dependentSchemas": 'write "dependencies"',
    "unevaluatedProperties": 'write "additionalProperties"',
    "unevaluatedItems": 'write "additionalItems"',
    "minContains": "leave it out",
    "maxContains": "leave it out",
}
_BY_NAME = ("properties", "patternProperties", "definitions")
_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "additionalProperties", "additionalItems")
_TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}


def deviations(schema: object, at: str = "#") -> Iterator[tuple[str, str]]:
    """What is not draft 4: what it is and where, and what to write instead."""
    if not isinstance(schema, Mapping):
        yield f"{schema!r} at {at}, where draft 4 has an object", 'write {} for true and {"not": {}} for false'
        return
    yield from _own(schema, at)
    for place, inner in _inside(schema, at):
        yield from deviations(inner, place)


def _own(schema: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    version = schema.get("$schema")
    if isinstance(version, str) and version.rstrip("#") not in DRAFT_4:
        yield f'"$schema": {version!r} at {at}', 'write "http://json-schema.org/draft-04/schema#"'
    for name, instead in _LATER.items():
        if name in schema:
            yield f'"{name}" at {at}', instead
    for name in ("exclusiveMinimum", "exclusiveMaximum"):
        if name in schema and not isinstance(schema[name], bool):
            yield (
                f'"{name}" with a number at {at}',
                f'write "{name.removeprefix("exclusive").lower()}" and "{name}": true',
            )
    if isinstance(schema.get("required"), bool):
        yield f'"required" with a boolean at {at}', 'write a list of names beside "properties"'
    if schema.get("required") == []:
        yield f'an empty "required" at {at}', "leave it out"
    yield from _types(schema.get("type"), at)


def _types(given: Any, at: str) -> Iterator[tuple[str, str]]:
    names = given if isinstance(given, Sequence) and not isinstance(given, str) else [] if given is None else [given]
    for name in names:
        if not (isinstance(name, str) and name in _TYPES):
            yield f'"type": {name!r} at {at}', f"write one of {', '.join(sorted(_TYPES))}"


def _inside(schema: Mapping[str, Any], at: str) -> Iterator[tuple[str, object]]:
    for name in _BY_NAME:
        inner = schema.get(name)
        if isinstance(inner, Mapping):
            yield from ((f"{at}/{name}/{key}", value) for key, value in inner.items())
    for name in _LISTS:
        inner = schema.get(name)
        if isinstance(inner, Sequence) and not isinstance(inner, str):
            yield from ((f"{at}/{name}/{index}", value) for index, value in enumerate(inner))
    for name in _SINGLE:
        if name in schema and not (name != "not" and isinstance(schema[name], bool)):
            yield f"{at}/{name}", schema[name]
    items = schema.get("items")
    if isinstance(items, Sequence) and not isinstance(items, str):
        yield from ((f"{at}/items/{index}", value) for index, value in enumerate(items))
    elif items is not None:
        yield f"{at}/items", items
