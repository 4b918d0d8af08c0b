"""Filters of a JSONPath: `[?(@.a > 1 && @.b == 'x')]`.

filter     = "?(" or ")" "]"
or         = and ("||" and)*
and        = term ("&&" term)*
term       = "!" term | "(" or ")" | operand (operator operand)?
operand    = "@" steps | "$" steps | string | number | true | false | null | "/" regex "/" flags | "[" literals "]"
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TypeAlias

from .java_regex import compile_java
from .values import JavaError, Value, equals, is_number

Filter: TypeAlias = Callable[[Value, Value], bool]
Operand: TypeAlias = Callable[[Value, Value], Value]
PathReader: TypeAlias = Callable[[str], Callable[[Value], Value]]
Refuse: TypeAlias = Callable[[str], Exception]


class _Undefined:
    """What a path finds where nothing is."""


UNDEFINED = _Undefined()
MAX_DEPTH = 50

_OPERATORS = re.compile(
    r"\s*(===|!==|==|!=|<=|>=|<>|=~|<|>|(?:in|nin|size|empty|contains|all|anyof|noneof|subsetof|type)\b)\s*",
    re.IGNORECASE,
)
_PATH = re.compile(r"[@$](?:\.\.?[^\s.\[\]()=!<>&|,]+(?:\(\))?|\.\.?(?=\[)|\[[^\[\]]*\])*")
_STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_WORD = re.compile(r"true|false|null")
_REGEX = re.compile(r"/((?:[^/\\]|\\.)*)/([a-zA-Z]*)", re.DOTALL)
_LIST = re.compile(r"""\[(?:[^\]'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*\]""", re.DOTALL)
_BLANK = re.compile(r"\s*")


def parse_filter(text: str, position: int, paths: PathReader, refuse: Refuse) -> tuple[Filter, int]:
    """The filter that starts at `?`, and where the text goes on after its `]`."""
    parser = _FilterParser(text, position + 1, paths, refuse)
    parser.take("(")
    found = parser.either()
    parser.take(")")
    parser.take("]")
    return found, parser.position


class _FilterParser:
    def __init__(self, text: str, position: int, paths: PathReader, refuse: Refuse) -> None:
        self._text = text
        self.position = position
        self._paths = paths
        self._refuse = refuse
        self._depth = 0

    def _match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        found = expression.match(self._text, self.position)
        if found is not None:
            self.position = found.end()
        return found

    def _sees(self, text: str) -> bool:
        self._match(_BLANK)
        return self._text.startswith(text, self.position)

    def take(self, text: str) -> None:
        """Go over a text that must be here."""
        if not self._sees(text):
            raise self._refuse(f"{text!r} is missing in the filter")
        self.position += len(text)

    def either(self) -> Filter:
        """or = and ("||" and)*"""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refuse(f"a filter deeper than {MAX_DEPTH} levels")
        terms = [self._both()]
        while self._sees("||"):
            self.position += 2
            terms.append(self._both())
        self._depth -= 1
        return terms[0] if len(terms) == 1 else lambda value, root: any(term(value, root) for term in terms)

    def _both(self) -> Filter:
        terms = [self._term()]
        while self._sees("&&"):
            self.position += 2
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda value, root: all(term(value, root) for term in terms)

    def _term(self) -> Filter:
        negated = False
        while self._sees("!"):
            self.position += 1
            negated = not negated
        term = self._plain_term()
        return (lambda value, root: not term(value, root)) if negated else term

    def _plain_term(self) -> Filter:
        if self._sees("("):
            self.position += 1
            inner = self.either()
            self.take(")")
            return inner
        left, is_path = self._operand()
        operator = self._match(_OPERATORS)
        if operator is None:
            if not is_path:
                raise self._refuse("an operator is missing in the filter")
            return lambda value, root: left(value, root) is not UNDEFINED
        right, _ = self._operand()
        test = TESTS[operator[1].lower()]
        return lambda value, root: test(left(value, root), right(value, root))

    def _operand(self) -> tuple[Operand, bool]:
        self._match(_BLANK)
        if found := self._match(_PATH):
            read, from_root = self._paths(found[0]), found[0].startswith("$")
            return (lambda value, root: read(root if from_root else value)), True
        literal = self._literal()
        return (lambda _, __: literal), False

    def _literal(self) -> Value:
        if found := self._match(_STRING):
            return re.sub(r"\\(.)", r"\1", found[0][1:-1], flags=re.DOTALL)
        if found := self._match(_NUMBER):
            return json.loads(found[0])
        if found := self._match(_WORD):
            return json.loads(found[0])
        if found := self._match(_REGEX):
            return self._pattern(found[1], found[2])
        if found := self._match(_LIST):
            return self._list(found[0])
        raise self._refuse("an operand is missing in the filter")

    def _pattern(self, text: str, flags: str) -> re.Pattern[str]:
        known = "".join(flag for flag in flags if flag in "imsxu")
        try:
            return compile_java(f"(?{known}){text}" if known else text)
        except JavaError as error:
            raise self._refuse(str(error)) from None

    def _list(self, text: str) -> Value:
        quoted = _STRING.sub(lambda found: json.dumps(re.sub(r"\\(.)", r"\1", found[0][1:-1])), text)
        try:
            return json.loads(quoted)
        except ValueError:
            raise self._refuse("a list in the filter is no JSON") from None


def _same(left: Value, right: Value) -> bool:
    if left is UNDEFINED or right is UNDEFINED:
        return left is right
    if is_number(left) and is_number(right):
        return bool(left == right)
    return equals(left, right)


def _ordered(test: Callable[[Value, Value], bool]) -> Callable[[Value, Value], bool]:
    def compared(left: Value, right: Value) -> bool:
        comparable = (is_number(left) and is_number(right)) or (isinstance(left, str) and isinstance(right, str))
        return comparable and test(left, right)

    return compared


def _among(left: Value, right: Value) -> bool:
    return isinstance(right, list) and any(_same(left, item) for item in right)


def _contains(left: Value, right: Value) -> bool:
    if isinstance(left, str):
        return isinstance(right, str) and right in left
    return _among(right, left)


def _matches(left: Value, right: Value) -> bool:
    pattern, text = (right, left) if isinstance(right, re.Pattern) else (left, right)
    return isinstance(pattern, re.Pattern) and isinstance(text, str) and pattern.fullmatch(text) is not None


def _size(left: Value, right: Value) -> bool:
    return isinstance(left, str | list) and is_number(right) and len(left) == right


def _empty(left: Value, right: Value) -> bool:
    return isinstance(left, str | list) and isinstance(right, bool) and (not left) == right


def _every(quantifier: Callable[..., bool], *, of_right: bool) -> Callable[[Value, Value], bool]:
    def tested(left: Value, right: Value) -> bool:
        if not (isinstance(left, list) and isinstance(right, list)):
            return False
        items, pool = (right, left) if of_right else (left, right)
        return quantifier(_among(item, pool) for item in items)

    return tested


TESTS: dict[str, Callable[[Value, Value], bool]] = {
    "==": _same,
    "===": _same,
    "!=": lambda left, right: not _same(left, right),
    "!==": lambda left, right: not _same(left, right),
    "<>": lambda left, right: not _same(left, right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "=~": _matches,
    "in": _among,
    "nin": lambda left, right: not _among(left, right),
    "contains": _contains,
    "size": _size,
    "empty": _empty,
    "all": _every(all, of_right=True),
    "subsetof": _every(all, of_right=False),
    "anyof": _every(any, of_right=False),
    "noneof": _every(lambda found: not any(found), of_right=False),
}
TESTS["type"] = lambda left, right: right == _type_name(left)


def _type_name(value: Value) -> str:
    names = {str: "string", bool: "boolean", dict: "json", list: "json", type(None): "null"}
    return names.get(type(value), "number")
