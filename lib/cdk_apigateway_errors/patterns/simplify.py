r"""The same language with fewer choices: ``(\n|.)*`` becomes one class. Only verdicts count, so groups need not be kept."""

from __future__ import annotations

from .ast import Alternate, Atomic, BackReference, Chars, Concat, Group, Look, Node, Repeat, alternate, concat, walk
from .charset import CharSet


def simplified(node: Node) -> Node:
    """The node without capturing groups and with choices between single characters as one set; as it is where a back
    reference needs the groups."""
    if any(isinstance(part, BackReference) for part in walk(node)):
        return node
    return _simple(node)


def _simple(node: Node) -> Node:
    match node:
        case Concat(parts):
            return concat([_simple(part) for part in parts])
        case Alternate(branches):
            return _one_set([_simple(branch) for branch in branches])
        case Repeat(body=body, least=least, most=most, mode=mode):
            return Repeat(_simple(body), least, most, mode)
        case Group(body=body):
            return _simple(body)
        case Atomic(body=body):
            return Atomic(_simple(body))
        case Look(body=body, ahead=ahead, negative=negative):
            return Look(_simple(body), ahead, negative)
        case _:
            return node


def _one_set(branches: list[Node]) -> Node:
    sets = [branch.chars for branch in branches if isinstance(branch, Chars)]
    if len(sets) < len(branches):
        return alternate(branches)
    return Chars(CharSet.merged(bounds for chars in sets for bounds in chars.ranges))
