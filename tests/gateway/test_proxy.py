"""Lambda proxy integrations: the event and the answer."""

from __future__ import annotations

from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Integration, Stage
from cdk_apigateway_errors.gateway import IntegrationRequest, IntegrationResult, Request, Response
from gateway.apis import api, ask, fails, gateway, method, returns

PROXY = Integration("AWS_PROXY", function="Fn", integration_http_method="POST")
INTERNAL = '{"message": "Internal server error"}'


def proxied(stand_in: Any, url: str = "POST /orders/7", **values: Any) -> Response:
    headers, body = values.pop("headers", ()), values.pop("body", b"")
    rest = api(method("ANY /orders/{id}", PROXY), **values)
    return ask(rest, url, stand_in=stand_in, headers=headers, body=body)


def event_of(url: str = "POST /orders/7", **values: Any) -> dict[str, Any]:
    seen: list[dict[str, Any]] = []

    def stand_in(event: Any, context: Any) -> dict[str, int]:
        seen.append(event)
        return {"statusCode": 200}

    assert proxied(stand_in, url, **values).status == 200
    return seen[0]


def test_the_event_holds_the_request() -> None:
    event = event_of(
        "POST /prod/orders/a%20b?q=1&q=2",
        headers=[("X-Id", "1"), ("X-Id", "2"), ("TE", "deflate")],
        body="{}",
        stage=Stage("prod", {"color": "green"}),
    )
    assert event["resource"] == "/orders/{id}"
    assert event["path"] == "/orders/a b"
    assert event["httpMethod"] == "POST"
    assert event["headers"] == {"X-Id": "2"}
    assert event["multiValueHeaders"] == {"X-Id": ["1", "2"]}
    assert event["queryStringParameters"] == {"q": "2"}
    assert event["multiValueQueryStringParameters"] == {"q": ["1", "2"]}
    assert event["pathParameters"] == {"id": "a b"}
    assert event["stageVariables"] == {"color": "green"}
    assert (event["body"], event["isBase64Encoded"]) == ("{}", False)
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"
    assert event["requestContext"]["stage"] == "prod"


def test_what_is_absent_is_null() -> None:
    event = event_of()
    for name in ("headers", "queryStringParameters", "multiValueQueryStringParameters", "stageVariables", "body"):
        assert event[name] is None, name


def test_a_binary_body_is_base64() -> None:
    event = event_of(body=b"\xff", headers={"Content-Type": "image/png"}, binary_media_types=("image/*",))
    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


def test_the_answer_is_what_the_function_says() -> None:
    answer = {
        "statusCode": "404",
        "headers": {"X-One": "1", "X-Flag": True, "content-type": "text/plain", "X-Both": "single"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"], "x-both": ["several"]},
        "body": "not here",
        "isBase64Encoded": False,
    }
    response = proxied(returns(answer))
    assert (response.status, response.text) == (404, "not here")
    assert response.header("X-Flag") == "true"
    assert response.header("Content-Type") == "text/plain"
    assert [value for name, value in response.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert response.header("X-Both") == "several"
    assert response.header("X-Amzn-Trace-Id")


def test_no_member_is_mandatory() -> None:
    response = proxied(returns({}))
    assert (response.status, response.body, response.header("Content-Type")) == (200, b"", "application/json")


def test_base64_is_decoded_for_a_client_that_accepts_it() -> None:
    answer = {"statusCode": 200, "body": "/w==", "isBase64Encoded": True}
    binary = {"binary_media_types": ("image/png",)}
    assert proxied(returns(answer), headers={"Accept": "image/png"}, **binary).body == b"\xff"
    assert proxied(returns(answer), headers={"Accept": "text/html"}, **binary).body == b"/w=="


def test_an_http_proxy_passes_both_through() -> None:
    seen: list[IntegrationRequest] = []

    def backend(sent: IntegrationRequest) -> IntegrationResult:
        seen.append(sent)
        lines = (
            ("X-One", "1"),
            ("Date", "x"),
            ("Via", "x"),
            ("Transfer-Encoding", "chunked"),
            ("Content-Type", "text/plain"),
        )
        return IntegrationResult(418, lines, b"teapot")

    integration = Integration(
        "HTTP_PROXY",
        "https://example.com/{order}",
        integration_http_method="ANY",
        request_parameters={"integration.request.path.order": "method.request.path.id"},
    )
    with gateway(api(method("ANY /orders/{id}", integration)), backend=backend) as running:
        response = running.handle(Request.of("PUT", "/orders/7?q=1&q=2", headers={"X-Id": "h"}, body="b"))
    [sent] = seen
    assert (sent.http_method, sent.uri, sent.body) == ("PUT", "https://example.com/7", b"b")
    assert (sent.headers, sent.query_parameters) == ({"X-Id": "h"}, {"q": ("1", "2")})
    assert (response.status, response.text, response.header("X-One")) == (418, "teapot", "1")
    assert response.header("x-amzn-Remapped-Date") == "x"
    for absent in ("Via", "Transfer-Encoding", "X-Amzn-Trace-Id"):
        assert response.header(absent) is None


MALFORMED = {
    "no object": "text",
    "list": [200],
    "null": None,
    "unknown member": {"statusCode": 200, "message": "x"},
    "status is no number": {"statusCode": "ok"},
    "status out of range": {"statusCode": 1000},
    "body is an object": {"statusCode": 200, "body": {"a": 1}},
    "headers are a list": {"statusCode": 200, "headers": [1]},
    "header is a list": {"statusCode": 200, "headers": {"X": ["a"]}},
    "body is no base64": {"statusCode": 200, "body": "!", "isBase64Encoded": True},
}


@pytest.mark.parametrize("answer", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_answer_is_502(answer: Any) -> None:
    response = proxied(returns(answer), headers={"Accept": "image/png"}, binary_media_types=("image/png",))
    assert (response.status, response.text) == (502, INTERNAL)
    assert response.header("x-amzn-ErrorType") == "InternalServerErrorException"
    assert response.failure is not None
    assert "Malformed Lambda proxy response" in response.failure.log


def test_a_function_error_is_502() -> None:
    response = proxied(fails('{"statusCode": 400}'))
    assert (response.status, response.text) == (502, INTERNAL)
