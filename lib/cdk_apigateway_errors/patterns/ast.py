"""The nodes that a pattern is read into. All are frozen values; sets of characters are already resolved, so no node
depends on a flag any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from .charset import VERTICAL, CharSet


class Mode(Enum):
    """How a quantifier chooses among several lengths."""

    GREEDY = ""
    LAZY = "?"
    POSSESSIVE = "+"


class Place(Enum):
    """A position in the text; the value is the plainest way to write it."""

    BEGIN = r"\A"
    END = r"\z"
    FINAL_LINE_END = r"\Z"
    FINAL_LINE_END_UNIX = r"(?d)\Z"
    LINE_START = "(?m)^"
    LINE_START_UNIX = "(?md)^"
    LINE_END = "(?m)$"
    LINE_END_UNIX = "(?md)$"
    WORD_BOUNDARY = r"\b"
    NO_WORD_BOUNDARY = r"\B"


@dataclass(frozen=True, slots=True)
class Empty:
    """Matches nothing at all, successfully."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set; ``text`` is how the pattern spelled it."""

    chars: CharSet
    text: str = field(default="", compare=False)
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A position, no characters."""

    place: Place
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Concat:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternate:
    """One of the branches, tried in order."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``least`` to ``most`` times the body; ``most`` None means without end. ``grouped``: the body stood in a group."""

    body: Node
    least: int
    most: int | None
    mode: Mode
    offset: int = field(default=-1, compare=False)
    grouped: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group."""

    body: Node
    number: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Atomic:
    """``(?>…)``: once left, never entered again."""

    body: Node


@dataclass(frozen=True, slots=True)
class Look:
    """Look-ahead or look-behind."""

    body: Node
    ahead: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class BackReference:
    """What a group matched, once more. ``exists`` is False where no group of that number stands before it."""

    number: int
    fold: str = ""
    exists: bool = True


@dataclass(frozen=True, slots=True)
class LineBreak:
    r"""``\R``: CR LF as one, or any one line ending (Java may step back from the pair to the CR alone)."""

    def spelled_out(self) -> Alternate:
        """The same as alternatives."""
        pair = Concat((Chars(CharSet.of("\r")), Chars(CharSet.of("\n"))))
        return Alternate((pair, Chars(VERTICAL, r"\R")))


@dataclass(frozen=True, slots=True)
class Foreign:
    """A construct that Java knows and nothing here can run, with the reason."""

    text: str
    reason: str


Node = (
    Empty | Chars | Anchor | Concat | Alternate | Repeat | Group | Atomic | Look | BackReference | LineBreak | Foreign
)


def concat(parts: list[Node]) -> Node:
    """The parts in order, without needless nesting (a sequence of one stands for a group that was written)."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, Concat) and len(part.parts) > 1:
            flat.extend(part.parts)
        elif not isinstance(part, Empty):
            flat.append(part)
    if len(flat) == 1:
        return flat[0]
    return Concat(tuple(flat)) if flat else Empty()


def alternate(branches: list[Node]) -> Node:
    """One of the branches; a single branch is itself."""
    return branches[0] if len(branches) == 1 else Alternate(tuple(branches))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Concat(parts):
            return parts
        case Alternate(branches):
            return branches
        case Repeat(body=body) | Group(body=body) | Atomic(body=body) | Look(body=body):
            return (body,)
        case _:
            return ()


def walk(node: Node) -> list[Node]:
    """The node and everything below it, parents first, in the order of the text."""
    found: list[Node] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting.extend(reversed(children(current)))
    return found
