"""JSON texts as json-smart reads and writes them: the JSON library behind `$input` and `$util.parseJson`.

Numbers are Integer, Long or BigInteger by size; with a fraction or an exponent Double, BigDecimal when written with more
than 18 characters. Objects keep the order of their keys. What is nearly JSON is read, too: names and strings without
quotes or in single quotes, a comma too many.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

from .values import ArrayList, JavaError, Value, text_of, unkeyed

MAX_DEPTH = 400


class NotJson(ValueError):
    """The text is not JSON, not even nearly."""


def _number(text: str) -> float | Decimal:
    return Decimal(text) if len(text) > 18 else float(text)


def _integer(text: str) -> int:
    if len(text) > 3000:
        raise JavaError(f"a number of {len(text)} digits")
    return int(text)


def _constant(text: str) -> float:
    if text == "NaN":
        return float("nan")
    raise NotJson(f"{text} is no JSON")


_DECODER = json.JSONDecoder(parse_float=_number, parse_int=_integer, parse_constant=_constant, strict=False)


def parse_json(text: str) -> Value:
    """The value of a JSON text.

    Raises NotJson, and JavaError where it nests too deeply.

    >>> parse_json('{"a": [1.0, 1e3]}'), parse_json("{a: 'b',}")
    ({'a': [1.0, 1000.0]}, {'a': 'b'})
    """
    try:
        return _DECODER.decode(text)
    except ValueError:
        return _Lenient(text).document()
    except RecursionError:
        raise JavaError("the JSON text nests too deeply") from None


def write_json(value: Value) -> str:
    """Compact JSON, in the order of the keys; `$input.json`.

    >>> write_json({"a": [1.0, "é/"]})
    '{"a":[1.0,"é/"]}'
    """
    try:
        text = _ENCODER.encode(value)
    except (TypeError, ValueError):  # a BigDecimal, a key that is no string
        return _written(value)
    # Python writes some doubles in other words than Java; a text that looks like one only costs time.
    return _written(value) if _DOUBLE.search(text) else text


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)
_DOUBLE = re.compile(r"[0-9]\.[0-9]|[0-9]e[+-]")


def _written(value: Value) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return (
            "{" + ",".join(f"{_written(text_of(unkeyed(key)))}:{_written(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return "null" if value is None else text_of(value)


_SPACE = re.compile(r"[ \t\r\n]*")
_NAME = re.compile(r"[^:]*")
_MEMBER = re.compile(r"[^,}]*")
_ITEM = re.compile(r"[^,\]]*")
_INTEGER = re.compile(r"-?[0-9]+", re.ASCII)
_FLOAT = re.compile(r"-?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "NaN": float("nan")}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class _Lenient:
    """Reads an object or array that is nearly JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._depth = 0

    def document(self) -> Value:
        """The whole text; only an object or array may be written loosely."""
        self._skip()
        if not self._text.startswith(("{", "["), self._position):
            raise NotJson("the text is no JSON")
        return self._value()

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._position)
        assert found is not None
        self._position = found.end()

    def _next(self) -> str:
        self._skip()
        return self._text[self._position : self._position + 1]

    def _value(self, plain: re.Pattern[str] = _ITEM) -> Value:
        first = self._next()
        if first in ("{", "["):
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise JavaError("the JSON text nests too deeply")
            value = self._object() if first == "{" else self._array()
            self._depth -= 1
            return value
        if first in ('"', "'"):
            return self._quoted(first)
        if first in ("", ":", "]", "}", ","):
            raise NotJson(f"position {self._position}: a value is missing")
        return _scalar(self._unquoted(plain))

    def _object(self) -> Value:
        self._position += 1
        members: dict[str, Value] = {}
        while (character := self._next()) != "}":
            if character == ",":
                self._position += 1
                continue
            if not character or character in ":[]{":
                raise NotJson(f"position {self._position}: a member name is missing")
            key = self._quoted(character) if character in "\"'" else self._unquoted(_NAME)
            if self._next() != ":":
                raise NotJson(f"position {self._position}: ':' is missing")
            self._position += 1
            members[key] = self._value(_MEMBER)
            if self._next() not in (",", "}"):
                raise NotJson(f"position {self._position}: ',' or '}}' is missing")
        self._position += 1
        return members

    def _array(self) -> Value:
        self._position += 1
        items: list[Value] = []
        while (character := self._next()) != "]":
            if character == ",":
                self._position += 1
                continue
            items.append(self._value())
        self._position += 1
        return items

    def _quoted(self, quote: str) -> str:
        parts: list[str] = []
        self._position += 1
        while (character := self._text[self._position : self._position + 1]) != quote:
            if not character:
                raise NotJson("a string does not end")
            self._position += 1
            parts.append(self._escape() if character == "\\" else character)
        self._position += 1
        return "".join(parts)

    def _escape(self) -> str:
        character = self._text[self._position : self._position + 1]
        self._position += 1
        if character == "u":
            digits = self._text[self._position : self._position + 4]
            if not re.fullmatch("[0-9a-fA-F]{4}", digits):
                raise NotJson("\\u needs four hexadecimal digits")
            self._position += 4
            return chr(int(digits, 16))
        return _ESCAPES.get(character, character if character in "\"'\\/" else "")

    def _unquoted(self, plain: re.Pattern[str]) -> str:
        found = plain.match(self._text, self._position)
        assert found is not None
        self._position = found.end()
        return found[0].strip(" \t\r\n")


def _scalar(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return _integer(text)
    return _number(text) if _FLOAT.fullmatch(text) else text


def java_values(value: Value) -> Value:
    """Plain Python data with its lists as the lists that a template makes (`[a, b]`, not JSON, when printed)."""
    if isinstance(value, dict):
        return {key: java_values(item) for key, item in value.items()}
    return ArrayList(map(java_values, value)) if isinstance(value, list) else value
