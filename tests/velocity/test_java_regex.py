"""The built-in translation of Java patterns against java.util.regex: the same verdict, or a refusal with a reason."""

# ruff: noqa: E501  tables read better on long lines

from __future__ import annotations

import pytest

from cdk_apigateway_errors.velocity.java_regex import compile_java, java_replacement
from cdk_apigateway_errors.velocity.values import JavaError
from java.judge import shared_judge

PATTERNS = [
    "a.c", "(?s)a.c", "(?i)ABC", "[a-c]+", "[^a-c]+", r"\d+", r"\w*\s\w*", r"\p{Alpha}+", r"\P{Digit}+", r"\Qa.c\E", r"[\p{Upper}_]+",
    "a$", "a$\n", r"a\Z\n?", r"a\z", "a++b", "(?>a+)b", "(a)(b)?", "(?:a|b)*c", r"\h+", r"\v+", r"a\R", "a{2,3}", "a{2}", r"\{a\}", "(?=a)a", "(?!b)a",
    r"\u00e9", "é", r"[.$]+", r"\x41", r"a\.b", ".*", ".+", r"(?s).*\n.*", r"\\", "[$]", "^a", "(?is)A.C", r"\s+", r"[\s\d]+",
]  # fmt: skip
TEXTS = [
    "abc", "a\nc", "a\u2028c", "a\u0085c", "ABC", "aab", "aaab", "1٣", "12", "a b", "a\u00a0b", "a", "a\n", "a\r\n", "", " ", "\t", "é", "a.c",
    "{a}", "A", "_A", "x\ny", ".$", "\\", "$", "\x0b", "\u3000", "a.b", "K", "\u212a", "c", "ab",
]  # fmt: skip


@pytest.mark.java
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_matches_what_java_matches(pattern: str) -> None:
    compiled = compile_java(pattern)
    ours = [compiled.fullmatch(text) is not None for text in TEXTS]
    java = shared_judge().match_all(pattern, TEXTS)
    assert dict(zip(TEXTS, ours, strict=True)) == dict(zip(TEXTS, java, strict=True))


@pytest.mark.java
@pytest.mark.parametrize("pattern", ["(", "[", "*a", '{"status":400}', "a{,3}", "a{x", r"\p{Nope}", r"a\y", "(?P<n>a)"])
def test_what_java_refuses_is_refused(pattern: str) -> None:
    assert shared_judge().refusal(pattern) is not None
    with pytest.raises(JavaError):
        compile_java(pattern)


@pytest.mark.parametrize(
    "pattern", ["[a[bc]]", "[a&&b]", "(?<n>a)", "(?m)^a$", "(?x)a b", "a(?i)b", r"\p{IsGreek}", "[]a]"]
)
def test_what_python_reads_otherwise_is_refused_with_the_pattern(pattern: str) -> None:
    with pytest.raises(JavaError, match="the pattern"):
        compile_java(pattern)


@pytest.mark.java
@pytest.mark.parametrize(
    ("pattern", "text", "replacement"),
    [
        ("(a)(b)?", "abaa", "<$1|$2>"),
        ("x*", "abxd", "-"),
        ("a", "banana", "\\$1\\\\"),
        ("(a)(n)", "banana", "$2$1"),
        ("(a)", "ba", "$11"),
        ("", "abc", "."),
        ("(?i)B", "abAB", "$0$0"),
    ],
)
def test_a_replacement_is_filled_in_as_in_java(pattern: str, text: str, replacement: str) -> None:
    java = shared_judge().ask(pattern=pattern, text=text, replacement=replacement)["match"]
    assert compile_java(pattern).sub(lambda found: java_replacement(replacement, found), text) == java


@pytest.mark.parametrize("replacement", ["$", "$x", "$9", "a\\", "${n}"])
def test_a_replacement_that_java_refuses_is_refused(replacement: str) -> None:
    found = compile_java("(a)").match("a")
    assert found is not None
    with pytest.raises(JavaError):
        java_replacement(replacement, found)
