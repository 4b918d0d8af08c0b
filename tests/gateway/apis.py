"""REST APIs and functions for the tests of this folder, as values."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cdk_apigateway_errors.cloudformation.model import (
    Function,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    RestApi,
)
from cdk_apigateway_errors.gateway import Gateway, Request, Response
from cdk_apigateway_errors.lambda_runtime import InvocationResult, LambdaService

UNWRAP = {"application/json": "$input.path('$.errorMessage')"}
FUNCTION = Function("Fn", "orders", "arn:aws:lambda:us-east-1:123456789012:function:orders", runtime="python3.12")

CLASSIC = (
    IntegrationResponse("200"),
    IntegrationResponse("400", '.*"status":400.*', UNWRAP),
    IntegrationResponse("404", '.*"status":404.*', UNWRAP),
)
"""The patterns and the template of the blog's example."""

StandIn = Callable[[Any, Any], Any]


def lambda_integration(*responses: IntegrationResponse, **values: Any) -> Integration:
    return Integration("AWS", function="Fn", integration_responses=responses or CLASSIC, **values)


def mock_integration(*responses: IntegrationResponse, body: str = '{"statusCode": 200}', **values: Any) -> Integration:
    given: dict[str, Any] = {"request_templates": {"application/json": body}, **values}
    return Integration("MOCK", integration_responses=responses or (IntegrationResponse("200"),), **given)


def method(route: str, integration: Integration, **values: Any) -> Method:
    """A method whose integration responses are all declared."""
    http_method, path = route.split(" ")
    declared = tuple(MethodResponse(response.status_code) for response in integration.integration_responses)
    given: dict[str, Any] = {"method_responses": declared, "logical_id": "Method", "resource_id": "r1", **values}
    return Method(http_method, path, integration, **given)


def api(*methods: Method, **values: Any) -> RestApi:
    return RestApi("Api", "orders", methods=methods, functions={"Fn": FUNCTION}, **values)


def gateway(rest_api: RestApi, stand_in: StandIn | None = None, **values: Any) -> Gateway:
    """A gateway whose one function is a callable."""
    callables = {"Fn": stand_in} if stand_in else {}
    return Gateway(rest_api, LambdaService(callables=callables), **values)


def ask(
    rest_api: RestApi,
    url: str = "GET /orders/7",
    *,
    stand_in: StandIn | None = None,
    headers: Any = (),
    body: Any = b"",
) -> Response:
    """One request and its answer."""
    http_method, target = url.split(" ", 1)
    with gateway(rest_api, stand_in) as running:
        return running.handle(Request.of(http_method, target, headers=headers, body=body))


def returns(value: Any) -> StandIn:
    return lambda event, context: value


def fails(message: str, error_type: str = "Exception") -> StandIn:
    """A function error as Python handlers make it, with a stack trace."""
    document = {"errorMessage": message, "errorType": error_type, "requestId": "r", "stackTrace": ["  File x\n"]}
    return returns(InvocationResult(json.dumps(document).encode(), "Unhandled"))


def refuses(error: Exception) -> StandIn:
    def stand_in(event: Any, context: Any) -> Any:
        raise error

    return stand_in


def orders(*responses: IntegrationResponse, **values: Any) -> RestApi:
    """``GET /orders/{id}`` with a non-proxy Lambda integration."""
    return api(method("GET /orders/{id}", lambda_integration(*responses)), **values)


def with_method(rest_api: RestApi, **values: Any) -> RestApi:
    """The API with its one method changed."""
    return replace(rest_api, methods=(replace(rest_api.methods[0], **values),))
