"""Expected and actual values; ``<...>`` inside an expected text stands for a masked or run-dependent part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_MASK = re.compile(r"<[^<>]*>")


def agrees(expected: Any, actual: Any) -> bool:
    """Whether a value is the expected one.

    >>> agrees({"id": "<any-uuid>", "n": 1}, {"n": 1, "id": "4f"})
    True
    >>> agrees(1, True)
    False
    """
    if isinstance(expected, Mapping):
        return (
            isinstance(actual, Mapping)
            and expected.keys() == actual.keys()
            and all(agrees(value, actual[name]) for name, value in expected.items())
        )
    if isinstance(expected, Sequence) and not isinstance(expected, str):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(agrees, expected, actual))
    if isinstance(expected, str) and isinstance(actual, str):
        return text_agrees(expected, actual)
    return type(expected) is type(actual) and bool(expected == actual)


def text_agrees(expected: str, actual: str) -> bool:
    """The same text, masks aside."""
    if expected == actual:
        return True
    parts = _MASK.split(expected)
    return len(parts) > 1 and re.fullmatch("(?s:.*)".join(map(re.escape, parts)), actual) is not None


def collapsed(text: str) -> str:
    """Each run of white space as one space, none at the ends."""
    return " ".join(text.split())
