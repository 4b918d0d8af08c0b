"""Which statuses a pattern means, and which function serves which routes."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lint.declared_statuses import handled, statuses
from cdk_apigateway_errors.lint.examples import api, method, response


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param('.*"status":400.*', ("status", {400}), id="one"),
        pytest.param(r'(?s)\{"status":(?:400|404)[,}].*', ("status", {400, 404}), id="alternatives"),
        pytest.param(r'(?s)\{"code": (?:40[0-4])\}', ("code", set(range(400, 405))), id="a class"),
        pytest.param(r'.*"status":[45]\d\d.*', ("status", set(range(400, 600))), id="two classes"),
        pytest.param(".*Not Found.*", None, id="a text"),
        pytest.param('.*"errorType":"NotFound".*', None, id="a member that is no number"),
        pytest.param("(?s).+", None, id="everything"),
    ],
)
def test_a_pattern_means_the_statuses_that_it_matches(pattern: str, expected: tuple[str, set[int]] | None) -> None:
    assert statuses(pattern) == expected


def test_all_routes_of_a_function_are_seen_together() -> None:
    function = Function("Fn", "fn", "arn:fn", "python3.13", "index.handler", inline_code="raise ApiError(status=404)")
    first = method(response(200), response(400, '.*"status":400.*'), path="/a", integration={"function": "Fn"})
    second = method(
        response(200), response(404, '.*"status":404.*'), response(500, "x"), path="/b", integration={"function": "Fn"}
    )
    (found,) = handled(api(first, second, functions={"Fn": function}).rest_apis[0])
    assert (found.members, found.others, found.routes) == ({400, 404}, {500}, ("GET /a", "GET /b"))
    assert found.place == "GET /a and 1 more"
    assert (found.declaring([404]), found.declaring([400, 404])) == ("GET /b", "GET /a and 1 more")


def test_functions_whose_code_is_elsewhere_are_left_out() -> None:
    function = Function("Fn", "fn", "arn:fn", "python3.13", "index.handler")
    made = api(method(response(400, '.*"status":400.*'), integration={"function": "Fn"}), functions={"Fn": function})
    assert list(handled(made.rest_apis[0])) == []
