"""The same verdicts as java.util.regex, from Python's engines."""

import sys

import pytest

from cdk_apigateway_errors.patterns import Question, UnsupportedPattern, compile_pattern, escape, to_python
from cdk_apigateway_errors.patterns.errors import NotDecided
from java.judge import shared_judge

LINE_ENDS = "\n\r\x85\u2028\u2029"
# What a row says was seen on OpenJDK 17; the Java test below asks again.
VERDICTS: list[tuple[str, str, bool]] = [
    ('.*"status":400.*', '{"status":400}', True),
    ('.*"status":400.*', '{"status": 400}', False),
    ('.*"status":400.*', '{"status":4001}', True),
    ('.*"status":400.*', '{"status":400}\n', False),
    ("400", "x400x", False),
    *((".", end, False) for end in LINE_ENDS),
    *(("(?s).", end, True) for end in LINE_ENDS),
    *(("(?d).", end, end != "\n") for end in LINE_ENDS),
    (".", "\x0b", True),
    (".", "😀", True),
    ("..", "😀", False),
    (r"\d", "٣", False),
    (r"(?U)\d", "٣", True),
    (r"\w", "é", False),
    (r"\s", "\xa0", False),
    (r"\s", "\x0b", True),
    (r"\s", "\x1c", False),
    (r"\h", "\xa0", True),
    (r"\h", "\u180e", True),
    (r"\v", "\u2028", True),
    (r"\V", "\n", False),
    (r"(?U)\s", "\x85", True),
    ("(?i)k", "\u212a", False),
    ("(?iu)k", "\u212a", True),
    ("(?i)é", "É", False),
    ("(?iu)é", "É", True),
    ("(?iu)ß", "ẞ", False),
    ("(?iu)i", "ı", True),
    ("(?iu)[h-j]", "İ", True),
    ("(?i)[^k]", "K", False),
    ("(?i)[A-z]", "é", False),
    ("a(?i)b|c", "C", True),
    ("(?i:a)b", "AB", False),
    ("(?i)(a)\\1", "aA", True),
    (r"\x{1F600}", "😀", True),
    (r"\uD83D\uDE00", "😀", True),
    (r"\0101", "A", True),
    (r"\07", "\x07", True),
    (r"\cA", "\x01", True),
    (r"\e", "\x1b", True),
    (r"\R", "\r\n", True),
    (r"\R\n", "\r\n", True),
    (r"\R?\n", "\r\n", False),
    (r"(?:\R)?\n", "\r\n", True),
    (r"\R{2}", "\r\n", False),
    ("a$", "a\n", False),
    ("a$\n", "a\n", True),
    ("a$\r\n", "a\r\n", True),
    ("a\r$\n", "a\r\n", False),
    ("a\\Z\u2028", "a\u2028", True),
    ("(?d)a$\r", "a\r", False),
    ("(?m)a$\nb", "a\nb", True),
    ("(?m)a\n^b", "a\nb", True),
    ("(?m)a\n^", "a\n", False),
    ("(?m)a\r^\nb", "a\r\nb", False),
    ("(?m)^", "", False),
    (r"a\z", "a", True),
    (r"\Ga", "a", True),
    (r"\B", "", True),
    (r"a\b:", "a:", True),
    (r"\Qa.b\E*", "a.bbb", True),
    (r"\Q[^\E]", "[^]", True),
    (r"[\Q^-]\E]", "]", True),
    ("[a-c&&[^b]]", "b", False),
    ("[a-z&&b-y&&[^m]]", "m", False),
    ("[^a[b]]", "b", False),
    ("[a&&b&&c]", "a", False),
    (r"[\w&&[^\d]]", "5", False),
    ("[a-c[x-z]]", "y", True),
    (r"[\v-\x0c]", "\x0b", True),
    ("(?x)a b#c\nd", "abd", True),
    ("(?x)[a b]", " ", False),
    ("(?x)\\ ", " ", True),
    ("{2}a", "a", True),
    ("a{2}{3}", "aa", True),
    ("a?+a", "a", False),
    ("(?>a|ab)c", "abc", False),
    ("(?:a|ab){2}+c", "aabc", False),
    ("(?:a|ab)*+c", "abc", False),
    ("(?=.*b)a.*", "ab", True),
    ("(?!.*b)a.*", "ab", False),
    ("a(?<=a)b", "ab", True),
    (r"(a)\1", "aa", True),
    (r"\1(a)", "a", False),
    (r"(a)\2", "aa", False),
    ("(?<n>a)\\k<n>", "aa", True),
    (r"\p{Lower}", "é", False),
    (r"\p{Ll}", "é", True),
    (r"(?i)\p{Lu}", "a", True),
    (r"\p{Punct}+", "!$+<=>^`|~", True),
    (r"\p{IsPunctuation}", "$", False),
    (r"\p{IsLatin}", "ª", True),
    (r"\p{InGreek}", "α", True),
    (r"\p{L1}", "ÿ", True),
    (r"\P{L}", "a", False),
    (r"\p{Cntrl}", "\x85", False),
    (r"\p{javaWhitespace}", "\xa0", False),
    (r"[^\n]", "\ud83d", True),
    ("", "", True),
    ("|a", "", True),
]
REFUSED = {
    r".*\b404\b.*": "JDK 19",
    r"\Béa": "JDK 19",
    r"(?:(a)|b)*\1": "repeated",
    r"(a)?\1": "optional",
    r"(a\1)": "not closed",
    r"(?iu)(é)\1": "ignores case",
    "(?:a|(?<=b)){2}": "too early",
    "(?<=a?+)b": "possessive or atomic",
    r"\X": "grapheme",
    r"\b{g}x": "grapheme",
    r"\ud83d": "surrogate",
    "(?<=a+)b": "look-behind",
}


@pytest.mark.parametrize(("pattern", "text", "expected"), VERDICTS)
def test_the_verdict_is_javas(pattern: str, text: str, expected: bool) -> None:
    assert compile_pattern(pattern).matches(text) is expected


@pytest.mark.parametrize(("pattern", "text", "expected"), VERDICTS)
def test_the_decider_gives_the_same_verdict(pattern: str, text: str, expected: bool) -> None:
    try:
        question = Question([pattern])
    except NotDecided:
        assert "(a)" in pattern or "<n>" in pattern or "(?:a|ab)" in pattern or "(a" in pattern
        return
    assert question.matches(pattern, text) is expected


@pytest.mark.java
def test_java_says_what_the_table_says() -> None:
    judge = shared_judge()
    assert [(pattern, text, judge.matches(pattern, text)) for pattern, text, _ in VERDICTS] == VERDICTS


@pytest.mark.parametrize(("pattern", "reason"), REFUSED.items(), ids=REFUSED)
def test_it_refuses_what_no_engine_here_answers_as_java_does(pattern: str, reason: str) -> None:
    with pytest.raises(UnsupportedPattern, match=reason):
        compile_pattern(pattern)


def test_a_refused_boundary_comes_with_what_to_write_instead() -> None:
    with pytest.raises(UnsupportedPattern) as refused:
        compile_pattern(r".*\b404\b.*")
    assert "(?<![0-9A-Za-z_])" in refused.value.reason
    assert compile_pattern(r".*(?<![0-9A-Za-z_])404(?![0-9A-Za-z_]).*").matches("é404!")


def test_halves_of_a_surrogate_pair_are_one_character() -> None:
    assert compile_pattern(".").matches("\ud83d\ude00")


def test_look_behind_of_varying_length_takes_the_other_engine() -> None:
    assert to_python("(?<=a|bc)d").engine == "regex"
    assert to_python("(?<=ab|bc)d").engine == "re"
    assert compile_pattern(".*(?<=a|bc)d").matches("bcd")


def test_a_choice_between_characters_needs_no_recursion() -> None:
    assert to_python(r"(\n|.)*").text == r"[^\r\x85\u2028\u2029]*"
    assert compile_pattern(r"(\n|.)*").matches("a\n" * 3_000_000)


def test_without_regex_look_behind_of_varying_length_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "regex", None)
    with pytest.raises(UnsupportedPattern, match="pip install regex"):
        compile_pattern(".*(?<=x|yz)d")


@pytest.mark.parametrize("text", ['{"status": 400}', "a.b*c", "\n\t\x00\x7f", "é😀\u2028", "a b#c-^]&&~", "\\Q\\E"])
def test_an_escaped_text_matches_itself_and_nothing_near_it(text: str) -> None:
    pattern = escape(text)
    assert compile_pattern(pattern).matches(text)
    assert not compile_pattern(pattern).matches(text + "x")
    assert not compile_pattern(pattern).matches(text[1:])


@pytest.mark.java
def test_an_escaped_character_is_itself_for_java_in_and_outside_a_class() -> None:
    judge = shared_judge()
    characters = [chr(point) for point in (*range(0x180), 0x2028, 0xFEFF, 0x1F600)]
    wrong = [c for c in characters if not (judge.matches(escape(c), c) and judge.matches(f"[{escape(c)}]", c))]
    assert wrong == []
