r"""From a parsed pattern to one that Python runs with the same answers.

All sets are written out (``[^\n\r\x85\u2028\u2029]`` for ``.``), so no flag but ASCII and DOTALL is left and Unicode
tables of the engine do not matter. ``re`` runs everything but look-behind of varying length, for which the third-party
``regex`` is taken. What neither runs as Java does is refused with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

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
    children,
    walk,
)
from .boundaries import boundary_beside_non_ascii
from .charset import ALL, ASCII, SURROGATES, CharSet
from .errors import UnsupportedPattern
from .parser import parse
from .shape import leaves_early
from .simplify import simplified

Engine = Literal["re", "regex"]
_NAMED: dict[CharSet, str] = {
    ALL: ".",
    charset.DIGIT: r"\d",
    charset.WORD: r"\w",
    charset.SPACE: r"\s",
    ~charset.DIGIT: r"\D",
    ~charset.WORD: r"\W",
    ~charset.SPACE: r"\S",
}
_ENDS = r"[\n\r\x85\u2028\u2029]"
_PLACES = {
    Place.BEGIN: r"\A",
    Place.END: r"(?!.)",
    Place.FINAL_LINE_END: r"(?=(?:\r\n|(?<!\r)\n|[\r\x85\u2028\u2029])?(?!.))",
    Place.FINAL_LINE_END_UNIX: r"(?=\n?(?!.))",
    Place.LINE_START: rf"(?:(?:\A|(?<={_ENDS})(?!(?<=\r)\n))(?=.))",
    Place.LINE_START_UNIX: r"(?:(?:\A|(?<=\n))(?=.))",
    Place.LINE_END: rf"(?:(?!(?<=\r)\n)(?={_ENDS}|(?!.)))",
    Place.LINE_END_UNIX: r"(?=\n|(?!.))",
    Place.WORD_BOUNDARY: r"\b",
    Place.NO_WORD_BOUNDARY: r"(?!\b)",  # Python's \B is false on an empty text before 3.14
}
_NEVER = "(?!)"
_MOST_REPEATS = 0xFFFFFFFE


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern for a Python engine: ``re.fullmatch(text, message, flags)``, or the same with ``regex``."""

    text: str
    flags: int
    engine: Engine


def to_python(pattern: str) -> Translation:
    r"""The pattern for Python. Raises PatternError, or UnsupportedPattern where no engine here agrees with Java.

    >>> to_python(r'\Q{}\E.*')
    Translation(text='\\{\\}[^\\n\\r\\x85\\u2028\\u2029]*', flags=272, engine='re')
    """
    node = parse(pattern)
    reason = _reason_against(node)
    if reason:
        raise UnsupportedPattern(pattern, reason)
    node = simplified(node)
    engine: Engine = "regex" if _needs_regex(node) else "re"
    return Translation(_written(node), int(re.ASCII | re.DOTALL), engine)


def _reason_against(node: Node) -> str | None:
    """Why no engine here can be trusted with the pattern, or None."""
    for part in walk(node):
        reason = _own_reason(part)
        if reason:
            return reason
    if boundary_beside_non_ascii(node):
        return (
            r"\b or \B may stand beside a character outside ASCII, which JDK 19 and later read differently from older "
            r"ones: write (?<![0-9A-Za-z_]) or (?![0-9A-Za-z_]) instead, which mean the same everywhere"
        )
    if _needs_regex(node) and any(never_goes_back(part) for part in walk(node)):
        return "a possessive or atomic part beside look-behind of varying length, which 'regex' matches differently"
    return _reference_reason(node)


def never_goes_back(part: Node) -> bool:
    """Whether the part keeps what it matched: a possessive repetition or an atomic group."""
    return isinstance(part, Atomic) or (isinstance(part, Repeat) and part.mode is Mode.POSSESSIVE)


def _own_reason(part: Node) -> str | None:
    match part:
        case Foreign(reason=reason):
            return reason
        case Chars(chars=chars) if chars and not chars - SURROGATES:
            return "it asks for half a surrogate pair"
        case Repeat() if leaves_early(part):
            return "a counted group that can be empty at some places only, which Java leaves too early"
        case BackReference(fold="u"):
            return "a back reference that ignores case beyond ASCII"
        case Look(ahead=False, body=body) if _unlimited(body):
            return "an unlimited repetition inside look-behind, which JDKs treat differently"
        case _:
            return None


def _unlimited(node: Node) -> bool:
    return any(isinstance(part, Repeat) and part.most is None for part in walk(node))


def _reference_reason(node: Node) -> str | None:
    """Engines differ in what a group holds after a repetition, a failed branch or a look-around."""
    if not any(isinstance(part, BackReference) and part.exists for part in walk(node)):
        return None
    steady = _steady_groups(node)
    for part in walk(node):
        if isinstance(part, Group) and _refers_to(part.body, part.number):
            steady.discard(part.number)
    for part in walk(node):
        if isinstance(part, BackReference) and part.exists and part.number not in steady:
            return f"back reference {part.number} to a group that is repeated, optional or not closed yet"
    return None


def _refers_to(node: Node, number: int) -> bool:
    return any(isinstance(part, BackReference) and part.number == number for part in walk(node))


def _steady_groups(node: Node) -> set[int]:
    """Groups that take part exactly once, on the top level of the pattern."""
    found: set[int] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Group):
            found.add(current.number)
        if isinstance(current, Group | Concat):
            waiting.extend(children(current))
    return found


def _needs_regex(node: Node) -> bool:
    return any(isinstance(part, Look) and not part.ahead and _width(part.body) is None for part in walk(node))


def _width(node: Node) -> int | None:
    """The one length that the node has in ``re``'s eyes, or None."""
    match node:
        case Chars():
            return 1
        case Concat(parts):
            widths = [_width(part) for part in parts]
            return None if None in widths else sum(width or 0 for width in widths)
        case Alternate(branches):
            lengths = {_width(branch) for branch in branches}
            return lengths.pop() if len(lengths) == 1 else None
        case Repeat(body=body, least=least, most=most):
            width = _width(body)
            return width * least if width is not None and least == most else None
        case Group(body=body) | Atomic(body=body):
            return _width(body)
        case BackReference() | LineBreak():
            return None
        case _:
            return 0


def _written(node: Node) -> str:
    match node:
        case Empty():
            return ""
        case Chars(chars=chars):
            return class_text(chars)
        case Anchor(place=place):
            return _PLACES[place]
        case Concat(parts):
            return "".join(_enclosed(part) if isinstance(part, Alternate) else _written(part) for part in parts)
        case Alternate(branches):
            return "|".join(map(_written, branches))
        case _:
            return _written_group(node)


def _written_group(node: Node) -> str:
    match node:
        case Repeat():
            return _repeat_text(node)
        case Group(body=body, name=name):
            return f"(?P<{name}>{_written(body)})" if name else f"({_written(body)})"
        case Atomic(body=body):
            return f"(?>{_written(body)})"
        case Look(body=body, ahead=ahead, negative=negative):
            return f"(?{'' if ahead else '<'}{'!' if negative else '='}{_written(body)})"
        case LineBreak():
            return f"(?:{_written(node.spelled_out())})"
        case BackReference():
            return _reference_text(node)
        case _:
            raise TypeError(f"no Python form of {node!r}")


def _enclosed(node: Node) -> str:
    return f"(?:{_written(node)})"


def _reference_text(node: BackReference) -> str:
    if not node.exists:
        return _NEVER
    return f"(?i:(?:\\{node.number}))" if node.fold else f"(?:\\{node.number})"


def _repeat_text(node: Repeat) -> str:
    body = _written(node.body)
    if not body:
        return ""
    if not isinstance(node.body, Chars | Group | Atomic | LineBreak):
        body = f"(?:{body})"
    return body + _quantifier(node.least, node.most) + node.mode.value


def _quantifier(least: int, most: int | None) -> str:
    match (least, most):
        case (0, 1):
            return "?"
        case (0, None):
            return "*"
        case (1, None):
            return "+"
        case (_, None):
            return f"{{{least},}}"
        case _:
            return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def class_text(chars: CharSet) -> str:
    """The set as a class that Java and both Python engines read alike (under ASCII and DOTALL)."""
    if chars in _NAMED:
        return _NAMED[chars]
    only = chars.only()
    if only is not None:
        return escape_point(only)
    if not chars:
        return _NEVER
    inverse = ~chars
    if chars.ranges[-1][1] == charset.LAST and len(inverse.ranges) <= len(chars.ranges):
        return f"[^{_ranges_text(inverse)}]"
    return f"[{_ranges_text(chars)}]"


def _ranges_text(chars: CharSet) -> str:
    return "".join(_range_text(first, last) for first, last in chars.ranges)


def _range_text(first: int, last: int) -> str:
    if last - first < 2:
        return "".join(map(escape_point, range(first, last + 1)))
    return f"{escape_point(first)}-{escape_point(last)}"


def escape_point(point: int) -> str:
    """One character, escaped so that it is itself in Java, ``re`` and ``regex``, in classes and outside."""
    character = chr(point)
    named = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\f": r"\f"}.get(character)
    if named:
        return named
    if ASCII.has(point) and character.isprintable():
        return character if character.isalnum() or character in " \"'%,/:;<=>@_`!" else "\\" + character
    if point > 0x7F and character.isprintable():
        return character
    return f"\\x{point:02x}" if point <= 0xFF else f"\\u{point:04x}" if point <= 0xFFFF else _supplementary(character)


def _supplementary(character: str) -> str:
    return character


def escape(text: str) -> str:
    r"""The text as a pattern that matches it and nothing else, in Java and Python alike.

    >>> escape('{"a": 1.5}')
    '\\{"a": 1\\.5\\}'
    """
    return "".join(escape_point(ord(character)) for character in text)
