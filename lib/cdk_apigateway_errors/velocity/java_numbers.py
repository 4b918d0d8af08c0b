"""The public methods of Integer, Long, BigInteger, Double, BigDecimal and Boolean."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal

from .values import (
    INTEGER_MAX,
    LONG_MAX,
    JavaError,
    Long,
    Methods,
    Value,
    equals,
    hash_code,
    integer_rank,
    refuse_class,
    text_of,
)


def _wrapped(number: int, bits: int) -> int:
    result: int = (number + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1)
    return result


def int_value(number: Value) -> int:
    """Number.intValue(): the low 32 bits of an integer; a double is cut to the range."""
    if isinstance(number, float):
        return _saturated(number, INTEGER_MAX)
    return _wrapped(int(number), 32)


def _long_value(number: Value) -> int:
    value = _saturated(number, LONG_MAX) if isinstance(number, float) else _wrapped(int(number), 64)
    return Long(value) if integer_rank(value) == 0 else value


def _saturated(number: float, most: int) -> int:
    if math.isnan(number):
        return 0
    return most if number >= most else -most - 1 if number <= -most - 1 else int(number)


def _parse(text: str | None, radix: int, most: int) -> int:
    if text is None or not 2 <= radix <= 36 or not re.fullmatch(r"[+-]?[0-9a-zA-Z]+", text):
        raise JavaError(f'NumberFormatException: For input string: "{text}"')
    try:
        number = int(text, radix)
    except ValueError:
        raise JavaError(f'NumberFormatException: For input string: "{text}"') from None
    if not -most - 1 <= number <= most:
        raise JavaError(f'NumberFormatException: For input string: "{text}"')
    return number


def _parse_int(_: Value, text: str | None, radix: int = 10) -> int:
    return _parse(text, radix, INTEGER_MAX)


def _parse_long(_: Value, text: str | None, radix: int = 10) -> int:
    number = _parse(text, radix, LONG_MAX)
    return Long(number) if integer_rank(number) == 0 else number


_DOUBLE = re.compile(r"[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?", re.ASCII)


def _parse_double(_: Value, text: str | None) -> float:
    trimmed = (text or "").strip("".join(map(chr, range(0x21))))
    if not _DOUBLE.fullmatch(trimmed):
        raise JavaError(f'NumberFormatException: For input string: "{text}"')
    return float(trimmed.rstrip("fFdD") if not trimmed.endswith("Infinity") else trimmed)


def _sign(left: Value, right: Value) -> int:
    return -1 if left < right else 1 if left > right else 0


def _based(kind: str) -> Callable[..., str]:
    return lambda _, _self, number: format(number & 0xFFFFFFFF, kind)


def _plain(method: Callable[..., Value]) -> Callable[..., Value]:
    return lambda _, *arguments: method(*arguments)


_NUMBER: Methods = {
    "intValue": (("", _plain(int_value)),),
    "longValue": (("", _plain(_long_value)),),
    "doubleValue": (("", _plain(float)),),
    "floatValue": (("", _plain(float)),),
    "shortValue": (("", _plain(lambda number: _wrapped(int_value(number), 16))),),
    "byteValue": (("", _plain(lambda number: _wrapped(int_value(number), 8))),),
    "equals": (("o", _plain(equals)),),
    "hashCode": (("", _plain(hash_code)),),
}

INTEGER: Methods = {
    **_NUMBER,
    "toString": (("", _plain(text_of)), ("i", _plain(lambda _, number: text_of(number)))),
    "compareTo": (("i", _plain(_sign)), ("o", refuse_class)),
    "compare": (("ii", _plain(lambda _, left, right: _sign(left, right))),),
    "parseInt": (("s", _plain(_parse_int)), ("si", _plain(_parse_int))),
    "valueOf": (("s", _plain(_parse_int)), ("i", _plain(lambda _, number: number)), ("si", _plain(_parse_int))),
    "max": (("ii", _plain(lambda _, left, right: max(left, right))),),
    "min": (("ii", _plain(lambda _, left, right: min(left, right))),),
    "sum": (("ii", _plain(lambda _, left, right: _wrapped(left + right, 32))),),
    "signum": (("i", _plain(lambda _, number: _sign(number, 0))),),
    "toHexString": (("i", _based("x")),),
    "toBinaryString": (("i", _based("b")),),
    "toOctalString": (("i", _based("o")),),
}

LONG: Methods = {
    **_NUMBER,
    "toString": (("", _plain(text_of)), ("l", _plain(lambda _, number: text_of(number)))),
    "compareTo": (("L", _plain(_sign)), ("o", refuse_class)),
    "parseLong": (("s", _plain(_parse_long)),),
    "valueOf": (("s", _plain(_parse_long)), ("l", _plain(lambda _, number: _long_value(number)))),
}

BIG: Methods = {**_NUMBER, "toString": (("", _plain(text_of)),), "signum": (("", _plain(lambda n: _sign(n, 0))),)}

DOUBLE: Methods = {
    **_NUMBER,
    "toString": (("", _plain(text_of)), ("d", _plain(lambda _, number: text_of(float(number))))),
    "compareTo": (("D", _plain(_sign)), ("o", refuse_class)),
    "isNaN": (("", _plain(math.isnan)), ("d", _plain(lambda _, number: math.isnan(number)))),
    "isInfinite": (("", _plain(math.isinf)), ("d", _plain(lambda _, number: math.isinf(number)))),
    "parseDouble": (("s", _plain(_parse_double)),),
    "valueOf": (("s", _plain(_parse_double)), ("d", _plain(lambda _, number: float(number)))),
}

DECIMAL: Methods = {
    **_NUMBER,
    "toString": (("", _plain(text_of)),),
    "toPlainString": (("", _plain(lambda number: format(number, "f"))),),
    "signum": (("", _plain(lambda number: _sign(number, Decimal(0)))),),
}

BOOLEAN: Methods = {
    "booleanValue": (("", _plain(lambda value: value)),),
    "toString": (("", _plain(text_of)), ("z", _plain(lambda _, value: text_of(value)))),
    "equals": (("o", _plain(equals)),),
    "hashCode": (("", _plain(hash_code)),),
    "compareTo": (("z", _plain(_sign)), ("o", refuse_class)),
    "parseBoolean": (("s", _plain(lambda _, text: text is not None and text.lower() == "true")),),
    "valueOf": (
        ("z", _plain(lambda _, value: value)),
        ("s", _plain(lambda _, text: text is not None and text.lower() == "true")),
    ),
}
