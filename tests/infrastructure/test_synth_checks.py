"""The checks that our constructs have run at synthesis: once for an app, whoever else asks for them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Acknowledgment, App, Stack, Stage, Validations
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import LintPlugin, NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.infrastructure import checked_templates, synth_checks
from cdk_apigateway_errors.lint import RULES, Finding
from infrastructure.hand_written import ERROR, ERRORS, NAME, function, hand_written, report, rules

pytestmark = pytest.mark.cdk


@pytest.fixture(autouse=True)
def _validating(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests switch validation off, see conftest.py."""
    monkeypatch.delenv("CDK_VALIDATION", raising=False)


class Asked:
    """Writes down which templates were linted, and finds nothing."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __call__(self, paths: Sequence[str], _: Any) -> tuple[Finding, ...]:
        self.paths += [path.rpartition("/")[2] for path in paths]
        return ()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    from cdk_apigateway_errors.infrastructure import lint_plugin  # noqa: PLC0415 as late as the product does

    made = Asked()
    monkeypatch.setattr(lint_plugin, "lint_templates", made)
    return made


def an_app(**context: Any) -> App:
    return App(context=context)


def ours(stack: Stack, name: str = "Api", **options: Any) -> NonProxyLambdaRestApi:
    """An API of the library with one route."""
    given = {"errors": [404], "gateway_responses": "none", "runtime_layer": False, **options}
    api = NonProxyLambdaRestApi(stack, name, **given)
    api.add_route("GET /orders", handler=function(stack, f"{name}Handler"))
    return api


def test_what_the_construct_makes_passes() -> None:
    app = an_app()
    ours(Stack(app, "Orders"), cors=ag.CorsOptions(allow_origins=["*"]), gateway_responses="per-type")
    app.synth()


def test_a_hand_written_api_beside_a_construct_of_ours_is_checked_too() -> None:
    app = an_app()
    ours(Stack(app, "Orders"))
    hand_written(Stack(app, "Legacy"), ERROR)
    with pytest.raises(RuntimeError, match=r"Legacy/Hand/Default/orders/GET") as failed:
        app.synth()
    assert all(rule in str(failed.value) for rule in ERRORS)


def test_each_template_is_checked_once_however_many_constructs_there_are(asked: Asked) -> None:
    app = an_app()
    for name in ("One", "Two"):
        stack = Stack(app, name)
        ours(stack, "A")
        ours(stack, "B")
    app.synth()
    assert asked.paths == ["One.template.json", "Two.template.json"]


def test_each_template_is_checked_once_beside_a_plugin_of_the_user(asked: Asked) -> None:
    app = an_app()
    stage = Stage(app, "Prod")
    Validations.of(stage).add_plugins(LintPlugin())
    ours(Stack(stage, "Inner"))
    ours(Stack(app, "Outer"))
    app.synth()
    inner, outer = asked.paths
    assert inner.startswith("ProdInner")
    assert outer == "Outer.template.json"


RESTRICTED = {
    "other rules": {"rules": ["patterns-overlap"]},
    "without one": {"disabled_rules": ["pattern-does-not-compile"]},
    "errors alone": {"least_severity": "error"},
    "one of them": {"rules": ["pattern-does-not-compile"]},
    "with infos": {"least_severity": "info"},
}


@pytest.mark.parametrize("first", ["the plugin", "the construct"])
@pytest.mark.parametrize("options", RESTRICTED.values(), ids=RESTRICTED)
def test_a_plugin_of_the_user_takes_no_check_away_and_none_is_made_twice(options: dict[str, Any], first: str) -> None:
    alone = violations(broken_app())
    app = broken_app(options, plugin_first=first == "the plugin")
    assert "pattern-does-not-compile" in {rule for rule, *_ in alone}
    assert {severity for _, severity, _ in alone} == {"error", "warning"}
    assert [one for one in violations(app) if one[1] != "info"] == alone


def broken_app(options: dict[str, Any] | None = None, *, plugin_first: bool = True) -> App:
    """An app with errors and warnings, and a plugin of the user with ``options``."""
    app = an_app()
    stack = Stack(app, "Orders")
    if options and plugin_first:
        Validations.of(app).add_plugins(LintPlugin(**options))
    careless(stack, "Careless")  # warnings
    api = ours(stack)
    method = api.routes["GET /orders"].method
    assert method is not None
    resource = method.node.default_child
    assert isinstance(resource, ag.CfnMethod)
    resource.add_property_override("Integration.IntegrationResponses.1.SelectionPattern", "*broken")
    if options and not plugin_first:
        Validations.of(app).add_plugins(LintPlugin(**options))
    return app


def violations(app: App) -> list[tuple[str, str, str]]:
    """Rule, severity and text of what all plugins report, in order; the synthesis may fail."""
    with contextlib.suppress(RuntimeError):
        app.synth()
    written = json.loads((Path(app.outdir) / "validation-report.json").read_text(encoding="utf-8"))
    found = [one for plugin in written["pluginReports"] if plugin["pluginName"] == NAME for one in plugin["violations"]]
    return sorted((one["ruleName"], one["severity"], one["description"]) for one in found)


def test_the_rules_of_the_users_plugin_are_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from cdk_apigateway_errors.infrastructure import lint_plugin  # noqa: PLC0415

    asked: list[list[str]] = []

    def ask(_: Any, rules_asked: Any) -> tuple[Finding, ...]:
        asked.append([rule.id for rule in rules_asked])
        return ()

    monkeypatch.setattr(lint_plugin, "lint_templates", ask)
    app = an_app()
    ours(Stack(app, "Orders"))
    Validations.of(app).add_plugins(LintPlugin(rules=["patterns-overlap"]))
    app.synth()
    assert asked == [["patterns-overlap"], [rule.id for rule in RULES if rule.id != "patterns-overlap"]]


def test_a_rule_that_the_users_plugin_disables_is_silenced_by_an_acknowledgement() -> None:
    app = an_app()
    stack = Stack(app, "Orders")
    ours(stack)
    _, method = hand_written(stack, ERROR)
    Validations.of(app).add_plugins(LintPlugin(disabled_rules=ERRORS))
    for rule in ERRORS:
        Validations.of(method).acknowledge(Acknowledgment(id=f"{NAME}::{rule}", reason="the client expects it"))
    app.synth()


def test_a_template_that_cannot_be_read_is_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from cdk_apigateway_errors.cloudformation import TemplateError  # noqa: PLC0415
    from cdk_apigateway_errors.lint import synthesized  # noqa: PLC0415

    def refuse(_: Path) -> None:
        raise TemplateError("this is no template")

    monkeypatch.setattr(synthesized, "load", refuse)
    assert [rule for rule, *_ in violations(broken_app({"rules": ["patterns-overlap"]}))] == ["not-checked"]


def test_a_second_synthesis_checks_again(asked: Asked) -> None:
    app = an_app()
    ours(Stack(app, "Orders"))
    app.synth()
    app.synth(force=True)
    assert asked.paths == ["Orders.template.json"] * 2


def test_methods_at_cdks_own_seam_have_their_app_checked(asked: Asked) -> None:
    app = an_app()
    stack = Stack(app, "Orders")
    ag.RestApi(stack, "Api", cloud_watch_role=False).root.add_method(
        "GET", NonProxyLambdaIntegration(function(stack), errors=[404])
    )
    app.synth()
    assert asked.paths == ["Orders.template.json"]


@pytest.mark.parametrize("value", [False, "false"])
def test_the_context_switches_the_checks_of_an_app_off(asked: Asked, value: object) -> None:
    app = an_app(**{synth_checks.CONTEXT: value})
    ours(Stack(app, "Orders"))
    app.synth()
    assert asked.paths == []
    assert checked_templates.checked_templates(app) is None


def test_no_validation_of_the_command_line_switches_them_off(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_VALIDATION", "false")
    app = an_app()
    ours(Stack(app, "Orders"))
    app.synth()
    assert asked.paths == []


def test_no_validation_of_the_command_line_leaves_a_plugin_of_the_user_on(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As CDK does: it leaves out what it adds itself."""
    monkeypatch.setenv("CDK_VALIDATION", "false")
    app = an_app()
    ours(Stack(app, "Orders"))
    Validations.of(app).add_plugins(LintPlugin())
    app.synth()
    assert asked.paths == ["Orders.template.json"]


def test_an_app_whose_only_api_leaves_the_checks_out_is_not_checked(asked: Asked) -> None:
    app = an_app()
    ours(Stack(app, "Orders"), synth_checks=False)
    app.synth()
    assert asked.paths == []


class Careless(NonProxyLambdaRestApi):
    """Its hook gives an answer that the rules warn of."""

    def responses_for(self, route: Any) -> Any:
        success, *errors = super().responses_for(route)
        return (success, *(one for one in errors if one.kinds != ("unhandled",)))


def careless(stack: Stack, name: str, **options: Any) -> Careless:
    api = Careless(stack, name, errors=[404], gateway_responses="none", runtime_layer=False, **options)
    api.add_route("GET /orders", handler=function(stack, f"{name}Handler"))
    return api


@pytest.mark.parametrize("checked", [True, False])
def test_findings_of_an_api_that_leaves_the_checks_out_are_not_reported(checked: bool) -> None:
    app = an_app()
    stack = Stack(app, "Orders")
    careless(stack, "Careless", synth_checks=checked)
    ours(stack)
    found = {"failure-selects-nothing", "stack-trace-reachable"}
    assert rules(report(app)) == (found if checked else set())


def test_a_construct_that_leaves_the_checks_out_hides_nothing_of_the_api_that_it_is_on() -> None:
    app = an_app()
    stack = Stack(app, "Orders")
    first = careless(stack, "First")
    second = Careless(stack, "Second", rest_api=first.rest_api, errors=[404], runtime_layer=False, synth_checks=False)
    second.add_route("GET /items", handler=function(stack, "SecondHandler"))
    assert places(app, "failure-selects-nothing") == {"Orders/First/RestApi/Default/orders/GET/Resource"}


def test_a_construct_on_an_api_that_leaves_the_checks_out_is_checked() -> None:
    app = an_app()
    stack = Stack(app, "Orders")
    first = careless(stack, "First", synth_checks=False)
    second = Careless(stack, "Second", rest_api=first.rest_api, errors=[404], runtime_layer=False)
    second.add_route("GET /items", handler=function(stack, "SecondHandler"))
    assert places(app, "failure-selects-nothing") == {"Orders/First/RestApi/Default/items/GET/Resource"}


def places(app: App, rule: str) -> set[str]:
    """The constructs on which the rule found something."""
    found = [one for one in report(app)["violations"] if one["ruleName"] == rule]
    return {place["constructPath"] for one in found for place in one["violatingConstructs"]}


def test_a_plugin_of_the_user_looks_at_apis_that_leave_the_checks_out() -> None:
    app = an_app()
    careless(Stack(app, "Orders"), "Careless", synth_checks=False)
    Validations.of(app).add_plugins(LintPlugin())
    assert "failure-selects-nothing" in rules(report(app))


def test_the_option_takes_true_and_false() -> None:
    with pytest.raises(ValueError, match="synth_checks is 'no'"):
        NonProxyLambdaRestApi(Stack(an_app(), "Orders"), "Api", synth_checks="no")  # type: ignore[arg-type]
