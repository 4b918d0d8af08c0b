"""What hooks and options may do to the answers of a route."""

import pytest

from cdk_apigateway_errors.catalog import Response
from cdk_apigateway_errors.infrastructure.responses_check import response_problems, success_problems

OK = Response(200, None, error_model=False)
NOT_FOUND = Response(404, "(?s)gone.+")


def test_one_default_and_distinct_status_codes_are_fine():
    assert response_problems([OK, NOT_FOUND]) == []


@pytest.mark.parametrize(
    ("responses", "words"),
    [
        pytest.param([OK, NOT_FOUND, NOT_FOUND], ["two responses have the status code 404"], id="a status twice"),
        pytest.param([NOT_FOUND], ["0 responses have no selection pattern"], id="no default"),
        pytest.param([OK, Response(404, "")], ["2 responses", "[200, 404]"], id="two defaults"),
        pytest.param([OK, Response(404, "x", headers={"a b": "'1'"})], ["'a b'"], id="header name"),
        pytest.param([OK, Response(404, "x", headers={"A": "1\n2"})], ["line ends"], id="header value"),
    ],
)
def test_what_the_service_would_refuse_is_named(responses, words):
    (problem,) = response_problems(responses)
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
