"""How values print, compare and hash in Java."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.velocity.json_text import java_values, parse_json
from cdk_apigateway_errors.velocity.values import (
    ArrayList,
    Char,
    Entry,
    Long,
    double_text,
    equals,
    from_utf16,
    hash_code,
    text_of,
    utf16,
)
from java.judge import shared_judge

DOUBLES = [
    0.0,
    1.0,
    -1.5,
    100.0,
    1e7,
    9999999.0,
    12345678.9,
    1e-3,
    9.99e-4,
    1e21,
    1.7976931348623157e308,
    5e-1,
    123456.789,
    1e16,
]


@pytest.mark.java
@pytest.mark.parametrize("number", DOUBLES)
def test_a_double_prints_as_in_java(number: float) -> None:
    assert shared_judge().render("$x", vars={"x": number})["output"] == double_text(number)


@pytest.mark.java
@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"b":[1,2.5,"x",null,true,{"c":"d"}],"e":{}}',
        '[1,"a/b","é","\\u2028","\\u007f","\\"","\\\\","\\n",[],{}]',
        '{"a":null,"b":""}',
        "[1.0,1e3,1E-7,12345678901234567890,1.0000000000000000001,-0]",
    ],
)
def test_json_prints_as_json_smart_prints_it(text: str) -> None:
    judged = shared_judge().render("$util.parseJson($x)", vars={"x": text})["output"]
    assert text_of(parse_json(text)) == judged


@pytest.mark.java
@pytest.mark.parametrize("value", [{"a": [1, None, "x"], "b": {"c": 1.5}}, [1, [2, []], {}], "text", True, 12345678901])
def test_plain_data_prints_as_javas_collections(value: object) -> None:
    answer = shared_judge().render("$x $x.hashCode()", vars={"x": value})["output"]
    assert f"{text_of(java_values(value))} {hash_code(java_values(value))}" == answer


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, Long(1), False),
        (1, 1.0, False),
        (1, True, False),
        ("a", Char("a"), False),
        ([1, "a"], ArrayList([1, "a"]), True),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": 1}, {"a": Long(1)}, False),
        (Entry("a", 1), Entry("a", 1), True),
        (None, None, True),
        (None, "", False),
    ],
)
def test_equals_compares_classes_and_members(left: object, right: object, expected: bool) -> None:
    assert equals(left, right) is expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20))
def test_utf16_and_back_is_the_same_text(text: str) -> None:
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert from_utf16(utf16(whole)) == whole
    assert len(utf16(whole)) == len(whole.encode("utf-16-le", "surrogatepass")) // 2


@settings(max_examples=60, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_double_reads_back(number: float) -> None:
    assert json.loads(double_text(number)) == number
