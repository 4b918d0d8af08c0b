"""The printed JSON: what JavaScript prints, on one line, and nothing lost."""

import enum
import json
import math
import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.runtime import InvalidApiError
from cdk_apigateway_errors.runtime._wire import encode, plain, well_formed

EXAMPLES = 20_000 if os.environ.get("LONG_FUZZ") == "1" else 200
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
JAVA_LINE_ENDS = "\n\r\x85\u2028\u2029"


# ECMAScript 2023, 6.1.6.1.20 Number::toString; the literals were typed into a JavaScript engine.
@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (100.0, "100"),
        (0.1, "0.1"),
        (123456.789, "123456.789"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-7, "1.5e-7"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.2345678901234568e20, "123456789012345680000"),
        (1.2345678901234568e30, "1.2345678901234568e+30"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740993, "9007199254740993"),
        (2**70, "1180591620717411303424"),
        (True, "true"),
    ],
)
def test_numbers_are_printed_as_javascript_prints_them_and_whole_numbers_in_full(value, printed):
    assert encode(plain(value, "value")) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param('"', '"\\""', id="quote"),
        pytest.param("\\", '"\\\\"', id="backslash"),
        pytest.param("\b\f\n\r\t", '"\\b\\f\\n\\r\\t"', id="short escapes"),
        pytest.param("\x00\x1f", '"\\u0000\\u001f"', id="controls"),
        pytest.param("\x7f", '"\\u007f"', id="delete, which AWS's Node.js client would replace"),
        pytest.param("\x85\u2028\u2029", '"\\u0085\\u2028\\u2029"', id="line ends of a Java pattern"),
        pytest.param("$#/é漢😀", '"$#/é漢😀"', id="everything else is raw"),
        pytest.param("\ud800", '"\ufffd"', id="lone high surrogate"),
        pytest.param("a\udc00b", '"a\ufffdb"', id="lone low surrogate"),
        pytest.param("\ud83d\ude00", '"😀"', id="a pair in two halves"),
        pytest.param("\ud800\ud83d\ude00\udc00", '"\ufffd😀\ufffd"', id="a pair between lone ones"),
    ],
)
def test_texts_are_escaped_as_json_and_nothing_more(text, printed):
    assert encode(plain(text, "value")) == printed


@settings(max_examples=EXAMPLES, deadline=None)
@given(JSON)
@example({"__proto__": 1, "1": 2, "": "\u2028"})
def test_reading_the_line_back_gives_the_value(value):
    assert same(json.loads(encode(plain(value, "value"))), plain(value, "value"))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(alphabet=st.characters(categories=None)))
def test_any_text_is_one_line_of_utf_8(text):
    line = encode(plain({text: text}, "value"))
    line.encode("utf-8")
    assert not set(JAVA_LINE_ENDS) & set(line)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(alphabet=st.sampled_from("a\ud800\udbff\udc00\udfff😀é")))
def test_only_lone_surrogates_are_replaced(text):
    utf16 = text.encode("utf-16-le", "surrogatepass")
    assert well_formed(text) == utf16.decode("utf-16-le", "replace")
    assert len(well_formed(text).encode("utf-16-le")) == len(utf16)


def same(read, written):
    """Equal, and the same double where one side was printed as a whole number."""
    if isinstance(written, float):
        return float(read) == written
    if isinstance(written, list):
        return isinstance(read, list) and len(read) == len(written) and all(map(same, read, written))
    if isinstance(written, dict):
        return isinstance(read, dict) and read.keys() == written.keys() and all(same(read[k], written[k]) for k in read)
    return read == written and type(read) is type(written)


def cycle():
    value = []
    value.append(value)
    return value


def nested(levels):
    value = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        pytest.param(math.nan, "JSON has no such number", id="NaN"),
        pytest.param([1, -math.inf], r"value\[1\] is -inf", id="infinity"),
        pytest.param(b"x", r"b'x' \(bytes\)", id="bytes"),
        pytest.param({"a": {1, 2}}, r"value\.a is \{1, 2\} \(set\)", id="set"),
        pytest.param(object, "type", id="class"),
        pytest.param({1: 2}, r"has the key 1 \(int\)", id="key that is no text"),
        pytest.param(dict.fromkeys(["\ud800", "\ufffd"]), "two keys", id="keys that become equal"),
        pytest.param(cycle(), "deeper than 100 levels, or contains itself", id="cycle"),
        pytest.param(nested(101), "deeper than 100", id="too deep"),
        pytest.param(2**1024, "range of a double", id="huge int"),
        pytest.param(10**5000, "range of a double", id="int that str() refuses"),
    ],
)
def test_what_json_cannot_hold_is_refused_with_its_place(value, problem):
    with pytest.raises(InvalidApiError, match=problem):
        plain(value, "value")


def test_a_hundred_levels_are_fine():
    assert encode(plain(nested(100), "value")).startswith('{"a":{"a":')


def test_array_indexes_come_first_as_in_a_javascript_object():
    keys = {"b": 1, "10": 2, "2": 3, "01": 4, "4294967295": 5, "4294967294": 6}
    assert list(json.loads(encode(keys))) == ["2", "10", "4294967294", "b", "01", "4294967295"]


def test_the_copy_does_not_change_with_the_original():
    original = {"a": [1]}
    copy = plain(original, "value")
    original["a"].append(2)
    assert copy == {"a": [1]}


def test_subclasses_of_text_and_numbers_print_their_value():
    class Colour(enum.StrEnum):
        RED = "red"

    class Level(enum.IntEnum):
        HIGH = 3

    assert encode(plain([Colour.RED, Level.HIGH, {Colour.RED: 1}], "value")) == '["red",3,{"red":1}]'
