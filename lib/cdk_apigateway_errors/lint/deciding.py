"""Questions about patterns, asked once: several rules and many routes have the same ones."""

from __future__ import annotations

from functools import lru_cache

from ..cloudformation.intrinsics import unresolved_in
from ..patterns import NotDecided, PatternError, Question, UnsupportedPattern, compile_pattern, parse
from .by_construction import declared_by
from .finding import Problem, Severity


@lru_cache(maxsize=1024)
def compiles(pattern: str) -> bool:
    """Whether Java compiles it; not where a part is only known in the cloud."""
    if unresolved_in(pattern):
        return False
    try:
        parse(pattern)
    except (PatternError, UnsupportedPattern):
        return False
    return True


@lru_cache(maxsize=1024)
def why_not_decided(pattern: str) -> str | None:
    """The reason why questions about this pattern are not decided, or None where they are."""
    try:
        Question((pattern,)).matches_empty(pattern)
    except (NotDecided, UnsupportedPattern) as error:
        return error.reason
    return None


@lru_cache(maxsize=256)
def question(patterns: tuple[str, ...]) -> Question:
    """One automaton for all of these. Raises NotDecided."""
    return Question(patterns)


def matches(pattern: str, message: str) -> bool:
    """Whether the pattern certainly matches."""
    return verdict(pattern, message) is True


@lru_cache(maxsize=8192)
def verdict(pattern: str, message: str) -> bool | None:
    """Whether the pattern matches; None where nobody here can say."""
    # An automaton answers in linear time whatever the pattern; those of the catalog are linear for Python's engine too.
    if declared_by(pattern) is None and why_not_decided(pattern) is None:
        return question((pattern,)).matches(pattern, message)
    try:
        return compile_pattern(pattern).matches(message)
    except UnsupportedPattern:
        return None


def undecided(reason: str, status_code: str = "") -> Problem:
    """The finding where a question has no answer."""
    fix = "write it without that construct (docs/patterns.md lists what is decided), or test it yourself"
    return Problem(f"not decided: {reason}", fix, status_code, Severity.INFO)


def shown(message: str, most: int = 120) -> str:
    r"""A message as a JSON-like text on one line, shortened in the middle.

    >>> shown('{"a":1}\n')
    '\'{"a":1}\\n\''
    """
    text = message if len(message) <= most else f"{message[: most - 20]}…{message[-19:]}"
    return ascii(text) if not text.isprintable() else f"'{text}'"
