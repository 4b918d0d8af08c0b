r"""A pattern in the few forms that can be decided: characters, sequences, alternatives, repetitions, look-ahead and
"the character before".

Possessive and atomic parts choose one way to match and never another. Where that way can be described they become
look-ahead: ``A*+`` is ``A*(?!A)`` when each ``A`` has one end only, ``(?>A|B)`` is ``(?>A)|(?!A)(?>B)``. Where it
cannot, and for back references and longer look-behind, the answer is :class:`NotDecided`."""

from __future__ import annotations

from functools import lru_cache

from . import charset
from .ast import (
    Alternate,
    Anchor,
    Atomic,
    BackReference,
    Chars,
    Concat,
    Empty,
    Foreign,
    Group,
    LineBreak,
    Look,
    Mode,
    Node,
    Place,
    Repeat,
    alternate,
    concat,
    walk,
)
from .boundaries import boundary_beside_non_ascii
from .charset import ALL, NONE, CharSet
from .edges import edge_of
from .errors import NotDecided
from .parser import parse
from .shape import leaves_early
from .simplify import simplified


class _Stuck(Exception):
    """The node cannot be put plainly, with the reason."""


@lru_cache(maxsize=512)
def plain(pattern: str) -> Node:
    r"""The pattern as Chars, Concat, Alternate, greedy Repeat, look-ahead and one-character look-behind.

    Raises PatternError where Java refuses the pattern, NotDecided where it cannot be put so.
    """
    node = parse(pattern)
    if boundary_beside_non_ascii(node):
        raise NotDecided(pattern, r"\b or \B beside a character outside ASCII depends on the JDK")
    if any(isinstance(part, Repeat) and leaves_early(part) for part in walk(node)):
        raise NotDecided(pattern, "a counted group that can be empty at some places only, which Java leaves too early")
    return plain_node(pattern, simplified(node))


def plain_node(pattern: str, node: Node) -> Node:
    """The same for a part of a pattern."""
    try:
        return _plain(node)
    except _Stuck as stuck:
        raise NotDecided(pattern, str(stuck)) from None
    except RecursionError:
        raise NotDecided(pattern, "it is nested too deeply") from None


@lru_cache(maxsize=4096)  # a possessive part uses its body twice, so nested ones would double at every level
def _plain(node: Node) -> Node:
    match node:
        case Chars() | Empty():
            return node
        case Concat(parts):
            return concat([_plain(part) for part in parts])
        case Alternate(branches):
            return _factored([_plain(branch) for branch in branches])
        case Repeat(body=body, least=least, most=most, mode=mode):
            return _possessive(node) if mode is Mode.POSSESSIVE else Repeat(_plain(body), least, most, Mode.GREEDY)
        case Group(body=body):
            return _plain(body)
        case Atomic(body=body):
            return _atomic(body)
        case _:
            return _plain_position(node)


def _factored(branches: list[Node]) -> Node:
    """Alternatives with a common beginning share it (``4(?:00|04)``): far fewer states for long lists of codes."""
    by_start: dict[Node, list[Node]] = {}
    branches = list(dict.fromkeys(branches))
    for branch in branches:
        start, *rest = branch.parts if isinstance(branch, Concat) else (branch,)
        by_start.setdefault(start, []).append(concat(rest))
    if len(by_start) == len(branches):
        return alternate(branches)
    return alternate([concat([start, _factored(rests)]) for start, rests in by_start.items()])


def _plain_position(node: Node) -> Node:
    match node:
        case Anchor(place=place):
            return _PLACES[place]
        case Look(body=body, ahead=True, negative=negative):
            return Look(_plain(body), ahead=True, negative=negative)
        case Look(body=body, negative=negative):
            return Look(Chars(_one_character(body)), ahead=False, negative=negative)
        case LineBreak():
            return node.spelled_out()
        case BackReference(exists=False):
            return Chars(NONE)
        case Foreign(reason=reason):
            raise _Stuck(reason)
        case _:
            raise _Stuck("a back reference")


def _one_character(node: Node) -> CharSet:
    """The set that a look-behind of one character looks for."""
    match node:
        case Chars(chars=chars):
            return chars
        case Group(body=body) | Atomic(body=body):
            return _one_character(body)
        case Alternate(branches):
            return CharSet.merged(bounds for branch in branches for bounds in _one_character(branch).ranges)
        case _:
            raise _Stuck("look-behind over more or less than one character")


# -- parts that never go back ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _atomic(node: Node) -> Node:
    """The node when only its first way to match counts."""
    if _one_end(node):
        return _plain(node)
    match node:
        case Group(body=body) | Atomic(body=body):
            return _atomic(body)
        case LineBreak():
            return _ordered_choice(node.spelled_out().branches)
        case Alternate(branches):
            return _ordered_choice(branches)
        case Concat(parts) if all(map(_one_end, parts[:-1])):
            return concat([*map(_plain, parts[:-1]), _atomic(parts[-1])])
        case Repeat(body=body, least=least, mode=mode) if least <= 1 or _one_end(body):
            return _possessive(node) if mode is Mode.GREEDY else Repeat(_atomic(body), least, least, Mode.GREEDY)
        case _:
            raise _Stuck("a possessive or atomic part that can end in several places")


def _one_end(node: Node) -> bool:
    """Whether a match of the node that starts at a place can end in one place only."""
    match node:
        case Chars() | Anchor() | Look() | Atomic() | Empty() | Repeat(mode=Mode.POSSESSIVE):
            return True
        case Concat(parts):
            return all(map(_one_end, parts))
        case Group(body=body):
            return _one_end(body)
        case Alternate(branches):
            return all(map(_one_end, branches)) and _told_apart(branches)
        case Repeat(body=body, least=least, most=most):
            return least == most and _one_end(body)
        case _:
            return False


def _told_apart(branches: tuple[Node, ...]) -> bool:
    """Whether the first character says which branch it is."""
    seen = NONE
    for edge in map(edge_of, branches):
        if edge.empty or seen & edge.first:
            return False
        seen = seen | edge.first
    return True


def _ordered_choice(branches: tuple[Node, ...]) -> Node:
    """``(?>A|B)``: B counts only where A cannot match."""
    result: list[Node] = []
    for index, branch in enumerate(branches):
        guards = [_not_here(earlier) for earlier in branches[:index] if not _told_apart((earlier, branch))]
        result.append(concat([*guards, _atomic(branch)]))
    return alternate(result)


def _possessive(node: Repeat) -> Node:
    """``A{n,m}+``: as many as there are, up to the most."""
    if node.most == 0:
        return Empty()
    if edge_of(node.body).empty and node.most != 1:
        raise _Stuck("a possessive repetition of something that can be empty")
    body = _atomic(node.body)
    if node.least == node.most:
        return Repeat(body, node.least, node.least, Mode.GREEDY)
    fewer = None if node.most is None else node.most - 1
    ended = concat([Repeat(body, node.least, fewer, Mode.GREEDY), _not_here(node.body)])
    if node.most is None:
        return ended
    return alternate([Repeat(body, node.most, node.most, Mode.GREEDY), ended])


def _not_here(node: Node) -> Node:
    return Look(_plain(node), ahead=True, negative=True)


# -- positions ------------------------------------------------------------------------------------------------------


def _ahead(chars: CharSet, *, negative: bool = False) -> Node:
    return Look(Chars(chars), ahead=True, negative=negative)


def _before(chars: CharSet, *, negative: bool = False) -> Node:
    return Look(Chars(chars), ahead=False, negative=negative)


def _then_end(chars: str) -> Node:
    """Look ahead: these characters, then the end of the text."""
    return Look(concat([*(Chars(CharSet.of(character)) for character in chars), _END]), ahead=True, negative=False)


_END = _ahead(ALL, negative=True)
_BEGIN = _before(ALL, negative=True)
_NEWLINE = CharSet.of("\n")
_RETURN = CharSet.of("\r")
_NOT_IN_PAIR = alternate([_before(_RETURN, negative=True), _ahead(_NEWLINE, negative=True)])
_OTHER_ENDS = charset.LINE_ENDS - _NEWLINE
_WORD = charset.WORD
_PLACES: dict[Place, Node] = {
    Place.BEGIN: _BEGIN,
    Place.END: _END,
    Place.FINAL_LINE_END: alternate(
        [
            _END,
            _then_end("\r\n"),
            concat([_before(_RETURN, negative=True), _then_end("\n")]),
            Look(concat([Chars(_OTHER_ENDS), _END]), ahead=True, negative=False),
        ]
    ),
    Place.FINAL_LINE_END_UNIX: alternate([_END, _then_end("\n")]),
    Place.LINE_START: concat([alternate([_BEGIN, _before(charset.LINE_ENDS)]), _NOT_IN_PAIR, _ahead(ALL)]),
    Place.LINE_START_UNIX: concat([alternate([_BEGIN, _before(_NEWLINE)]), _ahead(ALL)]),
    Place.LINE_END: concat([alternate([_END, _ahead(charset.LINE_ENDS)]), _NOT_IN_PAIR]),
    Place.LINE_END_UNIX: alternate([_END, _ahead(_NEWLINE)]),
    Place.WORD_BOUNDARY: alternate(
        [
            concat([_before(_WORD), _ahead(_WORD, negative=True)]),
            concat([_before(_WORD, negative=True), _ahead(_WORD)]),
        ]
    ),
    Place.NO_WORD_BOUNDARY: alternate(
        [
            concat([_before(_WORD), _ahead(_WORD)]),
            concat([_before(_WORD, negative=True), _ahead(_WORD, negative=True)]),
        ]
    ),
}
