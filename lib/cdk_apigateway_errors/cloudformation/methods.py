"""One method of a REST API: its integration, responses and what it asks of a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .functions import Functions, parse_reference, unknown_name
from .intrinsics import unresolved_in
from .model import Integration, IntegrationResponse, Method, MethodResponse, RequestValidator, Stage
from .properties import Properties
from .stacks import World

T = TypeVar("T")

_LAMBDA_URI = re.compile(
    r"arn:[^:]+:apigateway:[^:]*:lambda:path/(?P<version>[^/]+)/functions/(?P<function>.+)/invocations"
)
_STREAMING_URI = re.compile(r".*:lambda:path/.*/response-streaming-invocations")
_SERVICE_URI = re.compile(
    r"arn:[^:]+:apigateway:[^:]*:(?P<service>[^:]+):(?P<kind>path|action)/(?P<rest>.*)", re.DOTALL
)
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a method is read with."""

    world: World
    functions: Functions
    stage: Stage
    region: str
    account_id: str
    read: dict[tuple[str, int], tuple[object, tuple[Any, ...]]] = field(default_factory=dict)
    """What was read from lists that methods share, and the list beside it, so that its id stays its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which method it is, for the model and for reports."""

    http_method: str
    path: str
    logical_id: str
    resource_id: str

    def __str__(self) -> str:
        return f"{self.http_method} {self.path}"


def read_method(values: Properties, place: Place, validator: RequestValidator | None, around: Surroundings) -> Method:
    """The method of ``AWS::ApiGateway::Method`` properties."""
    authorization = values.text("AuthorizationType", "NONE").upper()
    if authorization != "NONE":
        reason = f"{authorization} authorization is not done here; requests pass without it"
        around.world.report(place.logical_id, reason, str(place))
    around.world.report_unresolved(place.logical_id, _visible(values), str(place))
    return Method(
        http_method=place.http_method,
        path=place.path,
        integration=_read_integration(values, place, around),
        method_responses=_once(around, values, "MethodResponses", _method_responses),
        authorization_type=authorization,
        api_key_required=values.flag("ApiKeyRequired"),
        request_parameters=values.flags("RequestParameters"),
        request_models=values.texts("RequestModels"),
        request_validator=validator,
        operation_name=values.optional_text("OperationName"),
        logical_id=place.logical_id,
        resource_id=place.resource_id,
    )


def _visible(values: Properties) -> list[object]:
    """What is sent or compared; URI and credentials have their own reports, or do not matter here."""
    integration = values.raw("Integration")
    inner = integration.items() if isinstance(integration, Mapping) else ()
    hidden = ("Uri", "Credentials", "ConnectionId", "CacheNamespace", "CacheKeyParameters")
    return [values.raw("MethodResponses"), *(item for name, item in inner if name not in hidden)]


def _once(
    around: Surroundings, values: Properties, name: str, read: Callable[[Properties], Iterator[T]]
) -> tuple[T, ...]:
    """What is read from a list that several methods share (:attr:`.stacks.Stack.resolved`), made once."""
    given = values.raw(name)
    if (name, id(given)) not in around.read:
        around.read[name, id(given)] = (given, tuple(read(values)))
    return around.read[name, id(given)][1]


def _method_responses(values: Properties) -> Iterator[MethodResponse]:
    for response in values.sections("MethodResponses"):
        yield MethodResponse(
            response.text("StatusCode"), response.texts("ResponseModels"), response.flags("ResponseParameters")
        )


def _read_integration(values: Properties, place: Place, around: Surroundings) -> Integration | None:
    if not values.mapping("Integration"):
        around.world.report(place.logical_id, "no integration is defined for this method", str(place))
        return None
    inner = values.section("Integration")
    type_, uri = inner.text("Type").upper(), inner.optional_text("Uri")
    function, problem = _target(type_, uri, inner, around)
    if problem:
        around.world.report(place.logical_id, problem, str(place))
    return Integration(
        type=type_,
        uri=uri,
        function=function,
        integration_http_method=inner.optional_text("IntegrationHttpMethod"),
        request_templates=inner.texts("RequestTemplates"),
        request_parameters=inner.texts("RequestParameters"),
        passthrough_behavior=inner.text("PassthroughBehavior", "WHEN_NO_MATCH").upper(),
        content_handling=inner.optional_text("ContentHandling"),
        timeout_in_millis=inner.number("TimeoutInMillis", 29_000),
        credentials=inner.optional_text("Credentials"),
        integration_responses=_once(around, inner, "IntegrationResponses", _integration_responses),
    )


def _integration_responses(values: Properties) -> Iterator[IntegrationResponse]:
    for response in values.sections("IntegrationResponses"):
        yield IntegrationResponse(
            status_code=response.text("StatusCode"),
            selection_pattern=response.optional_text("SelectionPattern"),
            response_templates=response.texts("ResponseTemplates"),
            response_parameters=response.texts("ResponseParameters"),
            content_handling=response.optional_text("ContentHandling"),
        )


def _target(type_: str, uri: str | None, values: Properties, around: Surroundings) -> tuple[str | None, str]:
    """The key of the invoked function, and why this integration cannot be run (``""`` when it can)."""
    if type_ == "MOCK":
        return None, ""
    if type_ in ("HTTP", "HTTP_PROXY"):
        link = " through a VPC link" if values.text("ConnectionType") == "VPC_LINK" else ""
        return None, f"{type_} integrations{link} are not run here"
    if type_ not in ("AWS", "AWS_PROXY"):
        return None, f"integration type {type_ or '(none)'} is not known"
    if uri is None:
        return None, f"an {type_} integration needs a Uri"
    return _function_of(_with_stage_variables(uri, around.stage), type_, around)


def _with_stage_variables(uri: str, stage: Stage) -> str:
    return _STAGE_VARIABLE.sub(lambda match: stage.variables.get(match[1], match[0]), uri)


def _function_of(uri: str, type_: str, around: Surroundings) -> tuple[str | None, str]:
    missing = _STAGE_VARIABLE.search(uri)
    if missing:
        return None, f"stage {around.stage.stage_name} has no variable {missing[1]}, which the integration's URI uses"
    if _STREAMING_URI.fullmatch(uri):
        return None, "response streaming is not run here"
    found = _LAMBDA_URI.fullmatch(uri)
    if found is None:
        return None, _not_lambda(uri, type_)
    return _find(found["function"], around)


def _find(function: str, around: Surroundings) -> tuple[str | None, str]:
    unknown = unresolved_in(function)
    reference = None if unknown else parse_reference(function, around.region, around.account_id)
    if unknown:
        key, name = around.functions.find_unknown(unknown[0]), unknown_name(unknown[0])
        problem = f"the function's ARN needs {unknown[0]}, not known here"
    else:
        key, name = around.functions.find(reference) if reference else None, reference.name if reference else function
        problem = f"the function {name} is in no loaded template"
    advice = f"pass functions={{'{name}': path, URL or Function}}"
    return (key, "") if key is not None else (None, f"{problem}; {advice}")


def _not_lambda(uri: str, type_: str) -> str:
    service = _SERVICE_URI.fullmatch(uri)
    if service is None or unresolved_in(service["service"]):
        return f"the integration's URI is not understood: {uri[:200]}"
    return f"{type_} integration with {service['service']} ({service['rest'][:100]}) is not run here, only Lambda is"
