"""Decided answers about patterns: what do two match, what does none match, does one match the empty text.

Nothing is sampled. A search goes through the states of an alternating automaton breadth first, so a message that is
found is a shortest one, and none found means that there is none. Messages are written with letters, digits, blanks and
quotes where the patterns leave the choice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .alphabet import lowest_bit
from .automaton import START, Automaton, TooMany
from .errors import NotDecided
from .formula import FALSE, TRUE
from .plain import plain

MAX_VISITED = 20_000
_State = tuple[int, int]
_Trail = dict[_State, tuple[_State, str] | None]


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
            before = next(seen for _, seen in self._seen_behind(bit))
        return self.automaton.accepts(formula, before)

    def overlap(self, first: str, second: str) -> str | None:
        """A shortest message that both match."""
        return self._shortest(self.automaton.formulas.both(self._starts[first], self._starts[second]))

    def outside(self, inner: str, outer: str) -> str | None:
        """A shortest message that ``inner`` matches and ``outer`` does not."""
        formulas = self.automaton.formulas
        return self._shortest(formulas.both(self._starts[inner], formulas.negate(self._starts[outer])))

    def hole(self, patterns: Iterable[str]) -> str | None:
        """A shortest non-empty message that none of the patterns matches."""
        formulas = self.automaton.formulas
        formula = TRUE
        for pattern in patterns:
            formula = formulas.both(formula, formulas.negate(self._starts[pattern]))
        return self._shortest(formula, empty_counts=False)

    def _shortest(self, formula: int, *, empty_counts: bool = True) -> str | None:
        try:
            return self._search((formula, START), empty_counts)
        except TooMany as limit:
            raise NotDecided(" and ".join(self.patterns), str(limit)) from None
        except RecursionError:
            raise NotDecided(" and ".join(self.patterns), "they are nested or repeated too deeply") from None

    def _search(self, start: _State, empty_counts: bool) -> str | None:
        if empty_counts and self.automaton.accepts(*start):
            return ""
        trail: _Trail = {start: None}
        waiting = deque([start])
        while waiting:
            state = waiting.popleft()
            for character, target in self._next(state):
                if self.automaton.accepts(*target):
                    return _text(trail, state) + character
                if target not in trail:
                    trail[target] = (state, character)
                    waiting.append(target)
            if len(trail) > MAX_VISITED:
                raise TooMany(f"more than {MAX_VISITED} states")
        return None

    def _next(self, state: _State) -> Iterator[tuple[str, _State]]:
        """Characters and where they lead, the most readable first."""
        formula, before = state
        moves = [
            (lowest_bit(mask), target, seen)
            for whole, target in self.automaton.steps(formula, before)
            if target != FALSE
            for mask, seen in self._seen_behind(whole)
        ]
        for bit, target, seen in sorted(moves):
            yield self.automaton.alphabet.characters[bit], (target, seen)

    def _seen_behind(self, mask: int) -> Iterator[tuple[int, int]]:
        """The mask in pieces, each with the look-behind sets that its characters belong to."""
        pieces = [(mask, START)]
        for index, behind in enumerate(self.automaton.behind):
            pieces = [
                (part, seen | bit)
                for piece, seen in pieces
                for part, bit in ((piece & behind, 1 << index), (piece & ~behind, 0))
                if part
            ]
        yield from pieces


def _text(trail: _Trail, state: _State) -> str:
    characters: list[str] = []
    step = trail[state]
    while step is not None:
        state, character = step
        characters.append(character)
        step = trail[state]
    return "".join(reversed(characters))


