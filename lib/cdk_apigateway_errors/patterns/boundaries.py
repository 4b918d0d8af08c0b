r"""What may stand beside a ``\b``: JDK 19 changed which characters outside ASCII count as word characters.

Source: JDK-8264160 (release note of JDK 19): ``\b`` follows ``\w``, ASCII only; before, any Unicode letter or digit."""

from __future__ import annotations

from .ast import Anchor, Concat, Look, Node, Place, Repeat, children, walk
from .charset import ALL, ASCII, NONE, CharSet
from .edges import edge_of

_BOUNDARIES = (Place.WORD_BOUNDARY, Place.NO_WORD_BOUNDARY)


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
            edge = edge_of(body)
            again = most is None or most > 1
            return _meets(body, before | edge.last if again else before, after | edge.first if again else after)
        case Look(body=body):
            return _meets(body, ALL, ALL)
        case _:
            return any(_meets(child, before, after) for child in children(node))


def _meets_in_sequence(parts: tuple[Node, ...], before: CharSet, after: CharSet) -> bool:
    edges = [edge_of(part) for part in parts]
    for index, part in enumerate(parts):
        left, right = before, after
        for edge in edges[:index]:
            left = left | edge.last if edge.empty else edge.last
        for edge in reversed(edges[index + 1 :]):
            right = right | edge.first if edge.empty else edge.first
        if _meets(part, left, right):
            return True
    return False
