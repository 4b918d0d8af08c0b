"""Answers that the gateway itself makes: types, inheritance, substitution, headers."""

from __future__ import annotations

from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import GatewayResponse, RequestValidator, Stage
from cdk_apigateway_errors.gateway import Gateway
from cdk_apigateway_errors.gateway.gateway_response import RESPONSE_TYPES, STATUS_BY_TYPE, effective
from gateway.apis import api, ask, method, mock_integration

ANY = method("GET /orders", mock_integration())


def forbidden(definition: GatewayResponse | None = None, url: str = "GET /nope", **values: Any) -> Any:
    """The answer to an unknown path where one gateway response is defined."""
    definitions = {definition.response_type: definition} if definition else {}
    headers = values.pop("headers", {})
    return ask(api(ANY, gateway_responses=definitions, **values), url, headers=headers)


def test_an_unknown_path_answers_as_the_service_does() -> None:
    response = forbidden()
    assert response.status == 403
    assert response.text == '{"message":"Missing Authentication Token"}'
    assert response.header("x-amzn-ErrorType") == "MissingAuthenticationTokenException"
    assert response.header("Content-Type") == "application/json"
    assert response.header("x-amzn-RequestId")
    assert response.header("x-amz-apigw-id")
    assert response.header("X-Amzn-Trace-Id") is None


def test_all_types_of_the_developer_guide_are_known() -> None:
    assert len(RESPONSE_TYPES) == 21
    assert STATUS_BY_TYPE["INTEGRATION_TIMEOUT"] == 504


INHERITED = {
    "own status": ({"THROTTLED": {"status_code": "503"}}, "THROTTLED", 503),
    "from the default": ({"DEFAULT_5XX": {"status_code": "599"}}, "INTEGRATION_FAILURE", 599),
    "the default keeps the type's status": ({"DEFAULT_4XX": {}}, "UNAUTHORIZED", 401),
    "an own definition inherits nothing": (
        {"DEFAULT_5XX": {"status_code": "599"}, "AUTHORIZER_FAILURE": {}},
        "AUTHORIZER_FAILURE",
        500,
    ),
    "the other default does not count": ({"DEFAULT_5XX": {"status_code": "599"}}, "BAD_REQUEST_BODY", 400),
    "not customisable": ({"REQUEST_TOO_LARGE": {"status_code": "400"}}, "REQUEST_TOO_LARGE", 413),
    "undefined": ({}, "API_CONFIGURATION_ERROR", 500),
}


@pytest.mark.parametrize(("given", "response_type", "status"), INHERITED.values(), ids=INHERITED.keys())
def test_status_of_a_type(given: dict[str, dict[str, str]], response_type: str, status: int) -> None:
    definitions = {kind: GatewayResponse(kind, **values) for kind, values in given.items()}  # type: ignore[arg-type]
    assert effective(response_type, definitions).status_code == status


SUBSTITUTED = {
    "message": ('{"m":"$context.error.message"}', '{"m":"Missing Authentication Token"}'),
    "messageString has its own quotes": (
        '{"m":$context.error.messageString}',
        '{"m":"Missing Authentication Token"}',
    ),
    "and quotes around it double them": (
        '"$context.error.messageString"',
        '""Missing Authentication Token""',
    ),
    "type": ("$context.error.responseType", "MISSING_AUTHENTICATION_TOKEN"),
    "nothing to validate": ("[$context.error.validationErrorString]", "[]"),
    "stage variable": ("$stageVariables.color", "green"),
    "query string": ("$method.request.querystring.q", "1"),
    "header": ("$method.request.header.X-Id", "h"),
    "identity": ("$context.identity.sourceIp", "127.0.0.1"),
    "stage": ("$context.stage-$context.httpMethod", "prod-GET"),
    "unknown": ("[$context.nope.nope]", "[]"),
    "no VTL": ('#set($x = 1)$x #if(true)$input.path("$")', '#set($x = 1)$x #if(true)$input.path("$")'),
    "other dollars": ("$5 $ $contextual", "$5 $ $contextual"),
}


@pytest.mark.parametrize(("template", "expected"), SUBSTITUTED.values(), ids=SUBSTITUTED.keys())
def test_templates_are_plain_substitution(template: str, expected: str) -> None:
    definition = GatewayResponse("MISSING_AUTHENTICATION_TOKEN", response_templates={"application/json": template})
    stage = Stage("prod", {"color": "green"})
    response = forbidden(definition, "GET /nope?q=1", stage=stage, headers={"X-Id": "h"})
    assert (response.status, response.text) == (403, expected)


def test_an_unprintable_message_stays_json() -> None:
    """Names of required parameters come from the template; quotes in them must not break the body."""
    text = '{"m":$context.error.messageString}'
    broken = method(
        "GET /orders",
        mock_integration(),
        request_parameters={'method.request.querystring.a"b': True},
        request_validator=RequestValidator(validate_request_parameters=True),
    )
    definition = GatewayResponse("DEFAULT_4XX", response_templates={"application/json": text})
    response = ask(api(broken, gateway_responses={"DEFAULT_4XX": definition}), "GET /orders")
    assert response.json() == {"m": 'Missing required request parameters: [a"b]'}


HEADERS = {
    "static": ("'*'", "*"),
    "request header": ("method.request.header.Origin", "https://shop.example"),
    "context": ("context.stage", "prod"),
    "missing source": ("method.request.header.Nope", None),
    "stage variable": ("stageVariables.nope", None),
}


@pytest.mark.parametrize(("source", "expected"), HEADERS.values(), ids=HEADERS.keys())
def test_headers_come_from_the_definition(source: str, expected: str | None) -> None:
    definition = GatewayResponse("DEFAULT_4XX", response_parameters={"gatewayresponse.header.X-Test": source})
    response = forbidden(definition, headers={"Origin": "https://shop.example"})
    assert response.header("X-Test") == expected
    assert response.text == '{"message":"Missing Authentication Token"}'


def test_a_header_can_replace_the_content_type() -> None:
    definition = GatewayResponse(
        "DEFAULT_4XX",
        response_parameters={"gatewayresponse.header.Content-Type": "'application/problem+json'"},
        response_templates={"application/json": "{}"},
    )
    response = forbidden(definition)
    assert [value for name, value in response.headers if name == "Content-Type"] == ["application/problem+json"]


UNSOUND = {
    "type": (GatewayResponse("DEFAULT_4xx", logical_id="Typo"), "unknown response type 'DEFAULT_4xx'; known are"),
    "status": (GatewayResponse("DEFAULT_4XX", "40x", logical_id="Typo"), "status code '40x' of DEFAULT_4XX"),
    "interim status": (GatewayResponse("DEFAULT_4XX", "100", logical_id="Typo"), "status code '100' of DEFAULT_4XX"),
}


@pytest.mark.parametrize(("definition", "reason"), UNSOUND.values(), ids=UNSOUND.keys())
def test_a_definition_that_cannot_be_used_is_a_problem_and_the_service_s_own_answer_stays(
    definition: GatewayResponse, reason: str
) -> None:
    gateway = Gateway(api(ANY, gateway_responses={definition.response_type: definition}))
    [problem] = gateway.problems
    assert problem.logical_id == "Typo"
    assert reason in problem.reason
    assert forbidden(definition).status == 403


FRAMING = ("Content-Length", "Connection", "Date", "Server")


@pytest.mark.parametrize("name", FRAMING)
def test_a_definition_cannot_break_the_framing_of_the_answer(name: str) -> None:
    definition = GatewayResponse("DEFAULT_4XX", None, {f"gatewayresponse.header.{name}": "'7'"})
    response = forbidden(definition)
    assert response.header(f"x-amzn-Remapped-{name}") == "7"
    assert [value for key, value in response.headers if key == "Content-Length"] == [str(len(response.body))]


def test_a_browser_can_be_asked_to_log_in() -> None:
    definition = GatewayResponse("UNAUTHORIZED", None, {"gatewayresponse.header.WWW-Authenticate": "'Basic'"})
    secured = method("GET /orders", mock_integration(), authorization_type="CUSTOM")
    response = ask(api(secured, gateway_responses={"UNAUTHORIZED": definition}), "GET /orders")
    assert (response.status, response.header("WWW-Authenticate")) == (401, "Basic")


def test_the_template_is_chosen_by_accept() -> None:
    templates = {"application/json": "JSON", "text/html": "<p>HTML</p>"}
    definition = GatewayResponse("DEFAULT_4XX", response_templates=templates)
    html = forbidden(definition, headers={"Accept": "text/html,application/xhtml+xml"})
    other = forbidden(definition, headers={"Accept": "image/png"})
    assert (html.text, html.header("Content-Type")) == ("<p>HTML</p>", "text/html")
    assert (other.text, other.header("Content-Type")) == ("JSON", "application/json")


def test_a_static_value_without_quotes_is_a_problem_and_no_header() -> None:
    definition = GatewayResponse("DEFAULT_4XX", None, {"gatewayresponse.header.X": "*"}, {}, "Default4xx")
    gateway = Gateway(api(ANY, gateway_responses={"DEFAULT_4XX": definition}))
    [problem] = gateway.problems
    assert problem.logical_id == "Default4xx"
    assert "('*')" in problem.reason
