"""Reading back notices what was changed, removed or added behind the template's back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from . import readback, templates
from .conftest import DeployedApi

pytestmark = pytest.mark.deploy

FUNCTION = templates.function("def handler(event, context): return 1", "python3.13")
METHOD = templates.method(
    "F",
    [{"StatusCode": "200"}, {"StatusCode": "404", "SelectionPattern": "a.*", "ResponseTemplates": {"a/b": "x"}}],
    RequestValidatorId={"Ref": "Validator"},
)
OTHERS = {
    "Model": templates.resource(
        "AWS::ApiGateway::Model",
        RestApiId={"Ref": "Api"},
        ContentType="application/json",
        Name="Given",
        Schema={"type": "object"},
    ),
    "Validator": templates.resource(
        "AWS::ApiGateway::RequestValidator", RestApiId={"Ref": "Api"}, ValidateRequestBody=True
    ),
    "Refusal": templates.resource(
        "AWS::ApiGateway::GatewayResponse",
        RestApiId={"Ref": "Api"},
        ResponseType="DEFAULT_4XX",
        ResponseTemplates={"application/json": "{}"},
    ),
}
TEMPLATE = templates.api({"F": FUNCTION}, {"f": METHOD}, **OTHERS)


def patch(path: str, value: str) -> dict[str, Any]:
    return {"patchOperations": [{"op": "replace", "path": path, "value": value}]}


Call = tuple[str, str, dict[str, Any]]


def calls(api: DeployedApi) -> dict[str, tuple[str, Call]]:
    """By name: the kind that must differ afterwards, and the call that makes it differ (service, operation, arguments)."""
    physical = api.stack.physical
    rest_api = {"restApiId": physical["Api"]}
    method = {**rest_api, "resourceId": physical["fPath"], "httpMethod": "POST"}
    schema = json.dumps({"type": "array"})
    statement = {"StatementId": "more", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
    return {
        "pattern": (
            "integration responses",
            (
                "apigateway",
                "update_integration_response",
                {**method, "statusCode": "404", **patch("/selectionPattern", "b")},
            ),
        ),
        "response gone": (
            "integration responses",
            ("apigateway", "delete_integration_response", {**method, "statusCode": "404"}),
        ),
        "response more": ("method responses", ("apigateway", "put_method_response", {**method, "statusCode": "418"})),
        "schema": (
            "models",
            ("apigateway", "update_model", {**rest_api, "modelName": "Given", **patch("/schema", schema)}),
        ),
        "validator": (
            "request validators",
            (
                "apigateway",
                "update_request_validator",
                {**rest_api, "requestValidatorId": physical["Validator"], **patch("/validateRequestBody", "false")},
            ),
        ),
        "gateway response": (
            "gateway responses",
            (
                "apigateway",
                "put_gateway_response",
                {**rest_api, "responseType": "DEFAULT_4XX", "responseTemplates": {"application/json": "x"}},
            ),
        ),
        "permission more": (
            "Lambda permissions",
            ("lambda", "add_permission", {"FunctionName": physical["F"], **statement}),
        ),
    }


NAMES = ("pattern", "response gone", "response more", "schema", "validator", "gateway response", "permission more")


@pytest.mark.parametrize("name", NAMES)
def test_a_change_behind_the_template_is_noticed_where_it_was_made(
    deploy_template: Callable[[Mapping[str, Any]], DeployedApi], name: str
) -> None:
    api = deploy_template(TEMPLATE)
    assert _differing(api) == []
    kind, (service, operation, arguments) = calls(api)[name]
    getattr(api.server.client(service), operation)(**arguments)
    assert _differing(api) == [kind]


def _differing(api: DeployedApi) -> list[str]:
    pairs = {kind: read(api.server, api.stack) for kind, read in readback.EVERYTHING.items()}
    return [kind for kind, (in_template, deployed) in pairs.items() if in_template != deployed]
