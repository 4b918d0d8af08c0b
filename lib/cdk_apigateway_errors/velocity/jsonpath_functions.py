"""The functions at the end of a JSONPath: `.length()`, `.min()`, `.sum()` …"""

from __future__ import annotations

import math
from collections.abc import Callable

from .values import Value, is_number


def _length(value: Value) -> Value:
    return len(value) if isinstance(value, dict | list) else None


def _numbers(value: Value) -> list[float]:
    return [float(item) for item in value if is_number(item)] if isinstance(value, list) else []


def _over_numbers(function: Callable[[list[float]], float]) -> Callable[[Value], Value]:
    def applied(value: Value) -> Value:
        numbers = _numbers(value)
        return function(numbers) if numbers else None

    return applied


def _deviation(numbers: list[float]) -> float:
    mean = sum(numbers) / len(numbers)
    return math.sqrt(sum(number * number for number in numbers) / len(numbers) - mean * mean)


FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "length": _length,
    "size": _length,
    "min": _over_numbers(min),
    "max": _over_numbers(max),
    "sum": _over_numbers(math.fsum),
    "avg": _over_numbers(lambda numbers: sum(numbers) / len(numbers)),
    "stddev": _over_numbers(_deviation),
    "keys": lambda value: list(value) if isinstance(value, dict) else None,
    "first": lambda value: value[0] if isinstance(value, list) and value else None,
    "last": lambda value: value[-1] if isinstance(value, list) and value else None,
}
