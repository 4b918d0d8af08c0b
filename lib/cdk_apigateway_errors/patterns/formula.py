"""Boolean formulas over numbered variables, kept as reduced ordered decision diagrams: equal formulas are one number.

Source of the idea: Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986)."""

from __future__ import annotations

FALSE = 0
TRUE = 1


class Formulas:
    """A store of formulas; a formula is an index into it.

    >>> formulas = Formulas()
    >>> a, b = formulas.variable(0), formulas.variable(1)
    >>> formulas.both(a, formulas.negate(a)) == FALSE
    True
    >>> formulas.both(a, b) == formulas.both(b, a)
    True
    """

    def __init__(self) -> None:
        self.nodes: list[tuple[int, int, int]] = [(-1, FALSE, FALSE), (-1, TRUE, TRUE)]
        self._known: dict[tuple[int, int, int], int] = {}
        self._choices: dict[tuple[int, int, int], int] = {}

    def variable(self, number: int) -> int:
        """The formula that is true when the variable is."""
        return self._node(number, FALSE, TRUE)

    def both(self, left: int, right: int) -> int:
        """Conjunction."""
        return self.choose(left, right, FALSE)

    def either(self, left: int, right: int) -> int:
        """Disjunction."""
        return self.choose(left, TRUE, right)

    def negate(self, formula: int) -> int:
        """Negation."""
        return self.choose(formula, FALSE, TRUE)

    def choose(self, condition: int, then: int, otherwise: int) -> int:
        """``then`` where the condition holds, ``otherwise`` elsewhere."""
        if condition == TRUE or then == otherwise:
            return then
        if condition == FALSE:
            return otherwise
        key = (condition, then, otherwise)
        found = self._choices.get(key)
        if found is None:
            found = self._choices[key] = self._chosen(condition, then, otherwise)
        return found

    def _chosen(self, condition: int, then: int, otherwise: int) -> int:
        top = min(self.nodes[part][0] for part in (condition, then, otherwise) if part > TRUE)
        low = self.choose(*(self._branch(part, top, 1) for part in (condition, then, otherwise)))
        high = self.choose(*(self._branch(part, top, 2) for part in (condition, then, otherwise)))
        return self._node(top, low, high)

    def _branch(self, formula: int, variable: int, side: int) -> int:
        node = self.nodes[formula]
        return node[side] if node[0] == variable else formula

    def _node(self, variable: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (variable, low, high)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.nodes)
            self.nodes.append(key)
        return found
