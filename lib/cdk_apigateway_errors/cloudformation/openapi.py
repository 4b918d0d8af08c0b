"""REST APIs from an OpenAPI 2 or 3 document: operations become properties of ``AWS::ApiGateway::Method``.

So one reader serves both ways to write an API. Source: developer guide, "OpenAPI extensions for API Gateway".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .bucket_deployment import copied_file
from .document import read_document
from .errors import TemplateError
from .intrinsics import unresolved_in
from .model import GatewayResponse, RequestValidator
from .properties import Properties
from .stacks import Resource, World

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method")
_LOCATIONS = {"header": "header", "query": "querystring", "path": "path"}
_INTEGRATION_NAMES = {
    "type": "Type",
    "uri": "Uri",
    "httpMethod": "IntegrationHttpMethod",
    "credentials": "Credentials",
    "passthroughBehavior": "PassthroughBehavior",
    "contentHandling": "ContentHandling",
    "timeoutInMillis": "TimeoutInMillis",
    "requestTemplates": "RequestTemplates",
    "requestParameters": "RequestParameters",
    "connectionType": "ConnectionType",
}
_RESPONSE_NAMES = {
    "statusCode": "StatusCode",
    "responseTemplates": "ResponseTemplates",
    "responseParameters": "ResponseParameters",
    "contentHandling": "ContentHandling",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the properties of a method."""

    http_method: str
    path: str
    properties: Properties
    validator: RequestValidator | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What a document says about its API."""

    title: str = ""
    operations: tuple[Operation, ...] = ()
    schemas: Mapping[str, Any] = field(default_factory=dict)
    """By model name, with the document's own references."""
    gateway_responses: tuple[GatewayResponse, ...] = ()
    binary_media_types: tuple[str, ...] = ()


NO_BODY = Body()
KEYS_FROM_AUTHORIZER = "API keys from an authorizer are not known here; the X-API-Key header counts"


def read_body(resource: Resource, world: World) -> Body:
    """The body of an ``AWS::ApiGateway::RestApi``: ``Body``, ``BodyS3Location``, or :data:`NO_BODY`."""
    document = _document(resource, world)
    if document is None:
        return NO_BODY
    if document.get("security"):
        world.report(resource.logical_id, "security at the root of the body does not count, only an operation's does")
    if str(document.get("x-amazon-apigateway-api-key-source", "")).upper() == "AUTHORIZER":
        world.report(resource.logical_id, KEYS_FROM_AUTHORIZER)
    base_path = resource.properties.texts("Parameters").get("basepath", "ignore")
    return parse_body(document, resource.label, resource.logical_id, base_path=base_path)


def _document(resource: Resource, world: World) -> Mapping[str, Any] | None:
    body = resource.properties.raw("Body")
    if body is None:
        return _from_asset(resource, world)
    if isinstance(body, str) and unresolved_in(body):
        world.report(
            resource.logical_id, f"Body needs {unresolved_in(body)[0]}, not known here; its methods are left out"
        )
        return None
    return resource.properties.mapping("Body")


def _from_asset(resource: Resource, world: World) -> Mapping[str, Any] | None:
    location = resource.properties.raw("BodyS3Location")
    if location is None:
        return None
    key = location if isinstance(location, str) else resource.properties.section("BodyS3Location").text("Key")
    copied = None if isinstance(location, str) else copied_file(resource, world)
    if copied is not None:
        return _checked(*copied)
    path = resource.asset_path("BodyS3Location") or resource.stack.asset(key)
    if path is None or not path.is_file():
        world.report(resource.logical_id, f"BodyS3Location {key} is not on this machine; its methods are left out")
        return None
    world.files.append(path)
    return _checked(read_document(path), path)


def _checked(document: Any, path: Path) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise TemplateError(f"{path}: an OpenAPI document is an object, got {type(document).__name__}.")
    return document


def parse_body(document: Mapping[str, Any], label: str, logical_id: str, *, base_path: str = "ignore") -> Body:
    """The document's operations, models and gateway responses; ``base_path`` is ``ignore``, ``prepend`` or ``split``.

    >>> get = {"x-amazon-apigateway-integration": {"type": "mock"}}
    >>> parse_body({"openapi": "3.0.1", "paths": {"/": {"get": get}}}, "api.json", "Api").operations[0].path
    '/'
    """
    return _Reader(document, f"{label}: Body", logical_id, base_path).body()


class _Reader:
    def __init__(self, document: Mapping[str, Any], label: str, logical_id: str, base_path: str) -> None:
        self.document = Properties(document, label)
        self.logical_id = logical_id
        self.prefix = _prefix(self.document.text("basePath") if document.get("swagger") else "", base_path)
        self.schemas = dict(self._components("schemas", "definitions"))

    def body(self) -> Body:
        operations = tuple(self.operations())  # adds the schemas that stand inside operations
        return Body(
            title=self.document.section("info").text("title"),
            operations=operations,
            schemas=self.schemas,
            gateway_responses=tuple(self.gateway_responses()),
            binary_media_types=tuple(map(str, self.document.items("x-amazon-apigateway-binary-media-types"))),
        )

    def operations(self) -> Iterator[Operation]:
        paths = self.document.section("paths")
        for path in paths.values:
            if not str(path).startswith("x-"):
                item = self.follow(paths.section(path))
                yield from self.path_operations(str(path), item)

    def path_operations(self, path: str, item: Properties) -> Iterator[Operation]:
        for name in _METHODS:
            if name in item.values:
                values = item.section(name)
                http_method = "ANY" if name.startswith("x-") else name.upper()
                properties = Properties(self.method(path, http_method, item, values), values.label)
                yield Operation(http_method, self.prefix + path, properties, self.validator(values))

    def method(self, path: str, http_method: str, item: Properties, values: Properties) -> dict[str, Any]:
        parameters = self.parameters(item, values)
        operation_id = values.optional_text("operationId")
        name = operation_id or f"{http_method}{path}"
        return {
            **self.security(values),
            "HttpMethod": http_method,
            "OperationName": operation_id,
            "RequestParameters": _request_parameters(parameters),
            "RequestModels": self.request_models(parameters, values, name),
            "MethodResponses": list(self.method_responses(values, name)),
            "Integration": _integration(values),
        }

    def parameters(self, item: Properties, values: Properties) -> list[Properties]:
        """Those of the path, replaced by the operation's of the same name and place."""
        found: dict[tuple[str, str], Properties] = {}
        for parameter in map(self.follow, [*item.sections("parameters"), *values.sections("parameters")]):
            found[parameter.text("name"), parameter.text("in")] = parameter
        return list(found.values())

    def request_models(self, parameters: list[Properties], values: Properties, name: str) -> dict[str, str]:
        content = self.follow(values.section("requestBody")).section("content")
        models = {media: self.model(content.section(media), f"{name}Request") for media in content.values}
        for parameter in parameters:
            if parameter.text("in") == "body":
                model = self.model(parameter, f"{name}Request")
                models.update(dict.fromkeys(self.media_types(values, "consumes"), model))
        return {media: model for media, model in models.items() if model}

    def method_responses(self, values: Properties, name: str) -> Iterator[dict[str, Any]]:
        responses = values.section("responses")
        for status in responses.values:
            if re.fullmatch(r"\d{3}", str(status)):  # YAML reads a bare 200 as a number
                response = self.follow(Properties(responses.mapping(status), f"{responses.label}: {status}"))
                yield {
                    "StatusCode": str(status),
                    "ResponseModels": self.response_models(response, values, f"{name}{status}"),
                    "ResponseParameters": {f"method.response.header.{h}": False for h in response.mapping("headers")},
                }

    def response_models(self, response: Properties, values: Properties, name: str) -> dict[str, str]:
        content = response.section("content")
        models = {media: self.model(content.section(media), name) for media in content.values}
        if "schema" in response.values:
            models.update(dict.fromkeys(self.media_types(values, "produces"), self.model(response, name)))
        return {media: model for media, model in models.items() if model}

    def model(self, holder: Properties, name: str) -> str:
        """The model that a ``schema`` names; a schema written in place becomes a model of its own."""
        schema = holder.raw("schema")
        if not isinstance(schema, Mapping):
            return ""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return reference.rsplit("/", 1)[-1]
        key = re.sub(r"[^A-Za-z0-9]", "", name)
        self.schemas[key] = schema
        return key

    def media_types(self, values: Properties, name: str) -> list[str]:
        return [str(item) for item in values.items(name) or self.document.items(name)] or ["application/json"]

    def validator(self, values: Properties) -> RequestValidator | None:
        key = "x-amazon-apigateway-request-validator"
        name = values.optional_text(key) or self.document.optional_text(key)
        if name is None:
            return None
        validators = self.document.section("x-amazon-apigateway-request-validators")
        if name not in validators.values:
            known = ", ".join(validators.values) or "none"
            raise TemplateError(f"{values.label}: {key} {name!r} is not defined in {key}s; there is: {known}.")
        chosen = validators.section(name)
        return RequestValidator(
            chosen.flag("validateRequestBody"), chosen.flag("validateRequestParameters"), self.logical_id
        )

    def security(self, values: Properties) -> dict[str, Any]:
        schemes = Properties(self._components("securitySchemes", "securityDefinitions"), values.label)
        found: dict[str, Any] = {}
        for requirement in values.sections("security"):
            for name in requirement.values:
                found.update(_scheme(schemes.section(name)))
        authorization = values.section("x-amazon-apigateway-auth").optional_text("type")
        return {**found, "AuthorizationType": authorization} if authorization else found

    def gateway_responses(self) -> Iterator[GatewayResponse]:
        responses = self.document.section("x-amazon-apigateway-gateway-responses")
        for response_type in responses.values:
            values = responses.section(response_type)
            yield GatewayResponse(
                response_type=response_type,
                status_code=values.optional_text("statusCode"),
                response_parameters=values.texts("responseParameters"),
                response_templates=values.texts("responseTemplates"),
                logical_id=self.logical_id,
            )

    def follow(self, values: Properties) -> Properties:
        """The target of a local ``$ref``, for parameters, responses, request bodies and path items."""
        seen: list[str] = []
        while isinstance(values.raw("$ref"), str):
            reference = values.text("$ref")
            if reference in seen:
                raise TemplateError(f"{values.label}: circular reference: {' -> '.join([*seen, reference])}.")
            seen.append(reference)
            values = Properties(self._target(reference, values.label), f"{values.label}: {reference}")
        return values

    def _target(self, reference: str, label: str) -> Mapping[str, Any]:
        node: Any = self.document.values if reference.startswith("#/") else None
        for part in reference[2:].split("/"):
            node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
        if not isinstance(node, Mapping):
            raise TemplateError(f"{label}: $ref {reference!r} names nothing in this document.")
        return node

    def _components(self, name: str, name_in_2: str) -> Mapping[str, Any]:
        return {**self.document.mapping(name_in_2), **self.document.section("components").mapping(name)}


def _prefix(base_path: str, mode: str) -> str:
    """``split`` keeps the base path without its first part (developer guide, "Set the OpenAPI basePath property")."""
    base = base_path.strip("/")
    if mode == "split":
        base = base.partition("/")[2]
    return f"/{base}" if base and mode in ("prepend", "split") else ""


def _request_parameters(parameters: list[Properties]) -> dict[str, bool]:
    return {
        f"method.request.{_LOCATIONS[item.text('in')]}.{item.text('name')}": item.flag("required")
        for item in parameters
        if item.text("in") in _LOCATIONS
    }


def _integration(values: Properties) -> dict[str, Any] | None:
    key = "x-amazon-apigateway-integration"
    if values.raw(key) is None:
        return None
    inner = values.section(key)
    integration = {ours: inner.raw(theirs) for theirs, ours in _INTEGRATION_NAMES.items()}
    return {**integration, "IntegrationResponses": list(_integration_responses(inner.section("responses")))}


def _integration_responses(responses: Properties) -> Iterator[dict[str, Any]]:
    """The key is the selection pattern, ``default`` the default response."""
    for pattern in responses.values:
        values = responses.section(pattern)
        response = {ours: values.raw(theirs) for theirs, ours in _RESPONSE_NAMES.items()}
        yield {**response, "SelectionPattern": None if pattern == "default" else str(pattern)}


def _scheme(scheme: Properties) -> dict[str, Any]:
    authorizer = scheme.section("x-amazon-apigateway-authorizer").text("type")
    if scheme.text("x-amazon-apigateway-authtype").lower() == "awssigv4":
        return {"AuthorizationType": "AWS_IAM"}
    if authorizer == "cognito_user_pools":
        return {"AuthorizationType": "COGNITO_USER_POOLS"}
    if authorizer or "x-amazon-apigateway-authtype" in scheme.values:
        return {"AuthorizationType": "CUSTOM"}
    if scheme.text("type") == "apiKey" and scheme.text("name").lower() == "x-api-key":
        return {"ApiKeyRequired": True}
    return {}
