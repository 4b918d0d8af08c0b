"""How rules are asked: methods that answer alike once, all others each for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import Application
from cdk_apigateway_errors.cloudformation.model import Method
from cdk_apigateway_errors.lint import RULES, lint
from cdk_apigateway_errors.lint.examples import api, declared, method, response
from cdk_apigateway_errors.lint.finding import Problem, Severity
from cdk_apigateway_errors.lint.rule import MethodRule
from cdk_apigateway_errors.lint.subject import Subject

BASE: dict[str, Any] = {
    "method_responses": [declared(200, "X"), declared(404, models={"application/json": "Error"})],
    "integration": {"request_templates": {"application/json": "{}"}, "passthrough_behavior": "NEVER"},
}
DEFAULT, ERROR = response(200, headers={"X": "'1'"}), response(404, "x", "{}")


def counting(asked: list[str]) -> MethodRule:
    def check(subject: Subject) -> Iterator[Problem]:
        asked.append(subject.method.path)
        yield Problem("seen", "none")

    values = {"id": "counting", "severity": Severity.INFO, "summary": "S.", "why": "W.", "source": "none"}
    return MethodRule(**values, check=check, bad=(), good=())


def base(path: str) -> Method:
    return method(DEFAULT, ERROR, path=path, **BASE)


def test_methods_that_answer_alike_are_examined_once_and_all_get_the_finding() -> None:
    asked: list[str] = []
    methods = [replace(base(f"/{name}"), logical_id=name) for name in "abc"]
    findings = lint(api(*methods), [counting(asked)])
    assert asked == ["/a"]
    assert [(one.route, one.logical_id) for one in findings] == [("GET /a", "a"), ("GET /b", "b"), ("GET /c", "c")]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(method(DEFAULT, response(404, "y", "{}"), path="/b", **BASE), id="pattern"),
        pytest.param(method(DEFAULT, response(404, "x", "[]"), path="/b", **BASE), id="response template"),
        pytest.param(method(DEFAULT, response(404, "x", "{}", {"X": "'1'"}), path="/b", **BASE), id="header"),
        pytest.param(method(DEFAULT, response(409, "x", "{}"), path="/b", **BASE), id="status"),
        pytest.param(method(DEFAULT, ERROR, path="/b", integration=BASE["integration"]), id="method responses"),
        pytest.param(
            method(
                DEFAULT,
                ERROR,
                path="/b",
                method_responses=[declared(200, "X"), declared(404, models={"application/json": "Other"})],
                integration=BASE["integration"],
            ),
            id="model",
        ),
        pytest.param(
            method(DEFAULT, ERROR, path="/b", **{**BASE, "integration": {**BASE["integration"], "type": "HTTP"}}),
            id="type",
        ),
        pytest.param(
            method(
                DEFAULT, ERROR, path="/b", **{**BASE, "integration": {"request_templates": {"application/json": "{}"}}}
            ),
            id="passthrough behavior",
        ),
        pytest.param(
            method(DEFAULT, ERROR, path="/b", **{**BASE, "integration": {"passthrough_behavior": "NEVER"}}),
            id="request template",
        ),
    ],
)
def test_a_method_that_differs_in_one_thing_is_examined_itself(other: Method) -> None:
    asked: list[str] = []
    lint(api(base("/a"), other), [counting(asked)])
    assert asked == ["/a", "/b"]


def test_proxy_integrations_answer_for_themselves() -> None:
    asked: list[str] = []
    lint(api(method(integration={"type": "AWS_PROXY"}), method(integration={"type": "HTTP_PROXY"})), [counting(asked)])
    assert asked == []


def test_findings_name_the_stack_and_the_api_in_the_order_of_the_template() -> None:
    (one,) = api(method(response(200), path="/z"), method(response(200), path="/a")).rest_apis
    both = Application((replace(one, stack_name="Orders"), replace(one, logical_id="Other")))
    findings = [finding for finding in lint(both) if finding.rule_id == "failure-selects-nothing"]
    assert [(finding.api, finding.route) for finding in findings] == [
        ("Orders/Api", "GET /z"),
        ("Orders/Api", "GET /a"),
        ("Other", "GET /z"),
        ("Other", "GET /a"),
    ]


def test_rules_have_ids_of_their_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
