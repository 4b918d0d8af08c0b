"""JSONPath as Jayway's Java library reads it (json-path 2.x with SUPPRESS_EXCEPTIONS and DEFAULT_PATH_LEAF_TO_NULL).

    path      = "$" step*
    step      = "." name | ".." name | "." "*" | "[" … "]" | "." function "(" ")"
    bracket   = 'name' ("," 'name')* | "*" | index ("," index)* | start ":" end | "?(" filter ")"

A path is definite when every step can find one value at most; then it gives that value. Any other path gives a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from .jsonpath_filter import UNDEFINED, Filter, parse_filter
from .jsonpath_functions import FUNCTIONS
from .values import Value


class InvalidPath(ValueError):
    """The path is no JSONPath; Jayway throws InvalidPathException, and the rendering fails."""


@dataclass(frozen=True, slots=True)
class Members:
    """`.name`, `['a','b']`"""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indexes:
    """`[0]`, `[0,1]`"""

    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """`[start:end]`; a step is read and ignored."""

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*`"""


@dataclass(frozen=True, slots=True)
class Descend:
    """`..`"""


@dataclass(frozen=True, slots=True)
class Where:
    """`[?(…)]`"""

    filter: Filter


@dataclass(frozen=True, slots=True)
class Function:
    """`.length()`"""

    name: str


Step: TypeAlias = Members | Indexes | Slice | Wildcard | Descend | Where | Function


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path."""

    steps: tuple[Step, ...]
    definite: bool  # it can find one value at most
    members: tuple[str | int, ...] | None  # the names and indexes, where it has nothing else

    @classmethod
    def of(cls, steps: tuple[Step, ...]) -> Path:
        """The path of these steps."""
        return cls(steps, all(map(_is_definite, steps)), _plain_members(steps))


def read_path(path: str, document: Value) -> Value:
    """What the path finds: a value, None for nothing; a list where the path is not definite.

    Raises InvalidPath.

    >>> read_path("$.a[*].b", {"a": [{"b": 1}, {}]})
    [1, None]
    """
    compiled = compile_path(path)
    return find(compiled, document)


def find(path: Path, document: Value) -> Value:
    """What a compiled path finds."""
    if path.members is not None:
        return _follow(path.members, document)
    if path.steps and isinstance(path.steps[-1], Function) and Descend() in path.steps:
        return _aggregate(path.steps[-1], list(_walk(path.steps[:-1], 0, document, document)))
    found = list(_walk(path.steps, 0, document, document))
    if path.definite:
        return found[0] if found else None
    if path.steps and isinstance(path.steps[-1], Function):
        return None
    return found


def _aggregate(function: Function, found: list[Value]) -> Value:
    """A function after `..` is applied to all that was found; `$..book.length()` counts the books."""
    flat = [item for value in found for item in (value if isinstance(value, list) else [value])]
    return FUNCTIONS[function.name](flat)


def _plain_members(steps: tuple[Step, ...]) -> tuple[str | int, ...] | None:
    members: list[str | int] = []
    for step in steps:
        if isinstance(step, Members) and len(step.names) == 1:
            members.append(step.names[0])
        elif isinstance(step, Indexes) and len(step.indexes) == 1:
            members.append(step.indexes[0])
        else:
            return None
    return tuple(members)


def _follow(members: tuple[str | int, ...], value: Value) -> Value:
    for member in members:
        if isinstance(member, str):
            if not isinstance(value, dict):
                return None
            value = value.get(member)
        else:
            if not (isinstance(value, list) and 0 <= member < len(value)):
                return None
            value = value[member]
    return value


def _is_definite(step: Step) -> bool:
    if isinstance(step, Members | Indexes):
        return isinstance(step, Members) or len(step.indexes) == 1
    return isinstance(step, Function)


def _walk(
    steps: tuple[Step, ...], position: int, value: Value, root: Value, *, strict: bool = False
) -> Iterator[Value]:
    """All that `steps[position:]` find in a value."""
    if position == len(steps):
        yield value
        return
    step = steps[position]
    if isinstance(step, Descend):
        for inner in _descendants(value):
            yield from _below(steps, position + 1, inner, root)
        return
    for found in _found(step, value, root, is_leaf=position + 1 == len(steps) and not strict):
        yield from _walk(steps, position + 1, found, root, strict=strict)


def _below(steps: tuple[Step, ...], position: int, value: Value, root: Value) -> Iterator[Value]:
    """The steps after `..` at one value: members and indexes only where they are."""
    step = steps[position]
    if isinstance(step, Members) and not (isinstance(value, dict) and all(name in value for name in step.names)):
        return
    if isinstance(step, Indexes | Slice | Where) and not isinstance(value, list):
        return
    yield from _walk(steps, position, value, root)


def _descendants(value: Value) -> Iterator[Value]:
    """The value and everything in it, before what is in that."""
    pending = [value]
    while pending:
        item = pending.pop()
        yield item
        if isinstance(item, dict):
            pending.extend(reversed([inner for inner in item.values() if isinstance(inner, dict | list)]))
        elif isinstance(item, list):
            pending.extend(reversed([inner for inner in item if isinstance(inner, dict | list)]))


def _found(step: Step, value: Value, root: Value, *, is_leaf: bool) -> Iterator[Value]:
    if isinstance(step, Members):
        yield from _members(step, value, is_leaf=is_leaf)
    elif isinstance(step, Wildcard):
        yield from value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    elif isinstance(step, Function):
        yield FUNCTIONS[step.name](value)
    elif isinstance(step, Where):
        candidates = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
        yield from (item for item in candidates if step.filter(item, root))
    elif isinstance(value, list):
        yield from _items(step, value)


def _members(step: Members, value: Value, *, is_leaf: bool) -> Iterator[Value]:
    if not isinstance(value, dict):
        return
    if len(step.names) > 1:
        yield {name: value.get(name) for name in step.names if name in value or is_leaf}
    elif step.names[0] in value:
        yield value[step.names[0]]
    elif is_leaf:
        yield None


def _items(step: Indexes | Slice | Descend, value: list[Value]) -> Iterator[Value]:
    if isinstance(step, Indexes):
        yield from (value[index] for index in step.indexes if 0 <= index < len(value))
    elif isinstance(step, Slice):
        yield from _slice(step, value)


def _slice(step: Slice, value: list[Value]) -> list[Value]:
    """Bounds count from the end only where they stand alone: `[-2:]`, `[:-2]`; with two bounds that finds nothing."""
    if step.start is not None and step.end is not None and min(step.start, step.end) < 0:
        return []
    return value[step.start : step.end]


# Parsing


@lru_cache(maxsize=512)
def compile_path(path: str) -> Path:
    """A path, ready to be used. Raises InvalidPath."""
    return _PathParser(path.strip()).path()


class _PathParser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def path(self) -> Path:
        """path = "$" step*"""
        if self._text.startswith("@"):
            self._text = "$" + self._text[1:]
        elif not self._text.startswith("$"):
            self._text = "$." + self._text
        self._position = 1
        steps: list[Step] = []
        while self._position < len(self._text):
            steps.extend(self._step())
        if steps and isinstance(steps[-1], Descend):
            raise self._refuse("a path cannot end with '..'")
        return Path.of(tuple(steps))

    def _refuse(self, message: str) -> InvalidPath:
        return InvalidPath(f"{self._text!r} at {self._position}: {message}")

    def _step(self) -> list[Step]:
        rest = self._text[self._position :]
        if rest.startswith("["):
            return [self._bracket()]
        if rest.startswith(".."):
            self._position += 2
            following: list[Step] = [self._bracket()] if self._sees("[") else [self._name()]
            return [Descend(), *following]
        if rest.startswith("."):
            self._position += 1
            if self._sees("["):
                return [self._bracket()]
            return [self._name()]
        raise self._refuse("expected '.' or '['")

    def _sees(self, text: str) -> bool:
        return self._text.startswith(text, self._position)

    def _name(self) -> Step:
        start = self._position
        while self._position < len(self._text) and self._text[self._position] not in ".[ (":
            self._position += 1
        name = self._text[start : self._position]
        if not name:
            raise self._refuse("a name is missing")
        if self._sees("("):
            return self._function(name)
        if self._sees(" "):
            raise self._refuse("a blank needs bracket notation")
        return Wildcard() if name == "*" else Members((name,))

    def _function(self, name: str) -> Step:
        if not self._sees("()") or name not in FUNCTIONS:
            raise self._refuse(f"no such function: {name}")
        self._position += 2
        return Function(name)

    def _bracket(self) -> Step:
        self._position += 1
        self._blanks()
        if self._sees("?"):
            return self._where()
        if self._sees("'") or self._sees('"'):
            return self._quoted_names()
        end = self._text.find("]", self._position)
        if end < 0:
            raise self._refuse("']' is missing")
        inner = self._text[self._position : end].strip()
        step = self._bracket_step(inner)
        self._position = end + 1
        return step

    def _blanks(self) -> None:
        while self._sees(" "):
            self._position += 1

    def _bracket_step(self, inner: str) -> Step:
        if inner == "*":
            return Wildcard()
        try:
            if ":" in inner:
                start, end = [part.strip() for part in inner.split(":")][:2]
                if not start and not end:
                    raise self._refuse("a slice needs a bound")
                return Slice(int(start) if start else None, int(end) if end else None)
            return Indexes(tuple(int(part) for part in inner.split(",")))
        except ValueError as error:
            if isinstance(error, InvalidPath):
                raise
            raise self._refuse(f"{inner!r} is no index") from None

    def _quoted_names(self) -> Step:
        names: list[str] = []
        while True:
            names.append(self._quoted())
            self._blanks()
            if self._sees("]"):
                self._position += 1
                return Members(tuple(names))
            if not self._sees(","):
                raise self._refuse("',' or ']' is missing")
            self._position += 1
            self._blanks()

    def _quoted(self) -> str:
        quote = self._text[self._position : self._position + 1]
        if quote not in ("'", '"'):
            raise self._refuse("a quoted name is missing")
        start = self._position = self._position + 1
        parts: list[str] = []
        while self._position < len(self._text) and self._text[self._position] != quote:
            if self._text[self._position] == "\\":
                self._position += 1
            parts.append(self._text[self._position : self._position + 1])
            self._position += 1
        if self._position >= len(self._text):
            self._position = start
            raise self._refuse("the quoted name does not end")
        self._position += 1
        return "".join(parts)

    def _where(self) -> Step:
        filter_, self._position = parse_filter(self._text, self._position, _operand_path, self._refuse)
        return Where(filter_)


def _operand_path(text: str) -> Callable[[Value], Value]:
    """A path inside a filter: what it finds in a value, UNDEFINED where nothing is."""
    path = compile_path("$" + text[1:])

    def read(value: Value) -> Value:
        found = list(_walk(path.steps, 0, value, value, strict=True))
        if not path.definite:
            return found
        return found[0] if found else UNDEFINED

    return read
