"""A trace keeps every stage's value under the four names."""

from __future__ import annotations

import json
from typing import Any

from cdk_apigateway_errors.cloudformation.model import IntegrationResponse
from cdk_apigateway_errors.gateway import Request, Trace
from cdk_apigateway_errors.lambda_runtime import TooManyRequests
from gateway.apis import CLASSIC, api, fails, gateway, method, mock_integration, orders, refuses, returns

SEED = '{"status":400,"errors":[]}'


def traced(stand_in: Any, *responses: IntegrationResponse, url: str = "/orders/7") -> Trace:
    with gateway(orders(*(responses or CLASSIC)), stand_in) as running:
        return running.handle_traced(Request.of("GET", url, headers={"X-Test": "ü"}))


def test_the_four_names_show_the_flow_of_an_error() -> None:
    trace = traced(fails(SEED))
    assert trace.code == SEED
    assert json.loads(trace.context or "")["errorMessage"] == SEED
    assert trace.regex is not None
    assert (trace.regex.status_code, trace.regex.selection_pattern) == ("400", '.*"status":400.*')
    assert trace.mapping_template == SEED
    assert (trace.response.status, trace.response.text) == (400, SEED)


def test_the_stages_are_kept_in_order() -> None:
    assert [step.stage for step in traced(fails(SEED)).steps] == [
        "request",
        "route",
        "integration request",
        "integration",
        "selection",
        "response template",
        "response",
    ]


def test_a_trace_ends_where_the_request_ended() -> None:
    trace = traced(refuses(TooManyRequests()))
    assert [step.stage for step in trace.steps][-2:] == ["failure", "response"]
    assert (trace.code, trace.context, trace.regex, trace.mapping_template) == (None, None, None, None)
    assert trace.failure is not None
    assert trace.failure.response_type == "INTEGRATION_FAILURE"


def test_a_trace_of_an_unknown_path_has_no_route() -> None:
    trace = traced(returns({}), url="/nope")
    assert trace.find("route") is None
    assert trace.response.status == 403


def test_a_trace_is_plain_data() -> None:
    data = json.loads(json.dumps(traced(fails(SEED)).to_dict()))
    assert list(data) == ["Code", "Context", "Regex", "Mapping Template", "steps", "warnings"]
    assert data["Code"] == SEED
    assert data["steps"][0]["value"]["headers"] == [["X-Test", "ü"]]
    assert data["steps"][-1]["value"]["status"] == 400


def test_bytes_are_shown_by_their_size() -> None:
    with gateway(api(method("POST /", mock_integration()))) as running:
        trace = running.handle_traced(Request.of("POST", "/", body=b"\xff\xfe"))
    assert trace.to_dict()["steps"][0]["value"]["body"] == "<2 bytes that are not UTF-8>"


def test_it_warns_where_several_patterns_match() -> None:
    trace = traced(fails("four"), IntegrationResponse("405", ".*four.*"), IntegrationResponse("502", ".+"))
    assert trace.warnings[0].startswith("405 was selected, but the patterns of 502 match too")


def test_it_warns_of_an_error_document_that_is_a_success() -> None:
    trace = traced(returns({"errorMessage": SEED}))
    assert trace.response.status == 200
    assert trace.warnings == ("The payload holds errorMessage, but the function succeeded: no pattern is tried",)


def test_it_warns_of_an_error_on_the_default_response() -> None:
    assert "went to the default integration response (200)" in traced(fails("boom")).warnings[0]


def test_nothing_is_kept_without_a_trace() -> None:
    with gateway(orders(), fails(SEED)) as running:
        response = running.handle(Request.of("GET", "/orders/7"))
    assert response.selected is not None
    assert response.selected.also_matching == ()
