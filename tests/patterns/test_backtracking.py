"""Super-linear patterns, with a message that shows it: counted, not timed."""

from itertools import product

import pytest

from cdk_apigateway_errors.patterns import NotDecided, PatternError, compile_pattern, parse
from cdk_apigateway_errors.patterns.ast import Alternate, Chars, Concat, Group, Mode, Node, Repeat
from cdk_apigateway_errors.patterns.backtracking import super_linear

GROWTH = {
    "(a+)+b": "exponential",
    "(a|a)*b": "exponential",
    "(a|ab|b)*c": "exponential",
    "(a?b?)*c": "exponential",
    "(x+x+)+y": "exponential",
    "(?:a+)*+b|(?:a+)*c": "exponential",
    ".*.*": "polynomial",
    r"\d+\d+": "polynomial",
    r"\s*\s*x": "polynomial",
    ".*,.*,.*": "polynomial",
    '.*"status":400.*': "polynomial",
    "(?s).*x.*y": "polynomial",
    r".*\s*+x": "polynomial",
    "(?=.*,.*,x)a": "polynomial",
    "(?s).*": None,
    "(?s).+": None,
    "(?s).*x.*": None,
    "[a-z]+@[a-z]+": None,
    "(?:a|b)*c": None,
    "(?:a*+b)*c": None,
    r"\s*+\s*x": None,
    "(?>a*)b": None,
    r"\S+ \S+": None,
    "a{2,5}a*b": None,
    "(?s)a.*b": None,
    '"(?:[^"]|"")*"': None,
}


SLOW = [pattern for pattern, growth in GROWTH.items() if growth and "(?=" not in pattern]


@pytest.mark.parametrize(("pattern", "expected"), GROWTH.items(), ids=GROWTH)
def test_growth_is_told(pattern: str, expected: str | None) -> None:
    found = super_linear(pattern)
    assert (found.growth if found else None) == expected


@pytest.mark.parametrize("pattern", SLOW)
def test_the_message_that_is_shown_does_not_match_and_costs_more_and_more(pattern: str) -> None:
    found = super_linear(pattern)
    assert found is not None
    costs = []
    for times in (3, 6) if found.growth == "exponential" else (10, 20):
        message = found.prefix + found.pump * times + found.suffix
        assert not compile_pattern(pattern).matches(message)
        costs.append(attempts(parse(pattern), message))
    assert costs[1] > 2.4 * costs[0], costs


@pytest.mark.parametrize("pattern", ["(?s).*x.*", "(?:a|b)*c", "[a-z]+@[a-z]+", "a{2,5}a*b"])
def test_the_count_grows_no_faster_than_the_message_for_the_others(pattern: str) -> None:
    for letters in product("abx@", repeat=2):
        costs = [attempts(parse(pattern), "".join(letters) * times + "\n") for times in (20, 40)]
        assert costs[1] < 2.4 * costs[0]


def test_a_pattern_that_java_refuses_is_an_error() -> None:
    with pytest.raises(PatternError):
        super_linear("a**")


def test_a_back_reference_is_not_decided() -> None:
    with pytest.raises(NotDecided):
        super_linear(r"(a)\1")


def attempts(node: Node, text: str) -> int:
    """How many characters a plain backtracking matcher compares until it gives up."""
    matcher = Matcher(text)
    matcher.match(node, 0, lambda end: end == len(text))
    return matcher.count


class Matcher:
    """The simplest backtracking matcher: every node gets what comes after it as a function of the place it ends at."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.count = 0

    def match(self, node: Node, at: int, then) -> bool:
        match node:
            case Chars(chars=chars):
                self.count += 1
                return at < len(self.text) and self.text[at] in chars and then(at + 1)
            case Concat(parts):
                return self.sequence(parts, at, then)
            case Alternate(branches):
                return any(self.match(branch, at, then) for branch in branches)
            case Group(body=body):
                return self.match(body, at, then)
            case Repeat(mode=Mode.POSSESSIVE):
                return self.possessive(node, at, then)
            case Repeat():
                return self.repeat(node, node.least, node.most, at, then)
            case _:
                raise TypeError(node)

    def sequence(self, parts, at: int, then) -> bool:
        return self.match(parts[0], at, lambda end: self.sequence(parts[1:], end, then)) if parts else then(at)

    def repeat(self, node: Repeat, least: int, most: int | None, at: int, then) -> bool:
        def again(end: int) -> bool:
            return end > at and self.repeat(node, max(least - 1, 0), None if most is None else most - 1, end, then)

        return (most != 0 and self.match(node.body, at, again)) or (least == 0 and then(at))

    def possessive(self, node: Repeat, at: int, then) -> bool:
        ends: list[int] = []
        while self.match(node.body, at, lambda end: ends.append(end) or True) and ends[-1] > at:
            at = ends[-1]
        return len(ends) >= node.least and then(at)
