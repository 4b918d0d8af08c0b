"""What CloudFormation in LocalStack 4.14 leaves out for API Gateway, made up for with API Gateway's own calls.

Left out there: every update of a stage, gateway response, model or request validator (logged as a warning, then
reported as a success), the responses of an updated method, and a stage's method settings and access log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from localstack.services.apigateway.resource_providers.aws_apigateway_gatewayresponse import (
    ApiGatewayGatewayResponseProvider,
)
from localstack.services.apigateway.resource_providers.aws_apigateway_method import ApiGatewayMethodProvider
from localstack.services.apigateway.resource_providers.aws_apigateway_model import ApiGatewayModelProvider
from localstack.services.apigateway.resource_providers.aws_apigateway_requestvalidator import (
    ApiGatewayRequestValidatorProvider,
)
from localstack.services.apigateway.resource_providers.aws_apigateway_stage import ApiGatewayStageProvider
from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent

METHOD_SETTINGS = {
    "LoggingLevel": "logging/loglevel",
    "DataTraceEnabled": "logging/dataTrace",
    "MetricsEnabled": "metrics/enabled",
    "ThrottlingBurstLimit": "throttling/burstLimit",
    "ThrottlingRateLimit": "throttling/rateLimit",
    "CachingEnabled": "caching/enabled",
    "CacheDataEncrypted": "caching/dataEncrypted",
    "CacheTtlInSeconds": "caching/ttlInSeconds",
}
"""CloudFormation's names to patch paths (D: API Gateway API reference, "Patch operations", stage:update)."""

_create_stage = ApiGatewayStageProvider.create


def install() -> None:
    ApiGatewayStageProvider.create = create_stage
    ApiGatewayStageProvider.update = update_stage
    ApiGatewayMethodProvider.update = replace_method
    ApiGatewayGatewayResponseProvider.update = put_gateway_response
    ApiGatewayModelProvider.update = update_model
    ApiGatewayRequestValidatorProvider.update = update_request_validator


def create_stage(self: Any, request: Any) -> Any:
    event = _create_stage(self, request)
    _patch_stage(request, list(_stage_settings(request.desired_state)))
    return event


def update_stage(self: Any, request: Any) -> Any:
    wanted, before = request.desired_state, request.previous_state or {}
    operations = [_replace("/deploymentId", wanted["DeploymentId"])]
    operations.append(_replace("/tracingEnabled", wanted.get("TracingEnabled", False)))
    variables = wanted.get("Variables") or {}
    operations += [_replace(f"/variables/{name}", value) for name, value in variables.items()]
    gone = set(before.get("Variables") or {}) - set(variables)
    operations += [{"op": "remove", "path": f"/variables/{name}"} for name in gone]
    _patch_stage(request, [*operations, *_stage_settings(wanted)])
    return _done(request)


def replace_method(self: Any, request: Any) -> Any:
    """The service replaces all responses of a method in an update; deleting it first has the same end."""
    model = request.desired_state
    request.aws_client_factory.apigateway.delete_method(
        restApiId=model["RestApiId"], resourceId=model["ResourceId"], httpMethod=model["HttpMethod"]
    )
    return self.create(request)


def put_gateway_response(self: Any, request: Any) -> Any:
    return self.create(request)


def update_model(_: Any, request: Any) -> Any:
    model = request.desired_state
    schema = model.get("Schema", {})
    operations = [_replace("/schema", schema if isinstance(schema, str) else json.dumps(schema))]
    if "Description" in model:
        operations.append(_replace("/description", model["Description"]))
    model.setdefault("Name", request.previous_state["Name"])
    request.aws_client_factory.apigateway.update_model(
        restApiId=model["RestApiId"], modelName=model["Name"], patchOperations=operations
    )
    return _done(request)


def update_request_validator(_: Any, request: Any) -> Any:
    model = request.desired_state
    model["RequestValidatorId"] = request.previous_state["RequestValidatorId"]
    request.aws_client_factory.apigateway.update_request_validator(
        restApiId=model["RestApiId"],
        requestValidatorId=model["RequestValidatorId"],
        patchOperations=[
            _replace("/validateRequestBody", model.get("ValidateRequestBody", False)),
            _replace("/validateRequestParameters", model.get("ValidateRequestParameters", False)),
        ],
    )
    return _done(request)


def _stage_settings(stage: dict[str, Any]) -> Iterator[dict[str, str]]:
    access_log = stage.get("AccessLogSetting") or {}
    if access_log:
        yield _replace("/accessLogSettings/destinationArn", access_log["DestinationArn"])
        yield _replace("/accessLogSettings/format", access_log["Format"])
    for setting in stage.get("MethodSettings") or []:
        resource = setting["ResourcePath"].removeprefix("/").replace("/", "~1") or "*"
        for name, path in METHOD_SETTINGS.items():
            if name in setting:
                yield _replace(f"/{resource}/{setting['HttpMethod']}/{path}", setting[name])


def _patch_stage(request: Any, operations: list[dict[str, str]]) -> None:
    stage = request.desired_state
    if operations:
        request.aws_client_factory.apigateway.update_stage(
            restApiId=stage["RestApiId"], stageName=stage["StageName"], patchOperations=operations
        )


def _replace(path: str, value: object) -> dict[str, str]:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return {"op": "replace", "path": path, "value": text}


def _done(request: Any) -> ProgressEvent[Any]:
    return ProgressEvent(
        status=OperationStatus.SUCCESS, resource_model=request.desired_state, custom_context=request.custom_context
    )
