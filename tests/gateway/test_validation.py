"""The request validator: parameters first, then the body against its model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import (
    GatewayResponse,
    IntegrationResponse,
    Model,
    RequestValidator,
    RestApi,
)
from cdk_apigateway_errors.gateway import Response
from gateway.apis import api, ask, gateway, lambda_integration, method, returns

BOTH = RequestValidator(True, True)
NUMBERS = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "properties": {"a": {"type": "number"}, "b": {"type": "number", "minimum": 0, "exclusiveMinimum": True}},
    "required": ["a", "b"],
}
REQUIRED = {
    "method.request.querystring.qs1": True,
    "method.request.path.issuer": True,
    "method.request.header.x-header-param": True,
    "method.request.header.optional": False,
}


def validated(models: dict[str, Any], kinds: dict[str, str], **values: Any) -> RestApi:
    given = {"request_models": kinds, "request_validator": BOTH, **values}
    route = given.pop("route", "POST /nested/{issuer}")
    return api(
        method(route, lambda_integration(IntegrationResponse("200")), **given),
        models={name: Model(name, schema=schema) for name, schema in models.items()},
    )


def post(rest: RestApi, body: Any = b"", url: str = "POST /nested/x", headers: Any = ()) -> Response:
    return ask(rest, url, stand_in=returns("ok"), headers=headers, body=body)


def test_missing_parameters_are_listed_header_path_querystring() -> None:
    """S test_api_gateway_request_validator 2024-01-10; the path has no parameter of that name."""
    response = post(validated({}, {}, request_parameters=REQUIRED, route="POST /nested/{other}"))
    assert response.status == 400
    assert response.text == '{"message": "Missing required request parameters: [x-header-param, issuer, qs1]"}'
    assert response.header("x-amzn-ErrorType") == "BadRequestException"
    assert response.response_type == "BAD_REQUEST_PARAMETERS"


PARAMETERS = {
    "all there": ("/nested/x?qs1=1", {"x-header-param": "1"}, 200),
    "blank query string": ("/nested/x?qs1=", {"x-header-param": "1"}, 400),
    "spaces": ("/nested/x?qs1=%20", {"x-header-param": "1"}, 400),
    "blank header": ("/nested/x?qs1=1", {"x-header-param": ""}, 400),
    "one of several is not blank": ("/nested/x?qs1=&qs1=1", {"x-header-param": "1"}, 200),
    "header in another case": ("/nested/x?qs1=1", {"X-Header-Param": "1"}, 200),
}


@pytest.mark.parametrize(("url", "headers", "status"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_a_blank_parameter_counts_as_missing(url: str, headers: dict[str, str], status: int) -> None:
    assert post(validated({}, {}, request_parameters=REQUIRED), url=f"POST {url}", headers=headers).status == status


BODIES = {
    "fits": (b'{"a":1,"b":2}', 200),
    "missing member": (b'{"a":1}', 400),
    "absent stands for {}": (b"", 400),
    "blank stands for {}": (b"  ", 400),
    "not JSON": (b'{"a":', 400),
    "draft 4: exclusiveMinimum is a boolean": (b'{"a":1,"b":0}', 400),
    "array": (b"[]", 400),
    "deep": (b"[" * 10_000 + b"]" * 10_000, 400),
}


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES.keys())
def test_a_body_must_fit_its_model(body: bytes, status: int) -> None:
    response = post(validated({"Numbers": NUMBERS}, {"application/json": "Numbers"}), body)
    assert response.status == status
    if status == 400:
        assert response.text == '{"message": "Invalid request body"}'
        assert response.header("x-amzn-ErrorType") == "BadRequestException"


@pytest.mark.parametrize("body", [b"", b" \n"], ids=["absent", "blank"])
def test_an_absent_body_fits_a_model_that_takes_an_empty_object(body: bytes) -> None:
    assert post(validated({"Any": {"type": "object"}}, {"application/json": "Any"}), body).status == 200


KINDS = {
    "its own": ({"application/json": "Numbers"}, {"Content-Type": "application/json; charset=utf-8"}, 400),
    "absent is JSON": ({"application/json": "Numbers"}, {}, 400),
    "another is not checked": ({"application/json": "Numbers"}, {"Content-Type": "text/plain"}, 200),
    "$default covers all": ({"$default": "Numbers"}, {"Content-Type": "text/plain"}, 400),
    "its own before $default": ({"$default": "Any", "text/plain": "Numbers"}, {"Content-Type": "text/plain"}, 400),
}


@pytest.mark.parametrize(("kinds", "headers", "status"), KINDS.values(), ids=KINDS.keys())
def test_the_model_is_found_by_content_type(kinds: dict[str, str], headers: dict[str, str], status: int) -> None:
    assert post(validated({"Numbers": NUMBERS, "Any": {}}, kinds), b"{}", headers=headers).status == status


@pytest.mark.parametrize("body", [b'[{"a":1,"b":2}]', b"[]"])
def test_models_can_refer_to_each_other_by_url(body: bytes) -> None:
    """S test_api_gateway_request_validator_with_ref_models 2024-10-28."""
    url = "https://apigateway.amazonaws.com/restapis/abc123/models/Numbers"
    rest = validated(
        {"Numbers": NUMBERS, "List": {"type": "array", "items": {"$ref": url}}}, {"application/json": "List"}
    )
    assert post(rest, body).status == 200
    assert post(rest, b'[{"a":1}]').status == 400
    assert post(rest, b"").status == 400


def test_a_recursive_model_and_deep_data_are_answered() -> None:
    tree = {"type": "object", "properties": {"next": {"$ref": "#"}}}
    body = b'{"next":' * 2_000 + b"{}" + b"}" * 2_000
    assert post(validated({"Tree": tree}, {"application/json": "Tree"}), body).status in (200, 400)


def test_parameters_are_checked_before_the_body() -> None:
    rest = validated({"Numbers": NUMBERS}, {"application/json": "Numbers"}, request_parameters=REQUIRED)
    assert post(rest, b"{}").response_type == "BAD_REQUEST_PARAMETERS"


@pytest.mark.parametrize("validator", [None, RequestValidator(False, False)])
def test_without_a_validator_nothing_is_checked(validator: RequestValidator | None) -> None:
    rest = validated(
        {"Numbers": NUMBERS}, {"application/json": "Numbers"}, request_parameters=REQUIRED, request_validator=validator
    )
    assert post(rest, b"{}").status == 200


def test_the_reason_is_in_validation_error_string() -> None:
    rest = validated({"Numbers": NUMBERS}, {"application/json": "Numbers"})
    template = {"application/json": "$context.error.validationErrorString"}
    shown = replace(
        rest, gateway_responses={"BAD_REQUEST_BODY": GatewayResponse("BAD_REQUEST_BODY", None, {}, template)}
    )
    text = post(shown, b'{"a":"x"}').text
    assert "'b' is a required property" in text
    assert "a: 'x' is not of type 'number'" in text


@pytest.mark.parametrize("schema", [{"type": "strin"}, {"type": 7}, {"required": []}], ids=str)
def test_a_model_that_is_no_schema_is_a_problem(schema: dict[str, Any]) -> None:
    with gateway(validated({"Bad": schema}, {"application/json": "Bad"})) as running:
        [problem] = running.problems
    assert problem.method == "POST /nested/{issuer}"
    assert problem.logical_id == "Method"
    assert problem.reason.startswith("request validation: ")


def test_a_model_that_is_not_declared_is_a_problem() -> None:
    with gateway(validated({"Numbers": NUMBERS}, {"application/json": "Nope"})) as running:
        assert "model 'Nope' is not declared; declared are ['Numbers']" in running.problems[0].reason


@pytest.mark.parametrize("name", ["Empty", "Error"])
def test_the_models_of_every_api_need_no_declaration(name: str) -> None:
    assert post(validated({}, {"application/json": name}), b"{}").status == 200
