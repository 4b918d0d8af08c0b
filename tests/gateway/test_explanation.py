"""Why a message selects what it selects, and what keeps each other pattern from matching."""

from __future__ import annotations

import json

import pytest

from cdk_apigateway_errors.cloudformation.model import IntegrationResponse
from cdk_apigateway_errors.gateway import Explanation
from cdk_apigateway_errors.gateway.explanation import compact, one_line, spaced
from gateway.apis import CLASSIC, gateway, orders


def explained(message: str, *responses: IntegrationResponse) -> Explanation:
    with gateway(orders(*(responses or CLASSIC))) as running:
        return running.explain("get", "/orders/{id}", message)


REASONS = {
    "newline": ('{\n"status":400}', "but for a newline"),
    "line separator": ('{"status":400,"m":"a\u2028b"}', "but for a newline"),
    "space after the colon": ('{"status": 400}', "but for a space after the colon"),
    "pretty-printed": (json.dumps({"status": 400}, indent=2), "but for newlines and spaces"),
    "Python repr": ("{'status':400}", "double quotes"),
    "nothing in common": ("boom", "does not match"),
    "empty": ("", "a success (or an empty message) compares as the empty text"),
}


@pytest.mark.parametrize(("message", "reason"), REASONS.values(), ids=REASONS.keys())
def test_the_reason_names_the_one_thing_that_is_in_the_way(message: str, reason: str) -> None:
    explanation = explained(message)
    assert (explanation.status_code, explanation.is_default) == ("200", True)
    [bad_request, _] = explanation.verdicts
    assert not bad_request.matches
    assert reason in bad_request.reason


WILDCARDS = {
    "both sides": ('"status":400', '{"status":400}'),
    "behind": ('.*"status":400', '{"status":400}'),
    "in front": ('"status":400.*', '{"status":400}'),
    "with an inline flag": ("(?i)not found", "Order NOT FOUND today"),
    "alternation stays together": ("a|b", "xax"),
}


@pytest.mark.parametrize(("pattern", "message"), WILDCARDS.values(), ids=WILDCARDS.keys())
def test_missing_wildcards_are_said(pattern: str, message: str) -> None:
    [verdict] = explained(message, IntegrationResponse("400", pattern)).verdicts
    assert "put .* on both sides" in verdict.reason


def test_spaces_at_the_ends_are_said() -> None:
    [verdict] = explained(" boom ", IntegrationResponse("400", "boom")).verdicts
    assert "blanks at its ends" in verdict.reason


def test_the_first_match_wins_and_a_later_one_is_said_to_match_too() -> None:
    responses = (IntegrationResponse("502", ".+"), IntegrationResponse("405", ".*four hundred.*"))
    explanation = explained("four hundred", *responses)
    assert explanation.status_code == "405"
    assert [(v.status_code, v.matches, v.reason) for v in explanation.verdicts] == [
        ("405", True, "matches the whole message"),
        ("502", True, "matches too, but 405 comes first"),
    ]
    assert explanation.diagnosis == ""


def test_no_response_at_all_is_said() -> None:
    explanation = explained("boom", IntegrationResponse("400", "nope"))
    assert (explanation.status_code, explanation.is_default) == (None, False)
    assert "has no integration response" in explanation.diagnosis


def test_an_explanation_is_plain_data() -> None:
    data = json.loads(json.dumps(explained('{"status": 400}').to_dict()))
    assert data["route"] == "GET /orders/{id}"
    assert data["verdicts"][0]["selection_pattern"] == '.*"status":400.*'
    assert data["diagnosis"].startswith("This error message matches no pattern and went to the default")


def test_a_success_has_no_diagnosis() -> None:
    assert explained("").diagnosis == ""


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029"])
def test_all_line_ends_of_java_count(end: str) -> None:
    assert one_line(f"a{end}b") == "a b"


@pytest.mark.parametrize("text", ["", "no json", "[" * 20_000, '{"a": '], ids=["empty", "text", "deep", "half"])
def test_text_that_is_no_json_is_left_readable(text: str) -> None:
    assert spaced(text) == text
    assert compact(text).replace(" ", "") == text.replace(" ", "")


def test_a_pattern_that_excludes_a_message_is_not_said_to_need_wildcards() -> None:
    unhandled = IntegrationResponse("500", selection_pattern=r"(?s)(?!(?:gone)(?![\s\S])).+")
    explanation = explained("gone", IntegrationResponse("200"), unhandled)
    assert [verdict.reason for verdict in explanation.verdicts] == ["does not match"]


def test_a_pattern_that_cannot_run_leaves_the_other_verdicts_and_no_status() -> None:
    explanation = explained("boom", IntegrationResponse("400", "("), IntegrationResponse("500", "boom"))
    assert (explanation.status_code, explanation.is_default, explanation.diagnosis) == (None, False, "")
    assert [(verdict.runs, verdict.matches) for verdict in explanation.verdicts] == [(False, False), (True, True)]
    [problem] = explanation.problems
    assert problem.startswith("SelectionPattern of 400: ")


def test_each_pattern_that_cannot_run_is_a_problem_of_its_own() -> None:
    explanation = explained("boom", IntegrationResponse("400", "("), IntegrationResponse("500", "["))
    assert [problem[:23] for problem in explanation.problems] == ["SelectionPattern of 400", "SelectionPattern of 500"]


def test_a_status_that_the_template_sets_is_said() -> None:
    template = "#set($context.responseOverride.status=404)gone"
    explanation = explained(
        "boom", IntegrationResponse("200"), IntegrationResponse("500", "(?s).+", {"application/json": template})
    )
    assert (explanation.status_code, explanation.override_status) == ("500", 404)
    assert explanation.to_dict()["override_status"] == 404


@pytest.mark.parametrize("message", ["", "boom"], ids=["a success", "a template that fails"])
def test_no_status_is_said_to_be_set_where_none_is(message: str) -> None:
    template = "#set($context.responseOverride.status=404)$util.parseJson('{')"
    explanation = explained(
        message, IntegrationResponse("200"), IntegrationResponse("500", "(?s).+", {"application/json": template})
    )
    assert explanation.override_status is None
