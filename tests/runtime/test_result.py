"""The body of a proxied success: the text that AWS's client sends for the same result behind a non-proxy integration."""

import sys
from collections import OrderedDict, namedtuple
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.runtime import InvalidApiError
from cdk_apigateway_errors.runtime._result import client_json, result_text

CLIENT = "awslambdaric.lambda_runtime_marshaller"
marshaller = pytest.importorskip(CLIENT, reason="AWS's runtime client has wheels for Linux only")

Point = namedtuple("Point", "x y")


class Color(IntEnum):
    RED = 1


class Size(StrEnum):
    BIG = "big"


class Text(str):
    def __str__(self):
        return "another text"


@pytest.fixture(params=["AWS_Lambda_python3.11", "AWS_Lambda_python3.12", ""], ids=["3.11", "3.12", "elsewhere"])
def execution(request, monkeypatch):
    monkeypatch.setenv("AWS_EXECUTION_ENV", request.param)


@pytest.mark.parametrize(
    "result",
    [
        None,
        True,
        0,
        -1.5,
        1e16,
        1e-7,
        2**70,
        "",
        'é漢😀 " \\ \n \x7f \x85 \u2028 \ud800',
        [],
        {},
        (),
        {"a": [1, {"b": None}], "c": ()},
        {1: 1, 1.5: 2, None: 3, False: 4, b"b": 5},
        OrderedDict(b=1, a=2),
        Point(1, [Point(2, 3)]),
        Decimal("1.10"),
        {"price": Decimal("1E+5")},
        b"bytes \xc3\xa9",
        [Color.RED, Size.BIG, Text("text")],
        {Text("key"): 1, Color.RED: 2},
        "NaN Infinity",
        float("nan"),
        [float("inf"), float("-inf"), Decimal("-NaN")],
    ],
    ids=repr,
)
def test_without_the_client_the_text_is_the_clients(result, execution):
    assert client_json(result) == marshaller.to_json(result)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(categories=None)) | st.decimals(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.builds(Point, inner, inner)
        | st.dictionaries(st.text() | st.integers() | st.floats(), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES.filter(lambda value: "sNaN" not in repr(value)))
def test_any_value_is_written_as_the_client_writes_it(execution, value):
    assert client_json(value) == marshaller.to_json(value)


@pytest.mark.parametrize(
    "result",
    [{1, 2}, object(), [object()], {(1, 2): 3}, {"a": iter([])}, {Decimal(1): 1}, [b"\xff"], 1j],
    ids=["set", "object", "inside a list", "tuple key", "iterator", "decimal key", "bytes beyond UTF-8", "complex"],
)
def test_what_the_client_refuses_is_refused_without_it_too(result):
    for write in (client_json, marshaller.to_json):
        with pytest.raises((TypeError, ValueError)):
            write(result)


def cycle():
    items = []
    items.append(items)
    return items


def test_a_result_that_contains_itself_is_refused(monkeypatch):
    for _ in range(2):
        with pytest.raises(ValueError, match="Circular reference detected"):
            result_text(cycle())
        same = [1]
        assert result_text([same, same]) == "[[1], [1]]"
        monkeypatch.delitem(sys.modules, CLIENT, raising=False)


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), Decimal("NaN"), Decimal("Infinity")], ids=repr)
def test_a_number_that_json_does_not_have_is_refused(value):
    with pytest.raises(InvalidApiError, match=r"the result holds (NaN|-?Infinity): JSON has no such number"):
        result_text({"value": [value, "1" * 5000]})


def test_a_text_that_only_looks_like_such_a_number_passes():
    assert result_text({"NaN": 'say "Infinity"'}) == '{"NaN": "say \\"Infinity\\""}'


def test_a_lone_surrogate_that_would_be_sent_raw_is_refused(monkeypatch):
    monkeypatch.setenv("AWS_EXECUTION_ENV", "AWS_Lambda_python3.13")
    with pytest.raises(UnicodeEncodeError):
        result_text("\ud800")
    monkeypatch.setenv("AWS_EXECUTION_ENV", "AWS_Lambda_python3.11")
    assert result_text("\ud800") == r'"\ud800"'


def test_bytes_are_sent_as_they_are():
    assert result_text('{"é":1}'.encode()) == '{"é":1}'
    with pytest.raises(UnicodeDecodeError):
        result_text(b"\xff")


def test_a_client_that_runs_the_handler_writes_the_text_itself(monkeypatch):
    monkeypatch.setattr(marshaller, "to_json", lambda value: f"<{value}>")
    assert result_text(7) == "<7>"
    monkeypatch.delitem(sys.modules, CLIENT)
    assert result_text(7) == "7"
