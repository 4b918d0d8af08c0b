"""What a node can begin and end with."""

from __future__ import annotations

from dataclasses import dataclass

from .ast import Alternate, Anchor, BackReference, Chars, Concat, Foreign, LineBreak, Look, Node, Repeat, children
from .charset import ALL, NONE, VERTICAL, CharSet


@dataclass(frozen=True, slots=True)
class Edge:
    """The possible first and last characters, and whether the node can match without any."""

    first: CharSet
    last: CharSet
    empty: bool


def edge_of(node: Node) -> Edge:
    """The edges of a node; look-arounds and anchors count as empty."""
    match node:
        case Chars(chars=chars):
            return Edge(chars, chars, empty=False)
        case LineBreak():
            return Edge(VERTICAL, VERTICAL, empty=False)
        case Concat(parts):
            return _sequence_edge([edge_of(part) for part in parts])
        case Alternate(branches):
            edges = [edge_of(branch) for branch in branches]
            return Edge(
                _joined([edge.first for edge in edges]),
                _joined([edge.last for edge in edges]),
                any(edge.empty for edge in edges),
            )
        case Repeat(body=body, least=least):
            edge = edge_of(body)
            return Edge(edge.first, edge.last, edge.empty or least == 0)
        case BackReference() | Foreign():
            return Edge(ALL, ALL, empty=True)
        case Look() | Anchor():
            return Edge(NONE, NONE, empty=True)
        case _:
            below = children(node)
            return edge_of(below[0]) if below else Edge(NONE, NONE, empty=True)


def _sequence_edge(edges: list[Edge]) -> Edge:
    first = last = NONE
    for edge in edges:
        last = last | edge.last if edge.empty else edge.last
    for edge in reversed(edges):
        first = first | edge.first if edge.empty else edge.first
    return Edge(first, last, all(edge.empty for edge in edges))


def _joined(sets: list[CharSet]) -> CharSet:
    return CharSet.merged(bounds for found in sets for bounds in found.ranges)
