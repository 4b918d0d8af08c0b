"""How long a match can be and whether it is of one shape, as Java's own compiler estimates it.

Java refuses a look-behind without an obvious maximum, and runs a repeated group in a loop or by recursion, depending on
this estimate (java.util.regex.Pattern, ``study``); so it is followed with its 32-bit arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from .ast import Alternate, Atomic, BackReference, Chars, Concat, Foreign, Group, Mode, Node, Repeat

_MOST = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Shape:
    """``bounded``: Java sees a maximum length. ``fixed``: Java sees one way only to match (no choice inside)."""

    longest: int
    bounded: bool
    fixed: bool


def shape(node: Node) -> Shape:
    """Java's estimate for the node."""
    match node:
        case Chars():
            return Shape(1, bounded=True, fixed=True)
        case Concat(parts):
            return _sequence([shape(part) for part in parts])
        case Alternate(branches):
            return _choice([shape(branch) for branch in branches])
        case Repeat():
            return _repeat(node)
        case Group(body=body) | Atomic(body=body):
            return shape(body)
        case BackReference() | Foreign():
            return Shape(0, bounded=False, fixed=True)
        case _:
            return Shape(0, bounded=True, fixed=True)


def has_maximum_length(node: Node) -> bool:
    """Whether Java accepts the node as the body of a look-behind."""
    return shape(node).bounded


def loops_by_recursion(node: Repeat) -> bool:
    """Whether Java runs the repetition as nested calls: a group, not possessive, with a choice inside."""
    if node.mode is Mode.POSSESSIVE or (node.least, node.most) == (0, 1):
        return False
    return not shape(node.body).fixed


def _sequence(parts: list[Shape]) -> Shape:
    longest = 0
    for part in parts:
        longest = _int32(longest + part.longest)
    return Shape(longest, all(part.bounded for part in parts), all(part.fixed for part in parts))


def _choice(branches: list[Shape]) -> Shape:
    longest = max(branch.longest for branch in branches)
    return Shape(longest, all(branch.bounded for branch in branches), fixed=False)


def _repeat(node: Repeat) -> Shape:
    body = shape(node.body)
    if (node.least, node.most) == (0, 1):
        return Shape(body.longest, body.bounded, fixed=False)
    if loops_by_recursion(node):
        return Shape(0, bounded=False, fixed=False)
    longest = _int32(body.longest * (_MOST if node.most is None else node.most))
    bounded = body.bounded and longest >= 0
    return Shape(longest, bounded, fixed=body.fixed and node.least == node.most)


def _int32(value: int) -> int:
    return (value + 0x80000000) % 0x100000000 - 0x80000000
