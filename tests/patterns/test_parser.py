"""What Java accepts is read, what it refuses is refused, with the place and what to write instead."""

import pytest

from cdk_apigateway_errors.patterns import PatternError, UnsupportedPattern, parse
from cdk_apigateway_errors.patterns.ast import Alternate, Anchor, Chars, Concat, Empty, Group, Look, Mode, Place, Repeat
from cdk_apigateway_errors.patterns.charset import CharSet
from java.judge import shared_judge

REFUSED = {
    "an unescaped brace at the start": ('{"status":400}', 0, r"\{"),
    "an unescaped brace after a letter": ('x{"a"}', 1, r"\{"),
    "an unescaped brace after a space": ('.* {"status":400.*', 3, r"\{"),
    "a lone bracket": ("[", 0, r"\["),
    "a bracket that is closed at once": ("[]", 0, r"\["),
    "a leading star": ("*.400.*", 0, ".*"),
    "two quantifiers": ("a**", 2, r"\*"),
    "a quantifier after flags": ("(?i)*", 4, r"\*"),
    "Python's named group": ("(?P<n>a)", 2, "(?<name>"),
    "an open group": ("(a", 0, r"\("),
    "a closing parenthesis": ("a)b", 1, r"\)"),
    "a backslash at the end": ("a\\", 1, r"\\"),
    "an escape without a meaning": (r"a\yb", 1, "backslash"),
    "an unknown property": (r"\p{Foo}", 0, r"\p{L}"),
    "a property without its brace": (r"\p{L", 4, ""),
    "an empty property": (r"\p{}", 3, ""),
    "a backward range": ("[z-a]", 3, r"\-"),
    "an intersection of nothing": ("[&&]", 3, r"\&"),
    "a count that falls": ("a{3,2}", 1, ""),
    "a count that never ends": ("a{3", 1, r"\{"),
    "a count without a number": ("a{,3}", 1, r"\{"),
    "a count above an int": ("a{99999999999}", 12, ""),
    "a look-behind without an end": ("(?<=(?:a|b){2})c", 2, "{0,n}"),
    "a look-behind over a back reference": (r"(a)(?<=\1)", 5, "{0,n}"),
    "a name that begins with a digit": ("(?<1a>x)", 3, ""),
    "a name with an underscore": ("(?<a_b>x)", 4, ""),
    "a name given twice": ("(?<a>x)(?<a>y)", 11, ""),
    "a reference to no group": (r"\k<a>", 4, ""),
    "a reference without a name": (r"\ka", 2, r"\k<name>"),
    "too few digits after u": (r"\u12", 4, ""),
    "a code point too high": (r"\x{110000}", 8, ""),
    "an octal without a digit": (r"\08", 2, ""),
    "an unknown flag": ("(?y)", 2, "i m s d"),
    "an unknown name of a character": (r"\N{no such thing}", 16, ""),
}

ACCEPTED = [
    "",
    "a|",
    "|",
    "()",
    "{2}",
    "a{2}{3}",
    "^*",
    "}",
    "]",
    "a]b}",
    "[^]a]",
    "[]a]",
    "[a-]",
    "[-a]",
    "[a&b]",
    "[a&&b]",
    "[a-z&&[^aeiou]]",
    "[[a][b]]",
    r"[\w-a]",
    r"[\Q]\E]",
    r"\Q{[*\E",
    r"\Qa",
    r"\Q\E",
    "(?<name>a)\\k<name>",
    r"\1",
    r"(a)\10",
    "(?i)a(?-i)b",
    "(?i-s:x)",
    "(?idmsux-idmsux)",
    "(?x)a b # comment",
    "(?x)[a b]",
    "(?<=a{1,3})b",
    "(?<=a+)b",
    "(?<!a|bc)d",
    "(?>a|b)++",
    r"\x{1F600}",
    r"\uD83D\uDE00",
    r"\cA",
    r"\0377",
    r"\p{IsLatin}\p{InGreek}\p{L}\pL\P{Lu}\p{script=Han}\p{blk=Arrows}\p{gc=Lu}\p{javaMirrored}",
    r"\R\h\H\v\V\G\Z\z\A\b\B",
    r"\N{LATIN SMALL LETTER A}",
    r"\ \-\"\:\<",
    "(?=a)*",
    "x{0}",
    "x{2,}+",
    "x??",
]


# fmt: off
CORNERS = [
    "{", "a{", "a{1", "a{1,", "a{1,2", "(?", "(?<", "(?<a", "(?<a>", "(?i", "(?i-", "(?:", "(?=", "(?<=", "[a",
    "[^", "[^]", "[a-", "[a-\\", "[\\", "\\c", "\\x", "\\x{", "\\x{}", "\\u", "\\0", "\\N", "\\N{", "\\p", "\\p{",
    "\\P", "\\k", "\\k<", "\\b{", "\\b{g", "\\b{x}", "(?x)#", "(?x)( ?:a)", "(?x)a #)\n b", "(?x)\\Q a \\E",
    "[a&&", "[&&a]", "[a&&&&b]", "[&]", "[&&&]", "[a&b&&c]", "\\Q", "\\Q\\", "a|*", "(|*)", "(?#c)a", "(?'n'a)",
    "\\g1", "x*+*", "x*?+", "x{1}+", "x{1}?", "x{1}{", "(?-)a", "(?-:a)", "(?i-i)a", "(?ii)a", "(?--i)a", "a\x00b",
    "\\\x00", "(?x) { 2}", "(?x)a{ 2}", "(?x)a{2 }", "(?x)a{2 , 3}", "(?x)\\x 4 1", "(?x)\\p { L}",
    "(?x)[ a - z ]", "(?x)[a #]\n]", "(?x)(?<n >a)", "(?x)(?< n>a)", "a{0}{0}*", "\\1{2}", "()\\1*",
    "(?<n>)(?<m>)\\k<m>\\2", "[[]", "[]]", "[[]]", "[a[]]", "[a]]", "[^^]", "[\\]]", "[-]", "[--a]", "[a--]",
    "[+--]", "[z-\\d]", "[\\d-z]", "[a-\\x{7a}]", "[\\x41-\\x{5A}]", "[a-\\Qz\\E]", "[\\Qa\\E-z]", "\\x{1F600}{2}",
    "\\N{SPACE}", "\\N{space}", "\\N{LATIN SMALL LETTER A WITH ACUTE}", "\\h{2}", "\\p{InLATIN_1_SUPPLEMENT}",
    "\\p{InLatin-1Supplement}", "\\p{IsLatn}", "\\p{Isalphabetic}", "\\p{gc=Foo}", "\\p{sc=}", "\\pN", "\\p{^L}",
    "\\p{ L}", "\\p{Lu }",
]
# fmt: on


@pytest.mark.parametrize(("pattern", "offset", "advice"), REFUSED.values(), ids=REFUSED)
def test_it_refuses_with_the_place_and_advice(pattern: str, offset: int, advice: str) -> None:
    with pytest.raises(PatternError) as refused:
        parse(pattern)
    assert (refused.value.offset, refused.value.pattern) == (offset, pattern)
    assert advice in refused.value.advice
    assert refused.value.problem in str(refused.value)


@pytest.mark.java
@pytest.mark.parametrize("pattern", [row[0] for row in REFUSED.values()], ids=REFUSED)
def test_java_refuses_it_too(pattern: str) -> None:
    assert shared_judge().refusal(pattern) is not None


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_it_accepts(pattern: str) -> None:
    parse(pattern)


@pytest.mark.java
@pytest.mark.parametrize("pattern", ACCEPTED)
def test_java_accepts_it_too(pattern: str) -> None:
    assert shared_judge().refusal(pattern) is None


@pytest.mark.java
def test_corners_are_accepted_or_refused_as_java_does() -> None:
    judge = shared_judge()
    assert [pattern for pattern in CORNERS if refused(pattern) != (judge.refusal(pattern) is not None)] == []


def refused(pattern: str) -> bool:
    try:
        parse(pattern)
    except PatternError:
        return True
    except UnsupportedPattern:
        return shared_judge().refusal(pattern) is not None
    return False


def test_the_caret_stands_under_the_mistake() -> None:
    with pytest.raises(PatternError) as refused:
        parse('a\n{"status":400}')
    first, second, third = str(refused.value).split("\n")
    assert first.startswith("a repetition needs a number after '{' at offset 2: ")
    assert second[third.index("^")] == "{"


def test_an_offset_inside_a_quotation_is_that_of_the_pattern_as_written() -> None:
    with pytest.raises(PatternError) as refused:
        parse(r"\Q{{{\E*[")
    assert refused.value.offset == 8


def test_a_sequence_an_alternation_and_a_group_are_read_as_such() -> None:
    node = parse("(?<n>a)b|c")
    assert isinstance(node, Alternate)
    assert isinstance(node.branches[0], Concat)
    assert node.branches[0].parts[0] == Group(Chars(CharSet.of("a")), 1, "n")


def test_a_quantifier_holds_the_last_character_only() -> None:
    node = parse("ab{2,3}+")
    assert node == Concat(
        (Chars(CharSet.of("a")), Repeat(Chars(CharSet.of("b")), 2, 3, Mode.POSSESSIVE)),
    )


def test_a_flag_ends_with_its_group() -> None:
    node = parse("(?:(?i)a)a")
    assert node == Concat((Chars(CharSet.of("aA")), Chars(CharSet.of("a"))))


def test_a_flag_in_the_middle_goes_on_over_the_bar() -> None:
    assert parse("x(?i)y|z") == Alternate(
        (Concat((Chars(CharSet.of("x")), Chars(CharSet.of("yY")))), Chars(CharSet.of("zZ"))),
    )


def test_a_class_knows_how_it_was_written() -> None:
    (node,) = [part for part in parse("a[ERROR]b").parts if isinstance(part, Chars) and part.text.startswith("[")]
    assert (node.text, node.offset) == ("[ERROR]", 1)


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        ("^", Place.BEGIN),
        ("(?m)^", Place.LINE_START),
        ("(?m)$", Place.LINE_END),
        ("$", Place.FINAL_LINE_END),
        (r"\z", Place.END),
        (r"(?d)\Z", Place.FINAL_LINE_END_UNIX),
    ],
)
def test_an_anchor_depends_on_the_flags(pattern: str, place: Place) -> None:
    assert parse(pattern) == Anchor(place)


def test_an_empty_pattern_is_empty() -> None:
    assert parse("") == Empty()


def test_a_look_ahead_is_not_a_look_behind() -> None:
    assert parse("(?!a)") == Look(Chars(CharSet.of("a")), ahead=True, negative=True)
    assert parse("(?<=a)") == Look(Chars(CharSet.of("a")), ahead=False, negative=False)


@pytest.mark.parametrize(
    "pattern", [r"(?U)\w", "(?c)a", r"\p{IsAlphabetic}", r"\p{IsCherokee}", r"\p{javaJavaIdentifierStart}", "[a&&]"]
)
def test_what_java_accepts_without_a_table_here_is_unsupported_and_not_a_mistake(pattern: str) -> None:
    with pytest.raises(UnsupportedPattern):
        parse(pattern)


def test_a_mistake_is_said_rather_than_what_is_unsupported() -> None:
    with pytest.raises(PatternError):
        parse(r"\p{IsAlphabetic}(")


def test_groups_nested_without_end_are_unsupported() -> None:
    with pytest.raises(UnsupportedPattern, match="nested too deeply"):
        parse("(" * 5000 + ")" * 5000)
