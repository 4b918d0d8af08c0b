r"""``\p{…}``, predefined classes and case folding, over every character that Java and this Python both know."""

import unicodedata
from bisect import bisect_right

import pytest

from cdk_apigateway_errors.patterns import parse
from cdk_apigateway_errors.patterns.ast import Chars
from cdk_apigateway_errors.patterns.folding import single
from cdk_apigateway_errors.patterns.properties import Unknown, Untabled, property_set
from java.judge import Judge, shared_judge

NAMES = [
    *("Alnum", "Punct", "Space", "Print", "L1", "L", "Lu", "Nd", "P", "Sc", "Z", "Cf", "LC", "LD", "IsL"),
    *("javaLowerCase", "javaUpperCase", "javaWhitespace", "javaSpaceChar", "javaLetterOrDigit", "javaMirrored"),
    *("javaISOControl", "IsLowercase", "IsUppercase", "IsPunctuation", "IsWhite_Space", "IsHex_Digit", "IsControl"),
    *("IsNoncharacterCodePoint", "IsLatin", "IsHan", "IsGrek", "InGreek", "InBasicLatin", "script=Cyrl", "blk=Arrows"),
]
WRITTEN = [
    *(rf"\p{{{name}}}" for name in NAMES),
    *(r"(?i)\p{Lu}", r"(?i)\p{Lower}", r"(?i)\p{IsUppercase}", r"(?U)\p{Graph}", r"(?U)\d", r"(?U)\s", r"\h", r"\v"),
    *("(?iu)[a-z]", "(?iu)[à-þ]", "(?iu)[Α-Ω]", "(?i)[A-z]", "(?iu)[kiså\xff\xb5]", "(?iu)[^k]", "."),
]
# The category of these changed in Unicode 14, which Python 3.11 has and Java 17 has not.
CHANGED = frozenset("\u1734")


@pytest.fixture(scope="module")
def known() -> str:
    """Every character that both sides know, but for the wide planes of ideographs."""
    judge = shared_judge()
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200), 0x10FFFF]))
    assigned = judge.ask(pattern=r"[\p{Cn}\u3400-\u4DBF\u4E00-\u9FFC\uAC00-\uD7A3]", text=every, replacement="")[
        "match"
    ]
    return "".join(c for c in assigned if unicodedata.category(c) != "Cn" and c not in CHANGED)


@pytest.mark.java
@pytest.mark.parametrize("written", WRITTEN)
def test_the_set_is_javas(written: str, known: str) -> None:
    node = parse(written)
    assert isinstance(node, Chars)
    starts = [first for first, _ in node.chars.ranges]
    ends = [last for _, last in node.chars.ranges]

    def has(character: str) -> bool:
        index = bisect_right(starts, ord(character)) - 1
        return index >= 0 and ord(character) <= ends[index]

    outside = "".join(character for character in known if not has(character))
    left = shared_judge().ask(pattern=written, text=known, replacement="")["match"]
    assert sorted(set(left) ^ set(outside)) == []


@pytest.mark.java
def test_characters_that_differ_in_case_only_are_javas() -> None:
    judge: Judge = shared_judge()
    points = [*range(0x41, 0x600), *range(0x1E00, 0x2000), 0x212A, 0x212B, 0x10400, 0x1E900]
    wrong = []
    for point in points:
        chars = single(point, ignore_case=True, unicode_case=True)
        near = [chr(p) for p in (point, point ^ 0x20, point + 1, point - 1, *chars)]
        if judge.match_all(f"(?iu)\\x{{{point:x}}}", near) != [character in chars for character in near]:
            wrong.append(chr(point))
    assert wrong == []


@pytest.mark.parametrize("name", ["Foo", "IsFoo", "InFoo", "script=Foo", "foo=L", "Latin", "alpha"])
def test_a_name_that_java_does_not_know_is_unknown(name: str) -> None:
    with pytest.raises(Unknown):
        property_set(name)


@pytest.mark.parametrize("name", ["IsAlphabetic", "IsCherokee", "javaUnicodeIdentifierStart", "IsAlpha"])
def test_a_name_without_a_table_is_told_from_an_unknown_one(name: str) -> None:
    with pytest.raises(Untabled):
        property_set(name)


@pytest.mark.java
@pytest.mark.parametrize("name", ["Foo", "IsFoo", "InFoo", "script=Foo", "foo=L", "Latin", "alpha"])
def test_java_does_not_know_it_either(name: str) -> None:
    assert shared_judge().refusal(rf"\p{{{name}}}") is not None


@pytest.mark.java
@pytest.mark.parametrize(
    "name", ["InBasicLatin", "InBasic Latin", "InBasic_Latin", "InBas-icLatin", "InGr eek", "InGr-eek", "InBasicLatin "]
)
def test_separators_stand_between_the_words_of_a_blocks_name(name: str) -> None:
    refused = shared_judge().refusal(rf"\p{{{name}}}") is not None
    try:
        parse(rf"\p{{{name}}}")
    except ValueError:
        assert refused
    else:
        assert not refused
