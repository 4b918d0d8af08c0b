"""What is legal and still goes wrong. Expected values come from OpenJDK 17 and the documentation of its releases."""

import pytest

from cdk_apigateway_errors.patterns import PatternError
from cdk_apigateway_errors.patterns.hazards import depends_on_jdk, spelled_words, stack_overflow, uneven_branches
from java.judge import shared_judge

# Pattern, a text to repeat, whether OpenJDK 17 overflows its stack on megabytes of it.
OVERFLOWS = [
    (r"(\n|.)*", "ab", True),
    ("(?:a|b)*", "ab", True),
    ("(?:a|b)+", "ab", True),
    ("(?:a|b)*?", "ab", True),
    ("(?:a|b){0,1000000}", "ab", True),
    ("(?:a{1,2})*", "a", True),
    ("(?:a?)*b", "a", True),
    ("(?:a++b)*", "ab", True),
    ("(?:[ab]|c)*", "abc", True),
    ("(?:(?:ab)*c)*", "abc", True),
    ("(?:(?>a|b))*", "ab", True),
    ("(?s)(?:.)*", "a😀", True),
    ("(?:(?:a|b)*c)*+", "ab", True),
    ("x(?=(?:a|b)*c).*", "ab", True),
    ("(?:a|b)*+", "ab", False),
    ("(?>a|b)*", "ab", False),
    ("(?:ab)*", "ab", False),
    ("(?:ab)*?", "ab", False),
    ("(?:a(?=b|c)b)*", "ab", False),
    ("(?:a{2})*", "a", False),
    ("[ab]*", "ab", False),
    ("(?s).*", "a😀", False),
    ("(?:a|b){0,100}", "a", False),
    ("(?:a|b)?.*", "a", False),
    (r"\R*", "\n", False),
    ('.*"status":400.*', '"status":400', False),
]


@pytest.mark.parametrize(("pattern", "_text", "expected"), OVERFLOWS, ids=[row[0] for row in OVERFLOWS])
def test_a_stack_overflow_is_foreseen(pattern: str, _text: str, expected: bool) -> None:
    assert (stack_overflow(pattern) is not None) is expected


@pytest.mark.java
@pytest.mark.parametrize(("pattern", "text", "expected"), OVERFLOWS, ids=[row[0] for row in OVERFLOWS])
def test_java_overflows_where_foreseen(pattern: str, text: str, expected: bool) -> None:
    head = "x" if pattern.startswith("x") else ""
    answer = shared_judge().ask(pattern=pattern, text=head + text * (400_000 // len(text)))
    assert ("StackOverflow" in str(answer.get("error"))) is expected, answer


def test_the_repetition_is_shown_as_written() -> None:
    found = stack_overflow(r"Error: (?:\n|.)*? end")
    assert found is not None
    assert (found.text, found.offset) == (r"(?:\n|.)*?", 7)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r".*\b404\b.*", True),
        (r"\Bx.", False),
        (r"(?s).\B", True),
        (r"Error\b: .*", False),
        (r"\b(?:a|é)", True),
        (r"a(?:b\b)*", False),
        (r"(?:é\b)*", True),
        (r"(?=\b)a", True),
        ("[^a[b]]", True),
        ("[^a&&[b]]", True),
        (r"[^a\[b]", False),
        ("[a[b]]", False),
        ("(?<=a*)b", True),
        ("(?<=a{0,3})b", False),
        (r"\X", True),
        (".*", False),
    ],
)
def test_a_verdict_that_depends_on_the_jdk_is_named(pattern: str, expected: bool) -> None:
    assert (depends_on_jdk(pattern) is not None) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".*[ERROR].*", ["[ERROR]"]),
        ("[BadRequest].*", ["[BadRequest]"]),
        ("[^ERROR]", ["[^ERROR]"]),
        ("[Not Found]", ["[Not Found]"]),
        ("[[:alpha:]]", ["[[:alpha:]]"]),
        (r"[error\]x]", [r"[error\]x]"]),
        ("a[timeout]b[empty]", ["[timeout]", "[empty]"]),
        (r"\[ERROR\].*", []),
        (r"[45]\d\d", []),
        ("[a-zA-Z]", []),
        ("[abc]", []),
        ("[aeiou]", []),
        ("[eE]", []),
        ("[aAbB]", []),
        (r"[\p{Alpha}\w]", []),
        ("[0-9a-f]", []),
        ("ERROR", []),
    ],
)
def test_a_class_that_spells_a_word_is_found(pattern: str, expected: list[str]) -> None:
    assert [found.text for found in spelled_words(pattern)] == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"4|5\d{2}", True),
        (r"(4|5\d{2})", True),
        (r"^4|5\d\d$", True),
        ("4|5..", True),
        (r"\d\d4|5", True),
        (".*404|500.*", True),
        ("404|.*500.*", True),
        ("Error|Fail.*", True),
        (r"(?:4|5)\d{2}", False),
        (r"4\d{2}|5\d{2}", False),
        (".*404.*|.*Not Found.*", False),
        ("400|404", False),
        ("(?s)(?:Error .*|.* is undefined)", False),
        ("(?s)(?:Error: .*|x)", False),
        ("(?s)Error: .*|x", True),
        ("(?s)(?:4|5..)", True),
        ("a|bcd", False),
        ("Not Found.*|Gone.*", False),
        (".*", False),
    ],
)
def test_branches_that_are_wrapped_unevenly_are_found(pattern: str, expected: bool) -> None:
    assert (uneven_branches(pattern) is not None) is expected


@pytest.mark.parametrize("helper", [stack_overflow, depends_on_jdk, spelled_words, uneven_branches])
def test_a_pattern_that_java_refuses_is_an_error(helper) -> None:
    with pytest.raises(PatternError):
        helper("a**")
