"""Invariants, for any request and any message."""

from __future__ import annotations

import json
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.cloudformation.model import GatewayResponse, IntegrationResponse
from cdk_apigateway_errors.gateway import Request
from gateway.apis import CLASSIC, api, fails, gateway, lambda_integration, method, mock_integration, returns

EXAMPLES = 2_000 if os.environ.get("LONG_FUZZ") else 60
bounded = settings(max_examples=EXAMPLES, deadline=None)
JSON = "application/json"
ECHO = {JSON: '{"id": "$util.escapeJavaScript($input.params(\'id\'))", "body": "$util.escapeJavaScript($input.body)"}'}
REST = api(
    method("ANY /orders/{id}", lambda_integration(*CLASSIC, request_templates=ECHO)),
    method("ANY /raw/{proxy+}", lambda_integration(*CLASSIC)),
    method("ANY /mock", mock_integration(IntegrationResponse("200", None, {JSON: "$input.json('$')"}))),
)
GATEWAY = gateway(REST, returns({}))
messages = st.one_of(
    st.text(),
    st.sampled_from(['{"status":400}', '{"status": 400}', '{"status":404,\n"a":1}', "Task timed out", '"status":400']),
    st.builds(lambda a, b: f'{a}"status":400{b}', st.text(max_size=5), st.text(max_size=5)),
)


@bounded
@given(st.sampled_from(["GET", "POST", "HEAD", "OPTIONS"]), st.text(), st.text(), st.binary(max_size=200))
def test_every_request_is_answered(http_method: str, path: str, query: str, body: bytes) -> None:
    """Whatever comes in, the answer is one that the service has: never an unforeseen failure."""
    for prefix in ("/orders/", "/raw/", "/mock", "/"):
        response = GATEWAY.handle(Request(http_method, prefix + path, query, (("X", path),), body))
        assert 200 <= response.status <= 599
        assert response.failure is None or "the gateway itself failed" not in response.failure.log
        assert not any(set("\r\n\0") & set(name + value) for name, value in response.headers)


@bounded
@given(messages)
def test_an_explanation_agrees_with_the_selection(message: str) -> None:
    """The explained status is the one that a function error with this message gets."""
    explanation = GATEWAY.explain("ANY", "/raw/{proxy+}", message)
    with gateway(REST, fails(message)) as running:
        response = running.handle(Request.of("GET", "/raw/x"))
    assert response.selected is not None
    assert response.selected.status_code == explanation.status_code
    assert response.selected.is_default == explanation.is_default


@bounded
@given(messages)
def test_a_declared_message_comes_out_as_it_went_in(message: str) -> None:
    """``$input.path('$.errorMessage')`` is the message itself, for any text."""
    with gateway(REST, fails(message)) as running:
        response = running.handle(Request.of("GET", "/raw/x"))
    assert response.selected is not None
    if not response.selected.is_default:
        assert response.body == message.encode("utf-8", "replace")


@bounded
@given(st.text(min_size=1), st.text())
def test_a_gateway_response_is_json_whatever_the_client_sends(path: str, header: str) -> None:
    """``$context.error.messageString`` needs no quotes around it and cannot be broken out of."""
    template = '{"message":$context.error.messageString,"type":"$context.error.responseType"}'
    rest = api(
        method("GET /x", mock_integration()),
        gateway_responses={"DEFAULT_4XX": GatewayResponse("DEFAULT_4XX", None, {}, {JSON: template})},
    )
    with gateway(rest) as running:
        response = running.handle(Request("GET", f"/no/{path}", "", (("X", header),)))
    assert json.loads(response.body)["type"] in ("MISSING_AUTHENTICATION_TOKEN", "DEFAULT_4XX")
