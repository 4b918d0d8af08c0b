r"""The position automaton of a pattern: one state per character of the pattern, an edge for every way to go on.

Two edges between the same positions are kept apart, because a backtracking engine tries both. Possessive repetitions are
left only on characters that they do not take themselves. Source: Glushkov, "The abstract theory of automata" (1961)."""

from __future__ import annotations

from dataclasses import dataclass

from . import charset
from .ast import Alternate, Atomic, Chars, Concat, Group, LineBreak, Look, Mode, Node, Repeat, walk
from .charset import ALL, CharSet
from .edges import edge_of
from .errors import NotDecided

MAX_POSITIONS = 600
Entry = tuple[int, CharSet]
"""A position and the characters on which it may be left (or entered)."""


@dataclass(frozen=True, slots=True)
class Edge:
    """From one position to another on some characters."""

    source: int
    target: int
    chars: CharSet


@dataclass(slots=True)
class _Part:
    first: list[int]
    last: list[Entry]
    empty: bool


class Positions:
    """Positions, edges and entries of one pattern; ``fixed`` are the positions that never give back."""

    def __init__(self, pattern: str, node: Node) -> None:
        self.pattern = pattern
        self.chars: list[CharSet] = []
        self.edges: list[Edge] = []
        self.fixed: set[int] = set()
        self._committed = 0
        self.entries = self._read(node).first

    def _read(self, node: Node) -> _Part:
        match node:
            case Chars(chars=chars):
                return self._position(chars)
            case LineBreak():
                return self._position(charset.VERTICAL)
            case Concat(parts):
                return self._sequence([self._read(part) for part in parts])
            case Alternate(branches):
                return _choice([self._read(branch) for branch in branches])
            case Repeat():
                return self._repetition(node)
            case Group(body=body):
                return self._read(body)
            case Atomic(body=body):
                return self._read_committed(body)
            case _:
                return _Part([], [], empty=True)

    def _position(self, chars: CharSet) -> _Part:
        number = len(self.chars)
        if number >= MAX_POSITIONS:
            raise NotDecided(self.pattern, f"more than {MAX_POSITIONS} positions")
        self.chars.append(chars)
        if self._committed:
            self.fixed.add(number)
        return _Part([number], [(number, ALL)], empty=False)

    def _read_committed(self, node: Node) -> _Part:
        self._committed += 1
        part = self._read(node)
        self._committed -= 1
        return part

    def _sequence(self, parts: list[_Part]) -> _Part:
        result = _Part([], [], empty=True)
        for part in parts:
            self._connect(result.last, part.first)
            first = result.first + part.first if result.empty else result.first
            last = result.last + part.last if part.empty else part.last
            result = _Part(first, last, result.empty and part.empty)
        return result

    def _connect(self, sources: list[Entry], targets: list[int]) -> None:
        for source, leaving in sources:
            for target in targets:
                chars = self.chars[target] & leaving
                if chars:
                    self.edges.append(Edge(source, target, chars))

    def _repetition(self, node: Repeat) -> _Part:
        possessive = node.mode is Mode.POSSESSIVE
        read = self._read_committed if possessive else self._read
        copies = [read(node.body) for _ in range(max(node.least, 1))] if node.most != 0 else []
        if node.most is None:
            self._connect(copies[-1].last, copies[-1].first)
        else:
            copies += [_optional(read(node.body)) for _ in range(node.most - max(node.least, 1))]
        part = self._sequence(copies)
        if possessive and node.most is None:
            leaving = ~edge_of(node.body).first
            part.last = [(position, chars & leaving) for position, chars in part.last]
        return part if node.least else _optional(part)


def committed_bodies(node: Node) -> list[Node]:
    """What is matched on its own and never again: look-ahead, atomic and possessive groups."""
    bodies: list[Node] = []
    for part in walk(node):
        match part:
            case Look(ahead=True, body=body) | Atomic(body=body):
                bodies.append(body)
            case Repeat(mode=Mode.POSSESSIVE, body=body) if not isinstance(body, Chars):
                bodies.append(body)
    return bodies


def _optional(part: _Part) -> _Part:
    return _Part(part.first, part.last, empty=True)


def _choice(parts: list[_Part]) -> _Part:
    first = [position for part in parts for position in part.first]
    last = [entry for part in parts for entry in part.last]
    return _Part(first, last, any(part.empty for part in parts))
