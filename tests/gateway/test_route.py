"""Which method answers, and what of the request mappings and templates can see."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.gateway.failures import GatewayFailure
from cdk_apigateway_errors.gateway.route import (
    Routes,
    find_route,
    last_values,
    media_type,
    query_parameters,
    visible_headers,
)
from cdk_apigateway_errors.gateway.values import Request

ROUTES = Routes(
    [
        (http_method, path, f"{http_method} {path}")
        for http_method, path in [
            ("GET", "/"),
            ("GET", "/orders"),
            ("GET", "/orders/new"),
            ("GET", "/orders/{id}"),
            ("ANY", "/orders/{id}/lines"),
            ("DELETE", "/orders/{id}/lines"),
            ("GET", "/orders/{id}/lines/{line}"),
            ("GET", "/files/{proxy+}"),
            ("GET", "/files/{name}/meta"),
            ("GET", "/prod"),
        ]
    ]
)

FOUND = {
    "root": ("GET", "/", "GET /", {}),
    "literal": ("GET", "/orders", "GET /orders", {}),
    "literal before parameter": ("GET", "/orders/new", "GET /orders/new", {}),
    "parameter": ("GET", "/orders/7", "GET /orders/{id}", {"id": "7"}),
    "percent-decoded": ("GET", "/orders/a%20b%2Fc%C3%A9", "GET /orders/{id}", {"id": "a b/cé"}),
    "plus stays in a path": ("GET", "/orders/a+b", "GET /orders/{id}", {"id": "a+b"}),
    "trailing slash": ("GET", "/orders/7/", "GET /orders/{id}", {"id": "7"}),
    "two parameters": ("GET", "/orders/7/lines/2", "GET /orders/{id}/lines/{line}", {"id": "7", "line": "2"}),
    "ANY": ("PATCH", "/orders/7/lines", "ANY /orders/{id}/lines", {"id": "7"}),
    "own method before ANY": ("DELETE", "/orders/7/lines", "DELETE /orders/{id}/lines", {"id": "7"}),
    "HEAD by ANY": ("HEAD", "/orders/7/lines", "ANY /orders/{id}/lines", {"id": "7"}),
    "greedy": ("GET", "/files/a/b/c", "GET /files/{proxy+}", {"proxy": "a/b/c"}),
    "parameter before greedy": ("GET", "/files/a/meta", "GET /files/{name}/meta", {"name": "a"}),
    "back to greedy": ("GET", "/files/a/other", "GET /files/{proxy+}", {"proxy": "a/other"}),
    "stage in front": ("GET", "/prod/orders/7", "GET /orders/{id}", {"id": "7"}),
    "stage alone is a resource here": ("GET", "/prod", "GET /prod", {}),
}


@pytest.mark.parametrize(("http_method", "path", "expected", "parameters"), FOUND.values(), ids=FOUND.keys())
def test_a_path_finds_the_most_specific_method(
    http_method: str, path: str, expected: str, parameters: dict[str, str]
) -> None:
    found, bound, _ = find_route(ROUTES, "prod", Request(http_method, path))
    assert (found, bound) == (expected, parameters)


NOT_FOUND = {
    "unknown path": ("GET", "/nope"),
    "wrong method": ("POST", "/orders"),
    "HEAD without HEAD or ANY": ("HEAD", "/orders"),
    "empty segment is no parameter value": ("GET", "/orders//lines/1"),
    "greedy needs a segment": ("GET", "/files"),
    "case of the path": ("GET", "/Orders"),
    "other stage": ("GET", "/dev/orders"),
    "method names are case-sensitive": ("get", "/orders"),
}


@pytest.mark.parametrize(("http_method", "path"), NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_an_unknown_path_or_method_is_a_missing_authentication_token(http_method: str, path: str) -> None:
    with pytest.raises(GatewayFailure) as failed:
        find_route(ROUTES, "prod", Request(http_method, path))
    assert failed.value.failure.response_type == "MISSING_AUTHENTICATION_TOKEN"


def test_the_path_within_the_stage_is_decoded() -> None:
    assert find_route(ROUTES, "prod", Request("GET", "/prod/orders/a%20b"))[2] == "/orders/a b"


QUERIES = {
    "none": ("", {}),
    "one": ("a=1", {"a": ("1",)}),
    "several": ("a=1&b=2&a=3", {"a": ("1", "3"), "b": ("2",)}),
    "blank": ("a=&b", {"a": ("",), "b": ("",)}),
    "encoded": ("a%20b=c%26d+e", {"a b": ("c&d e",)}),
}


@pytest.mark.parametrize(("query", "expected"), QUERIES.values(), ids=QUERIES.keys())
def test_query_strings_become_names_with_values_in_order(query: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert query_parameters(query) == expected


def test_the_last_of_several_values_is_the_value() -> None:
    assert last_values({"a": ("1", "2")}) == {"a": "2"}


def test_headers_keep_their_case_and_hop_by_hop_headers_are_not_visible() -> None:
    headers = (("X-One", "1"), ("TE", "deflate"), ("content-length", "3"), ("X-One", "2"), ("x-one", "3"))
    assert visible_headers(headers) == {"X-One": ("1", "2"), "x-one": ("3",)}


MEDIA_TYPES = {
    "absent": ((), "application/json"),
    "empty": ((("accept", ""),), "application/json"),
    "parameters": ((("Accept", "Application/JSON; charset=utf-8"),), "application/json"),
    "first counts": ((("Accept", "text/html, application/json"),), "text/html"),
    "anything": ((("ACCEPT", "*/*"),), "*/*"),
}


@pytest.mark.parametrize(("headers", "expected"), MEDIA_TYPES.values(), ids=MEDIA_TYPES.keys())
def test_only_the_first_media_type_counts(headers: tuple[tuple[str, str], ...], expected: str) -> None:
    assert media_type(headers, "accept") == expected


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from(["GET", "POST", "HEAD"]))
def test_any_path_is_answered_or_refused(path: str, http_method: str) -> None:
    """No path makes the router break."""
    try:
        find_route(ROUTES, "prod", Request(http_method, f"/{path}"))
    except GatewayFailure as failed:
        assert failed.failure.response_type == "MISSING_AUTHENTICATION_TOKEN"  # noqa: PT017 - either is right
