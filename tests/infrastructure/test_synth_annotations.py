"""The way below aws-cdk-lib 2.262, taken here with the installed one: findings are annotations, and never violations too.

They pass with the oldest supported aws-cdk-lib as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Annotations, App, Stack, Stage
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import LintPlugin, NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.catalog import Response
from cdk_apigateway_errors.infrastructure import lint_plugin, synth_checks
from cdk_apigateway_errors.infrastructure.checked_methods import CheckedMethod
from cdk_apigateway_errors.infrastructure.checked_templates import annotated
from cdk_apigateway_errors.infrastructure.synth_annotations import annotate
from infrastructure.hand_written import function, hand_written

pytestmark = pytest.mark.cdk
OVERLAP = "cdk-apigateway-errors:patterns-overlap"


@pytest.fixture(autouse=True)
def _old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CDK_VALIDATION", raising=False)
    for module in (synth_checks, lint_plugin):
        monkeypatch.setattr(module, "FINDINGS_FAIL_SYNTHESIS", False)


def app_and_stack(**options: Any) -> tuple[App, Stack]:
    app = App(**options)
    return app, Stack(app, "Orders")


def classic(stack: Stack, **options: Any) -> NonProxyLambdaRestApi:
    """An API that the rules warn of."""
    made = {"errors": [400, 404], "selection_patterns": "classic", "gateway_responses": "none", "runtime_layer": False}
    api = NonProxyLambdaRestApi(stack, "Api", **{**made, **options})
    api.add_route("GET /orders", handler=function(stack))
    return api


def annotations(app: App, stack: str = "Orders") -> list[tuple[str, str, str]]:
    """Path, level and text of all annotations that the checks made."""
    found = app.synth().get_stack_by_name(stack).messages
    return [
        (one.id, str(one.level), str(one.entry.data)) for one in found if "cdk-apigateway-errors:" in one.entry.data
    ]


def test_a_warning_stands_on_the_methods_construct_and_says_route_status_fix_and_id() -> None:
    app, stack = app_and_stack()
    classic(stack)
    texts = [(path, text) for path, _, text in annotations(app) if OVERLAP in text]
    ((path, text),) = texts
    assert path == "/Orders/Api/RestApi/Default/orders/GET"
    assert text.startswith("GET /orders 400: patterns of 400 and 404 match the same messages")
    assert "Fix: let each pattern need what the others exclude" in text
    assert text.endswith(f"[ack: {OVERLAP}]")


def test_an_acknowledged_warning_is_gone() -> None:
    app, stack = app_and_stack()
    api = classic(stack)
    Annotations.of(api.rest_api).acknowledge_warning(OVERLAP, "the handlers are old")
    texts = [text for _, _, text in annotations(app)]
    assert texts
    assert not any(OVERLAP in text for text in texts)


def test_what_the_constructs_make_has_no_annotations() -> None:
    app, stack = app_and_stack()
    classic(stack, selection_patterns="leading")
    assert annotations(app) == []


def test_a_construct_in_a_stage_is_annotated_before_the_stage_is_written() -> None:
    app, _ = app_and_stack()
    stage = Stage(app, "Prod")
    classic(Stack(stage, "Orders"))
    app.synth()
    written = app.synth().get_nested_assembly("assembly-Prod").stacks[0].messages
    assert any(OVERLAP in str(one.entry.data) for one in written)


def test_a_method_at_cdks_own_seam_is_annotated() -> None:
    app, stack = app_and_stack()
    integration = NonProxyLambdaIntegration(function(stack), errors=[400, 404], selection_patterns="classic")
    ag.RestApi(stack, "Api", cloud_watch_role=False).root.add_method("GET", integration)
    assert [path for path, _, text in annotations(app) if OVERLAP in text] == ["/Orders/Api/Default/GET"]


def test_an_api_that_leaves_the_checks_out_has_none() -> None:
    app, stack = app_and_stack()
    classic(stack, synth_checks=False)
    assert annotations(app) == []


def reported_by_plugins(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rules of what plugins will find."""
    reported: list[str] = []
    given = LintPlugin.findings

    def findings(self: LintPlugin, template_paths: Any) -> Any:
        found = given(self, template_paths)
        reported.extend(one.rule_id for one in found)
        return found

    monkeypatch.setattr(LintPlugin, "findings", findings)
    return reported


def test_no_finding_is_an_annotation_and_in_a_plugins_report(monkeypatch: pytest.MonkeyPatch) -> None:
    reported = reported_by_plugins(monkeypatch)
    app, stack = app_and_stack(policy_validation_beta1=[LintPlugin()])
    classic(stack)
    annotated = {text.rpartition("cdk-apigateway-errors:")[2].rstrip("]") for _, _, text in annotations(app)}
    assert "patterns-overlap" in annotated
    assert annotated & set(reported) == set()


@pytest.mark.parametrize(
    ("context", "options"),
    [({}, {"synth_checks": False}), ({synth_checks.CONTEXT: False}, {})],
    ids=["by the option", "by the context"],
)
def test_a_second_app_in_the_same_folder_that_annotates_nothing_has_its_plugins_findings(
    context: dict[str, Any], options: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reported = reported_by_plugins(monkeypatch)
    found = []
    for context_of_app, options_of_api in (({}, {}), (context, options)):
        reported.clear()
        app, stack = app_and_stack(policy_validation_beta1=[LintPlugin()], outdir=str(tmp_path), context=context_of_app)
        classic(stack, **options_of_api)
        app.synth()
        found.append("patterns-overlap" in reported)
    assert found == [False, True]


def test_a_second_app_forgets_nothing_of_the_stages_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reported = reported_by_plugins(monkeypatch)
    app, stack = app_and_stack(policy_validation_beta1=[LintPlugin()])
    stage = Stage(app, "Prod")
    classic(Stack(stage, "Orders"))
    stage.synth()
    classic(stack, selection_patterns="leading")
    app.synth()
    assert "patterns-overlap" not in reported


def test_a_finding_that_is_gone_in_a_second_synthesis_is_no_annotation_any_more() -> None:
    _, stack = app_and_stack()
    _, method = hand_written(stack, {}, declared=True)
    api = classic(stack, selection_patterns="leading")
    clean = api.responses_for(api.routes["GET /orders"])
    finding = (str(stack.resolve(method.node.default_child.logical_id)), "two-default-responses")
    template = f"{Stage.of(stack).outdir}/{stack.template_file}"
    noted = []
    for responses in ([Response(200, None), Response(500, None)], clean):
        annotate([CheckedMethod(method, "GET", "/orders", responses, {})])
        noted.append(annotated(template, *finding))
    assert noted == [True, False]


def test_an_error_is_an_error_annotation_which_cdk_does_not_take_back() -> None:
    app, stack = app_and_stack()
    _, method = hand_written(stack, {}, declared=True)
    annotate([CheckedMethod(method, "GET", "/orders", [Response(200, None), Response(500, None)], {})])
    ((path, level, text),) = [one for one in annotations(app) if "two-default-responses" in one[2]]
    assert (path, level) == ("/Orders/Hand/Default/orders/GET", "SynthesisMessageLevel.ERROR")
    assert text.endswith("[cdk-apigateway-errors:two-default-responses]")
