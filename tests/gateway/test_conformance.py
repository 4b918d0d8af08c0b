"""The replay itself: it can fail, it names what it does not know, it counts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.gateway.conformance import load_cases, replay, summary
from cdk_apigateway_errors.gateway.conformance.comparing import agrees, text_agrees

HTTP: dict[str, Any] = {
    "id": "one",
    "kind": "http",
    "api": {
        "method": {"httpMethod": "GET", "path": "/x"},
        "integration": {"type": "AWS", "backend": "lambda"},
        "integrationResponses": [{"statusCode": "200"}, {"statusCode": "404", "selectionPattern": "gone.*"}],
        "methodResponses": [{"statusCode": "200"}, {"statusCode": "404"}],
    },
    "request": {"method": "GET", "path": "/x"},
    "backend": {"kind": "lambda", "function_error": True, "payload": {"errorMessage": "gone for good"}},
    "expect": {"status": 404},
}


def outcome(case: dict[str, Any]) -> tuple[str, str]:
    [result] = replay([case])
    return result.outcome, result.reason


def changed(**values: Any) -> dict[str, Any]:
    return {**HTTP, **values}


def test_a_case_that_agrees_passes() -> None:
    assert outcome(HTTP) == ("passed", "")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "status": ({"status": 400}, "status: expected 400, got 404"),
    "body": ({"body_json": {"errorMessage": "x"}}, "body: expected"),
    "text": ({"body_text": "x"}, "body: expected 'x'"),
    "base64": ({"body_base64": "eA=="}, "body: expected base64"),
    "header": ({"headers": {"Content-Type": "text/plain"}}, "header Content-Type: expected 'text/plain'"),
    "header present": ({"headers_present": ["X-Nope"]}, "header X-Nope is absent"),
    "header absent": ({"headers_absent": ["content-type"]}, "header content-type is present"),
    "called": ({"integration_called": False}, "integration called: expected False, got True"),
    "sent": ({"integration_request_body": "x"}, "integration request body: expected 'x', got '{}'"),
    "type": ({"gateway_response_type": "THROTTLED"}, "gateway response type: expected THROTTLED, got None"),
}


@pytest.mark.parametrize(("expect", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_case_that_does_not_agree_fails_and_says_where(expect: dict[str, Any], reason: str) -> None:
    found, why = outcome(changed(expect=expect))
    assert found == "failed"
    assert reason in why


@pytest.mark.parametrize("member", ["lambda_expect_event", "lambda_expect_event_subset"])
def test_the_event_is_compared(member: str) -> None:
    assert outcome(changed(**{member: {"a": 1}}))[0] == "failed"
    assert outcome(changed(**{member: {}})) == ("passed", "")


UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "expectation": (changed(expect={"trailers": {}}), "expect.trailers"),
    "api": (changed(api={**HTTP["api"], "authorizers": []}), "api.authorizers"),
    "backend": (changed(backend={"kind": "lambda", "throttled": True}), "backend.throttled"),
    "backend kind": (changed(backend={"kind": "sns"}), "backend.kind 'sns'"),
    "way in": (changed(request={"path": "/x", "via": "WebSocket"}), "request.via 'WebSocket'"),
    "API call": (
        {"id": "c", "kind": "control-plane", "operation": {"call": "PutThing"}, "expect": {}},
        "the API call PutThing",
    ),
    "template input": (
        {"id": "v", "kind": "vtl", "template": "", "input": {"macros": 1}, "expect": {}},
        "input.macros",
    ),
}


@pytest.mark.parametrize(("case", "notion"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_case_with_something_unknown_is_skipped_and_names_it(case: dict[str, Any], notion: str) -> None:
    assert outcome(case) == ("skipped", notion)


def test_a_case_that_breaks_the_replay_fails() -> None:
    assert outcome({"id": "x", "kind": "http"}) == ("failed", "KeyError: 'api'")


def test_an_api_that_cannot_run_fails_with_its_problem() -> None:
    responses = [{"statusCode": "400", "selectionPattern": "{"}]
    found, why = outcome(changed(api={**HTTP["api"], "integrationResponses": responses}))
    assert found == "failed"
    assert why.startswith("problem: SelectionPattern")


TEMPLATES = {
    "agrees": ({"text": "12"}, "passed"),
    "differs": ({"text": "13"}, "failed"),
    "json": ({"json": 12}, "passed"),
    "other json": ({"json": {"a": 1}}, "failed"),
    "should fail": ({"error": True}, "failed"),
}


@pytest.mark.parametrize(("expect", "expected"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_templates_are_compared(expect: dict[str, Any], expected: str) -> None:
    case = {"id": "v", "kind": "vtl", "template": "$a$input.body", "input": {"vars": {"a": 1}, "body_text": "2"}}
    assert outcome({**case, "expect": expect})[0] == expected


def test_a_template_that_should_fail_and_does_passes() -> None:
    case = {"id": "v", "kind": "vtl", "template": "#if(", "input": {}, "expect": {"error": True}}
    assert outcome(case)[0] == "passed"


def test_the_path_of_a_case_without_one_is_that_of_the_request() -> None:
    method = {"requestParameters": {"method.request.path.a": True, "method.request.path.b": True}}
    api = {"validator": {"validateRequestParameters": True}, "method": method}
    case = changed(api=api, request={"method": "GET", "path": "/x/1/2"}, backend={}, expect={"status": 200})
    assert outcome(case) == ("passed", "")


def payload(**values: Any) -> dict[str, Any]:
    return {"id": "p", "kind": "lambda-payload", "function_error": "Unhandled", "payload": values}


EXIT = "RequestId: <request-id> Error: Runtime exited"
PAYLOADS: dict[str, tuple[dict[str, Any], str]] = {
    "exit": (payload(errorType="Runtime.ExitError", errorMessage=f"{EXIT} without providing a reason"), "passed"),
    "exit status": (
        payload(errorType="Runtime.ExitError", errorMessage=f"{EXIT} with error: exit status 127"),
        "passed",
    ),
    "other text": (payload(errorType="Runtime.ExitError", errorMessage="gone"), "failed"),
    "other members": (payload(errorType="Runtime.ExitError", errorMessage="gone", trace=[]), "failed"),
    "Rust": (payload(errorType="&str", errorMessage="x"), "skipped"),
    "Java": (payload(errorType="E", errorMessage="x", stackTrace=[]), "skipped"),
}


@pytest.mark.parametrize(("case", "expected"), PAYLOADS.values(), ids=PAYLOADS.keys())
def test_error_documents_of_lambda_itself_are_compared(case: dict[str, Any], expected: str) -> None:
    assert outcome(case)[0] == expected


def test_error_documents_of_python_handlers_come_from_a_run() -> None:
    message = "with \"quotes\", 'others', ünïcode \U0001f600 and\na newline"
    case = payload(errorMessage=message, errorType="OrderNotFound", requestId="<request-id>", stackTrace=["  File\n"])
    assert outcome(case) == ("passed", "")


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
def test_error_documents_of_node_handlers_come_from_a_run() -> None:
    case = payload(errorType="OrderNotFound", errorMessage='it\'s "gone"\n\u2028', trace=["Error: x"])
    assert outcome(case) == ("passed", "")


CALLS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "refused": (
        {"call": "PutMethodResponse", "statusCode": "wrong"},
        {"ok": False, "message_contains": r"pattern: [1-5]\d\d"},
        "passed",
    ),
    "accepted": ({"call": "PutMethodResponse", "statusCode": "200"}, {"ok": True}, "passed"),
    "refused though it should be accepted": ({"call": "PutMethodResponse", "statusCode": "x"}, {"ok": True}, "failed"),
    "another message": ({"call": "PutMethodResponse", "statusCode": "x"}, {"ok": False, "message": "no"}, "failed"),
    "a refusal that we do not know": (
        {"call": "PutMethodResponse", "statusCode": "200"},
        {"ok": False, "message": "no"},
        "skipped",
    ),
}


@pytest.mark.parametrize(("operation", "expect", "expected"), CALLS.values(), ids=CALLS.keys())
def test_refusals_of_the_service_are_compared(operation: dict[str, Any], expect: dict[str, Any], expected: str) -> None:
    assert outcome({"id": "c", "kind": "control-plane", "operation": operation, "expect": expect})[0] == expected


MASKED = {
    "same": ("a", "a", True),
    "different": ("a", "b", False),
    "mask": ("id <any-uuid> end", "id 4f-2 end", True),
    "mask and different rest": ("id <any-uuid> end", "id 4f-2 END", False),
    "mask alone": ("<x>", "", True),
    "no mask": ("<", "<", True),
}


@pytest.mark.parametrize(("expected", "actual", "same"), MASKED.values(), ids=MASKED.keys())
def test_masks_stand_for_any_text(expected: str, actual: str, same: bool) -> None:
    assert text_agrees(expected, actual) is same


def test_types_are_compared_too() -> None:
    assert not agrees(1, "1")
    assert not agrees({"a": 1}, {"a": 1, "b": 2})
    assert not agrees([1], [1, 2])
    assert agrees({"a": [1, "<n>"]}, {"a": [1, "x"]})


def test_counting() -> None:
    assert (
        summary(replay([HTTP, changed(expect={"trailers": {}}), changed(expect={"status": 1})]))
        == "1 passed, 1 failed, 1 skipped"
    )


@pytest.mark.parametrize("content", ["[]", '{"format": 2, "cases": []}', '{"format": 1}', "{"])
def test_a_file_of_another_format_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "cases.json"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"expected|Expecting"):
        load_cases(file)


def test_a_file_of_the_format_is_read(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"format": 1, "cases": [HTTP]}))
    assert load_cases(file) == [HTTP]
