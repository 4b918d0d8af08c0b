"""The shortest message that a formula of an automaton accepts: breadth first, the most readable characters first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from .alphabet import lowest_bit
from .automaton import START, Automaton, TooMany
from .errors import NotDecided
from .formula import FALSE

MAX_VISITED = 20_000
_State = tuple[int, int]
_Trail = dict[_State, tuple[_State, str] | None]


class Search:
    """Searches in one automaton; ``subject`` names the patterns in NotDecided."""

    def __init__(self, automaton: Automaton, subject: str) -> None:
        self.automaton = automaton
        self._subject = subject

    def shortest(self, formula: int, *, empty_counts: bool = True) -> str | None:
        """A shortest message, or None where there is none. Raises NotDecided above the limit of states."""
        try:
            return self._walk((formula, START), empty_counts)
        except TooMany as limit:
            raise NotDecided(self._subject, str(limit)) from None
        except RecursionError:
            raise NotDecided(self._subject, "they are nested or repeated too deeply") from None

    def _walk(self, start: _State, empty_counts: bool) -> str | None:
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
            for mask, seen in self.seen_behind(whole)
        ]
        for bit, target, seen in sorted(moves):
            yield self.automaton.alphabet.characters[bit], (target, seen)

    def seen_behind(self, mask: int) -> Iterator[tuple[int, int]]:
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
