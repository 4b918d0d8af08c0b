"""What our own constructs make is clean, but for the strategy that is known to have holes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cdk_apigateway_errors.cloudformation import Application
from cdk_apigateway_errors.lint import Severity, lint

pytestmark = pytest.mark.cdk


@pytest.mark.parametrize("stack", ["leading", "top-level", "compact", "Blog", "Orders"])
def test_what_the_constructs_make_has_no_errors_and_no_warnings(ours: Mapping[str, Application], stack: str) -> None:
    assert ours[stack].rest_apis
    assert [str(one) for one in lint(ours[stack]) if one.severity is not Severity.INFO] == []


HOLES = {
    "patterns-overlap",
    "newline-missed",
    "spacing-missed",
    "longer-number-matched",
    "nested-status-matched",
    "text-around-object-matched",
}


def test_the_holes_of_the_classic_strategy_are_named_for_every_declared_status(ours: Mapping[str, Application]) -> None:
    findings = [one for one in lint(ours["classic"]) if one.route == "GET /orders/{id}" and "Rich" not in one.api]
    by_rule = {name: {one.status_code for one in findings if one.rule_id == name} for name in HOLES}
    declared = {"400", "401", "403", "404", "409", "422", "429", "503"}
    assert by_rule.pop("patterns-overlap") == declared - {"503"}  # each pair is named once, at the lower status
    assert by_rule == dict.fromkeys(HOLES - {"patterns-overlap"}, declared)


def test_the_classic_strategy_has_no_errors_and_lets_no_failure_through(ours: Mapping[str, Application]) -> None:
    findings = lint(ours["classic"])
    assert [str(one) for one in findings if one.severity is Severity.ERROR] == []
    assert not {one.rule_id for one in findings} & {"failure-selects-nothing", "line-end-selects-nothing"}


def test_a_careful_hand_written_api_has_no_findings_at_all(ours: Mapping[str, Application]) -> None:
    findings = [one for one in lint(ours["HandWritten"]) if one.route != "GET /documented"]
    assert [str(one) for one in findings] == []


def test_the_holes_of_the_patterns_in_the_documentation_are_named(ours: Mapping[str, Application]) -> None:
    findings = [one for one in lint(ours["HandWritten"]) if one.route == "GET /documented"]
    found = {(one.status_code, one.rule_id) for one in findings if one.severity is Severity.WARNING}
    assert found == {
        ("200", "failure-selects-nothing"),
        ("200", "stack-trace-reachable"),
        ("400", "newline-missed"),
        ("400", "patterns-overlap"),
        ("500", "newline-missed"),
        ("500", "spacing-missed"),
        ("500", "nested-status-matched"),
        ("500", "text-around-object-matched"),
        ("500", "template-not-json"),
        ("500", "stack-trace-reachable"),
    }
