"""Looks for what makes a mapping no JSON schema of draft 4, the one that API Gateway reads.

Source: the meta schema of draft 4 (json-schema.org/draft-04/schema). The texts of ``pattern`` are checked for what no
dialect of regular expressions takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
_BROKEN: Final = (
    "unterminated subpattern",
    "unbalanced parenthesis",
    "unterminated character set",
    "nothing to repeat",
)


def schema_problems(schema: Mapping[str, object]) -> list[str]:
    """Return everything that is wrong with a schema, each with the place as a JSON pointer.

    >>> schema_problems({"properties": {"id": {"type": "text"}}})[0].split(";")[0]
    "#/properties/id/type is 'text'"
    """
    return list(_of_schema(schema, "#"))


def _of_schema(schema: object, place: str) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        yield f"{place} is {schema!r}; allowed: a JSON schema, which is a mapping"
        return
    for name, value in schema.items():
        at = f"{place}/{name}"
        if not isinstance(name, str):
            yield f"{place} holds the key {name!r}; allowed: texts"
        elif name in _RULES and not _RULES[name][0](value):
            yield f"{at} is {value!r}; allowed: {_RULES[name][1]}"
        else:
            yield from _of_children(name, value, at)


def _of_children(name: str, value: object, at: str) -> Iterator[str]:
    if name in _MAPS_OF_SCHEMAS and isinstance(value, Mapping):
        for key, child in value.items():
            if not (name == "dependencies" and isinstance(child, list)):
                yield from _of_schema(child, f"{at}/{key}")
    elif name in _LISTS_OF_SCHEMAS or (name == "items" and isinstance(value, list)):
        for number, child in enumerate(value if isinstance(value, list) else ()):
            yield from _of_schema(child, f"{at}/{number}")
    elif name in _SCHEMAS and not (isinstance(value, bool) and name != "not"):
        yield from _of_schema(value, at)


def _is_type(value: object) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(n, str) and n in _TYPES for n in names) and len(set(names)) == len(names)


def _is_names(value: object) -> bool:
    texts = isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)
    return texts and isinstance(value, list) and len(set(value)) == len(value)


def _is_pattern(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        re.compile(value)
    except re.error as error:
        # Python refuses more than JavaScript and Java do, "[]" and "[^]" for instance.
        return "[]" in value or "[^]" in value or not any(broken in error.msg for broken in _BROKEN)
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def _is_a(*types: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, types)


_MAPS_OF_SCHEMAS: Final = ("properties", "patternProperties", "definitions", "dependencies")
_LISTS_OF_SCHEMAS: Final = ("allOf", "anyOf", "oneOf")
_SCHEMAS: Final = ("items", "additionalItems", "additionalProperties", "not")
_COUNT = (_is_count, "a whole number from 0 on")
_NUMBER = (_is_number, "a number")
_BOOLEAN = (_is_a(bool), "true or false")
_TEXT = (_is_a(str), "a text")
_MAP = (_is_a(Mapping), "a mapping of names to schemas")
_LIST = (_is_list, "a list with at least one schema")
_RULES: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "type": (_is_type, f"one of {', '.join(_TYPES)}, or a list of them"),
    "required": (_is_names, "a list of property names, at least one, none twice (draft 4)"),
    "pattern": (_is_pattern, "a regular expression"),
    "enum": (_is_list, "a list with at least one value"),
    "multipleOf": (_is_positive, "a number above 0"),
    **dict.fromkeys(("minimum", "maximum"), _NUMBER),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum", "uniqueItems"), _BOOLEAN),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _COUNT),
    **dict.fromkeys(("$ref", "$schema", "id", "title", "description"), _TEXT),
    **dict.fromkeys(_MAPS_OF_SCHEMAS, _MAP),
    **dict.fromkeys(_LISTS_OF_SCHEMAS, _LIST),
}
