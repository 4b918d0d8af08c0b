r"""Whether a backtracking engine can need more than linear time for a message that does not match.

A pattern blows up where one word can be read in several ways over and over: one loop that reads it in two ways
(``(a+)+``, exponential), or two loops one after the other that both read it (``.*x.*``, polynomial), and where some
message fails after that, so that all ways are tried. Both are looked for in the position automaton of the pattern.
Source: Weideman et al., "Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers" (2016)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .alphabet import READABLE
from .ast import Chars, Mode, Node, Repeat, concat
from .automaton import Automaton
from .charset import ALL, CharSet
from .errors import NotDecided
from .parser import parse
from .plain import plain, plain_node
from .positions import Edge, Positions, committed_bodies
from .search import Search

MAX_STEPS = 200_000
Growth = Literal["exponential", "polynomial"]
_Places = tuple[int, ...]
_ANYTHING = Repeat(Chars(ALL), 0, None, Mode.GREEDY)


@dataclass(frozen=True, slots=True)
class BlowUp:
    """``prefix`` + n times ``pump`` + ``suffix`` does not match, and the ways to try it grow with n.

    Java remembers failed places in some loops and is then faster than ``exponential`` says.
    """

    growth: Growth
    prefix: str
    pump: str
    suffix: str


def super_linear(pattern: str) -> BlowUp | None:
    r"""How a message can make matching slower than linear, or None. Raises PatternError, NotDecided.

    >>> super_linear("(a+)+b")
    BlowUp(growth='exponential', prefix='a', pump='a', suffix='')
    >>> super_linear('.*"status":400.*').growth, super_linear("(?s).*x.*"), super_linear("(?:a|b)*+c")
    ('polynomial', None, None)
    """
    node = parse(pattern)
    problems = [(node, plain(pattern))]
    problems += [(body, concat([plain_node(pattern, body), _ANYTHING])) for body in committed_bodies(node)]
    for part, whole in problems:
        found = _blow_up(pattern, part, whole)
        if found is not None:
            return found
    return None


def _blow_up(pattern: str, node: Node, whole: Node) -> BlowUp | None:
    loops = _Loops(Positions(pattern, node))
    for growth, place, pump in loops.ambiguous():
        prefix = loops.way_to(place)
        suffix = _failing(pattern, whole, prefix + pump + pump)
        if suffix is not None:
            return BlowUp(growth, prefix, pump, suffix)
    return None


def _failing(pattern: str, whole: Node, start: str) -> str | None:
    """How to go on after the start so that the pattern does not match, or None."""
    begun = concat([*(Chars(CharSet.of(character)) for character in start), _ANYTHING])
    automaton = Automaton([begun, whole])
    formulas = automaton.formulas
    question = formulas.both(automaton.starts[0], formulas.negate(automaton.starts[1]))
    message = Search(automaton, pattern).shortest(question)
    return None if message is None else message[len(start) :]


class _Loops:
    """Loops of a position automaton that read one word in two ways."""

    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        self.leaving: dict[int, list[Edge]] = defaultdict(list)
        for edge in positions.edges:
            self.leaving[edge.source].append(edge)
        reached = {source: self._reached(source) for source in range(len(positions.chars))}
        self.looping = [place for place in reached if place in reached[place]]
        self.reached = reached
        self.ring = {
            place: frozenset(other for other in reached[place] if place in reached[other]) for place in self.looping
        }
        self.literals = CharSet.merged(
            bounds for chars in positions.chars if chars.size() <= 2 for bounds in chars.ranges
        )
        self.steps = 0

    def ambiguous(self) -> Iterator[tuple[Growth, int, str]]:
        """Growth, a place in the loop and the word that comes back to it in several ways."""
        giving_back = [place for place in self.looping if place not in self.positions.fixed]
        for place in giving_back:
            word = self._two_ways(place)
            if word:
                yield "exponential", place, word
        for place in giving_back:
            for other in self.looping:
                if other in self.reached[place] and other not in self.ring[place]:
                    word = self._both_loops(place, other)
                    if word:
                        yield "polynomial", place, word

    def way_to(self, place: int) -> str:
        """A shortest text that ends on the position."""
        entries = self.positions.entries
        waiting = deque((entry, self._readable(self.positions.chars[entry])) for entry in entries)
        seen = set(entries)
        while waiting:
            current, text = waiting.popleft()
            if current == place:
                return text
            for edge in self.leaving[current]:
                if edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append((edge.target, text + self._readable(edge.chars)))
        return ""

    def _reached(self, source: int) -> set[int]:
        found: set[int] = set()
        waiting = [source]
        while waiting:
            for edge in self.leaving[waiting.pop()]:
                if edge.target not in found:
                    found.add(edge.target)
                    waiting.append(edge.target)
        return found

    def _two_ways(self, place: int) -> str | None:
        """A word that leads from the place back to it on two different ways."""
        ring = self.ring[place]
        first = self._walk((place, place), None, (ring, ring), apart=True)
        if first is None:
            return None
        places, begun = first
        rest = self._walk(places, (place, place), (ring, ring))
        return None if rest is None else begun + rest[1]

    def _both_loops(self, place: int, other: int) -> str | None:
        """A word that comes back to the place, leads from it to the other, and comes back to the other."""
        between = frozenset((*self.reached[place], place))
        limits = (self.ring[place], between, self.ring[other])
        found = self._walk((place, place, other), (place, other, other), limits)
        return None if found is None else found[1]

    def _walk(
        self, start: _Places, goal: _Places | None, limits: tuple[frozenset[int], ...], *, apart: bool = False
    ) -> tuple[_Places, str] | None:
        """Walk on several ways at once with the same characters. Without a goal: until the ways part."""
        if start == goal and not apart:
            return start, ""
        waiting = deque([(start, "")])
        seen = {start}
        while waiting:
            places, text = waiting.popleft()
            for targets, character, parted in self._moves(places, limits):
                if targets == goal or (goal is None and parted):
                    return targets, text + character
                if targets not in seen:
                    seen.add(targets)
                    waiting.append((targets, text + character))
        return None

    def _moves(self, places: _Places, limits: tuple[frozenset[int], ...]) -> Iterator[tuple[_Places, str, bool]]:
        """The next places, a character, and whether the ways used different edges."""
        choices: list[tuple[tuple[Edge, ...], CharSet]] = [((), ALL)]
        for place, limit in zip(places, limits, strict=True):
            choices = [
                ((*taken, edge), chars & edge.chars)
                for taken, chars in choices
                for edge in self.leaving[place]
                if edge.target in limit and chars & edge.chars
            ]
        for taken, chars in choices:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise NotDecided(self.positions.pattern, f"more than {MAX_STEPS} steps")
            yield tuple(edge.target for edge in taken), self._readable(chars), len({id(edge) for edge in taken}) > 1

    def _readable(self, chars: CharSet) -> str:
        """A character, rather one that the pattern does not ask for elsewhere: the message shall not match."""
        chosen = chars - self.literals or chars
        for character in READABLE:
            if character in chosen:
                return character
        return chr(chosen.ranges[0][0])
