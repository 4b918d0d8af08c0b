"""Mapping expressions that are no mapping expressions, and paths into text that holds JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cdk_apigateway_errors.gateway.expressions import InvalidExpression, Sources, header_value, parse_expression
from cdk_apigateway_errors.gateway.failures import unreadable_response_body

INVALID = [
    "",
    "x",
    "*",
    "'",
    "'a",
    "a'",
    "context",
    "context.",
    "stageVariables.",
    "integration.response.",
    "integration",
]
INVALID += ["integration.response.cookie.a", "integration.response.header.", "method.request.header.a", "$.a"]


def parse(text: str) -> Any:
    return parse_expression(text, "integration.response", lambda: unreadable_response_body("no JSON"))


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_expression_is_refused_and_says_what_is(text: str) -> None:
    with pytest.raises(InvalidExpression) as refused:
        parse(text)
    assert f"Invalid mapping expression specified: {text}" in str(refused.value)
    assert "context.NAME" in str(refused.value)


def test_a_path_that_is_no_json_path_is_refused() -> None:
    with pytest.raises(InvalidExpression, match="is no JSONPath"):
        parse("integration.response.body.a[")


def body_value(path: str, body: Any) -> Any:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse(f"integration.response.body.{path}")(Sources({}, {}, {}, {}, {}, text))


INNER = json.dumps({"a": {"b": [1, {"c": "deep"}]}, "t": json.dumps({"again": 1})})
PATHS: dict[str, tuple[str, Any, str | None]] = {
    "member": ("a", {"a": "x"}, "x"),
    "index first": ("[0]", ["x"], "x"),
    "name with a dot": ("['a.b']", {"a.b": "x"}, "x"),
    "into text": ("m.a.b[0]", {"m": INNER}, "1"),
    "into text below": ("o.m.a.b[1].c", {"o": {"m": INNER}}, "deep"),
    "into text in text": ("m.t.again", {"m": INNER}, "1"),
    "into text that is no JSON": ("m.a", {"m": "plain"}, None),
    "into a number": ("m.a", {"m": 7}, None),
    "null": ("m", {"m": None}, None),
    "empty text": ("m", {"m": ""}, ""),
    "object": ("m", {"m": {"a": [1, None, "ü"]}}, '{"a":[1,null,"ü"]}'),
    "missing": ("x.y.z", {"m": 1}, None),
    "a body that does not begin as JSON has no members": ("m", b"plain text", None),
    "an empty body has no members": ("m", b"", None),
}


@pytest.mark.parametrize(("path", "body", "expected"), PATHS.values(), ids=PATHS.keys())
def test_paths_find_values_in_bodies(path: str, body: Any, expected: str | None) -> None:
    assert body_value(path, body) == expected


@pytest.mark.parametrize("body", [b'{"a": ', b"[" * 20_000, b"'single'"], ids=["half", "deep", "single quotes"])
def test_a_body_that_begins_as_json_and_is_none_fails(body: bytes) -> None:
    with pytest.raises(Exception, match="no JSON"):
        body_value("a", body)


VALUES = {"a\r\nb": "a b", "a\n\n\tb": "a \tb", "\x00": " ", "plain ü": "plain ü", "\u2028": "\u2028"}


@pytest.mark.parametrize(("value", "expected"), VALUES.items(), ids=map(repr, VALUES))
def test_a_header_value_is_one_line(value: str, expected: str) -> None:
    assert header_value(value) == expected
