"""What hooks and options may do to the answers of a route."""

from dataclasses import replace

import pytest

from cdk_apigateway_errors import ErrorList, GatewayErrorResponse
from cdk_apigateway_errors.catalog import ErrorCatalog, Response, gateway_error_response
from cdk_apigateway_errors.infrastructure import responses_check
from cdk_apigateway_errors.infrastructure.responses_check import (
    hooked_gateway_response,
    hooked_responses,
    response_problems,
    success_problems,
)

OK = Response(200, None, error_model=False)
NOT_FOUND = Response(404, "(?s)gone.+")
CATALOG = ErrorCatalog.of([404])


def test_one_default_and_distinct_status_codes_are_fine():
    assert response_problems([OK, NOT_FOUND], CATALOG) == []


@pytest.mark.parametrize("strategy", ["leading", "top-level", "classic", "compact"])
def test_the_patterns_of_the_catalog_are_not_checked_again(monkeypatch, strategy):
    monkeypatch.setattr(responses_check, "pattern_problems", lambda *_, **__: ["checked"])
    catalog = ErrorCatalog.of([400, 404, 500], selection_patterns=strategy)
    assert response_problems([OK, *catalog.responses()], catalog) == []
    assert response_problems([OK, *catalog.responses()[1:]], catalog) == ["checked"]


@pytest.mark.parametrize("strategy", ["leading", "top-level", "classic", "compact"])
def test_answers_that_a_hook_leaves_out_are_no_problem(strategy):
    catalog = ErrorCatalog.of([400, 404, 500], selection_patterns=strategy)
    assert response_problems([OK, *catalog.responses()[1:]], catalog) == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        pytest.param(".*", ["418", "matches the empty message"], id="swallows successes"),
        pytest.param('{"a', ["418", "does not compile in Java"], id="no Java"),
        pytest.param("tea.+", ["418", "500", "both match", "exclude each other"], id="overlaps the unhandled one"),
    ],
)
def test_a_pattern_that_a_hook_brings_is_checked(pattern, words):
    problems = response_problems([OK, *CATALOG.responses(), Response(418, pattern)], CATALOG)
    assert problems
    assert all(word in problems[0] for word in words)


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        pytest.param(None, ["responses_for() returned None"], id="nothing"),
        pytest.param({404: OK}, ["responses_for() returned {404"], id="a mapping"),
        pytest.param("OK", ["responses_for() returned 'OK'"], id="a text"),
        pytest.param([OK, {"status_code": 404}], ["holds {'status_code': 404}"], id="a mapping among responses"),
    ],
)
def test_a_hook_that_returns_no_responses_is_named(returned, words):
    with pytest.raises(ValueError, match="allowed: a list of Response") as caught:
        hooked_responses(returned)
    assert all(word in str(caught.value) for word in words)


def test_a_hook_may_yield_its_responses():
    assert hooked_responses(response for response in (OK, NOT_FOUND)) == (OK, NOT_FOUND)


THROTTLED = gateway_error_response("THROTTLED", ErrorList())


@pytest.mark.parametrize("returned", [None, THROTTLED])
def test_a_gateway_response_of_its_type_is_taken(returned):
    assert hooked_gateway_response(returned, "THROTTLED") is returned


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        pytest.param({}, ["returned {}", "allowed: a GatewayErrorResponse"], id="a mapping"),
        pytest.param(False, ["returned False"], id="a boolean"),
        pytest.param(replace(THROTTLED, response_type="WAF_FILTERED"), ["WAF_FILTERED", "of that type"], id="a type"),
        pytest.param(replace(THROTTLED, status_code=999), ["999", "100 to 599"], id="a status"),
        pytest.param(replace(THROTTLED, template=None), ["the template is None"], id="no template"),
        pytest.param(GatewayErrorResponse("THROTTLED", 429, "x", {"a b": "'1'"}), ["'a b'"], id="a header"),
    ],
)
def test_a_gateway_response_that_cannot_be_made_names_its_hook(returned, words):
    with pytest.raises(ValueError, match=r"gateway_response_for\('THROTTLED'\) returned") as caught:
        hooked_gateway_response(returned, "THROTTLED")
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("responses", "words"),
    [
        pytest.param([OK, NOT_FOUND, NOT_FOUND], ["two responses have the status code 404"], id="a status twice"),
        pytest.param([NOT_FOUND], ["0 responses have no selection pattern"], id="no default"),
        pytest.param([OK, Response(404, "")], ["2 responses", "[200, 404]"], id="two defaults"),
        pytest.param([OK, Response(999, "x")], ["999", "100 to 599"], id="no status code"),
        pytest.param([OK, Response("404", "x")], ["'404'", "100 to 599"], id="status code as text"),
        pytest.param([OK, Response(404, 7)], ["the selection pattern of 404 is 7"], id="no pattern"),
        pytest.param([OK, Response(404, "x", 7)], ["the response template of 404 is 7"], id="no template"),
        pytest.param([OK, Response(404, "x", headers=None)], ["headers are None"], id="no headers"),
        pytest.param([OK, Response(404, "x", headers={"a b": "'1'"})], ["'a b'"], id="header name"),
        pytest.param([OK, Response(404, "x", headers={"A": "1\n2"})], ["line ends"], id="header value"),
    ],
)
def test_what_the_service_would_refuse_is_named(responses, words):
    (problem,) = response_problems(responses, CATALOG)
    assert all(word in problem for word in words)


@pytest.mark.parametrize(
    ("status", "template", "problem"),
    [
        (200, None, None),
        (204, None, None),
        (302, "x", None),
        (199, None, "success_status is 199"),
        (400, None, "success_status is 400"),
        (True, None, "success_status is True"),
        ("200", None, "success_status is '200'"),
        (200, 7, "success_template is 7"),
        (200, "", "success_template is empty"),
        (204, "x", "204, which has no body"),
    ],
)
def test_the_success_answer_is_checked(status, template, problem):
    found = success_problems(status, template)
    assert found == [] if problem is None else problem in found[0]
