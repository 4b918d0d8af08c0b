"""From the integration's answer to the client: templates, overrides, headers, method responses, content handling."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Integration, IntegrationResponse, Method, Stage
from cdk_apigateway_errors.gateway import IntegrationResult, Request, Response
from cdk_apigateway_errors.lambda_runtime import InvocationResult
from gateway.apis import api, ask, fails, gateway, lambda_integration, method, mock_integration, orders, returns

JSON = "application/json"
SEED = json.dumps(
    {
        "status": 400,
        "errors": [
            {
                "code": "123",
                "source": "/data/attributes/first-name",
                "message": "Value is too short",
                "detail": "First name must contain at least three characters.",
            },
        ],
    },
    separators=(",", ":"),
)


def answer(response: IntegrationResponse, stand_in: Any = None, headers: Any = (), **values: Any) -> Response:
    return ask(orders(response, **values), stand_in=stand_in or returns({"a": 1}), headers=headers)


def test_the_blogs_example_comes_out_as_it_was_raised() -> None:
    response = ask(orders(), stand_in=fails(SEED))
    assert (response.status, response.text) == (400, SEED)
    assert response.header("Content-Type") == JSON
    assert response.selected is not None
    assert response.selected.selection_pattern == '.*"status":400.*'


def test_a_success_takes_the_default_response_byte_for_byte() -> None:
    payload = b'{"statusCode": 200,  "body": "{}"}'
    response = answer(IntegrationResponse("200"), returns(InvocationResult(payload)))
    assert (response.status, response.body) == (200, payload)


def test_without_a_template_the_stack_trace_leaks() -> None:
    response = ask(orders(IntegrationResponse("200")), stand_in=fails("boom"))
    assert response.status == 200
    assert "stackTrace" in response.json()


TEMPLATES = {
    "accept": ({JSON: "JSON", "application/xml": "XML"}, "application/xml", "XML"),
    "accept with parameters": ({JSON: "JSON", "application/xml": "XML"}, "application/xml;q=0.9", "XML"),
    "first media type only": ({JSON: "JSON", "application/xml": "XML"}, "text/html, application/xml", "JSON"),
    "absent stands for JSON": ({"application/xml": "XML", JSON: "JSON"}, None, "JSON"),
    "unmatched takes JSON": ({"application/xml": "XML", JSON: "JSON"}, "*/*", "JSON"),
    "unmatched without JSON takes the first": ({"application/xml": "XML", "text/plain": "TEXT"}, "*/*", "XML"),
    "no template passes through": ({}, None, '{"a":1}'),
    "an empty template passes through": ({JSON: ""}, None, '{"a":1}'),
}


@pytest.mark.parametrize(("templates", "accept", "expected"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_the_response_template_is_chosen_by_accept(
    templates: dict[str, str], accept: str | None, expected: str
) -> None:
    response = answer(
        IntegrationResponse("200", None, templates),
        returns(InvocationResult(b'{"a":1}')),
        {"Accept": accept} if accept else {},
    )
    assert response.text == expected
    assert response.header("Content-Type") == JSON


OVERRIDES = {
    "number": ("#set($context.responseOverride.status = 404)", 404),
    "not declared as a method response": ("#set($context.responseOverride.status = 599)", 599),
    "text": ('#set($context.responseOverride.status = "404")', 200),
    "too large": ("#set($context.responseOverride.status = 600)", 200),
    "twice": ("#set($context.responseOverride.status = 404)#set($context.responseOverride.status = 405)", 500),
    "twice, by put": ("#set($context.responseOverride.status = 404)$context.responseOverride.put('status', 405)", 500),
    "once, from a variable": (
        "#set($s = 404)#set($s = 405)#set($context.responseOverride.status = $s)",
        405,
    ),
    "too small": ("#set($context.responseOverride.status = 99)", 200),
    "an interim status cannot be sent": ("#set($context.responseOverride.status = 100)", 500),
}


@pytest.mark.parametrize(("template", "expected"), OVERRIDES.values(), ids=OVERRIDES.keys())
def test_a_template_can_override_the_status(template: str, expected: int) -> None:
    assert answer(IntegrationResponse("200", None, {JSON: template})).status == expected


def test_a_template_can_override_headers() -> None:
    template = "#set($context.responseOverride.header.foo = 'over')#set($context.responseOverride.header.Via = 'v')"
    response = answer(
        IntegrationResponse("200", None, {JSON: template}, {"method.response.header.foo": "'mapped'"}),
    )
    assert [value for name, value in response.headers if name == "foo"] == ["over"]
    assert response.header("Via") == "v"


def test_a_header_can_be_overridden_once() -> None:
    """D apigateway-override-request-response-parameters."""
    one = "#set($context.responseOverride.header.a = 'x')"
    assert answer(IntegrationResponse("200", None, {JSON: one + one.replace(".a", ".b")})).status == 200
    twice = answer(IntegrationResponse("200", None, {JSON: one + one}))
    assert (twice.status, twice.text) == (500, '{"message": "Internal server error"}')
    assert twice.failure is not None
    assert "a is overridden more than once" in twice.failure.log


def test_an_override_in_the_request_template_is_carried_to_the_response() -> None:
    rest = api(
        method(
            "GET /orders/{id}",
            lambda_integration(
                IntegrationResponse("200"),
                request_templates={JSON: "#set($context.responseOverride.status = 444){}"},
            ),
        )
    )
    assert ask(rest, stand_in=returns({})).status == 444


PAYLOAD = {
    "errorMessage": json.dumps(
        {"errorType": "E", "httpStatus": 500, "trace": {"function": "abc()", "line": 1}, "o": None}
    ),
    "errorType": "Error",
    "list": [1, {"a": "ü"}],
    "flag": True,
}
HEADER_SOURCES = {
    "static": ("'*'", "*"),
    "static with quotes inside": ("'it''s'", "it''s"),
    "member": ("integration.response.body.errorType", "Error"),
    "inside a stringified message": ("integration.response.body.errorMessage.errorType", "E"),
    "number inside": ("integration.response.body.errorMessage.httpStatus", "500"),
    "object inside": ("integration.response.body.errorMessage.trace", '{"function":"abc()","line":1}'),
    "member of that": ("integration.response.body.errorMessage.trace.function", "abc()"),
    "null inside": ("integration.response.body.errorMessage.o", None),
    "list": ("integration.response.body.list[1].a", "ü"),
    "boolean": ("integration.response.body.flag", "true"),
    "missing": ("integration.response.body.nope.nope", None),
    "response header": ("integration.response.header.X-Amz-Function-Error", "Unhandled"),
    "response header in another case": ("integration.response.header.x-amz-function-error", None),
    "multi-value header": ("integration.response.multivalueheader.Content-Type", JSON),
    "context": ("context.httpMethod", "GET"),
    "stage variable": ("stageVariables.color", "green"),
}


@pytest.mark.parametrize(("source", "expected"), HEADER_SOURCES.values(), ids=HEADER_SOURCES.keys())
def test_response_headers_are_mapped_from_many_sources(source: str, expected: str | None) -> None:
    result = InvocationResult(json.dumps(PAYLOAD).encode(), "Unhandled")
    response = answer(
        IntegrationResponse("200", None, {}, {"method.response.header.X-Mapped": source}),
        returns(result),
        stage=Stage("prod", {"color": "green"}),
    )
    assert response.header("X-Mapped") == expected


def test_a_whole_body_becomes_a_header() -> None:
    response = answer(
        IntegrationResponse("200", None, {}, {"method.response.header.X": "integration.response.body"}),
        returns(InvocationResult(b' {"a": 1} ')),
    )
    assert response.header("X") == '{"a": 1}'


def test_header_mappings_read_the_payload_before_the_template() -> None:
    response = answer(
        IntegrationResponse("200", None, {JSON: "gone"}, {"method.response.header.X": "integration.response.body.a"}),
    )
    assert (response.text, response.header("X")) == ("gone", "1")


def test_a_body_that_must_be_read_and_is_no_json_is_an_internal_error() -> None:
    rest = api(
        method(
            "GET /orders/{id}",
            Integration(
                "HTTP",
                "https://example.com",
                integration_http_method="GET",
                integration_responses=(
                    IntegrationResponse("200", None, {}, {"method.response.header.X": "integration.response.body.a"}),
                ),
            ),
        )
    )
    with gateway(rest, backend=lambda sent: IntegrationResult(200, (), b'{"a": ')) as running:
        response = running.handle(Request.of("GET", "/orders/7"))
    assert (response.status, response.text) == (500, '{"message": "Internal server error"}')


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x=1", "a\nb", "a\x00b"])
def test_a_value_from_a_body_cannot_make_further_headers(value: str) -> None:
    response = answer(
        IntegrationResponse("200", None, {}, {"method.response.header.X": "integration.response.body.v"}),
        returns({"v": value}),
    )
    assert not set("\r\n\0") & set(response.header("X") or "")
    assert response.header("Set-Cookie") is None


def test_a_header_name_that_http_does_not_allow_is_left_out() -> None:
    template = "#set($context.responseOverride.header['a b\nc'] = 'x')ok"
    response = answer(IntegrationResponse("200", None, {JSON: template}))
    assert response.status in (200, 500)
    assert all("\n" not in name and " " not in name for name, _ in response.headers)


REMAPPED = [
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-MD5",
    "Date",
    "Expect",
    "Host",
    "Max-Forwards",
    "Proxy-Authenticate",
    "Server",
    "Trailer",
    "Upgrade",
    "User-Agent",
    "WWW-Authenticate",
]
KEPT = [
    "Accept",
    "Accept-Charset",
    "Age",
    "Content-Encoding",
    "Content-Type",
    "Pragma",
    "Range",
    "Referer",
    "TE",
    "Via",
    "Warn",
]


@pytest.mark.parametrize("name", REMAPPED)
def test_some_response_headers_are_renamed(name: str) -> None:
    """S test_apigateway_header_remapping_aws 2024-12-11."""
    response = answer(IntegrationResponse("200", None, {}, {f"method.response.header.{name}": "'mapped'"}))
    assert response.header(f"x-amzn-Remapped-{name}") == "mapped"
    assert response.header(name) != "mapped"


@pytest.mark.parametrize("name", KEPT)
def test_other_response_headers_are_kept(name: str) -> None:
    response = answer(IntegrationResponse("200", None, {}, {f"method.response.header.{name}": "'mapped'"}))
    assert response.header(name) == "mapped"


def test_transfer_encoding_is_dropped() -> None:
    response = answer(IntegrationResponse("200", None, {}, {"method.response.header.Transfer-Encoding": "'chunked'"}))
    assert response.header("Transfer-Encoding") is None
    assert response.header("x-amzn-Remapped-Transfer-Encoding") is None


def test_a_selected_status_needs_a_method_response() -> None:
    integration = lambda_integration(IntegrationResponse("200"), IntegrationResponse("409", ".*conflict.*"))
    declared = method("GET /orders/{id}", integration).method_responses[:1]
    rest = api(Method("GET", "/orders/{id}", integration, declared))
    response = ask(rest, stand_in=fails("a conflict"))
    assert (response.status, response.text) == (500, '{"message": "Internal server error"}')
    assert response.failure is not None
    assert response.failure.log.endswith("Output mapping refers to an invalid method response: 409")
    assert ask(rest, stand_in=fails("something else")).status == 200


def test_what_every_answer_has() -> None:
    response = answer(IntegrationResponse("200"))
    assert response.header("Content-Length") == str(len(response.body))
    for name in ("Date", "Content-Type", "x-amzn-RequestId", "x-amz-apigw-id", "X-Amzn-Trace-Id"):
        assert response.header(name), name


def test_mock_answers_have_no_trace_id() -> None:
    response = ask(api(method("GET /orders/{id}", mock_integration())))
    assert response.status == 200
    assert response.header("X-Amzn-Trace-Id") is None


@pytest.mark.parametrize("status", ["204", "304"])
def test_some_statuses_have_no_body(status: str) -> None:
    response = answer(IntegrationResponse(status, None, {JSON: "text"}))
    assert (response.body, response.header("Content-Length")) == (b"", None)


def test_head_gets_the_headers_of_the_answer_alone() -> None:
    rest = api(method("HEAD /orders/{id}", lambda_integration(IntegrationResponse("200"))))
    response = ask(rest, "HEAD /orders/7", stand_in=returns(InvocationResult(b'{"a":1}')))
    assert (response.status, response.body, response.header("Content-Length")) == (200, b"", "7")


BINARY = [
    # payload type, Accept, contentHandling, payload, expected (D api-gateway-payload-encodings-workflow, second table)
    ("text/plain", "text/plain", None, b"aGk=", b"aGk="),
    ("text/plain", "text/plain", "CONVERT_TO_BINARY", b"aGk=", b"hi"),
    ("text/plain", "text/plain", "CONVERT_TO_TEXT", b"aGk=", b"aGk="),
    ("text/plain", "image/png", None, b"aGk=", b"hi"),
    ("text/plain", "image/png", "CONVERT_TO_BINARY", b"aGk=", b"hi"),
    ("text/plain", "image/png", "CONVERT_TO_TEXT", b"aGk=", b"aGk="),
    ("image/png", "text/plain", None, b"\xff", b"/w=="),
    ("image/png", "text/plain", "CONVERT_TO_BINARY", b"\xff", b"\xff"),
    ("image/png", "text/plain", "CONVERT_TO_TEXT", b"\xff", b"/w=="),
    ("image/png", "image/png", None, b"\xff", b"\xff"),
    ("image/png", "image/png", "CONVERT_TO_BINARY", b"\xff", b"\xff"),
    ("image/png", "image/png", "CONVERT_TO_TEXT", b"\xff", b"/w=="),
]


def converted(kind: str, accept: str, handling: str | None, payload: bytes, template: dict[str, str]) -> Response:
    responses = (IntegrationResponse("200", None, template, {}, handling),)
    integration = Integration(
        "HTTP", "https://example.com", integration_http_method="GET", integration_responses=responses
    )
    rest = api(method("GET /", integration), binary_media_types=("image/png",))
    with gateway(rest, backend=lambda sent: IntegrationResult(200, (("Content-Type", kind),), payload)) as running:
        return running.handle(Request.of("GET", "/", headers={"Accept": accept}))


@pytest.mark.parametrize(("kind", "accept", "handling", "payload", "expected"), BINARY)
def test_content_handling_of_responses(
    kind: str, accept: str, handling: str | None, payload: bytes, expected: bytes
) -> None:
    assert converted(kind, accept, handling, payload, {}).body == expected


def test_a_response_template_cannot_read_bytes_but_their_base64() -> None:
    template = {JSON: '{"data": "$input.body"}'}
    assert converted("image/png", "image/png", None, b"\xff", template).status == 500
    assert converted("image/png", "text/plain", None, b"\xff", template).body == b'{"data": "/w=="}'


def test_a_text_that_is_no_base64_is_a_configuration_error() -> None:
    response = converted("text/plain", "image/png", None, b"no base64!", {})
    assert (response.status, response.response_type) == (500, "API_CONFIGURATION_ERROR")
