"""Routes are read from one text; what is wrong with it is said in one sentence."""

import pytest

from cdk_apigateway_errors.infrastructure.route import WHY_NOT_ANY, parse_route


@pytest.mark.parametrize(
    ("route", "parsed"),
    [
        pytest.param("GET /", ("GET", "/"), id="root"),
        pytest.param("GET /orders/{id}", ("GET", "/orders/{id}"), id="path parameter"),
        pytest.param("PATCH /a/{b}/c/{d+}", ("PATCH", "/a/{b}/c/{d+}"), id="greedy parameter at the end"),
        pytest.param("HEAD   /a.b/c:d/_e$", ("HEAD", "/a.b/c:d/_e$"), id="every character that a path part may hold"),
    ],
)
def test_a_route_is_an_http_method_and_a_path(route, parsed):
    assert parse_route(route) == parsed


@pytest.mark.parametrize(
    ("route", "received", "allowed"),
    [
        pytest.param("/orders", "'/orders'", "an HTTP method, a space and a path", id="no method"),
        pytest.param("GET", "'GET'", "an HTTP method, a space and a path", id="no path"),
        pytest.param("GET /a /b", "'GET /a /b'", "an HTTP method, a space and a path", id="two paths"),
        pytest.param(None, "None", "an HTTP method, a space and a path", id="no text"),
        pytest.param("get /a", "'get'", "GET", id="lower case"),
        pytest.param("FETCH /a", "'FETCH'", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT", id="unknown method"),
        pytest.param("GET a", "'a'", "starts with '/'", id="no slash"),
        pytest.param("GET /a/", "'/a/'", "does not end with it", id="slash at the end"),
        pytest.param("GET /a//b", "''", "letters, digits", id="empty part"),
        pytest.param("GET /a/{b", "'{b'", "{name}", id="open brace"),
        pytest.param("GET /a/x{b}", "'x{b}'", "{name}", id="parameter inside a part"),
        pytest.param("GET /größe", "'größe'", "letters, digits", id="not ASCII"),
        pytest.param("GET /{a+}/b", "'/{a+}/b'", "must be the last one", id="greedy parameter before the end"),
    ],
)
def test_a_wrong_route_says_what_was_received_and_what_is_allowed(route, received, allowed):
    with pytest.raises(ValueError, match=r".") as caught:
        parse_route(route)
    assert received in str(caught.value)
    assert allowed in str(caught.value)


@pytest.mark.parametrize("method", ["ANY", "any", "Any"])
def test_any_is_refused_with_the_reason(method):
    with pytest.raises(ValueError, match="ANY is not supported") as caught:
        parse_route(f"{method} /")
    assert str(caught.value) == WHY_NOT_ANY
    assert "would stand for every HTTP method" in WHY_NOT_ANY
    assert "add one route for each" in WHY_NOT_ANY
