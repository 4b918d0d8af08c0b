"""JSON exactly as JavaScript's `JSON.stringify` prints it, on one line whatever the text.

The message of an exception is what API Gateway matches and sends, so the bytes are part of the contract. `plain` checks
and copies a value, `encode` prints a plain one. Both languages of the runtime print the same bytes:

* compact, members in order; keys that are array indexes come first, ascending, as JavaScript objects hold them;
* numbers as JavaScript prints them (`1.0` is `1`, `1e21` is `1e+21`), whole numbers in full;
* lone surrogates become U+FFFD, since neither UTF-8 nor AWS's clients can carry them;
* U+007F is escaped (AWS's Node.js client turns the raw character into `%7F`), and so are U+0085, U+2028 and U+2029,
  at which `.` of a Java pattern stops; everything else is raw.
"""

from __future__ import annotations

from _collections_abc import Mapping

from ._checks import InvalidApiError, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MAX_DEPTH = 100
_LARGEST = 2**1024  # beyond the range of a double: few JSON readers hold more
_ESCAPES = {0x7F: "\\u007f", 0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def well_formed(text: str) -> str:
    """The text with surrogate pairs joined and lone surrogates replaced by U+FFFD.

    >>> well_formed("a\\ud800b") == "a\\ufffdb"
    True
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return str(text)


def plain(value: object, where: str, depth: int = 0) -> Any:
    """A copy that JSON can hold: dicts with text keys, lists, well-formed text, finite numbers, true, false, null.

    Raises `InvalidApiError` that names the place (`detail.items[2]`) for anything else.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return well_formed(str.__str__(value))
    if isinstance(value, int | float):
        return _number(value, where)
    if depth >= MAX_DEPTH:
        raise InvalidApiError(f"{where[:60]}… is nested deeper than {MAX_DEPTH} levels, or contains itself")
    if isinstance(value, Mapping):
        return _object(value, where, depth)
    if isinstance(value, list | tuple):
        return [plain(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value)]
    raise InvalidApiError(f"{where} is {show(value)} ({type(value).__name__}): JSON cannot hold it, convert it first")


def _number(value: int | float, where: str) -> int | float:
    if isinstance(value, float):
        if value - value != 0:  # NaN, inf
            raise InvalidApiError(f"{where} is {show(value)}: JSON has no such number")
        return float(value)
    if abs(value) >= _LARGEST:
        raise InvalidApiError(f"{where} is an int beyond the range of a double: give a text")
    return int(value)


def _object(value: Mapping[Any, object], where: str, depth: int) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key in value:
        if not isinstance(key, str):
            raise InvalidApiError(f"{where} has the key {show(key)} ({type(key).__name__}): JSON keys are text")
        name = well_formed(str.__str__(key))
        if name in members:
            raise InvalidApiError(f"{where} has two keys that are {name!r} once lone surrogates are replaced")
        members[name] = plain(value[key], f"{where}.{name}", depth + 1)
    return members


def encode(value: Any) -> str:
    """Print what `plain` returned.

    >>> encode({"status": 400, "detail": [1.0, None, True, "naïve\\u2028\\x7f"]})
    '{"status":400,"detail":[1,null,true,"naïve\\\\u2028\\\\u007f"]}'
    """
    return "".join(_pieces(value)).translate(_ESCAPES)


def _pieces(value: Any) -> Iterator[str]:
    from json.encoder import encode_basestring  # noqa: PLC0415  # only a failure pays for it

    if isinstance(value, str):
        yield encode_basestring(value)
    elif isinstance(value, dict):
        yield "{"
        for index, key in enumerate(_in_order(value)):
            yield f"{',' if index else ''}{encode_basestring(key)}:"
            yield from _pieces(value[key])
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, item in enumerate(value):
            if index:
                yield ","
            yield from _pieces(item)
        yield "]"
    else:
        yield _literal(value)


def _in_order(members: dict[str, Any]) -> list[str]:
    keys = list(members)
    indexes = [key for key in keys if _is_index(key)]
    return sorted(indexes, key=int) + [key for key in keys if not _is_index(key)] if indexes else keys


def _is_index(key: str) -> bool:
    # ECMAScript: an array index is the canonical decimal of 0 .. 2**32 - 2
    return key.isascii() and key.isdigit() and len(key) <= 10 and str(int(key)) == key and int(key) < 2**32 - 1


def _literal(value: bool | int | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _javascript_float(value)


def _javascript_float(value: float) -> str:
    """ECMAScript Number::toString; Python's `repr` has the same shortest digits and another layout."""
    if value == 0:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    return ("-" if value < 0 else "") + _layout(digits.rstrip("0"), point)


def _layout(digits: str, point: int) -> str:
    if 0 < point <= 21:
        fraction = digits[point:]
        return digits[:point].ljust(point, "0") + ("." + fraction if fraction else "")
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    rest = "." + digits[1:] if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{point - 1:+d}"
