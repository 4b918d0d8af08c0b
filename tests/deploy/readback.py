"""What a stack declares beside what API Gateway and Lambda then hold, both in the words of the template.

Each function gives ``(declared, deployed)``: two mappings by logical id that a test compares with ``==``. A property
that the template leaves out is left to the service's default and not compared, except inside a method's integration
responses and method responses, where nothing may be added or missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .intrinsics import Deployed
from .localstack.server import LocalStack

Pair = tuple[dict[str, Any], dict[str, Any]]

COMPARED = (
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGateway::UsagePlanKey",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Permission",
)


def uncovered(stack: Deployed) -> set[str]:
    """Types of API Gateway and Lambda in the template that nothing here reads back."""
    types = {resource["Type"] for resource in stack.template["Resources"].values()}
    ours = {type_ for type_ in types if type_.startswith(("AWS::ApiGateway::", "AWS::Lambda::"))}
    return ours - {*COMPARED, "AWS::Lambda::Function"}


def integrations(server: LocalStack, stack: Deployed) -> Pair:
    """The integration of each method but for its responses: type, URI, templates, passthrough behavior …"""
    return _methods(server, stack, _declared_integration, lambda got: _camel(got.get("methodIntegration", {})))


def integration_responses(server: LocalStack, stack: Deployed) -> Pair:
    """By status code: selection pattern, response templates, response parameters, content handling."""

    def declared(properties: Mapping[str, Any]) -> dict[str, Any]:
        return _by_status(properties.get("Integration", {}).get("IntegrationResponses", []))

    def deployed(got: Mapping[str, Any]) -> dict[str, Any]:
        responses = got.get("methodIntegration", {}).get("integrationResponses", {})
        return _by_status([_camel(response) for response in responses.values()])

    return _methods(server, stack, declared, deployed, exact=True)


def method_responses(server: LocalStack, stack: Deployed) -> Pair:
    """By status code: response models and response parameters."""

    def declared(properties: Mapping[str, Any]) -> dict[str, Any]:
        return _by_status(properties.get("MethodResponses", []))

    def deployed(got: Mapping[str, Any]) -> dict[str, Any]:
        return _by_status([_camel(response) for response in got.get("methodResponses", {}).values()])

    return _methods(server, stack, declared, deployed, exact=True)


def methods(server: LocalStack, stack: Deployed) -> Pair:
    """The method itself: authorization, API key, request parameters, request models, validator."""

    def declared(properties: Mapping[str, Any]) -> dict[str, Any]:
        apart = {"Integration", "MethodResponses", "RestApiId", "ResourceId"}
        return {name: value for name, value in properties.items() if name not in apart}

    return _methods(server, stack, declared, _camel)


def models(server: LocalStack, stack: Deployed) -> Pair:
    client = server.client("apigateway")

    def get(logical_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        got = client.get_model(restApiId=properties["RestApiId"], modelName=stack.physical[logical_id])
        return {**_camel(got), "Schema": json.loads(got["schema"])}

    return _read(stack, "AWS::ApiGateway::Model", get)


def request_validators(server: LocalStack, stack: Deployed) -> Pair:
    client = server.client("apigateway")

    def get(logical_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        validator = stack.physical[logical_id]
        return _camel(client.get_request_validator(restApiId=properties["RestApiId"], requestValidatorId=validator))

    return _read(stack, "AWS::ApiGateway::RequestValidator", get)


def gateway_responses(server: LocalStack, stack: Deployed) -> Pair:
    client = server.client("apigateway")

    def get(logical_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        got = client.get_gateway_response(restApiId=properties["RestApiId"], responseType=properties["ResponseType"])
        assert got["defaultResponse"] is False, f"{logical_id} was not set"
        return _camel(got)

    return _read(stack, "AWS::ApiGateway::GatewayResponse", get)


def resources(server: LocalStack, stack: Deployed) -> Pair:
    client = server.client("apigateway")

    def get(logical_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        return _camel(client.get_resource(restApiId=properties["RestApiId"], resourceId=stack.physical[logical_id]))

    return _read(stack, "AWS::ApiGateway::Resource", get)


def rest_apis(server: LocalStack, stack: Deployed) -> Pair:
    client = server.client("apigateway")
    return _read(
        stack,
        "AWS::ApiGateway::RestApi",
        lambda logical_id, _: _camel(client.get_rest_api(restApiId=stack.physical[logical_id])),
    )


def stages(server: LocalStack, stack: Deployed) -> Pair:
    """Method settings are compared by :func:`method_settings`: the two sides lay them out differently."""
    client = server.client("apigateway")

    def get(_: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        got = _camel(client.get_stage(restApiId=properties["RestApiId"], stageName=properties["StageName"]))
        if "AccessLogSetting" in properties:
            got["AccessLogSetting"] = _camel(got.pop("AccessLogSettings", {}))
        return got

    return _read(stack, "AWS::ApiGateway::Stage", get, leave_out=("MethodSettings",))


def method_settings(server: LocalStack, stack: Deployed) -> Pair:
    """The stage's settings by ``resource path/method``, as the service keys them."""
    client = server.client("apigateway")
    declared: dict[str, Any] = {}
    deployed: dict[str, Any] = {}
    for logical_id, properties in stack.of_type("AWS::ApiGateway::Stage").items():
        got = client.get_stage(restApiId=properties["RestApiId"], stageName=properties["StageName"])
        for setting in properties.get("MethodSettings", []):
            own = {name: value for name, value in setting.items() if name not in {"ResourcePath", "HttpMethod"}}
            path = setting["ResourcePath"].removeprefix("/").replace("/", "~1") or "*"
            key = f"{path}/{setting['HttpMethod']}"
            declared[f"{logical_id} {key}"] = own
            deployed[f"{logical_id} {key}"] = _only(_camel(got.get("methodSettings", {}).get(key, {})), own)
    return declared, deployed


def deployments(server: LocalStack, stack: Deployed) -> Pair:
    """Each exists; that the stage points to it is compared with the stage."""
    client = server.client("apigateway")

    def get(logical_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        return _camel(client.get_deployment(restApiId=properties["RestApiId"], deploymentId=stack.physical[logical_id]))

    return _read(stack, "AWS::ApiGateway::Deployment", get)


def keys_and_plans(server: LocalStack, stack: Deployed) -> Pair:
    """API keys, usage plans, and which key is in which plan."""
    client = server.client("apigateway")

    def usage_plan(got: Mapping[str, Any]) -> dict[str, Any]:
        return {"UsagePlanName": got["name"], **_deep(got)}

    pairs = [
        _read(
            stack,
            "AWS::ApiGateway::ApiKey",
            lambda logical_id, _: _camel(client.get_api_key(apiKey=stack.physical[logical_id], includeValue=True)),
            leave_out=("StageKeys",),
        ),
        _read(
            stack,
            "AWS::ApiGateway::UsagePlan",
            lambda logical_id, _: usage_plan(client.get_usage_plan(usagePlanId=stack.physical[logical_id])),
        ),
    ]
    links = stack.of_type("AWS::ApiGateway::UsagePlanKey")
    found = {
        logical_id: client.get_usage_plan_key(usagePlanId=link["UsagePlanId"], keyId=link["KeyId"])["id"]
        for logical_id, link in links.items()
    }
    pairs.append(({logical_id: link["KeyId"] for logical_id, link in links.items()}, found))
    return _merge(pairs)


def permissions(server: LocalStack, stack: Deployed) -> Pair:
    """Lambda permissions as ``(function, action, principal, source ARN)``; none beside the declared ones."""
    client = server.client("lambda")
    declared: dict[str, list[tuple[str, ...]]] = {}
    for properties in stack.of_type("AWS::Lambda::Permission").values():
        row = (properties["Action"], properties["Principal"], properties.get("SourceArn", ""))
        declared.setdefault(_function_name(properties["FunctionName"]), []).append(row)
    functions = {stack.physical[logical_id] for logical_id in stack.of_type("AWS::Lambda::Function")}
    deployed = {name: rows for name in functions | set(declared) if (rows := _policy(client, name))}
    return {name: sorted(rows) for name, rows in declared.items()}, deployed


def layers(server: LocalStack, stack: Deployed) -> Pair:
    """Which layer versions each function has, in order."""
    client = server.client("lambda")
    functions = stack.of_type("AWS::Lambda::Function")
    declared = {logical_id: properties.get("Layers", []) for logical_id, properties in functions.items()}
    deployed = {}
    for logical_id in functions:
        got = client.get_function_configuration(FunctionName=stack.physical[logical_id])
        deployed[logical_id] = [layer["Arn"] for layer in got.get("Layers", [])]
    return declared, deployed


EVERYTHING: dict[str, Callable[[LocalStack, Deployed], Pair]] = {
    "integration responses": integration_responses,
    "method responses": method_responses,
    "models": models,
    "request validators": request_validators,
    "gateway responses": gateway_responses,
    "Lambda permissions": permissions,
    "integrations": integrations,
    "methods": methods,
    "resources": resources,
    "REST APIs": rest_apis,
    "stages": stages,
    "method settings": method_settings,
    "deployments": deployments,
    "API keys and usage plans": keys_and_plans,
    "layers of functions": layers,
}


def _policy(client: Any, function_name: str) -> list[tuple[str, ...]]:
    try:
        policy = json.loads(client.get_policy(FunctionName=function_name)["Policy"])
    except client.exceptions.ResourceNotFoundException:
        return []
    return sorted(
        (
            statement["Action"],
            statement["Principal"]["Service"],
            statement.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn", ""),
        )
        for statement in policy["Statement"]
    )


def _function_name(name_or_arn: str) -> str:
    return name_or_arn.partition(":function:")[2] or name_or_arn


def _methods(
    server: LocalStack,
    stack: Deployed,
    declared: Callable[[Mapping[str, Any]], dict[str, Any]],
    deployed: Callable[[Mapping[str, Any]], dict[str, Any]],
    *,
    exact: bool = False,
) -> Pair:
    client = server.client("apigateway")
    wanted: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for logical_id, properties in stack.of_type("AWS::ApiGateway::Method").items():
        got = client.get_method(
            restApiId=properties["RestApiId"],
            resourceId=properties["ResourceId"],
            httpMethod=properties["HttpMethod"],
        )
        wanted[logical_id] = declared(properties)
        found[logical_id] = deployed(got) if exact else _only(deployed(got), wanted[logical_id])
    return wanted, found


def _declared_integration(properties: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in properties.get("Integration", {}).items() if name != "IntegrationResponses"}
    if "IntegrationHttpMethod" in own:
        own["HttpMethod"] = own.pop("IntegrationHttpMethod")
    return own


def _by_status(responses: list[Any]) -> dict[str, Any]:
    """Empty mappings and absent ones are the same to the service."""
    return {
        str(response["StatusCode"]): {
            name: value for name, value in response.items() if value not in ({}, None, "") and name != "StatusCode"
        }
        for response in responses
    }


def _read(
    stack: Deployed,
    type_: str,
    get: Callable[[str, Mapping[str, Any]], dict[str, Any]],
    leave_out: tuple[str, ...] = (),
) -> Pair:
    apart = {*leave_out, "RestApiId", "Tags"}
    declared: dict[str, Any] = {}
    deployed: dict[str, Any] = {}
    for logical_id, properties in stack.of_type(type_).items():
        declared[logical_id] = {name: value for name, value in properties.items() if name not in apart}
        deployed[logical_id] = _only(get(logical_id, properties), declared[logical_id])
    return declared, deployed


def _only(got: Mapping[str, Any], declared: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in got.items() if name in declared}


def _camel(values: Mapping[str, Any]) -> dict[str, Any]:
    """The template's names from the API's: ``selectionPattern`` is ``SelectionPattern``; deeper keys stay."""
    return {name[:1].upper() + name[1:]: value for name, value in values.items() if name != "ResponseMetadata"}


def _deep(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _deep(item) for name, item in _camel(value).items()}
    return [_deep(item) for item in value] if isinstance(value, list) else value


def _merge(pairs: list[Pair]) -> Pair:
    declared: dict[str, Any] = {}
    deployed: dict[str, Any] = {}
    for one, other in pairs:
        declared |= one
        deployed |= other
    return declared, deployed
