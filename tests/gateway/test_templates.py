"""Which mapping template applies, and how patterns inside templates run."""

from __future__ import annotations

from typing import Any

import pytest

from cdk_apigateway_errors.gateway.templates import (
    JSON,
    compiled_template,
    override,
    request_template,
    response_template,
)
from cdk_apigateway_errors.patterns import python_pattern

XML = "application/xml"
T = compiled_template("x", "test")

REQUESTS: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "its own": ({JSON: T, XML: T}, XML, XML),
    "none": ({JSON: T}, XML, None),
    "empty is none": ({JSON: None}, JSON, None),
    "default": ({"$default": T}, XML, "$default"),
    "its own before the default": ({"$default": T, XML: T}, XML, XML),
    "empty and a default": ({"$default": T, XML: None}, XML, "$default"),
}


@pytest.mark.parametrize(("templates", "content_type", "expected"), REQUESTS.values(), ids=REQUESTS.keys())
def test_request_templates_are_found_by_content_type(
    templates: dict[str, Any], content_type: str, expected: str | None
) -> None:
    assert request_template(templates, content_type) == expected


RESPONSES: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "its own": ({JSON: T, XML: T}, XML, XML),
    "JSON": ({XML: T, JSON: T}, "text/html", JSON),
    "first": ({XML: T, "text/plain": T}, "text/html", XML),
    "empty passes through": ({JSON: None, XML: T}, "text/html", None),
    "none": ({}, JSON, None),
}


@pytest.mark.parametrize(("templates", "accept", "expected"), RESPONSES.values(), ids=RESPONSES.keys())
def test_response_templates_are_found_by_accept(templates: dict[str, Any], accept: str, expected: str | None) -> None:
    assert response_template(templates, accept) == expected


PATTERNS = {
    "dot and line separator": (".*", "a\u2028b", False),
    "possessive": (r'\{\s*+"status"\s*+:\s*+400\s*+(?:,.*)?\}', '{ "status": 400,"a":1}', True),
    "digits are ASCII": (r"\d+", "\u0663", False),
    "look-behind of varying length": (r".*(?<=a{1,3}b)c", "xaabc", True),
    "that does not match": (r".*(?<=a{1,3}b)c", "xbc", False),
    "dot after look-behind stops at line ends": (r"(?<=x{0,2}).*", "a\u0085", False),
}


@pytest.mark.parametrize(("pattern", "text", "matches"), PATTERNS.values(), ids=PATTERNS.keys())
def test_patterns_in_templates_run_as_selection_patterns_do(pattern: str, text: str, matches: bool) -> None:
    """OpenJDK 17."""
    assert bool(python_pattern(pattern).fullmatch(text)) is matches
    variables = {"m": text, "p": pattern}
    assert compiled_template("$m.matches($p)", "test").render(variables) == str(matches).lower()


OVERRIDES: dict[str, tuple[Any, dict[str, Any]]] = {
    "texts": ({"header": {"a": "1"}}, {"a": "1"}),
    "numbers and booleans": ({"header": {"a": 1, "b": True}}, {"a": "1", "b": "true"}),
    "list": ({"header": {"a": ["1", 2]}}, {"a": ("1", "2")}),
    "null": ({"header": {"a": None}}, {}),
    "replaced by a text": ({"header": "x"}, {}),
    "all replaced": ("x", {}),
}


@pytest.mark.parametrize(("found", "expected"), OVERRIDES.values(), ids=OVERRIDES.keys())
def test_overrides_may_be_anything_that_a_template_sets(found: Any, expected: dict[str, Any]) -> None:
    assert override({"responseOverride": found}, "responseOverride", "header") == expected
