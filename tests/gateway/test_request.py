"""From the method request to the integration request: passthrough, mappings, templates, overrides."""

from __future__ import annotations

from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Integration, IntegrationResponse, Stage
from cdk_apigateway_errors.gateway import IntegrationRequest, IntegrationResult, Request, Trace
from gateway.apis import api, gateway, lambda_integration, method, returns

OK = IntegrationResponse("200")
JSON, XML = "application/json", "application/xml"


def traced(
    url: str = "POST /orders/7", headers: Any = (), body: Any = b'{"raw": true}', rest: Any = None, **values: Any
) -> Trace:
    integration = lambda_integration(OK, **values)
    api_ = api(method("POST /orders/{id}", integration), stage=Stage("prod", {"color": "green"}), **(rest or {}))
    with gateway(api_, returns({})) as running:
        http_method, target = url.split(" ", 1)
        return running.handle_traced(Request.of(http_method, target, headers=headers, body=body))


def sent(*args: Any, **values: Any) -> IntegrationRequest:
    found = traced(*args, **values).find("integration request")
    assert isinstance(found, IntegrationRequest)
    return found


MAPPED, RAW, REFUSED = "mapped", "raw", "415"
NONE: dict[str, str] = {}
PASSTHROUGH = [
    # templates, Content-Type, WHEN_NO_MATCH, WHEN_NO_TEMPLATES, NEVER (D integration-passthrough-behaviors)
    ("json", None, MAPPED, MAPPED, MAPPED),
    ("json", JSON, MAPPED, MAPPED, MAPPED),
    ("json", "Application/JSON; charset=utf-8", MAPPED, MAPPED, MAPPED),
    ("json", XML, RAW, REFUSED, REFUSED),
    ("xml", None, RAW, REFUSED, REFUSED),
    ("xml", JSON, RAW, REFUSED, REFUSED),
    ("xml", XML, MAPPED, MAPPED, MAPPED),
    ("none", None, RAW, RAW, REFUSED),
    ("none", JSON, RAW, RAW, REFUSED),
    ("none", XML, RAW, RAW, REFUSED),
]
ROWS = [
    (templates, content_type, behavior, expected)
    for templates, content_type, *row in PASSTHROUGH
    for behavior, expected in zip(("WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"), row, strict=True)
]


@pytest.mark.parametrize(("templates", "content_type", "behavior", "expected"), ROWS)
def test_passthrough_behavior_decides_what_reaches_the_integration(
    templates: str, content_type: str | None, behavior: str, expected: str
) -> None:
    given = {"json": {JSON: '{"mapped": true}'}, "xml": {XML: '{"mapped": true}'}, "none": NONE}[templates]
    headers = {"Content-Type": content_type} if content_type else {}
    trace = traced(headers=headers, request_templates=given, passthrough_behavior=behavior)
    if expected == REFUSED:
        assert (trace.response.status, trace.response.text) == (415, '{"message": "Unsupported Media Type"}')
        assert trace.response.response_type == "UNSUPPORTED_MEDIA_TYPE"
        assert trace.find("integration") is None
    else:
        assert trace.find("integration request").body == (
            b'{"mapped": true}' if expected == MAPPED else b'{"raw": true}'
        )


def test_a_default_template_covers_every_content_type() -> None:
    assert sent(headers={"Content-Type": "text/plain"}, request_templates={"$default": '{"d": 1}'}).body == b'{"d": 1}'


EXPRESSIONS = {
    "static": ("'a b'", "a b"),
    "empty static": ("''", None),
    "path": ("method.request.path.id", "7"),
    "query string, last value": ("method.request.querystring.q", "2"),
    "several query string values": ("method.request.multivaluequerystring.q", "1,2"),
    "header": ("method.request.header.X-Id", "h"),
    "header names are case-sensitive": ("method.request.header.x-id", None),
    "hidden header": ("method.request.header.TE", None),
    "body": ("method.request.body", '{"a":{"b":[1,2]},"t":"x"}'),
    "member of the body": ("method.request.body.t", "x"),
    "number in the body": ("method.request.body.a.b[1]", "2"),
    "object in the body": ("method.request.body.a", '{"b":[1,2]}'),
    "missing member": ("method.request.body.nope", None),
    "context": ("context.httpMethod", "POST"),
    "nested context": ("context.identity.sourceIp", "127.0.0.1"),
    "stage variable": ("stageVariables.color", "green"),
    "missing stage variable": ("stageVariables.nope", None),
}


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
def test_request_parameters_are_mapped_from_many_sources(expression: str, expected: str | None) -> None:
    found = sent(
        "POST /orders/7?q=1&q=2",
        headers={"X-Id": "h", "TE": "deflate"},
        body='{"a":{"b":[1,2]},"t":"x"}',
        request_parameters={"integration.request.header.X-Mapped": expression},
    )
    assert found.headers.get("X-Mapped") == expected


def test_a_mapping_that_needs_json_refuses_a_body_that_is_none() -> None:
    trace = traced(body='{"a": ', request_parameters={"integration.request.header.X": "method.request.body.a"})
    assert (trace.response.status, trace.response.json()) == (400, {"message": "Invalid JSON in request body"})


ILLEGAL = ["Content-Length", "Transfer-Encoding", "Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"]


@pytest.mark.parametrize("name", ILLEGAL)
def test_some_headers_cannot_be_mapped(name: str) -> None:
    """S test_apigateway_header_remapping_aws 2024-12-11: accepted at deploy, 500 at run time."""
    trace = traced(request_parameters={f"integration.request.header.{name}": "'x'"})
    assert trace.response.status == 500
    assert trace.response.text == '{"message": "Internal server error"}'
    assert trace.response.header("x-amzn-ErrorType") == "InternalServerErrorException"
    assert trace.find("integration") is None


def test_a_request_template_can_override_parameters() -> None:
    template = (
        "#set($context.requestOverride.header.X-One = 'over')"
        "#set($context.requestOverride.querystring.q = 'over')"
        "#set($context.requestOverride.path.p = 'over'){}"
    )
    found = sent(
        request_templates={JSON: template.replace("header.X-One", "header.XOne")},
        request_parameters={
            "integration.request.header.XOne": "'mapped'",
            "integration.request.header.Two": "'mapped'",
            "integration.request.querystring.q": "'mapped'",
        },
    )
    assert found.headers == {"XOne": "over", "Two": "mapped"}
    assert found.query_parameters == {"q": "over"}
    assert found.path_parameters == {"p": "over"}


def test_the_template_sees_parameters_context_and_stage_variables() -> None:
    template = (
        '{"id":"$input.params(\'id\')","q":"$input.params().querystring.q","h":"$input.params(\'X-Id\')",'
        '"te":"$input.params(\'TE\')","stage":"$context.stage","color":"$stageVariables.color",'
        '"path":"$context.resourcePath","name":$input.json(\'$.name\')}'
    )
    found = sent(
        "POST /orders/a%20b?q=1&q=2",
        headers={"X-Id": "h", "TE": "deflate"},
        body='{"name":"Ada"}',
        request_templates={JSON: template},
    )
    assert found.body.decode() == (
        '{"id":"a b","q":"2","h":"h","te":"","stage":"prod","color":"green","path":"/orders/{id}","name":"Ada"}'
    )


def test_an_absent_body_reads_as_an_empty_object() -> None:
    assert sent(body=b"", request_templates={JSON: "[$input.body]"}).body == b"[{}]"


def test_path_parameters_and_stage_variables_are_filled_into_the_uri() -> None:
    seen: list[IntegrationRequest] = []

    def backend(sent: IntegrationRequest) -> IntegrationResult:
        seen.append(sent)
        return IntegrationResult()

    integration = Integration(
        "HTTP",
        "https://${stageVariables.host}/v1/{order}",
        integration_http_method="ANY",
        request_parameters={"integration.request.path.order": "method.request.path.id"},
        integration_responses=(OK,),
    )
    rest = api(method("GET /orders/{id}", integration), stage=Stage("prod", {"host": "example.com"}))
    with gateway(rest, backend=backend) as running:
        assert running.handle(Request.of("GET", "/orders/7")).status == 200
    assert (seen[0].http_method, seen[0].uri) == ("GET", "https://example.com/v1/7")


def test_a_template_that_fails_is_an_internal_error() -> None:
    trace = traced(request_templates={JSON: "#set($a = [1])$a.get(5)"})
    assert (trace.response.status, trace.response.text) == (500, '{"message": "Internal server error"}')
    assert trace.failure is not None
    assert "Unable to transform" in trace.failure.log


def test_deep_json_is_answered() -> None:
    body = "[" * 10_000 + "]" * 10_000
    for template in ("$input.json('$')", "$input.path('$[0]')", "$input.body"):
        assert traced(body=body, request_templates={JSON: template}).response.status in (200, 400, 500)


def test_bytes_that_are_not_utf_8_are_answered() -> None:
    trace = traced(body=b'{"a": "\xff\xfe"}', request_templates={JSON: "$input.body"})
    assert trace.response.status == 200
    assert "\ufffd" in trace.find("integration request").body.decode()


REFUSED_BODIES = {"text": "mapped text", "half": '{"a": ', "NaN": "NaN", "deep": "[" * 20_000 + "]" * 20_000}


@pytest.mark.parametrize("body", REFUSED_BODIES.values(), ids=REFUSED_BODIES.keys())
def test_lambda_refuses_a_payload_that_is_no_json(body: str) -> None:
    trace = traced(body=body)
    assert trace.response.status == 400
    assert trace.response.json()["message"].startswith("Could not parse request body into json")
    assert trace.find("integration") is None


BINARY = {
    "binary, as it is": (b"\xff", None, "image/png", b"\xff"),
    "binary to text": (b"\xff", "CONVERT_TO_TEXT", "image/png", b"/w=="),
    "binary stays binary": (b"\xff", "CONVERT_TO_BINARY", "image/png", b"\xff"),
    "text to binary": (b"aGk=", "CONVERT_TO_BINARY", JSON, b"hi"),
    "text": (b"aGk=", None, JSON, b"aGk="),
    "text to text": (b"aGk=", "CONVERT_TO_TEXT", JSON, b"aGk="),
}


@pytest.mark.parametrize(("body", "handling", "content_type", "expected"), BINARY.values(), ids=BINARY.keys())
def test_content_handling_of_requests(body: bytes, handling: str | None, content_type: str, expected: bytes) -> None:
    """D api-gateway-payload-encodings-workflow, first table."""
    found = sent(
        headers={"Content-Type": content_type},
        body=body,
        rest={"binary_media_types": ("image/*",)},
        content_handling=handling,
    )
    assert found.body == expected


def test_a_template_cannot_read_bytes_but_their_base64() -> None:
    values: dict[str, Any] = {
        "headers": {"Content-Type": "image/png"},
        "body": b"\xff",
        "rest": {"binary_media_types": ("*/*",)},
        "request_templates": {"image/png": '{"data": "$input.body"}'},
    }
    assert traced(**values).response.status == 500
    assert sent(**values, content_handling="CONVERT_TO_TEXT").body == b'{"data": "/w=="}'


def test_text_that_is_no_base64_cannot_be_converted() -> None:
    trace = traced(body="not base64!", content_handling="CONVERT_TO_BINARY")
    assert (trace.response.status, trace.response.response_type) == (500, "API_CONFIGURATION_ERROR")


def test_a_backend_stands_in_for_other_services() -> None:
    """HTTP endpoints and AWS services answer through a callable; without one the method is a problem."""
    integration = Integration("HTTP", "https://example.com", integration_http_method="GET", integration_responses=(OK,))
    http = api(method("GET /", integration))
    with gateway(http, backend=lambda sent: IntegrationResult(200, (), b"hello")) as running:
        assert running.problems == ()
        assert running.handle(Request.of("GET", "/")).text == "hello"
    with gateway(http) as running:
        assert "HTTP to https://example.com does not run here" in running.problems[0].reason
        assert running.handle(Request.of("GET", "/")).status == 500
