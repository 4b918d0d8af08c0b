"""Case-insensitive matching as Java does it: character by character, ASCII only unless ``(?u)``.

Source: java.util.regex.Pattern, CASE_INSENSITIVE and UNICODE_CASE. Java compares with the *simple* case mappings;
Python's ``str.upper`` gives the full ones, so a mapping to several characters falls back to ``str.title``."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from .charset import ALPHA, LAST, CharSet

CASE_BIT = 0x20


def simple_upper(point: int) -> int:
    """The one upper-case code point, or the same one."""
    text = chr(point).upper()
    if len(text) > 1:
        text = chr(point).title()
    return ord(text) if len(text) == 1 else point


def simple_lower(point: int) -> int:
    """The one lower-case code point, or the same one."""
    return ord(chr(point).lower()[0])


def fold(point: int) -> int:
    """The form that Java compares under ``(?iu)``: lower case of upper case."""
    return simple_lower(simple_upper(point))


def single(point: int, *, ignore_case: bool, unicode_case: bool) -> CharSet:
    """What one literal character matches under the flags."""
    if ignore_case and unicode_case:
        return _folded_like(point)
    if ignore_case and ALPHA.has(point):
        return CharSet.points((point, point ^ CASE_BIT))
    return CharSet(((point, point),))


def span(first: int, last: int, *, ignore_case: bool, unicode_case: bool) -> CharSet:
    """What a range in a class matches under the flags."""
    plain = CharSet(((first, last),))
    if ignore_case and unicode_case:
        return plain | CharSet.points(_cased_into(first, last))
    if ignore_case:
        return plain | CharSet.points(point ^ CASE_BIT for point in plain & ALPHA)
    return plain


def _folded_like(point: int) -> CharSet:
    upper = simple_upper(point)
    lower = simple_lower(upper)
    if upper == lower:
        return CharSet(((point, point),))
    return CharSet.points((lower, *_same_fold().get(lower, ())))


def _cased_into(first: int, last: int) -> list[int]:
    return [point for point in _cased() if first <= simple_upper(point) <= last or first <= fold(point) <= last]


@cache
def _cased() -> tuple[int, ...]:
    """All code points that have a case mapping, or that fold to another."""
    return tuple(p for p in range(LAST + 1) if chr(p).upper() != chr(p) or chr(p).lower() != chr(p))


@cache
def _same_fold() -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for point in _cased():
        groups[fold(point)].append(point)
    return dict(groups)
