"""What a template can hold without being wrong enough for the loader: no rule may fail on it."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cloudformation import Application
from cdk_apigateway_errors.cloudformation.model import Method
from cdk_apigateway_errors.lint import Severity, lint
from cdk_apigateway_errors.lint.examples import api, method, response

ENDLESS = "#foreach($i in [1..100000])#foreach($j in [1..100000])$i#end#end"
REST = response(500, "(?s).+", "{}")


@pytest.mark.parametrize(
    ("application", "errors"),
    [
        pytest.param(api(Method("GET", "/", None)), set(), id="no integration"),
        pytest.param(
            api(method(response("", "(?s).+", "{}"), response("abc", None, "{}"))), set(), id="odd status codes"
        ),
        pytest.param(
            api(method(response(200), response(400, "<unresolved: X.Y>", "{}"))), set(), id="unresolved pattern"
        ),
        pytest.param(api(method(response(200), response(400, "(a" * 3000), REST)), set(), id="deep and broken"),
        pytest.param(api(method(response(200), response(400, "(" * 3000 + ")" * 3000), REST)), set(), id="deep"),
        pytest.param(api(method(response(200), response(404, r"(\w+)\1", "{}"), REST)), set(), id="back reference"),
        pytest.param(
            api(method(response(200), response(404, "x{1,900}y{0,900}", "{}"), REST)), set(), id="many states"
        ),
        pytest.param(api(method(response(200), response(404, "\ud800.*", "\ud800"), REST)), set(), id="half a pair"),
        pytest.param(api(method(response(200, None, ENDLESS), REST)), set(), id="an endless default"),
        pytest.param(api(method(response(200), response(404, "x", ENDLESS))), set(), id="an endless template"),
        pytest.param(
            api(method(response(200, None, "$input.path('$.x["), REST)),
            {"template-does-not-compile"},
            id="a template that does not end",
        ),
    ],
)
def test_odd_templates_are_judged_as_far_as_they_can_be(application: Application, errors: set[str]) -> None:
    assert {one.rule_id for one in lint(application) if one.severity is Severity.ERROR} == errors


def test_what_is_not_decided_is_an_info_that_says_why() -> None:
    made = api(
        method(response(200), response(404, r"(\w+)\1", "{}"), response(500, r"(?s)(?!(\w+)\1(?![\s\S])).+", "{}"))
    )
    found = {one.rule_id: one for one in lint(made) if one.message.startswith("not decided")}
    assert {"pattern-matches-empty", "patterns-overlap", "failure-selects-nothing"} <= set(found)
    assert all(one.severity is Severity.INFO for one in found.values())
    assert "back reference" in found["patterns-overlap"].message


def test_a_hole_is_found_beside_a_pattern_that_is_not_decided() -> None:
    made = api(method(response(200, None, "{}"), response(404, r"(a|b)\1", "{}")))
    (found,) = [one for one in lint(made) if one.rule_id == "failure-selects-nothing"]
    assert found.severity is Severity.WARNING
    assert "'x'" in found.message


def test_a_pattern_with_a_part_that_is_only_known_in_the_cloud_is_not_judged() -> None:
    made = api(method(response(200, None, "{}"), response(400, "<unresolved: Parameter>.*[ERROR]", "{}")))
    assert lint(made) == ()
