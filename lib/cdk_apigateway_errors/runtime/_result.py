"""A handler's result as the text that AWS's Python client would send, for the body of a proxy answer.

Where that client runs the handler, it writes the text itself: its versions differ in small things. Elsewhere (unit
tests, other clients) `_Encoder` writes what the client of today does (C: aws-lambda-python-runtime-interface-client
4.x, `lambda_runtime_marshaller.py`, on simplejson): blanks after `,` and `:`, `Decimal` as a number, `bytes` as text, a
named tuple as an object, characters beyond ASCII as they are from Python 3.12 on.
"""

from __future__ import annotations

import sys
from os import environ

from ._checks import InvalidApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_CLIENT = "awslambdaric.lambda_runtime_marshaller"
_WITH_UNICODE = frozenset(f"AWS_Lambda_python3.{minor}" for minor in (12, 13, 14, 15))


def result_text(result: object) -> str:
    """The text of a result. Raises TypeError, ValueError or RecursionError where JSON or UTF-8 cannot.

    >>> result_text({"id": 7, "lines": [1.0, None]})
    '{"id": 7, "lines": [1.0, null]}'
    """
    if isinstance(result, bytes):  # sent as it is
        return result.decode()
    text = _client_json(result)
    if "NaN" in text or "Infinity" in text:
        _refuse_constants(text)
    text.encode()  # a lone surrogate: the client would die of it
    return text


def _client_json(value: object) -> str:
    write: Callable[[object], str] | None = getattr(sys.modules.get(_CLIENT), "to_json", None)
    return client_json(value) if write is None else write(value)


def client_json(value: object) -> str:
    """What the client writes, without the client."""
    from json.encoder import encode_basestring, encode_basestring_ascii  # noqa: PLC0415  # only a proxy answer needs it

    raw = environ.get("AWS_EXECUTION_ENV") in _WITH_UNICODE
    return "".join(_Encoder(encode_basestring if raw else encode_basestring_ascii).pieces(value))


def _refuse_constants(text: str) -> None:
    from json import loads  # noqa: PLC0415

    loads(text, parse_constant=_refuse_constant, parse_int=str, parse_float=str)


def _refuse_constant(name: str) -> None:
    raise InvalidApiError(f"the result holds {name}: JSON has no such number")


class _Encoder:
    def __init__(self, quote: Callable[[str], str]) -> None:
        self._quote = quote
        self._open: set[int] = set()

    def pieces(self, value: Any) -> Iterator[str]:
        if isinstance(value, str | bytes):
            yield self._quote(_text(value))
        elif isinstance(value, dict | list | tuple):
            yield from self._nested(value)
        else:
            yield _literal(value)

    def _nested(self, value: Any) -> Iterator[str]:
        if id(value) in self._open:
            raise ValueError("Circular reference detected")
        self._open.add(id(value))
        as_dict = getattr(value, "_asdict", None) if isinstance(value, tuple) else None
        members = as_dict() if callable(as_dict) else value
        yield from self._object(members) if isinstance(members, dict) else self._array(members)
        self._open.discard(id(value))

    def _object(self, members: dict[Any, Any]) -> Iterator[str]:
        yield "{"
        for index, (key, member) in enumerate(members.items()):
            name = _text(key) if isinstance(key, str | bytes) else _key(key)
            yield f"{', ' if index else ''}{self._quote(name)}: "
            yield from self.pieces(member)
        yield "}"

    def _array(self, items: list[Any] | tuple[Any, ...]) -> Iterator[str]:
        yield "["
        for index, item in enumerate(items):
            if index:
                yield ", "
            yield from self.pieces(item)
        yield "]"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str.__str__(value)


def _key(key: object) -> str:
    if key is None or isinstance(key, int | float):
        return _literal(key)
    raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")


def _literal(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float.__repr__(value).replace("inf", "Infinity").replace("nan", "NaN")
    decimal = sys.modules.get("decimal")  # not loaded: there are none
    if decimal is not None and isinstance(value, decimal.Decimal):
        return "NaN" if value.is_nan() else str(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
