"""An alternating automaton over plain patterns, built state by state as it is asked for.

A state is "this node, then that state"; what one character leads to is a boolean formula over states (a derivative):
alternatives are "or", look-ahead is "and", negative look-ahead is "and not". Look-behind of one character asks which
of a few sets the character before belonged to, so a step is taken from a state *and* that knowledge (``before``)."""

from __future__ import annotations

from .alphabet import Alphabet
from .ast import Alternate, Chars, Concat, Empty, Look, Node, Repeat, children
from .charset import CharSet
from .formula import FALSE, TRUE, Formulas

Steps = tuple[tuple[int, int], ...]
"""Pairs of a mask of classes and the formula they lead to; the masks are disjoint and cover the alphabet."""

END = 0
ANY = 1
START = 0
MAX_STATES = 20_000
_Part = tuple[str, int, int, int]


class TooMany(Exception):
    """More states than the limit."""


class Automaton:
    """States and steps for a few plain patterns over one alphabet."""

    def __init__(self, nodes: list[Node]) -> None:
        everything = _distinct(nodes)
        self.alphabet = Alphabet(part.chars for part in everything if isinstance(part, Chars))
        self.formulas = Formulas()
        behind = [part for part in everything if isinstance(part, Look) and not part.ahead]
        self.behind = list(dict.fromkeys(self.alphabet.mask(_behind_set(part)) for part in behind))
        self._read: dict[int, int] = {}
        self._parts: list[_Part] = []
        self._part_numbers: dict[_Part, int] = {}
        self._sequences: list[tuple[int, ...]] = []
        self._sequence_numbers: dict[tuple[int, ...], int] = {}
        self._states: list[tuple[int, int]] = [(-1, -1), (-1, -1)]
        self._state_numbers: dict[tuple[int, int], int] = {}
        self._steps: dict[tuple[int, int], Steps] = {}
        self._formula_steps: dict[tuple[int, int], Steps] = {}
        self._finals: dict[tuple[int, int], bool] = {}
        self._open: list[tuple[int, int]] = []
        self._reached = 0
        self.starts = [self.formula(self._push(self._part(node), END)) for node in nodes]
        self._read.clear()  # its keys are the addresses of the nodes, which may be gone from here on

    def formula(self, state: int) -> int:
        """The formula "this state accepts the rest"."""
        return TRUE if state == ANY else self.formulas.variable(state)

    def size(self) -> int:
        """How many states were built so far."""
        return len(self._states)

    # -- reading nodes ----------------------------------------------------------------------------------------------

    def _part(self, node: Node) -> int:
        """The number of the node; nodes that are used in several places are read once."""
        number = self._read.get(id(node))
        if number is None:
            number = self._read[id(node)] = self._read_part(node)
        return number

    def _read_part(self, node: Node) -> int:
        match node:
            case Chars(chars=chars):
                return self._number("chars", self.alphabet.mask(chars))
            case Concat(parts):
                return self._sequence("concat", tuple(map(self._part, parts)))
            case Alternate(branches):
                return self._sequence("alternate", tuple(dict.fromkeys(map(self._part, branches))))
            case Repeat(body=body, least=least, most=most):
                return self._number("repeat", self._part(body), least, -1 if most is None else most)
            case Look(body=body, ahead=True, negative=negative):
                return self._number("ahead", self._part(body), negative)
            case Look(negative=negative):
                return self._number("before", self.behind.index(self.alphabet.mask(_behind_set(node))), negative)
            case Empty():
                return self._sequence("concat", ())
            case _:
                raise TypeError(f"not a plain node: {node!r}")

    def _number(self, kind: str, a: int = 0, b: int = 0, c: int = 0) -> int:
        part = (kind, a, int(b), c)
        number = self._part_numbers.get(part)
        if number is None:
            number = self._part_numbers[part] = len(self._parts)
            self._parts.append(part)
        return number

    def _sequence(self, kind: str, members: tuple[int, ...]) -> int:
        place = self._sequence_numbers.setdefault(members, len(self._sequences))
        if place == len(self._sequences):
            self._sequences.append(members)
        return self._number(kind, place)

    # -- states -----------------------------------------------------------------------------------------------------

    def _push(self, part: int, rest: int) -> int:
        """The state "this part, then the rest"."""
        kind, a, least, most = self._parts[part]
        if kind == "concat":
            for member in reversed(self._sequences[a]):
                rest = self._push(member, rest)
            return rest
        if kind == "repeat" and self._is_any_text(a, least, most) and rest in (END, ANY):
            return ANY
        if kind == "repeat" and most == 0:
            return rest
        key = (part, rest)
        state = self._state_numbers.get(key)
        if state is None:
            if len(self._states) > MAX_STATES:
                raise TooMany(f"more than {MAX_STATES} states")
            state = self._state_numbers[key] = len(self._states)
            self._states.append(key)
        return state

    def _is_any_text(self, body: int, least: int, most: int) -> bool:
        return least == 0 and most == -1 and self._parts[body][:2] == ("chars", self.alphabet.full)

    def _fewer(self, part: int) -> int:
        _, body, least, most = self._parts[part]
        return self._number("repeat", body, max(least - 1, 0), most - 1 if most > 0 else most)

    # -- the end of the text ----------------------------------------------------------------------------------------

    def accepts(self, formula: int, before: int) -> bool:
        """Whether the formula holds when the text ends here."""
        while formula > TRUE:
            state, low, high = self.formulas.nodes[formula]
            formula = high if self.final(state, before) else low
        return formula == TRUE

    def final(self, state: int, before: int) -> bool:
        """Whether the state accepts the empty rest."""
        if state in (END, ANY):
            return True
        key = (state, before)
        known = self._finals.get(key)
        if known is None:
            known = self._finals[key] = self._is_final(*self._states[state], before)
        return known

    def _is_final(self, part: int, rest: int, before: int) -> bool:
        kind, a, b, _ = self._parts[part]
        if kind == "chars":
            return False
        if kind == "alternate":
            return any(self.final(self._push(member, rest), before) for member in self._sequences[a])
        if kind == "repeat":
            return self.final(self._push(a, self._push(self._fewer(part), rest)) if b else rest, before)
        holds = self.final(self._push(a, ANY), before) if kind == "ahead" else bool(before >> a & 1)
        return holds != bool(b) and self.final(rest, before)

    # -- one character ----------------------------------------------------------------------------------------------

    def steps(self, formula: int, before: int) -> Steps:
        """Where each class of characters leads from a formula."""
        if formula <= TRUE:
            return ((self.alphabet.full, formula),)
        key = (formula, before)
        known = self._formula_steps.get(key)
        if known is None:
            state, low, high = self.formulas.nodes[formula]
            parts = (self.state_steps(state, before), self.steps(high, before), self.steps(low, before))
            known = self._formula_steps[key] = self._combined(*parts)
        return known

    def state_steps(self, state: int, before: int) -> Steps:
        """Where each class of characters leads from a state.

        A repetition whose body matched nothing comes back to itself: that adds nothing, so it counts as no step. What
        was worked out on the way depends on that, and is kept only once the repetition itself is done.
        """
        if state <= ANY:
            return ((self.alphabet.full, TRUE if state == ANY else FALSE),)
        key = (state, before)
        known = self._steps.get(key)
        if known is not None:
            return known
        if key in self._open:
            self._reached = min(self._reached, self._open.index(key))
            return ((self.alphabet.full, FALSE),)
        return self._open_steps(key)

    def _open_steps(self, key: tuple[int, int]) -> Steps:
        depth = len(self._open)
        outer, self._reached = self._reached, depth
        self._open.append(key)
        found = self._state_steps(*self._states[key[0]], key[1])
        self._open.pop()
        if self._reached >= depth:
            self._steps[key] = found
        self._reached = min(outer, self._reached)
        return found

    def _state_steps(self, part: int, rest: int, before: int) -> Steps:
        kind, a, b, _ = self._parts[part]
        if kind == "chars":
            return self._chars_steps(a, rest)
        if kind == "alternate":
            return self._any_of([self._push(member, rest) for member in self._sequences[a]], before)
        if kind == "repeat":
            again = self._push(a, self._push(self._fewer(part), rest))
            return self.state_steps(again, before) if b else self._any_of([rest, again], before)
        if kind == "ahead":
            return self._ahead_steps(self._push(a, ANY), rest, bool(b), before)
        holds = bool(before >> a & 1) != bool(b)
        return self.state_steps(rest, before) if holds else ((self.alphabet.full, FALSE),)

    def _chars_steps(self, mask: int, rest: int) -> Steps:
        others = self.alphabet.full & ~mask
        pairs = ((mask, self.formula(rest)), (others, FALSE))
        return tuple(pair for pair in pairs if pair[0])

    def _any_of(self, states: list[int], before: int) -> Steps:
        always: Steps = ((self.alphabet.full, TRUE),)
        result: Steps = ((self.alphabet.full, FALSE),)
        for state in states:
            result = self._combined(self.state_steps(state, before), always, result)
        return result

    def _ahead_steps(self, looked: int, rest: int, negative: bool, before: int) -> Steps:
        never: Steps = ((self.alphabet.full, FALSE),)
        after = self.state_steps(rest, before)
        seen = self.state_steps(looked, before)
        return self._combined(seen, never, after) if negative else self._combined(seen, after, never)

    def _combined(self, condition: Steps, then: Steps, otherwise: Steps) -> Steps:
        """``choose`` for every class of characters."""
        found: dict[int, int] = {}
        for first, chosen in condition:
            for second, yes in then:
                both = first & second
                if not both:
                    continue
                for third, no in otherwise:
                    mask = both & third
                    if mask:
                        formula = self.formulas.choose(chosen, yes, no)
                        found[formula] = found.get(formula, 0) | mask
        return tuple((mask, formula) for formula, mask in found.items())


def _distinct(nodes: list[Node]) -> list[Node]:
    """All nodes once, however often they are used."""
    found: dict[int, Node] = {}
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting.extend(children(node))
    return list(found.values())


def _behind_set(look: Look) -> CharSet:
    body = look.body
    assert isinstance(body, Chars)
    return body.chars
