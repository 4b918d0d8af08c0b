"""The built-in translation of Java regular expressions, for the engine on its own.

The local gateway injects the fuller translator of the pattern package; this one covers what templates use, and refuses
what Python would read otherwise.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .values import JavaError

_CLASSES = {
    "h": r"[ \t\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]",
    "v": r"[\n\x0b\f\r\x85\u2028\u2029]",
    "R": r"(?:\r\n|[\n\x0b\f\r\x85\u2028\u2029])",
    "z": r"\Z",
    "e": "\\x1b",
}
_POSIX = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Space": r" \t\n\x0b\f\r",
    "XDigit": "0-9a-fA-F",
    "Blank": r" \t",
    "ASCII": r"\x00-\x7f",
    "Cntrl": r"\x00-\x1f\x7f",
    "Graph": "!-~",
    "Print": " -~",
}


@lru_cache(maxsize=512)
def compile_java(pattern: str) -> re.Pattern[str]:
    r"""A Java pattern as a Python one. Raises JavaError where it is refused.

    >>> compile_java(r"\p{Alpha}+\Q.\E").fullmatch("ab.") is not None
    True
    """
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise JavaError(f"the pattern {pattern!r} is refused: {error}") from None


def java_replacement(replacement: str, found: re.Match[str]) -> str:
    r"""`$1`, `${name}` and `\x` of Matcher.replaceAll, filled in. Raises JavaError as Java does."""
    if "\\" not in replacement and "$" not in replacement:
        return replacement
    parts: list[str] = []
    position = 0
    while position < len(replacement):
        character = replacement[position]
        if character == "\\":
            if position + 1 == len(replacement):
                raise JavaError("character to be escaped is missing")
            parts.append(replacement[position + 1])
            position += 2
        elif character == "$":
            group, position = _group(replacement, position + 1, found)
            parts.append(group)
        else:
            parts.append(character)
            position += 1
    return "".join(parts)


def _group(replacement: str, start: int, found: re.Match[str]) -> tuple[str, int]:
    named = re.compile(r"\{([a-zA-Z][a-zA-Z0-9]*)\}").match(replacement, start)
    if named is not None:
        if named[1] not in found.re.groupindex:
            raise JavaError(f"No group with name {{{named[1]}}}")
        return found[named[1]] or "", named.end()
    digits = re.compile("[0-9]+").match(replacement, start)
    if digits is None:
        raise JavaError("Illegal group reference")
    end = start + 1
    if int(replacement[start]) > found.re.groups:
        raise JavaError(f"No group {replacement[start]}")
    while end < digits.end() and int(replacement[start : end + 1]) <= found.re.groups:
        end += 1
    return found[int(replacement[start:end])] or "", end


def _translated(pattern: str) -> str:
    parts: list[str] = []
    flags = re.match(r"\(\?[is]+\)", pattern)
    if re.search(r"\(\?[a-zA-Z-]+[:)]", pattern[flags.end() if flags else 0 :]):
        raise JavaError(f"the pattern {pattern!r} has flags other than (?i) and (?s) at its start")
    if re.search(r"(?<!\\)\[\^?\]", pattern):
        raise JavaError(f"the pattern {pattern!r} has a class that begins with ']'")
    position, in_class, dot_all = 0, 0, flags is not None and "s" in flags[0]
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            text, position = _escape(pattern, position, bool(in_class))
            parts.append(text)
            continue
        if character == "[":
            in_class += 1
            if in_class > 1:
                raise JavaError(f"the pattern {pattern!r} has a class in a class")
        elif character == "]" and in_class:
            in_class -= 1
        elif character == "&" and in_class and pattern.startswith("&&", position):
            raise JavaError(f"the pattern {pattern!r} has an intersection of classes")
        elif not in_class:
            character = _plain(pattern, position, character, dot_all=dot_all)
        parts.append(character)
        position += 1
    return "".join(parts)


def _plain(pattern: str, position: int, character: str, *, dot_all: bool) -> str:
    if character == "." and not dot_all:
        return r"[^\n\r\x85\u2028\u2029]"
    if character == "$":
        return r"(?=(?:\r\n|[\n\r\x85\u2028\u2029])?\Z)"
    if re.compile(r"\(\?(?![:=!>]|<[=!]|[is]+\))").match(pattern, position):
        raise JavaError(f"the pattern {pattern!r} has a group that is not translated here, at {position}")
    if character == "{" and not re.compile(r"\{\d+(?:,\d*)?\}").match(pattern, position):
        raise JavaError(f"the pattern {pattern!r} is refused: illegal repetition near index {position}")
    return character


def _escape(pattern: str, position: int, in_class: bool) -> tuple[str, int]:
    following = pattern[position + 1 : position + 2]
    if following == "Q":
        end = pattern.find("\\E", position)
        end = len(pattern) if end < 0 else end
        return re.escape(pattern[position + 2 : end]), end + 2
    if following in ("p", "P"):
        named = re.compile(r"\{(\w+)\}").match(pattern, position + 2)
        members = _POSIX.get(named[1]) if named else None
        if named is None or members is None or (in_class and following == "P"):
            raise JavaError(f"the pattern {pattern!r} has a property class that is not known here")
        shown = members if in_class else f"[{'^' if following == 'P' else ''}{members}]"
        return shown, named.end()
    if following in _CLASSES and not in_class:
        return _CLASSES[following], position + 2
    if following == "Z" and not in_class:
        return r"(?=(?:\r\n|[\n\r\x85\u2028\u2029])?\Z)", position + 2
    if following == "s" and not in_class:
        return r"[ \t\n\x0b\f\r]", position + 2
    return pattern[position : position + 2], position + 2
