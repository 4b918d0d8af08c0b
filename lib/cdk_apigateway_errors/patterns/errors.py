"""What can be said against a pattern.

::

    ValueError
      PatternError          Java refuses the pattern
      UnsupportedPattern    Java accepts it, but no engine here gives Java's answers
      NotDecided            the question about the pattern(s) cannot be decided here
"""

from __future__ import annotations


class PatternError(ValueError):
    """Java cannot compile the pattern; ``str()`` shows where with a caret, and what to write instead.

    ``offset`` counts code points from 0.

    >>> print(PatternError('{"a":1}', 0, "a repetition needs a number", advice="write \\\\{ for a brace"))
    a repetition needs a number at offset 0: write \\{ for a brace
      {"a":1}
      ^
    """

    def __init__(self, pattern: str, offset: int, problem: str, *, advice: str = "") -> None:
        self.pattern = pattern
        self.offset = offset
        self.problem = problem
        self.advice = advice
        said = f"{problem} at offset {offset}" + (f": {advice}" if advice else "")
        super().__init__(f"{said}\n{caret(pattern, offset)}")


class UnsupportedPattern(ValueError):
    """Java accepts the pattern, but no engine here is known to give Java's answers; ``reason`` says why."""

    def __init__(self, pattern: str, reason: str) -> None:
        self.pattern = pattern
        self.reason = reason
        super().__init__(f"cannot run {pattern!r} as Java would: {reason}")


class NotDecided(ValueError):
    """A question about patterns has no decided answer; ``reason`` names the construct or the limit."""

    def __init__(self, pattern: str, reason: str) -> None:
        self.pattern = pattern
        self.reason = reason
        super().__init__(f"not decided for {pattern!r}: {reason}")


def caret(pattern: str, offset: int) -> str:
    """Two lines: the pattern on one line (control characters escaped) and a caret under the offset."""
    shown = [_visible(character) for character in pattern]
    width = sum(map(len, shown[:offset]))
    return f"  {''.join(shown)}\n  {' ' * width}^"


def _visible(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]
