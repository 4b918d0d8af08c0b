r"""What is legal in a pattern and still goes wrong: deep recursion in Java, verdicts that depend on the JDK, and two
slips of the pen. Each helper answers one question about one pattern; it raises PatternError where Java refuses the
pattern, UnsupportedPattern where it cannot be read here.

Super-linear time has its own module, :mod:`.backtracking`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .ast import Alternate, Anchor, Chars, Concat, Empty, Foreign, Group, Look, Mode, Node, Repeat, children, walk
from .boundaries import boundary_beside_non_ascii
from .charset import ALPHA, DIGIT, LAST, CharSet
from .parser import parse
from .shape import loops_by_recursion, shape

DEEP = 1000
"""Repetitions that Java's default stack of 512 KiB or more certainly holds."""

_BMP = CharSet(((0, 0xFFFF),))
_BEYOND = CharSet(((0x10000, LAST),))
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Hazard:
    """A part of a pattern and what is wrong with it; ``offset`` is where the part begins."""

    text: str
    offset: int
    reason: str


def stack_overflow(pattern: str) -> Hazard | None:
    r"""A repetition that a long enough message overflows Java's stack with, or None.

    Java repeats a group by calling itself once for every round where the group holds a choice or varies in length,
    and is not possessive (seen on OpenJDK 17: ``(\n|.)*`` fails at some 1,650 characters).

    >>> stack_overflow(r"(\n|.)*").text, stack_overflow(r"(?s).*"), stack_overflow(r"(?:\n|.)*+")
    ('(\\n|.)*', None, None)
    """
    for part in walk(parse(pattern)):
        if isinstance(part, Repeat) and (part.most is None or part.most > DEEP) and _recurses(part):
            reason = "Java calls itself once for every repetition of this group, so a long message overflows its stack"
            return Hazard(_text_from(pattern, part.offset), part.offset, reason)
    return None


def _recurses(repeat: Repeat) -> bool:
    return loops_by_recursion(repeat) or (
        repeat.grouped and repeat.mode is Mode.GREEDY and shape(repeat.body).fixed and _of_mixed_width(repeat.body)
    )


def _of_mixed_width(node: Node) -> bool:
    """Characters inside and outside the basic plane are one and two units long in Java."""
    if isinstance(node, Chars):
        return bool(node.chars & _BMP and node.chars & _BEYOND)
    return not isinstance(node, Look) and any(map(_of_mixed_width, children(node)))


def _text_from(pattern: str, offset: int) -> str:
    """The repetition that starts at the offset, as written."""
    for end in range(offset + 1, len(pattern) + 1):
        following = pattern[end : end + 1]
        if (
            following not in ("*", "+", "?", "{")
            and pattern[end - 1] in "*+?}"
            and _is_one_repetition(pattern[offset:end])
        ):
            return pattern[offset:end]
    return pattern[offset:]


def _is_one_repetition(text: str) -> bool:
    try:
        return isinstance(parse(text), Repeat)
    except ValueError:
        return False


def depends_on_jdk(pattern: str) -> str | None:
    r"""Why the verdict differs between JDKs, or None.

    >>> depends_on_jdk(r".*\b404\b.*") is None, depends_on_jdk(r"Error\b: x") is None
    (False, True)
    """
    node = parse(pattern)
    if boundary_beside_non_ascii(node):
        return r"\b and \B beside characters outside ASCII follow \w since JDK 19 and any Unicode letter before"
    for part in walk(node):
        reason = _own_dependence(part)
        if reason:
            return reason
    return None


def _own_dependence(part: Node) -> str | None:
    match part:
        case Foreign(reason=reason):
            return reason
        case Chars(text=text) if text.startswith("[^") and re.search(r"(?<!\\)(\[|&&)", text[2:]):
            return f"the ^ of {text} covers the nested class or intersection since JDK 9, and not before"
        case Look(ahead=False, body=body) if any(isinstance(p, Repeat) and p.most is None for p in walk(body)):
            return "unlimited repetition in look-behind is accepted by some JDKs only"
        case _:
            return None


def spelled_words(pattern: str) -> list[Hazard]:
    r"""Character classes that spell a word, where a sequence was probably meant.

    >>> [hazard.text for hazard in spelled_words(r".*[ERROR].*")], spelled_words(r"[45]\d\d"), spelled_words("[a-z]")
    (['[ERROR]'], [], [])
    """
    return [
        Hazard(part.text, part.offset, f"{part.text} matches one character out of these letters, not the word")
        for part in walk(parse(pattern))
        if isinstance(part, Chars) and part.text.startswith("[") and _spells_a_word(part.text)
    ]


def _spells_a_word(text: str) -> bool:
    inside = re.sub(r"\\[pP]\{[^}]*\}|\\.|\[:?\^?|.-.", " ", text.strip("[]"))
    return any(_is_word(word) for word in _LETTERS.findall(inside))


def _is_word(word: str) -> bool:
    """Not an alphabet (abc), not the vowels, not letters in both cases (aAbB)."""
    steps = {ord(after) - ord(before) for before, after in pairwise(word)}
    both_cases = len({*word.lower()}) * 2 == len(word) == len({*word})
    return steps != {1} and not {*word.lower()} <= _VOWELS and not both_cases


def uneven_branches(pattern: str) -> Hazard | None:
    r"""An alternation over the whole pattern whose branches are wrapped unevenly, as in ``4|5\d{2}``.

    ``|`` binds last, so what stands at either end belongs to the first or last branch alone.

    >>> uneven_branches(r"4|5\d{2}") is None, uneven_branches(r".*404.*|.*Not Found.*") is None
    (False, True)
    """
    node = parse(pattern)
    inner = _inside(node)
    if not isinstance(inner, Alternate) or not _is_uneven(inner.branches, grouped=inner is not node):
        return None
    reason = "| binds last: what stands before or after belongs to one branch alone; put (?:…) around the alternatives"
    return Hazard(pattern, 0, reason)


def _inside(node: Node) -> Node:
    while isinstance(node, Group) or (isinstance(node, Concat) and len(node.parts) == 1):
        node = node.body if isinstance(node, Group) else node.parts[0]
    return node


def _is_uneven(branches: tuple[Node, ...], *, grouped: bool) -> bool:
    """Who writes a group around the alternatives means what stands inside: there only ``4|5..`` is doubtful."""
    parts = [_parts(branch) for branch in branches]
    if not all(parts):
        return False
    leading, trailing = {_wild(part[0]) for part in parts}, {_wild(part[-1]) for part in parts}
    if not grouped and (len(leading) > 1 or len(trailing) > 1):
        return True
    return _tail_on_one(parts) or _tail_on_one([part[::-1] for part in reversed(parts)])


def _parts(node: Node) -> list[Node]:
    """The parts of a branch, without anchors and look-arounds."""
    parts = node.parts if isinstance(node, Concat) else (node,)
    return [part for part in parts if not isinstance(part, Anchor | Look | Empty)]


def _wild(node: Node) -> bool:
    """An unlimited repetition of nearly anything: ``.*``, ``[\\s\\S]+``, ``(?:\n|.)*``."""
    if not isinstance(node, Repeat) or node.most is not None:
        return isinstance(node, Group) and _wild(node.body)
    sets = [part.chars for part in walk(node.body) if isinstance(part, Chars)]
    return sum(chars.size() for chars in sets) > LAST // 2


def _tail_on_one(parts: list[list[Node]]) -> bool:
    """All branches but the last are one single letter or digit; the last is one too, with something general after."""
    *others, last = parts
    kind = DIGIT if all(_one_of(part[0], DIGIT) for part in parts) else ALPHA
    bare = all(len(part) == 1 and _one_of(part[0], kind) for part in others)
    return bare and len(last) > 1 and _one_of(last[0], kind) and not any(_literal(part) for part in last[1:])


def _one_of(node: Node, kind: CharSet) -> bool:
    return isinstance(node, Chars) and bool(node.chars) and not node.chars - kind and node.chars.size() <= 2


def _literal(node: Node) -> bool:
    if isinstance(node, Repeat):
        return _literal(node.body)
    return not children(node) and isinstance(node, Chars) and node.chars.size() == 1
