"""How long a match can be and whether it is of one shape, as Java's own compiler estimates it.

Java refuses a look-behind without an obvious maximum, and runs a repeated group in a loop or by recursion, depending on
this estimate (java.util.regex.Pattern, ``study``); so it is followed with its 32-bit arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from .ast import (
    Alternate,
    Anchor,
    Atomic,
    BackReference,
    Chars,
    Concat,
    Foreign,
    Group,
    LineBreak,
    Look,
    Mode,
    Node,
    Repeat,
    walk,
)
from .edges import edge_of

_MOST = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Shape:
    """``bounded``: Java sees a maximum length. ``fixed``: Java sees one way only to match (no choice inside)."""

    longest: int
    bounded: bool
    fixed: bool


def shape(node: Node, before: int = 0) -> Shape:
    """Java's estimate for the node; ``before`` is the length that stands in front of it in its sequence."""
    match node:
        case Chars():
            return Shape(_int32(before + 1), bounded=True, fixed=True)
        case Concat(parts):
            return _sequence(parts, before)
        case Alternate(branches):
            return _choice(branches, before)
        case Repeat():
            return _repeat(node, before)
        case Group(body=body) | Atomic(body=body):
            return shape(body, before)
        case LineBreak():
            return Shape(_int32(before + 2), bounded=True, fixed=True)
        case BackReference() | Foreign():
            return Shape(before, bounded=False, fixed=True)
        case _:
            return Shape(before, bounded=True, fixed=True)


def has_maximum_length(node: Node) -> bool:
    """Whether Java accepts the node as the body of a look-behind."""
    return shape(node).bounded


def loops_by_recursion(node: Repeat) -> bool:
    """Whether Java runs the repetition as nested calls: a group, not possessive, with a choice inside."""
    if node.mode is Mode.POSSESSIVE or (node.least, node.most) == (0, 1) or isinstance(node.body, Atomic | Look):
        return False
    return not shape(node.body).fixed


def leaves_early(node: Repeat) -> bool:
    """Whether Java may leave the repetition before its least count: it does so after a round that took nothing, which
    matters where a round can take nothing at some places only (``(?:a|(?<=b)){2}``)."""
    if node.least < 2 or not loops_by_recursion(node) or not edge_of(node.body).empty:
        return False
    return any(isinstance(part, Anchor | Look | BackReference) for part in walk(node.body))


def _sequence(parts: tuple[Node, ...], before: int) -> Shape:
    bounded = fixed = True
    for part in parts:
        found = shape(part, before)
        before = found.longest
        bounded, fixed = bounded and found.bounded, fixed and found.fixed
    return Shape(before, bounded, fixed)


def _choice(branches: tuple[Node, ...], before: int) -> Shape:
    found = [shape(branch) for branch in branches]
    longest = max(branch.longest for branch in found)
    return Shape(_int32(before + longest), all(branch.bounded for branch in found), fixed=False)


def _repeat(node: Repeat, before: int) -> Shape:
    if (node.least, node.most) == (0, 1):
        body = shape(node.body, before)
        return Shape(body.longest, body.bounded, fixed=False)
    if isinstance(node.body, Chars) and node.mode is Mode.GREEDY and node.most is None and not node.grouped:
        return Shape(_int32(before + _MOST), bounded=True, fixed=False)  # Java does not check this one
    if loops_by_recursion(node):
        return Shape(before, bounded=False, fixed=False)
    body = shape(node.body)
    longest = _int32(body.longest * (_MOST if node.most is None else node.most) + before)
    return Shape(longest, body.bounded and longest >= before, body.fixed and node.least == node.most)


def _int32(value: int) -> int:
    return (value + 0x80000000) % 0x100000000 - 0x80000000
