"""The plugin in any app: what fails a synthesis, what is acknowledged, what it is told to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Acknowledgment, App, NestedStack, Stack, Stage, Validations
from constructs import Construct

from cdk_apigateway_errors import DeclarationError, LintPlugin
from cdk_apigateway_errors.lint import RULES, Severity
from cdk_apigateway_errors.lint.rule import ApplicationRule
from infrastructure.hand_written import ERROR, ERRORS, NAME, WARNING, app_with, hand_written, report, rules

pytestmark = pytest.mark.cdk


def test_an_error_fails_the_synthesis_and_says_where_what_and_how_to_fix_it() -> None:
    app, _, _ = app_with(ERROR)
    Validations.of(app).add_plugins(LintPlugin())
    with pytest.raises(RuntimeError) as failed:
        app.synth()
    text = str(failed.value)
    assert "ERROR GET /orders 404: the selection pattern '.*' matches the empty text" in text
    assert "Orders/Hand/Default/orders/GET" in text
    assert "Suggested fix: let the pattern need one character" in text
    assert f"Acknowledge with '{NAME}::pattern-matches-empty'" in text


def test_a_warning_is_reported_and_does_not_fail_the_synthesis() -> None:
    app, _, _ = app_with(WARNING, declared=True)
    Validations.of(app).add_plugins(LintPlugin())
    found = report(app)
    assert found["conclusion"] == "success"
    assert {one["severity"] for one in found["violations"]} == {"warning"}
    assert "failure-selects-nothing" in rules(found)


@pytest.mark.parametrize("place", ["the method", "the stack", "the app"])
def test_an_acknowledged_error_does_not_fail_and_the_reason_is_in_the_report(place: str) -> None:
    app, stack, method = app_with(ERROR)
    Validations.of(app).add_plugins(LintPlugin())
    scope: Construct = {"the method": method, "the stack": stack, "the app": app}[place]
    for rule in ERRORS:
        Validations.of(scope).acknowledge(Acknowledgment(id=f"{NAME}::{rule}", reason="the client expects it"))
    found = report(app)
    assert found["conclusion"] == "success"
    assert rules(found) & set(ERRORS) == set()
    assert rules(found, "suppressedViolations") == set(ERRORS)
    assert {one["reason"] for one in found["suppressedViolations"]} == {"the client expects it"}


def test_an_acknowledgement_elsewhere_does_not_help() -> None:
    app, stack, _ = app_with(ERROR)
    other = Stack(app, "Other")
    Validations.of(app).add_plugins(LintPlugin())
    for rule in ERRORS:
        Validations.of(other).acknowledge(Acknowledgment(id=f"{NAME}::{rule}", reason="elsewhere"))
    with pytest.raises(RuntimeError, match="pattern-matches-empty"):
        app.synth()
    assert stack.node.path == "Orders"


def test_routes_with_the_same_finding_are_one_violation_that_names_every_construct() -> None:
    app = App()
    stack = Stack(app, "Orders")
    for name in ("One", "Two"):
        hand_written(stack, WARNING, name, declared=True)
    Validations.of(app).add_plugins(LintPlugin(rules=["failure-selects-nothing"]))
    (violation,) = report(app)["violations"]
    places = {one["constructPath"] for one in violation["violatingConstructs"]}
    assert places == {f"Orders/{name}/Default/orders/GET/Resource" for name in ("One", "Two")}
    assert {one["cloudFormationResource"]["templatePath"] for one in violation["violatingConstructs"]} == {
        "Orders.template.json"
    }


def test_the_least_severity_is_what_is_reported() -> None:
    seen = {}
    for least in ("error", "warning", "info"):
        app, _, _ = app_with({**WARNING, "400": "(?<a>x)\\k<a>"}, declared=True)
        Validations.of(app).add_plugins(LintPlugin(least_severity=least))
        seen[least] = {one["severity"] for one in report(app).get("violations", ())}
    assert seen == {"error": set(), "warning": {"warning"}, "info": {"warning", "info"}}


def test_rules_are_chosen_and_disabled_by_id() -> None:
    app, _, _ = app_with(ERROR)
    Validations.of(app).add_plugins(LintPlugin(disabled_rules=ERRORS))
    assert rules(report(app)) & set(ERRORS) == set()
    assert LintPlugin(rules=["patterns-overlap"]).rule_ids == ["patterns-overlap"]
    assert LintPlugin().rule_ids == [rule.id for rule in RULES]


def test_a_rule_of_the_users_own_is_asked() -> None:
    from cdk_apigateway_errors.lint.finding import Problem  # noqa: PLC0415

    own = ApplicationRule(
        id="no-orders",
        severity=Severity.ERROR,
        summary="No orders.",
        why="House rule.",
        source="house rules",
        bad=(),
        good=(),
        check=lambda application: [
            Problem("there are orders", "call them something else", template=str(one.path))
            for one in application.templates
        ],
    )
    app, _, _ = app_with(WARNING, declared=True)
    Validations.of(app).add_plugins(LintPlugin(rules=[own]))
    with pytest.raises(RuntimeError, match="there are orders") as failed:
        app.synth()
    assert "\n   Orders" in str(failed.value)  # a finding of a whole template is put on its stack


def test_an_app_without_rest_apis_has_no_findings() -> None:
    app = App()
    Stack(app, "Empty")
    Validations.of(app).add_plugins(LintPlugin())
    assert report(app) == {}


def test_stages_and_nested_stacks_are_checked_and_their_findings_can_be_acknowledged() -> None:
    app = App()
    stage = Stage(app, "Prod")
    nested = NestedStack(Stack(stage, "Orders"), "Nested")
    hand_written(nested, ERROR)
    Validations.of(app).add_plugins(LintPlugin(rules=ERRORS))
    for rule in ERRORS[1:]:
        Validations.of(nested).acknowledge(Acknowledgment(id=f"{NAME}::{rule}", reason="known"))
    with pytest.raises(RuntimeError) as failed:
        app.synth()
    assert "Prod/Orders/Nested/Hand/Default/orders/GET" in str(failed.value)
    assert ERRORS[0] in str(failed.value)
    assert ERRORS[1] not in str(failed.value)


def test_a_plugin_of_one_stage_looks_at_its_templates_alone() -> None:
    app = App()
    checked, other = Stage(app, "Checked"), Stage(app, "Other")
    hand_written(Stack(checked, "Orders"), WARNING, declared=True)
    hand_written(Stack(other, "Orders"), ERROR)
    hand_written(Stack(app, "Orders"), ERROR)
    Validations.of(checked).add_plugins(LintPlugin())
    places = [one for violation in report(app)["violations"] for one in violation["violatingConstructs"]]
    assert {one["constructPath"].split("/")[0] for one in places} == {"Checked"}


def test_a_template_that_cannot_be_read_is_a_warning_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from cdk_apigateway_errors.cloudformation import TemplateError  # noqa: PLC0415
    from cdk_apigateway_errors.lint import synthesized  # noqa: PLC0415

    def refuse(_: Path) -> None:
        raise TemplateError("this is no template")

    monkeypatch.setattr(synthesized, "load", refuse)
    app, _, _ = app_with(ERROR)
    Validations.of(app).add_plugins(LintPlugin())
    (violation,) = report(app)["violations"]
    assert (violation["ruleName"], violation["severity"]) == ("not-checked", "warning")
    assert "Orders.template.json are not checked: this is no template" in violation["description"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"least_severity": "fatal"}, "least_severity is 'fatal'; allowed: error, warning, info"),
        ({"rules": "patterns-overlap"}, "rules is 'patterns-overlap'; allowed: a list of rule ids"),
        ({"rules": []}, "rules is empty, which checks nothing"),
        ({"rules": ["overlap"]}, "rules holds 'overlap', which is no rule; there is: pattern-does-not-compile, "),
        ({"disabled_rules": ["no-such"]}, "disabled_rules holds 'no-such', which is no rule; there is: "),
        ({"disabled_rules": [3]}, "disabled_rules holds 3, which is no rule"),
    ],
    ids=lambda value: str(sorted(value)) if isinstance(value, dict) else "",
)
def test_an_option_that_means_nothing_is_refused_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match="LintPlugin: ") as refused:
        LintPlugin(**options)
    assert said in str(refused.value)
