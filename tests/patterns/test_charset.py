"""Sets of code points follow the laws of sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_apigateway_errors.patterns import charset
from cdk_apigateway_errors.patterns.alphabet import Alphabet
from cdk_apigateway_errors.patterns.charset import ALL, NONE, CharSet

POINTS = st.integers(0, 40) | st.sampled_from([0x7F, 0x80, 0xFFFF, 0x10000, 0x10FFFE, 0x10FFFF])
SETS = st.lists(st.tuples(POINTS, POINTS).map(sorted).map(tuple), max_size=4).map(CharSet.merged)


@given(SETS, SETS)
def test_de_morgans_law_holds(left: CharSet, right: CharSet) -> None:
    assert ~(left | right) == ~left & ~right
    assert ~(left & right) == ~left | ~right


@given(SETS, SETS, POINTS)
def test_membership_follows_the_operations(left: CharSet, right: CharSet, point: int) -> None:
    assert (left | right).has(point) == (left.has(point) or right.has(point))
    assert (left & right).has(point) == (left.has(point) and right.has(point))
    assert (left - right).has(point) == (left.has(point) and not right.has(point))
    assert (~left).has(point) == (not left.has(point))


@given(SETS)
def test_a_set_and_its_complement_are_everything_and_share_nothing(chars: CharSet) -> None:
    assert chars | ~chars == ALL
    assert chars & ~chars == NONE
    assert chars.size() + (~chars).size() == 0x110000


@given(st.lists(SETS, max_size=4), POINTS)
def test_an_alphabet_tells_apart_what_its_sets_tell_apart(sets: list[CharSet], point: int) -> None:
    alphabet = Alphabet(sets)
    character = chr(point)
    bit = alphabet.bit(character)
    assert bit.bit_count() == 1
    assert [bool(alphabet.mask(chars) & bit) for chars in sets] == [character in chars for chars in sets]
    shown = alphabet.characters[bit.bit_length() - 1]
    assert [shown in chars for chars in sets] == [character in chars for chars in sets]


@pytest.mark.parametrize(
    ("chars", "expected"),
    [
        (charset.SPACE, "\t\n\x0b\f\r "),
        (charset.LINE_ENDS, "\n\r\x85\u2028\u2029"),
        (CharSet.of("ba"), "ab"),
        (CharSet.range("x", "z"), "xyz"),
        (NONE, ""),
    ],
)
def test_a_set_lists_its_characters_in_order(chars: CharSet, expected: str) -> None:
    assert "".join(map(chr, chars)) == expected


def test_only_a_set_of_one_has_an_only_member() -> None:
    assert (CharSet.of("a").only(), CharSet.of("ab").only(), NONE.only()) == (97, None, None)
