"""Decided answers: overlaps, holes, the empty match; every message that is shown is checked with Java as well."""

from itertools import combinations
from random import Random

import pytest

from cdk_apigateway_errors.patterns import (
    NotDecided,
    PatternError,
    Question,
    compile_pattern,
    hole,
    matches_empty,
    outside,
    overlap,
)
from java.judge import shared_judge

from .generator import PatternMaker

OVERLAPS = {
    "two classic patterns": ('.*"status":400.*', '.*"status":404.*', '"status":400"status":404'),
    "two literals": ("400", "404", None),
    "a prefix and a whole": ("a.*", ".*b", "ab"),
    "the same code with more digits": (r"400\d*", r"4\d\d0", "4000"),
    "a look-ahead that forbids the other": ("(?!b)[a-z]+", "b.*", None),
    "a look-ahead that asks for the other": ("(?=.*b)a.*", "[ab]{3}", "axb".replace("x", "a")),
    "nested look-aheads": ("(?!(?!ab).*)..", "..", "ab"),
    "a look-ahead in a loop": ("(?:(?!b)[a-c])*", "[bc]+", "c"),
    "a possessive run against its own character": ("a*+a", "a+", None),
    "a possessive group": ('(?:a|"(?:[^"])*+")*+b', '".*', '""b'),
    "a choice in a possessive loop": ("(?:a|ab)*+c", "abc", None),
    "an atomic choice": ("(?>a|ab)c", "abc", None),
    "case": ("(?i)error", "Error|x", "Error"),
    "only a newline": ("[^x]", r"\n", "\n"),
    "line ends around a dot": (".", r"[\n\u2028]", None),
    "the end before a final newline": ("a$\\n", "a[\\s\\S]", "a\n"),
    "the same branch twice": ("(?:a|a|ab|ab|)*", "[ab]b", "ab"),
    "many lines": ("(?m)a$\\n^b", "[^x]{3}", "a\nb"),
    "a boundary between ASCII characters": (r"a\b:.", r"a:\Bx|a:y", "a:y"),
    "look-behind of one character": ("[ab]{2}(?<!a)c", "[ab]a?b?c", "abc"),
    "the empty message": ("a*", "b*", ""),
    "characters beyond the basic plane": (r"[\x{1F600}-\x{1F64F}]", r"\P{L}", "😀"),
}
HOLES = {
    "a dot leaves line ends": ([".+"], "\n"),
    "everything": (["(?s).+"], None),
    "another spelling of everything": ([r"(?:\n|.)*+", r"[\r\x85\u2028\u2029][\s\S]*", r"[\s\S]+"], None),
    "two halves": ([r"\d[\s\S]*", r"\D[\s\S]*"], None),
    "two halves without the long ones": ([r"\d", r"\D[\s\S]*"], "0a".replace("a", "x")),
    "declared and the rest": (["4[\\s\\S]*", "(?s)(?!4).+"], None),
}


@pytest.mark.parametrize(("first", "second", "expected"), OVERLAPS.values(), ids=OVERLAPS)
def test_an_overlap_is_shown_with_a_shortest_message(first: str, second: str, expected: str | None) -> None:
    found = overlap(first, second)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert len(found) == len(expected)
        assert Question([first, second]).matches(first, found)
        assert compile_pattern(first).matches(expected)
        assert compile_pattern(second).matches(expected)


@pytest.mark.java
@pytest.mark.parametrize(("first", "second", "expected"), OVERLAPS.values(), ids=OVERLAPS)
def test_java_agrees_about_the_message(first: str, second: str, expected: str | None) -> None:
    found = overlap(first, second)
    if found is not None:
        assert shared_judge().matches(first, found)
        assert shared_judge().matches(second, found)
    if expected is not None:
        assert shared_judge().matches(first, expected)
        assert shared_judge().matches(second, expected)


@pytest.mark.parametrize(("patterns", "expected"), HOLES.values(), ids=HOLES)
def test_a_hole_is_shown_with_a_shortest_message(patterns: list[str], expected: str | None) -> None:
    assert hole(patterns) == expected


def test_messages_are_readable_where_the_patterns_leave_the_choice() -> None:
    assert overlap("(?s).{3}", "(?s).+") == "xxx"
    assert overlap(r"[\x00-\x7f]", r"[^a-zA-Z]") == "0"
    assert overlap(r"[\x00-\x20]", "(?s).") == " "
    assert hole(["[a-z0-9A-Z].*"]) == " "
    assert overlap(r"\x00c|\x01d|ab|\x02e", "(?s)..") == "ab"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".*", True),
        (".+", False),
        ("", True),
        ("(?:a|b)*", True),
        ("(?!a)", True),
        ("(?=a)", False),
        ("$", True),
        (r"\b", False),
        (r"\B", True),
        ("(?m)^", False),
        ("a{0}", True),
        ("(?>a?)", True),
        ("a*+", True),
        ("(a)?", True),
    ],
)
def test_the_empty_match_is_decided(pattern: str, expected: bool) -> None:
    try:
        assert matches_empty(pattern) is expected
    except NotDecided:
        assert pattern in (r"\b", r"\B")


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("4..", ".*", None),
        (".*", "(?s).*", None),
        ("(?s).*", ".*", "\n"),
        ("[ab]+", "a+|b+", "ab"),
        ("a", "(?i)A", None),
    ],
)
def test_inclusion_is_decided(inner: str, outer: str, expected: str | None) -> None:
    found = outside(inner, outer)
    assert (found is None) == (expected is None)
    assert len(found or "") == len(expected or "")


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a+)\1", "back reference"),
        ("(?<=ab)c", "look-behind"),
        ("(?:a|(?<=b)){2}", "too early"),
        (r".*\b404.*", "JDK"),
        ("(?:(?:a|ab)c)*+b", "end in several places"),
        ("(?:a?)*+b", "can be empty"),
        ("(?:a{300}){300}", "states|deeply"),
        (r"\X", "grapheme"),
    ],
)
def test_what_cannot_be_decided_is_said_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(NotDecided, match=reason):
        overlap(pattern, pattern)


def test_a_pattern_that_java_refuses_is_an_error() -> None:
    with pytest.raises(PatternError):
        overlap('{"status":400}', "a")


def test_the_order_of_the_patterns_does_not_matter() -> None:
    assert hole(iter(["(?s)a.*", "b"])) == hole(["b", "(?s)a.*"])


def test_long_lists_of_words_are_decided() -> None:
    words = [f"word{number}" for number in range(800)]
    pattern = f"(?:{'|'.join(words)})"
    assert overlap(pattern, "word7.*9") == "word79"
    assert outside("|".join(words[:-1]), pattern) is None
    assert outside(pattern, "|".join(words[:-1])) == "word799"


def test_deeply_nested_possessive_groups_are_decided() -> None:
    pattern = "x"
    for _ in range(14):
        pattern = f"[{{](?:[^{{}}]++|{pattern})*+}}"
    assert overlap(pattern, "[{].*") == "{}"
    assert overlap(pattern, "[{]+x?") is None


def test_a_question_answers_about_any_of_its_patterns() -> None:
    question = Question(["a+", "(?s).+", "b"])
    assert question.overlap("a+", "(?s).+") == "a"
    assert question.outside("(?s).+", "a+") == "x"
    assert question.hole(["a+", "b"]) == "x"
    assert question.hole(["a+", "b", "(?s).+"]) is None
    assert not question.matches_empty("a+")


@pytest.mark.java
def test_random_claims_stand_against_java() -> None:
    """Messages that are shown match in Java; "no overlap" and "no hole" are attacked with texts near both patterns."""
    judge, random = shared_judge(), Random(20)
    maker = PatternMaker(random, pure=True)
    claims = 0
    for _ in range(150):
        patterns = [pattern for pattern in (maker.pattern(2) for _ in range(3)) if judge.refusal(pattern) is None]
        try:
            question = Question(patterns)
            texts = [maker.text() for _ in range(30)]
            texts += [maker.changed(text) for p in patterns if (text := question.overlap(p, p)) is not None]
            found = {pair: question.overlap(*pair) for pair in combinations(patterns, 2)}
            gap = question.hole(patterns)
        except (NotDecided, PatternError, ValueError):
            continue
        shown = [text for text in (*found.values(), gap) if text is not None]
        every = texts + shown
        verdicts = {p: dict(zip(every, judge.match_all(p, every), strict=True)) for p in patterns}
        for (first, second), message in found.items():
            both = [text for text in texts if verdicts[first][text] and verdicts[second][text]]
            assert message is not None or not both, (first, second, both)
            assert message is None or (verdicts[first][message] and verdicts[second][message]), (first, second, message)
            assert message is None or all(len(message) <= len(text) for text in both), (first, second, message)
            claims += 1
        unmatched = [text for text in texts if text and not any(verdicts[pattern][text] for pattern in patterns)]
        assert gap is not None or not unmatched, (patterns, unmatched)
        assert gap is None or not any(verdicts[pattern][gap] for pattern in patterns), (patterns, gap)
    assert claims > 120
