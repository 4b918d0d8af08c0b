"""Every failure of the semantics page, through the front door."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import (
    ApiKey,
    GatewayResponse,
    IntegrationResponse,
    Method,
    Permission,
    RestApi,
)
from cdk_apigateway_errors.gateway import Gateway, Request
from cdk_apigateway_errors.gateway.failures import MAX_BODY_BYTES
from cdk_apigateway_errors.lambda_runtime import (
    AccessDenied,
    InvocationResult,
    LambdaService,
    RequestTooLarge,
    ResourceNotFound,
    ServiceError,
    TooManyRequests,
    timed_out,
)
from gateway.apis import (
    CLASSIC,
    FUNCTION,
    api,
    ask,
    fails,
    gateway,
    lambda_integration,
    method,
    mock_integration,
    orders,
    refuses,
    returns,
)

INTERNAL = '{"message": "Internal server error"}'
CATCH_ALL = (IntegrationResponse("200"), IntegrationResponse("418", r"[\s\S]*"))

REFUSALS = {
    "throttled": (TooManyRequests(), "INTEGRATION_FAILURE", "Rate Exceeded"),
    "no permission": (AccessDenied(), "API_CONFIGURATION_ERROR", "Invalid permissions on Lambda function"),
    "function missing": (ResourceNotFound(), "INTEGRATION_FAILURE", "Function not found"),
    "too large": (RequestTooLarge(), "INTEGRATION_FAILURE", "too large"),
    "Lambda failed": (ServiceError(), "INTEGRATION_FAILURE", "ServiceException"),
    "the stand-in is broken": (RuntimeError("x"), None, ""),
}


@pytest.mark.parametrize(("error", "kind", "log"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refused_invocation_is_500_and_never_reaches_the_selection(
    error: Exception, kind: str | None, log: str
) -> None:
    response = ask(orders(*CATCH_ALL), stand_in=refuses(error))
    if kind is None:  # a callable that raises is a function error
        assert response.status == 418
        return
    assert (response.status, response.text, response.response_type) == (500, INTERNAL, kind)
    assert response.header("x-amzn-ErrorType") == "InternalServerErrorException"
    assert response.failure is not None
    assert log in response.failure.log


def test_a_gateway_response_can_give_a_refusal_another_status_and_body() -> None:
    definition = GatewayResponse(
        "DEFAULT_5XX", "503", {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}, {"application/json": "{}"}
    )
    rest = orders(gateway_responses={"DEFAULT_5XX": definition})
    response = ask(rest, stand_in=refuses(TooManyRequests()))
    assert (response.status, response.text, response.header("Access-Control-Allow-Origin")) == (503, "{}", "*")


def test_a_timeout_of_the_function_is_a_function_error() -> None:
    pattern = r"(?s)(?:RequestId: \S+ Error: |\d{4}-\d\d-\d\dT\S+ \S+ )Task timed out after \d+\.\d+ seconds"
    rest = orders(IntegrationResponse("200"), IntegrationResponse("504", pattern, {"application/json": "slow"}))
    response = ask(rest, stand_in=lambda event, context: timed_out(context.aws_request_id, 3.0))
    assert (response.status, response.text) == (504, "slow")


def slow_api(milliseconds: int) -> RestApi:
    return orders_with(lambda_integration(IntegrationResponse("200"), timeout_in_millis=milliseconds))


def orders_with(integration: Any, **values: Any) -> RestApi:
    return api(method("GET /orders/{id}", integration), **values)


def test_an_integration_timeout_is_504() -> None:
    function = dataclasses.replace(
        FUNCTION,
        runtime="python3.11",
        handler="index.handler",
        inline_code="import time\ndef handler(event, context):\n    time.sleep(20)\n",
        timeout=25.0,
    )
    rest = dataclasses.replace(slow_api(700), functions={"Fn": function})
    with LambdaService() as service, Gateway(rest, service) as running:
        response = running.handle(Request.of("GET", "/orders/7"))
        again = asyncio.run(running.ahandle(Request.of("GET", "/orders/7")))
    for one in (response, again):
        assert (one.status, one.text) == (504, '{"message": "Endpoint request timed out"}')
        assert one.response_type == "INTEGRATION_TIMEOUT"


def test_an_invocation_of_type_event_answers_at_once_with_an_empty_body() -> None:
    called = threading.Event()

    def stand_in(event: Any, context: Any) -> str:
        called.set()
        return "never seen"

    integration = lambda_integration(
        IntegrationResponse("200"),
        request_parameters={"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
    )
    with gateway(orders_with(integration), stand_in) as running:
        response = running.handle(Request.of("GET", "/orders/7"))
        assert (response.status, response.body) == (200, b"")
        assert called.wait(5)


def test_an_invocation_of_type_event_does_not_block_the_event_loop() -> None:
    called = []
    integration = lambda_integration(
        IntegrationResponse("200"),
        request_parameters={"integration.request.header.X-Amz-Invocation-Type": "method.request.header.Invocation"},
    )

    async def ask_twice(running: Gateway) -> list[int]:
        event = await running.ahandle(Request.of("GET", "/orders/7", headers={"Invocation": "Event"}))
        plain = await running.ahandle(Request.of("GET", "/orders/7"))
        return [len(event.body), len(plain.body)]

    with gateway(orders_with(integration), lambda event, context: called.append(event) or "seen") as running:
        assert asyncio.run(ask_twice(running)) == [0, 6]
    assert called == [{}, {}]


PERMITTED = {
    "the API": ("arn:aws:execute-api:us-east-1:123456789012:local/*/*/*", 200),
    "the method": ("arn:aws:execute-api:us-east-1:123456789012:local/prod/GET/orders/*", 200),
    "no source": (None, 200),
    "another partition's name is not judged": ("arn:aws-cn:execute-api:us-east-1:123456789012:local/*/GET/*", 200),
    "another method": ("arn:aws:execute-api:us-east-1:123456789012:local/prod/POST/orders/*", 500),
    "another stage": ("arn:aws:execute-api:us-east-1:123456789012:local/test-invoke-stage/GET/orders/*", 500),
    "another API": ("arn:aws:execute-api:us-east-1:123456789012:other/*/*/*", 500),
    "another region": ("arn:aws:execute-api:eu-west-1:123456789012:local/*/*/*", 500),
    "another account": ("arn:aws:execute-api:us-east-1:210987654321:local/*/*/*", 500),
    "another service": ("arn:aws:s3:us-east-1:123456789012:local/*/*/*", 500),
    "another path": ("arn:aws:execute-api:us-east-1:123456789012:local/prod/GET/orders", 500),
    "no ARN": ("everyone", 500),
}


@pytest.mark.parametrize(("source_arn", "status"), PERMITTED.values(), ids=PERMITTED.keys())
def test_permissions_are_judged_where_the_template_has_any(source_arn: str | None, status: int) -> None:
    permission = Permission("Fn", "apigateway.amazonaws.com", source_arn=source_arn)
    response = ask(orders(permissions=(permission,)), stand_in=returns({}))
    assert response.status == status
    if status == 500:
        assert response.failure is not None
        assert "Invalid permissions on Lambda function" in response.failure.log


def test_a_function_of_the_template_without_any_permission_may_not_be_invoked() -> None:
    api = orders()
    assert ask(api, stand_in=returns({})).status == 200
    functions = {name: replace(function, in_template=True) for name, function in api.functions.items()}
    response = ask(replace(api, functions=functions), stand_in=returns({}))
    assert response.status == 500
    assert response.failure is not None
    assert "Invalid permissions on Lambda function" in response.failure.log


@pytest.mark.parametrize(
    "permission",
    [
        Permission("Other", "apigateway.amazonaws.com"),
        Permission("Fn", "s3.amazonaws.com"),
        Permission("Fn", "apigateway.amazonaws.com", "lambda:GetFunction"),
    ],
    ids=["another function", "another principal", "another action"],
)
def test_a_permission_for_something_else_does_not_count(permission: Permission) -> None:
    assert ask(orders(permissions=(permission,)), stand_in=returns({})).status == 500


def test_an_integration_with_a_role_needs_no_permission() -> None:
    other = Permission("Other", "apigateway.amazonaws.com")
    integration = lambda_integration(IntegrationResponse("200"), credentials="arn:aws:iam::123456789012:role/r")
    assert ask(orders_with(integration, permissions=(other,)), stand_in=returns({})).status == 200


KEYS = {
    "none": ({}, 403),
    "the key": ({"x-api-key": "secret"}, 200),
    "header in another case": ({"X-API-Key": "secret"}, 200),
    "another": ({"x-api-key": "Secret"}, 403),
    "empty": ({"x-api-key": ""}, 403),
    "disabled": ({"x-api-key": "off"}, 403),
}


@pytest.mark.parametrize(("headers", "status"), KEYS.values(), ids=KEYS.keys())
def test_a_method_can_require_an_api_key(headers: dict[str, str], status: int) -> None:
    rest = api(
        method("GET /orders", mock_integration(), api_key_required=True),
        api_keys=(ApiKey("secret"), ApiKey("off", enabled=False)),
    )
    response = ask(rest, "GET /orders", headers=headers)
    assert response.status == status
    if status == 403:
        assert (response.text, response.response_type) == ('{"message":"Forbidden"}', "INVALID_API_KEY")
        assert response.header("x-amzn-ErrorType") == "ForbiddenException"


AUTHORIZATION = {
    "no authorizer": ("NONE", {}, 200),
    "Cognito without a token": ("COGNITO_USER_POOLS", {}, 401),
    "Cognito with one": ("COGNITO_USER_POOLS", {"Authorization": "x"}, 200),
    "Lambda authorizer without a token": ("CUSTOM", {}, 401),
    "IAM without a signature": ("AWS_IAM", {}, 403),
}


@pytest.mark.parametrize(("kind", "headers", "status"), AUTHORIZATION.values(), ids=AUTHORIZATION.keys())
def test_an_authorizer_wants_something_to_authorize(kind: str, headers: dict[str, str], status: int) -> None:
    rest = api(method("GET /orders", mock_integration(), authorization_type=kind))
    assert ask(rest, "GET /orders", headers=headers).status == status


def test_a_body_over_10_mb_is_too_large_whatever_is_defined() -> None:
    definition = GatewayResponse("REQUEST_TOO_LARGE", "400", {}, {"application/json": "no"})
    rest = api(method("POST /orders", mock_integration()), gateway_responses={"REQUEST_TOO_LARGE": definition})
    response = ask(rest, "POST /orders", body=bytes(MAX_BODY_BYTES + 1))
    assert (response.status, response.response_type) == (413, "REQUEST_TOO_LARGE")
    assert ask(rest, "POST /orders", body=bytes(MAX_BODY_BYTES)).status == 200


@pytest.mark.parametrize(
    "headers", [[("X-Long", "a" * 10_300)], [(f"X-{i}", "a" * 100) for i in range(100)]], ids=["one", "many"]
)
def test_headers_over_10_kb_are_too_large(headers: list[tuple[str, str]]) -> None:
    response = ask(api(method("GET /orders", mock_integration())), "GET /orders", headers=headers)
    assert (response.status, response.json()) == (431, {"message": "Request Header Fields Too Large"})


def test_a_url_over_10_kb_is_too_large() -> None:
    assert ask(api(method("GET /orders", mock_integration())), "GET /orders?" + "a" * 10_300).status == 431


PROBLEMS = {
    "pattern that Java refuses": (
        lambda_integration(IntegrationResponse("200"), IntegrationResponse("400", '{"status":400}')),
        "SelectionPattern",
    ),
    "pattern that no engine here can run": (
        lambda_integration(IntegrationResponse("200"), IntegrationResponse("400", r"é\b.*")),
        "SelectionPattern",
    ),
    "response template": (
        lambda_integration(IntegrationResponse("200", None, {"application/json": "#if($x"})),
        "ResponseTemplates of 200[application/json]",
    ),
    "request template": (
        lambda_integration(IntegrationResponse("200"), request_templates={"application/json": "#foreach("}),
        "RequestTemplates[application/json]",
    ),
    "HTTP method": (
        lambda_integration(IntegrationResponse("200"), integration_http_method="GET"),
        "invoked with POST, but IntegrationHttpMethod is GET",
    ),
    "mapping without quotes": (
        lambda_integration(IntegrationResponse("200", None, {}, {"method.response.header.X": "*"})),
        "method.response.header.X: Invalid mapping expression specified: *",
    ),
    "request mapping": (
        lambda_integration(IntegrationResponse("200"), request_parameters={"integration.request.header.X": "y"}),
        "integration.request.header.X: Invalid mapping expression specified: y",
    ),
}


@pytest.mark.parametrize(("integration", "reason"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_cannot_run_is_named_and_the_rest_runs(integration: Any, reason: str) -> None:
    rest = api(
        method("GET /bad/{id}", integration, logical_id="BadMethod"),
        method("GET /orders/{id}", lambda_integration(*CLASSIC)),
    )
    with gateway(rest, returns({})) as running:
        [problem] = running.problems
        assert (problem.method, problem.logical_id) == ("GET /bad/{id}", "BadMethod")
        assert reason in problem.reason
        bad = running.handle(Request.of("GET", "/bad/1"))
        good = running.handle(Request.of("GET", "/orders/1"))
    assert (bad.status, bad.text, bad.response_type) == (500, INTERNAL, "API_CONFIGURATION_ERROR")
    assert bad.failure is not None
    assert problem.reason in bad.failure.log
    assert good.status == 200


def test_a_function_that_is_not_in_the_template_is_a_problem() -> None:
    rest = RestApi("Api", "orders", methods=orders().methods)
    assert "function 'Fn' is not in the template" in Gateway(rest).problems[0].reason


def test_a_method_without_an_integration_is_a_problem() -> None:
    assert Gateway(api(Method("GET", "/"))).problems[0].reason == "the method has no integration"


def test_an_error_that_reaches_the_default_is_diagnosed_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        response = ask(orders(), stand_in=fails('{"status": 400}'))
    assert response.status == 200
    assert response.selected is not None
    assert "would match but for a space after the colon" in response.selected.diagnosis
    assert "would match but for a space after the colon" in caplog.text


def test_a_very_long_message_is_not_tried_again_and_again() -> None:
    response = ask(orders(), stand_in=fails("x" * 5_000_000))
    assert response.selected is not None
    assert "of 5000000 characters matches no pattern" in response.selected.diagnosis


def test_an_empty_message_is_diagnosed() -> None:
    response = ask(orders(), stand_in=fails(""))
    assert response.selected is not None
    assert "compares as a success does" in response.selected.diagnosis


def test_an_exception_that_nobody_foresaw_is_500_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("cdk_apigateway_errors.gateway.stages.map_headers", broken)
    response = ask(orders(), stand_in=returns({}))
    assert (response.status, response.text) == (500, INTERNAL)
    assert "ZeroDivisionError" in caplog.text


def normalized(response: Any) -> Any:
    run_dependent = {"Date", "x-amzn-RequestId", "x-amz-apigw-id", "X-Amzn-Trace-Id"}
    return response.status, [line for line in response.headers if line[0] not in run_dependent], response.body


@pytest.mark.parametrize(
    "stand_in", [returns({"a": 1}), fails('{"status":404}'), fails("x"), refuses(TooManyRequests())], ids=range(4)
)
def test_in_line_and_async_answers_are_the_same(stand_in: Any) -> None:
    request = Request.of("GET", "/orders/7")
    with gateway(orders(), stand_in) as running:
        in_line, traced = running.handle(request), running.handle_traced(request).response
        awaited = asyncio.run(running.ahandle(request))
        awaited_trace = asyncio.run(running.ahandle_traced(request)).response
    assert normalized(in_line) == normalized(awaited) == normalized(traced) == normalized(awaited_trace)


def test_many_threads_do_not_mix_answers_up() -> None:
    rest = api(
        method(
            "GET /orders/{id}",
            lambda_integration(
                IntegrationResponse("200"), request_templates={"application/json": '{"id": "$input.params(\'id\')"}'}
            ),
        )
    )
    wrong: list[str] = []
    with gateway(rest, lambda event, context: event["id"]) as running:

        def ask_often(name: str) -> None:
            for number in range(50):
                expected = f"{name}-{number}"
                got = running.handle(Request.of("GET", f"/orders/{expected}")).json()
                wrong.extend([got] if got != expected else [])

        threads = [threading.Thread(target=ask_often, args=(f"t{i}",)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_each_request_has_its_own_context() -> None:
    """Overrides of one request must not reach the next."""
    template = {"application/json": "#if($context.responseOverride.status)#end$!context.requestOverride.header.a"}
    override = "#set($context.requestOverride.header.a = 'x')#set($context.responseOverride.status = 299){}"
    rest = api(
        method(
            "GET /set",
            mock_integration(IntegrationResponse("200", None, template), body=override + '{"statusCode":200}'),
        ),
        method("GET /get", mock_integration(IntegrationResponse("200", None, template))),
    )
    with gateway(rest) as running:
        running.handle(Request.of("GET", "/set"))
        response = running.handle(Request.of("GET", "/get"))
    assert (response.status, response.text) == (200, "")


def test_unknown_routes_are_named_in_explain() -> None:
    with gateway(orders()) as running, pytest.raises(LookupError, match=r"this API has GET /orders/\{id\}"):
        running.explain("GET", "/nope", "x")


def test_a_test_invocation_reaches_its_method_whatever_the_path() -> None:
    with gateway(orders(), lambda event, context: InvocationResult(b'"ok"')) as running:
        assert running.test_invoke("GET", "/orders/{id}", Request.of("GET", "/random/path")).status == 200
        assert running.handle(Request.of("GET", "/random/path")).status == 403


def test_the_time_of_a_request_is_its_own() -> None:
    template = {"application/json": "$context.requestTimeEpoch"}
    rest = api(method("GET /", mock_integration(IntegrationResponse("200", None, template))))
    before = int(time.time() * 1000)
    assert before <= int(ask(rest, "GET /").text) <= int(time.time() * 1000) + 1


def test_an_error_document_is_plain_json_in_the_trace() -> None:
    with gateway(orders(), fails('{"status":404,"m":"ü\u2028"}')) as running:
        trace = running.handle_traced(Request.of("GET", "/orders/7"))
    assert json.loads(json.dumps(trace.to_dict()))["Code"] == '{"status":404,"m":"ü\u2028"}'
