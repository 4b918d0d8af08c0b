"""Decided answers about patterns: what do two match, what does none match, does one match the empty text.

Nothing is sampled. A search goes through the states of an alternating automaton breadth first, so a message that is
found is a shortest one, and none found means that there is none. Messages are written with letters, digits, blanks and
quotes where the patterns leave the choice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from .automaton import START, Automaton
from .formula import TRUE
from .plain import plain
from .search import Search


@lru_cache(maxsize=1024)
def matches_empty(pattern: str) -> bool:
    """Whether the pattern matches the empty text, and so swallows successes.

    >>> matches_empty(".*"), matches_empty(".+")
    (True, False)
    """
    return Question((pattern,)).matches_empty(pattern)


@lru_cache(maxsize=4096)
def overlap(first: str, second: str) -> str | None:
    r"""A shortest message that both patterns match, or None where there is none. Raises PatternError, NotDecided.

    >>> overlap('.*"status":400.*', '.*"status":404.*')
    '"status":400"status":404'
    >>> overlap(r"4\d\d", r"5\d\d") is None
    True
    """
    return Question((first, second)).overlap(first, second)


def hole(patterns: Iterable[str]) -> str | None:
    r"""A shortest non-empty message that none of the patterns matches, or None. Raises PatternError, NotDecided.

    >>> hole([".+"])
    '\n'
    >>> hole(["(?s).+"]) is None
    True
    """
    return _hole(tuple(sorted(set(patterns))))


@lru_cache(maxsize=1024)
def _hole(patterns: tuple[str, ...]) -> str | None:
    return Question(patterns).hole(patterns)


@lru_cache(maxsize=1024)
def outside(inner: str, outer: str) -> str | None:
    """A shortest message that ``inner`` matches and ``outer`` does not; None where ``outer`` matches all of them.

    >>> outside("4..", ".*") is None, outside("4..?", "4..")
    (True, '4x')
    """
    return Question((inner, outer)).outside(inner, outer)


class Question:
    """Several questions about the same patterns, which share one automaton.

    >>> question = Question(["a+", "a", "b"])
    >>> question.overlap("a+", "a"), question.overlap("a", "b"), question.hole(["a+"])
    ('a', None, 'x')
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(dict.fromkeys(patterns))
        self.automaton = Automaton([plain(pattern) for pattern in self.patterns])
        self._search = Search(self.automaton, " and ".join(self.patterns))
        self._starts = dict(zip(self.patterns, self.automaton.starts, strict=True))

    def matches_empty(self, pattern: str) -> bool:
        """Whether the pattern matches the empty text."""
        return self.automaton.accepts(self._starts[pattern], START)

    def matches(self, pattern: str, text: str) -> bool:
        """Whether the pattern matches the whole text: slower than a compiled pattern, but never super-linear."""
        formula, before = self._starts[pattern], START
        for character in text:
            bit = self.automaton.alphabet.bit(character)
            formula = next(target for mask, target in self.automaton.steps(formula, before) if mask & bit)
            before = next(seen for _, seen in self._search.seen_behind(bit))
        return self.automaton.accepts(formula, before)

    def overlap(self, first: str, second: str) -> str | None:
        """A shortest message that both match."""
        return self._search.shortest(self.automaton.formulas.both(self._starts[first], self._starts[second]))

    def outside(self, inner: str, outer: str) -> str | None:
        """A shortest message that ``inner`` matches and ``outer`` does not."""
        formulas = self.automaton.formulas
        return self._search.shortest(formulas.both(self._starts[inner], formulas.negate(self._starts[outer])))

    def hole(self, patterns: Iterable[str]) -> str | None:
        """A shortest non-empty message that none of the patterns matches."""
        formulas = self.automaton.formulas
        formula = TRUE
        for pattern in patterns:
            formula = formulas.both(formula, formulas.negate(self._starts[pattern]))
        return self._search.shortest(formula, empty_counts=False)
