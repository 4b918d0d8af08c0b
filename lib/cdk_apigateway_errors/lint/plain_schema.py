"""The part of JSON Schema (draft 4) that error bodies need, without a library: most models are decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_ANNOTATIONS = frozenset({"$schema", "id", "title", "description", "default"})
_KNOWN = _ANNOTATIONS | {
    "type",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minItems",
    "minimum",
    "maximum",
}


def follows(value: Any, schema: Any) -> bool:
    """Whether a JSON value certainly follows a schema; False also where the schema says more than is known here.

    >>> follows({"status": 404}, {"required": ["status"], "properties": {"status": {"type": "integer"}}})
    True
    >>> follows({}, {"required": ["status"]}), follows({}, {"anyOf": [{}]})
    (False, False)
    """
    if not isinstance(schema, Mapping) or not set(schema) <= _KNOWN:
        return False
    return _has_type(value, schema.get("type")) and _in_range(value, schema) and all(_members(value, schema))


def _has_type(value: Any, name: Any) -> bool:
    if name is None:
        return True
    allowed = _TYPES.get(name, ()) if isinstance(name, str) else ()
    return isinstance(value, allowed) and (not isinstance(value, bool) or name == "boolean")


def _in_range(value: Any, schema: Mapping[str, Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return True
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _members(value: Any, schema: Mapping[str, Any]) -> Iterable[bool]:
    if isinstance(value, dict):
        yield from _of_object(value, schema)
    elif isinstance(value, list):
        yield len(value) >= schema.get("minItems", 0)
        items = schema.get("items", {})
        yield not isinstance(items, Sequence)
        yield from (follows(item, items) for item in value)


def _of_object(value: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterable[bool]:
    known: Mapping[str, Any] = schema.get("properties", {})
    other = schema.get("additionalProperties", True)
    yield set(schema.get("required", ())) <= set(value)
    for name, member in value.items():
        if name in known:
            yield follows(member, known[name])
        else:
            yield other is True or follows(member, other)
