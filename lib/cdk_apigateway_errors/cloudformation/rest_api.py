"""REST APIs from ``AWS::ApiGateway::*`` resources of all loaded stacks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import openapi
from .errors import TemplateError
from .functions import Functions, parse_reference
from .identifiers import root_resource_id
from .intrinsics import unresolved_in
from .methods import Place, Surroundings, read_method
from .model import GatewayResponse, Method, Model, Permission, RequestValidator, RestApi
from .properties import Properties
from .schemas import BUILT_IN, bundle
from .stacks import Resource, Stack, World
from .stages import pick_stage
from .usage import api_keys

_REST_API = "AWS::ApiGateway::RestApi"
_PARTS = tuple(
    f"AWS::ApiGateway::{name}"
    for name in ("Method", "Resource", "Model", "RequestValidator", "GatewayResponse", "Stage", "Deployment")
)


@dataclass(eq=False)
class Draft:
    """One REST API and the resources that name it, whichever stack they are in."""

    rest_api_id: str
    stack: Stack
    resource: Resource | None = None
    parts: dict[str, list[Resource]] = field(default_factory=dict)

    def part(self, name: str) -> list[Resource]:
        return self.parts.get(f"AWS::ApiGateway::{name}", [])

    @property
    def logical_id(self) -> str:
        return self.resource.logical_id if self.resource else self.rest_api_id


def read_rest_apis(world: World, functions: Functions, stage: str | None, roots: list[Stack]) -> tuple[RestApi, ...]:
    """All REST APIs whose stack is one of ``roots``."""
    drafts = [draft for draft in collect(world) if draft.stack.root in roots]
    return tuple(_read(draft, world, functions, stage) for draft in drafts)


def collect(world: World) -> list[Draft]:
    drafts: dict[str, Draft] = {}
    for resource in world.resources(_REST_API):
        drafts[resource.physical_id] = Draft(resource.physical_id, resource.stack, resource)
    for type_ in _PARTS:
        for resource in world.resources(type_):
            rest_api_id = resource.properties.text("RestApiId")
            draft = drafts.get(rest_api_id)
            if draft is None and type_ == _PARTS[0]:
                draft = drafts[rest_api_id] = _imported(rest_api_id, resource, world)
            if draft is not None:
                draft.parts.setdefault(type_, []).append(resource)
    return list(drafts.values())


def _imported(rest_api_id: str, method: Resource, world: World) -> Draft:
    reason = f"belongs to the REST API {rest_api_id}, which is in no loaded template: only its methods found here run"
    world.report(method.logical_id, reason)
    return Draft(rest_api_id, method.stack)


def _read(draft: Draft, world: World, functions: Functions, stage_name: str | None) -> RestApi:
    stage = pick_stage(draft.part("Stage"), draft.part("Deployment"), stage_name)
    world.report_unresolved(stage.logical_id, stage.variables)
    around = Surroundings(world, functions, stage, draft.stack.region, draft.stack.account_id)
    values = draft.resource.properties if draft.resource else Properties({}, draft.rest_api_id)
    _report_options(draft.logical_id, values, world)
    body = openapi.read_body(draft.resource, world) if draft.resource else openapi.NO_BODY
    methods = tuple(_unique([*_body_methods(body, draft, around), *_resource_methods(draft, around)], world))
    used = tuple(dict.fromkeys(m.integration.function for m in methods if m.integration and m.integration.function))
    return RestApi(
        logical_id=draft.logical_id,
        name=values.text("Name") or body.title or draft.logical_id,
        rest_api_id=draft.rest_api_id,
        methods=methods,
        models=_models(draft, body, methods, world),
        gateway_responses=_gateway_responses(draft, body),
        functions={key: functions[key] for key in used},
        permissions=tuple(_permissions(world, functions, set(used))),
        api_keys=api_keys(world, draft.rest_api_id, stage.stage_name),
        stage=stage,
        binary_media_types=tuple(
            dict.fromkeys([*map(str, values.items("BinaryMediaTypes")), *body.binary_media_types])
        ),
        account_id=draft.stack.account_id,
        region=draft.stack.region,
        stack_name=draft.stack.source.name,
    )


def _report_options(logical_id: str, values: Properties, world: World) -> None:
    if values.text("ApiKeySourceType").upper() == "AUTHORIZER":
        world.report(logical_id, openapi.KEYS_FROM_AUTHORIZER)
    if values.raw("CloneFrom") is not None:
        world.report(logical_id, f"CloneFrom {values.raw('CloneFrom')} is not copied; the clone's methods are left out")


def _unique(methods: list[Method], world: World) -> Iterator[Method]:
    """A method that exists is not made again: CloudFormation fails with "already exists"."""
    seen: dict[tuple[str, str], Method] = {}
    for method in methods:
        key = (method.http_method, method.path)
        if key in seen:
            reason = f"the method is defined twice, here and in {seen[key].logical_id}; the first one is used"
            world.report(method.logical_id, reason, f"{method.http_method} {method.path}")
            continue
        seen[key] = method
        yield method


def _resource_methods(draft: Draft, around: Surroundings) -> Iterator[Method]:
    paths = _Paths(draft, around.world)
    validators = {item.physical_id: _validator(item) for item in draft.part("RequestValidator")}
    for resource in draft.part("Method"):
        values = resource.properties
        resource_id = values.text("ResourceId")
        place = Place(
            values.text("HttpMethod").upper(), paths.path(resource_id, resource), resource.logical_id, resource_id
        )
        yield read_method(values, place, _validator_of(values, validators, resource, around.world), around)


def _validator_of(
    values: Properties, validators: Mapping[str, RequestValidator], resource: Resource, world: World
) -> RequestValidator | None:
    validator_id = values.text("RequestValidatorId")
    if validator_id and validator_id not in validators:
        world.report(
            resource.logical_id, f"request validator {validator_id} is in no loaded template; nothing is checked"
        )
    return validators.get(validator_id)


def _validator(resource: Resource) -> RequestValidator:
    values = resource.properties
    return RequestValidator(
        values.flag("ValidateRequestBody"), values.flag("ValidateRequestParameters"), resource.logical_id
    )


class _Paths:
    """Paths from chains of ``AWS::ApiGateway::Resource``."""

    def __init__(self, draft: Draft, world: World) -> None:
        self.world = world
        self.root = root_resource_id(draft.rest_api_id)
        self.known = {resource.physical_id: resource for resource in draft.part("Resource")}

    def path(self, resource_id: str, user: Resource) -> str:
        parts: list[str] = []
        seen: list[str] = []
        while resource_id in self.known:
            user = self.known[resource_id]
            if user.logical_id in seen:
                chain = " -> ".join([*seen, user.logical_id])
                raise TemplateError(f"{user.label}: circular reference in ParentId: {chain}.")
            seen.append(user.logical_id)
            parts.append(user.properties.text("PathPart"))
            resource_id = user.properties.text("ParentId")
        if resource_id != self.root:
            self._report_parent(resource_id, user)
        return "/" + "/".join(reversed(parts))

    def _report_parent(self, resource_id: str, user: Resource) -> None:
        if not unresolved_in(resource_id) and not resource_id:
            raise TemplateError(f"{user.label}: ParentId or ResourceId is missing.")
        reason = f"its parent resource {resource_id} is in no loaded template; it is taken for the root /"
        self.world.report(user.logical_id, reason)


def _body_methods(body: openapi.Body, draft: Draft, around: Surroundings) -> Iterator[Method]:
    for operation in body.operations:
        place = Place(operation.http_method, operation.path, draft.logical_id, "")
        yield read_method(operation.properties, place, operation.validator, around)


def _models(draft: Draft, body: openapi.Body, methods: tuple[Method, ...], world: World) -> dict[str, Model]:
    found = {resource.physical_id: _model(resource, world) for resource in draft.part("Model")}
    schemas = {**BUILT_IN, **{name: model.schema for name, model in found.items()}}
    models = {name: _bundled(model, schemas, world) for name, model in found.items()}
    for name in body.schemas:
        schema, missing = bundle(name, {**BUILT_IN, **body.schemas}, openapi=True)
        _report_missing(missing, draft.logical_id, name, world)
        models.setdefault(name, Model(name, schema=schema, logical_id=draft.logical_id))
    for method in methods:
        _add_built_in(method, models, world)
    return models


def _model(resource: Resource, world: World) -> Model:
    values = resource.properties
    return Model(
        name=resource.physical_id,
        content_type=values.text("ContentType", "application/json"),
        schema=_schema(values.raw("Schema"), resource, world),
        logical_id=resource.logical_id,
    )


def _schema(schema: Any, resource: Resource, world: World) -> Mapping[str, Any] | bool:
    if isinstance(schema, str) and not unresolved_in(schema):
        try:
            schema = json.loads(schema)
        except ValueError as error:
            world.report(resource.logical_id, f"Schema is not JSON ({error}); nothing is checked against it")
            return {}
    if isinstance(schema, (Mapping, bool)):
        return schema
    if schema is not None:
        world.report(
            resource.logical_id, f"Schema is no JSON schema ({str(schema)[:80]}); nothing is checked against it"
        )
    return {}


def _bundled(model: Model, schemas: Mapping[str, Mapping[str, Any] | bool], world: World) -> Model:
    schema, missing = bundle(model.name, schemas)
    _report_missing(missing, model.logical_id, model.name, world)
    return Model(model.name, model.content_type, schema, model.logical_id)


def _report_missing(missing: list[str], logical_id: str, name: str, world: World) -> None:
    for other in missing:
        world.report(logical_id, f"the schema of {name} refers to model {other}, which is in no loaded template")


def _add_built_in(method: Method, models: dict[str, Model], world: World) -> None:
    of_responses = [name for response in method.method_responses for name in response.response_models.values()]
    for name in dict.fromkeys((*method.request_models.values(), *of_responses)):
        if name in BUILT_IN:
            models.setdefault(name, Model(name, schema=BUILT_IN[name]))
        elif name not in models:
            # The service refuses a method with a model that its API has not (C LocalStack put_method, AWS-validated).
            asked = name in method.request_models.values()
            follows = "request bodies are not checked against it" if asked else "deploying fails unless its API has it"
            reason = f"model {name} is in no loaded template; {follows}"
            world.report(method.logical_id, reason, f"{method.http_method} {method.path}")


def _gateway_responses(draft: Draft, body: openapi.Body) -> dict[str, GatewayResponse]:
    responses = {item.response_type: item for item in body.gateway_responses}
    for resource in draft.part("GatewayResponse"):
        resource.stack.world.report_unresolved(resource.logical_id, resource.properties.values)
        response = read_gateway_response(resource.properties, resource.logical_id)
        responses[response.response_type] = response
    return responses


def read_gateway_response(values: Properties, logical_id: str) -> GatewayResponse:
    return GatewayResponse(
        response_type=values.text("ResponseType"),
        status_code=values.optional_text("StatusCode"),
        response_parameters=values.texts("ResponseParameters"),
        response_templates=values.texts("ResponseTemplates"),
        logical_id=logical_id,
    )


def _permissions(world: World, functions: Functions, used: set[str]) -> Iterator[Permission]:
    for resource in world.resources("AWS::Lambda::Permission"):
        values = resource.properties
        reference = parse_reference(values.text("FunctionName"), resource.stack.region, resource.stack.account_id)
        key = functions.key(reference) if reference else ""
        if key in used:
            world.report_unresolved(resource.logical_id, values.raw("SourceArn"))
            yield Permission(
                function=key,
                principal=values.text("Principal"),
                action=values.text("Action", "lambda:InvokeFunction"),
                source_arn=values.optional_text("SourceArn"),
                logical_id=resource.logical_id,
            )
