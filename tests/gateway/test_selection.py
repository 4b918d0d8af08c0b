"""Rules 1.1 to 1.8 of the selection: whole match, the text that is compared, success as the empty text, the default."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import IntegrationResponse
from cdk_apigateway_errors.gateway.failures import GatewayFailure
from cdk_apigateway_errors.gateway.selection import compared_text, selection_of
from cdk_apigateway_errors.gateway.values import IntegrationResult
from cdk_apigateway_errors.patterns import compile_pattern

SEED = (IntegrationResponse("200"), IntegrationResponse("400", '.*"status":400.*'))


def selected(message: str, *responses: IntegrationResponse) -> str:
    return selection_of(responses or SEED, lambda p: compile_pattern(p).matches).select(message).status_code


SEED_ROWS = {
    "compact": ('{"status":400,"message":"x"}', "400"),
    "a space after the colon": ('{"status": 400}', "200"),
    "4001 is a false positive": ('{"status":4001}', "400"),
    "nested": ('{"status":500,"cause":{"status":400}}', "400"),
    "text": ('{"status":"400"}', "200"),
    "newline": ('{\n"status":400}', "200"),
    "carriage return": ('{"status":400}\r', "200"),
    "line separator": ('{"status":400,"m":"\u2028"}', "200"),
    "next line": ('{"status":400,"m":"\u0085"}', "200"),
    "escaped quotes": (r'{"m":"\"status\":400"}', "200"),
    "success": ("", "200"),
}
"""What the seed pattern really does: OpenJDK 17, semantics page section 1."""


@pytest.mark.parametrize(("message", "expected"), SEED_ROWS.values(), ids=SEED_ROWS.keys())
def test_the_seed_pattern_selects_as_java_does(message: str, expected: str) -> None:
    assert selected(message) == expected


def test_a_pattern_must_match_the_whole_message() -> None:
    assert selected("foo 404 bar", IntegrationResponse("200"), IntegrationResponse("404", "404")) == "200"


def test_the_lowest_status_wins_whatever_the_order() -> None:
    responses = (IntegrationResponse("502", ".+"), IntegrationResponse("405", ".*four hundred.*"))
    selection = selection_of(responses, lambda p: compile_pattern(p).matches)
    found = selection.select("Error: Raising four hundred", every=True)
    assert (found.status_code, found.also_matching) == ("405", ("502",))


@pytest.mark.parametrize("pattern", [".*", "(?s).*", r"[\s\S]*", "|x"])
def test_a_pattern_that_matches_the_empty_text_catches_successes(pattern: str) -> None:
    assert selected("", IntegrationResponse("200"), IntegrationResponse("500", pattern)) == "500"


@pytest.mark.parametrize("pattern", [None, ""])
def test_an_absent_and_an_empty_pattern_make_the_default(pattern: str | None) -> None:
    assert selected("boom", IntegrationResponse("200", pattern)) == "200"


@pytest.mark.parametrize("message", ["", "boom"])
def test_nothing_that_fits_is_a_configuration_error(message: str) -> None:
    with pytest.raises(GatewayFailure) as failed:
        selected(message, IntegrationResponse("400", "Malformed.*"))
    assert failed.value.failure.response_type == "API_CONFIGURATION_ERROR"
    assert "no default output mapping configured" in failed.value.failure.log


COMPARED: dict[str, tuple[Any, str | None, str]] = {
    "function error": ({"errorMessage": "boom", "errorType": "X"}, "Unhandled", "boom"),
    "success": ({"ok": True}, None, ""),
    "success that looks like an error": ({"errorMessage": "boom"}, None, ""),
    "empty message": ({"errorMessage": ""}, "Unhandled", ""),
    "message is no text": ({"errorMessage": {"status": 400}}, "Unhandled", ""),
    "no message": ({"errorType": "X"}, "Unhandled", ""),
    "payload is no object": (["errorMessage"], "Unhandled", ""),
}


@pytest.mark.parametrize(("payload", "function_error", "expected"), COMPARED.values(), ids=COMPARED.keys())
def test_patterns_are_compared_with_the_message_of_a_function_error(
    payload: Any, function_error: str | None, expected: str
) -> None:
    result = IntegrationResult(200, (), json.dumps(payload).encode(), function_error)
    assert compared_text(result, is_lambda=True) == expected


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff", b"[" * 100_000], ids=["empty", "text", "bytes", "deep"])
def test_a_payload_that_is_no_json_compares_as_the_empty_text(body: bytes) -> None:
    assert compared_text(IntegrationResult(200, (), body, "Unhandled"), is_lambda=True) == ""


def test_other_backends_are_compared_by_their_status() -> None:
    assert compared_text(IntegrationResult(404), is_lambda=False) == "404"
