"""A pattern that can be asked whether a message matches."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Protocol, cast

from .ast import walk
from .errors import UnsupportedPattern
from .parser import parse
from .translate import Translation, never_goes_back, to_python


class _Engine(Protocol):
    def fullmatch(self, string: str) -> object | None: ...


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """A pattern with Java's meaning. Made by :func:`compile_pattern`."""

    pattern: str
    translation: Translation
    _engine: _Engine = field(repr=False, compare=False)

    def matches(self, text: str) -> bool:
        """Whether the whole text matches, as ``Matcher.matches()`` and API Gateway have it.

        >>> compile_pattern('.*"status":400.*').matches('{"status":400}\\n')
        False
        """
        return self._engine.fullmatch(_as_java_sees(text)) is not None


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> CompiledPattern:
    r"""The pattern, ready to match. Raises PatternError where Java refuses it and UnsupportedPattern where no engine
    here is known to answer as Java does.

    >>> compile_pattern(r'(?i)error\d+').matches('ERROR42')
    True
    """
    translation = to_python(pattern)
    return CompiledPattern(pattern, translation, _engine_for(pattern, translation))


def _possessive_works() -> bool:
    """Whether ``re`` is right inside possessive groups: CPython 3.11.0 to 3.11.4 is not (gh-100061, gh-106052)."""
    asked = ((r"(?:ab?c)++", "aca"), (r"(?:.(?!D))++", "ABCDE"), (r"(?>(?:ab?c)+)", "aca"))
    found = [re.match(pattern, text) for pattern, text in asked]
    return all(match is not None and match.span() == (0, 2) for match in found)


_POSSESSIVE_WORKS = _possessive_works()


def _engine_for(pattern: str, translation: Translation) -> _Engine:
    why = "look-behind of varying length"
    if translation.engine == "re":
        if _POSSESSIVE_WORKS or not any(never_goes_back(part) for part in walk(parse(pattern))):
            return _compiled_by_re(pattern, translation)
        why = "possessive and atomic groups, which Python's re gets wrong before 3.11.5"
    try:
        regex = import_module("regex")
    except ImportError:
        raise UnsupportedPattern(pattern, f"it needs the package 'regex' for {why}: pip install regex") from None
    engine: _Engine = regex.compile(translation.text, regex.VERSION1 | regex.ASCII | regex.DOTALL)
    return engine


def _compiled_by_re(pattern: str, translation: Translation) -> _Engine:
    try:
        return re.compile(translation.text, translation.flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnsupportedPattern(pattern, f"Python's re cannot compile its translation ({error})") from error


def _as_java_sees(text: str) -> str:
    """Two halves of a surrogate pair side by side are one character to Java."""
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@lru_cache(maxsize=256)
def python_pattern(pattern: str) -> re.Pattern[str]:
    """A Java pattern as an object of Python's engine, for texts that are searched and replaced in mapping templates.

    Raises ``ValueError`` where Java refuses it or no engine here runs it as Java does.

    >>> python_pattern("[0-9]+").sub("#", "a1b22")
    'a#b#'
    """
    return cast("re.Pattern[str]", _engine_for(pattern, to_python(pattern)))
