r"""What may stand beside a ``\b``: JDK 19 changed which characters outside ASCII count as word characters.

Source: JDK-8264160 (release note of JDK 19): ``\b`` follows ``\w``, ASCII only; before, any Unicode letter or digit."""

from __future__ import annotations

from dataclasses import dataclass

from .ast import Alternate, Anchor, BackReference, Chars, Concat, Foreign, Look, Node, Place, Repeat, children, walk
from .charset import ALL, ASCII, NONE, CharSet

_BOUNDARIES = (Place.WORD_BOUNDARY, Place.NO_WORD_BOUNDARY)


@dataclass(frozen=True, slots=True)
class _Edge:
    """What a node can begin and end with, and whether it can be empty."""

    first: CharSet
    last: CharSet
    empty: bool


def has_boundary(node: Node) -> bool:
    r"""Whether the pattern uses ``\b`` or ``\B``."""
    return any(isinstance(part, Anchor) and part.place in _BOUNDARIES for part in walk(node))


def boundary_beside_non_ascii(node: Node) -> bool:
    r"""Whether a ``\b`` or ``\B`` can meet a character outside ASCII, so that its verdict depends on the JDK.

    >>> from .parser import parse
    >>> boundary_beside_non_ascii(parse(r"Error\b: x")), boundary_beside_non_ascii(parse(r".*\b404"))
    (False, True)
    """
    return has_boundary(node) and _meets(node, NONE, NONE)


def _meets(node: Node, before: CharSet, after: CharSet) -> bool:
    match node:
        case Anchor(place=place):
            return place in _BOUNDARIES and bool((before | after) - ASCII)
        case Concat(parts):
            return _meets_in_sequence(parts, before, after)
        case Repeat(body=body, most=most):
            edge = _edge(body)
            again = most is None or most > 1
            return _meets(body, before | edge.last if again else before, after | edge.first if again else after)
        case Look(body=body):
            return _meets(body, ALL, ALL)
        case _:
            return any(_meets(child, before, after) for child in children(node))


def _meets_in_sequence(parts: tuple[Node, ...], before: CharSet, after: CharSet) -> bool:
    edges = [_edge(part) for part in parts]
    for index, part in enumerate(parts):
        left, right = before, after
        for edge in edges[:index]:
            left = left | edge.last if edge.empty else edge.last
        for edge in reversed(edges[index + 1 :]):
            right = right | edge.first if edge.empty else edge.first
        if _meets(part, left, right):
            return True
    return False


def _edge(node: Node) -> _Edge:
    match node:
        case Chars(chars=chars):
            return _Edge(chars, chars, empty=False)
        case Concat(parts):
            return _sequence_edge([_edge(part) for part in parts])
        case Alternate(branches):
            edges = [_edge(branch) for branch in branches]
            return _Edge(
                _joined([edge.first for edge in edges]),
                _joined([edge.last for edge in edges]),
                any(edge.empty for edge in edges),
            )
        case Repeat(body=body, least=least):
            edge = _edge(body)
            return _Edge(edge.first, edge.last, edge.empty or least == 0)
        case BackReference() | Foreign():
            return _Edge(ALL, ALL, empty=True)
        case Look() | Anchor():
            return _Edge(NONE, NONE, empty=True)
        case _:
            below = children(node)
            return _edge(below[0]) if below else _Edge(NONE, NONE, empty=True)


def _sequence_edge(edges: list[_Edge]) -> _Edge:
    first = last = NONE
    for edge in edges:
        last = last | edge.last if edge.empty else edge.last
    for edge in reversed(edges):
        first = first | edge.first if edge.empty else edge.first
    return _Edge(first, last, all(edge.empty for edge in edges))


def _joined(sets: list[CharSet]) -> CharSet:
    return CharSet.merged(bounds for found in sets for bounds in found.ranges)
