"""What the service refuses at deploy is a problem when the API is loaded, in the service's words."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cloudformation.model import Integration, IntegrationResponse, Method, MethodResponse
from cdk_apigateway_errors.gateway.deploy_checks import refusals
from gateway.apis import api, gateway, method, mock_integration

LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:orders"
INVOKE = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{LAMBDA}/invocations"
BASE = "Invalid mapping expression specified: "


def with_integration(*values: object, **named: object) -> Method:
    return Method("GET", "/", Integration(*values, **named))  # type: ignore[arg-type]


REFUSED = {
    "status of an integration response": (
        with_integration("MOCK", integration_responses=(IntegrationResponse("wrong"),)),
        r"pattern: [1-5]\d\d",
    ),
    "status of a method response": (Method("GET", "/", None, (MethodResponse("600"),)), r"pattern: [1-5]\d\d"),
    "same name in two places": (
        Method("GET", "/", request_parameters={"method.request.querystring.a": True, "method.request.header.a": False}),
        "Parameter names must be unique across querystring, header and path",
    ),
    "no mapping expression": (Method("GET", "/", request_parameters={"true": True}), f"[{BASE}true]"),
    "unknown place": (
        Method("GET", "/", request_parameters={"method.request.cookie.a": True}),
        f"[{BASE}method.request.cookie.a]",
    ),
    "content type of a response template": (
        with_integration("MOCK", integration_responses=(IntegrationResponse("200", None, {"123": "{}"}),)),
        "[Invalid content type specified: 123]",
    ),
    "content type of a request template": (
        with_integration("MOCK", request_templates={"json": "{}"}),
        "[Invalid content type specified: json]",
    ),
    "no HTTP method": (with_integration("AWS", INVOKE), "Enumeration value for HttpMethod must be non-empty"),
    "function ARN": (
        with_integration("AWS_PROXY", LAMBDA, None, "POST"),
        "AWS ARN for integration must contain path or action",
    ),
    "no ARN": (with_integration("AWS", "non-valid-arn", None, "POST"), "Invalid ARN specified in the request"),
    "no URL": (with_integration("HTTP", "non-valid-http", None, "GET"), "Invalid HTTP endpoint specified for URI"),
}


@pytest.mark.parametrize(("refused", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_the_service_says_why_it_refuses(refused: Method, message: str) -> None:
    [said] = refusals(refused)
    assert message in said


ACCEPTED = {
    "Lambda": with_integration("AWS", INVOKE, "Fn", "POST"),
    "China": with_integration("AWS", INVOKE.replace("arn:aws:", "arn:aws-cn:"), "Fn", "POST"),
    "action": with_integration("AWS", "arn:aws:apigateway:us-east-1:sqs:action/SendMessage", None, "POST"),
    "proxy without a method": with_integration("AWS_PROXY", INVOKE, "Fn"),
    "HTTP": with_integration("HTTP_PROXY", "https://${stageVariables.host}/", None, "GET"),
    "MOCK": with_integration("MOCK", "http://example.com"),
    "media types": with_integration(
        "MOCK", request_templates={"$default": "", "application/x-www-form-urlencoded": ""}
    ),
    "names that differ in case": Method(
        "GET", "/", request_parameters={"method.request.querystring.a": True, "method.request.header.A": True}
    ),
}


@pytest.mark.parametrize("accepted", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_the_service_takes_is_not_refused(accepted: Method) -> None:
    assert refusals(accepted) == ()


def test_a_refusal_is_a_problem_of_the_method() -> None:
    rest = api(method("GET /", mock_integration(IntegrationResponse("200", None, {"123": "{}"}))))
    with gateway(rest) as running:
        [problem] = running.problems
    assert problem.reason.startswith("the service refuses this at deploy: ")
