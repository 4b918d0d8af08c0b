"""The MOCK integration and the status in its request template."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cloudformation.model import IntegrationResponse, MethodResponse
from cdk_apigateway_errors.gateway.mock import status_code
from gateway.apis import api, ask, method, mock_integration

READ = {
    "JSON": ('{"statusCode": 200}', 200),
    "unquoted": ("{statusCode: 200}", 200),
    "unquoted without spaces": ("{statusCode:204}", 204),
    "single quotes": ("{'statusCode': 404}", 404),
    "text": ('{"statusCode": "201"}', 201),
    "among others": ('{"a": [1, 2], "statusCode": 302, "b": {}}', 302),
    "unquoted among others": ("{a: 1, statusCode: 302, b: 2}", 302),
    "lines": ('\n{\n  "statusCode": 200\n}\n', 200),
    "none": ("{}", None),
    "empty": ("", None),
    "text alone": ("statusCode", None),
    "a word": ('{"statusCode": "ok"}', None),
    "boolean": ('{"statusCode": true}', None),
    "list": ("[200]", None),
    "another name": ('{"myStatusCode": 200}', None),
    "unquoted other name": ("{myStatusCode: 200}", None),
    "unquoted name that only ends so": ("{mystatusCode: 200}", None),
    "deep": ("[" * 20_000, None),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ.keys())
def test_the_status_is_read_leniently(text: str, expected: int | None) -> None:
    assert status_code(text) == expected


def test_without_a_status_the_answer_is_an_internal_error() -> None:
    response = ask(api(method("GET /", mock_integration(body="{}"))), "GET /")
    assert (response.status, response.text) == (500, '{"message": "Internal server error"}')
    assert response.failure is not None
    assert "Unable to parse statusCode" in response.failure.log


STATUSES = {"200": 200, "204": 200, "404": 400, "503": 500}


@pytest.mark.parametrize(("status", "expected"), STATUSES.items())
def test_the_status_is_what_patterns_are_compared_with(status: str, expected: int) -> None:
    responses = (
        IntegrationResponse("200", r"2\d{2}"),
        IntegrationResponse("400", r"4\d{2}"),
        IntegrationResponse("500"),
    )
    rest = api(method("GET /", mock_integration(*responses, body=f'{{"statusCode": {status}}}')))
    assert ask(rest, "GET /").status == expected


def test_cors_preflight_is_what_the_options_method_says() -> None:
    """The OPTIONS method that CDK's ``default_cors_preflight_options`` makes."""
    names = ("Access-Control-Allow-Headers", "Access-Control-Allow-Origin", "Access-Control-Allow-Methods")
    headers = {
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type,Authorization'",
        "method.response.header.Access-Control-Allow-Origin": "'https://shop.example'",
        "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,GET'",
    }
    rest = api(
        method(
            "OPTIONS /orders",
            mock_integration(IntegrationResponse("204", None, {}, headers), body="{ statusCode: 200 }"),
            method_responses=(MethodResponse("204", {}, dict.fromkeys(headers, True)),),
        )
    )
    sent = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    response = ask(rest, "OPTIONS /orders", headers=sent)
    assert (response.status, response.body) == (204, b"")
    assert [response.header(name) for name in names] == [
        "Content-Type,Authorization",
        "https://shop.example",
        "OPTIONS,GET",
    ]
