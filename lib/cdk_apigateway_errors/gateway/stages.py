"""The stages of a request, in the order in which AWS draws them.

::

    Request -> route -> API key -> request parameters -> request body -> [passthrough, parameter mapping, request template]
            -> IntegrationRequest -> integration -> IntegrationResult
            -> selection -> method response -> response template -> response headers -> Response

Each takes a value and returns a value; what a stage cannot do it raises as a failure, which becomes a gateway response.
The half before and the half after the integration are plain functions, so that the in-process call and the server
differ only in how they wait for Lambda.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..cloudformation.model import RestApi, Unsupported
from . import failures
from .api_key import check_api_key
from .authorization import check_authorization
from .context import context_variables
from .explanation import explain
from .failures import MAX_BODY_BYTES, MAX_HEADER_BYTES, Failure
from .gateway_response import GatewayResponses
from .method import CompiledMethod
from .proxy import passed_through, proxy_response
from .request import integration_request, proxied_request, request_sources
from .response import (
    REMAPPED_ALWAYS,
    declared_response,
    finished_headers,
    map_headers,
    method_response,
    remapped,
    render_response,
)
from .route import Routes, find_route, last_values, media_type, query_parameters, visible_headers
from .selection import compared_text
from .trace import Note
from .validation import validate_body, validate_parameters
from .values import IntegrationRequest, IntegrationResult, Request, Response, RoutedRequest, SelectedResponse


@dataclass(frozen=True, slots=True)
class CompiledApi:
    """A REST API, read once."""

    rest_api: RestApi
    routes: Routes[CompiledMethod]
    methods: tuple[CompiledMethod, ...]
    gateway_responses: GatewayResponses
    api_keys: Mapping[str, str]
    problems: tuple[Unsupported, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the second half needs of the first."""

    compiled: CompiledMethod
    routed: RoutedRequest
    sent: IntegrationRequest


def route(api: CompiledApi, request: Request) -> tuple[CompiledMethod, RoutedRequest]:
    """Sizes, then the method that answers."""
    _check_size(request)
    compiled, path_parameters, path = find_route(api.routes, api.rest_api.stage.stage_name, request)
    context = context_variables(api.rest_api, compiled.method, request, path)
    return compiled, _routed(request, compiled.route, path_parameters, context)


def test_route(api: CompiledApi, request: Request, compiled: CompiledMethod) -> RoutedRequest:
    """The request for a method that was named, whatever its path: the service's own test call (S
    ``TestApigatewayTestInvoke`` 2025-09-29). A path that does not fit binds no parameter."""
    _check_size(request)
    found = Routes([("ANY", compiled.method.path, compiled)]).find("ANY", request.path)
    context = context_variables(api.rest_api, compiled.method, request, request.path)
    return _routed(request, compiled.route, found[1] if found else {}, context)


def unrouted(api: CompiledApi, request: Request) -> RoutedRequest:
    """The request as gateway responses see it where no method answers."""
    return _routed(request, "", {}, context_variables(api.rest_api, None, request, request.path))


def _routed(
    request: Request, name: str, path_parameters: Mapping[str, str], context: dict[str, object]
) -> RoutedRequest:
    query, headers = query_parameters(request.query), visible_headers(request.headers)
    parameters = {"path": path_parameters, "querystring": last_values(query), "header": last_values(headers)}
    content_type, accept = media_type(request.headers, "content-type"), media_type(request.headers, "accept")
    return RoutedRequest(request, name, path_parameters, query, headers, content_type, accept, context, parameters)


def _check_size(request: Request) -> None:
    if len(request.body) > MAX_BODY_BYTES:
        raise failures.request_too_large()
    size = len(request.path) + len(request.query)
    for name, value in request.headers:
        size += len(name) + len(value) + 4
    if size > MAX_HEADER_BYTES:
        raise failures.headers_too_large()


def request_half(api: CompiledApi, compiled: CompiledMethod, routed: RoutedRequest, note: Note | None) -> Prepared:
    """From the method request to the integration request."""
    if compiled.problems:
        raise failures.configuration_error("; ".join(problem.reason for problem in compiled.problems))
    routed = check_authorization(compiled.method.authorization_type, routed)
    routed = check_api_key(compiled.method.api_key_required, api.api_keys, routed)
    routed = validate(compiled, routed)
    sent = _integration_request(api, compiled, routed)
    if note:
        note("integration request", sent)
    return Prepared(compiled, routed, sent)


def validate(compiled: CompiledMethod, routed: RoutedRequest) -> RoutedRequest:
    """Parameters before the body."""
    return validate_body(compiled.validation, validate_parameters(compiled.validation, routed))


def _integration_request(api: CompiledApi, compiled: CompiledMethod, routed: RoutedRequest) -> IntegrationRequest:
    rest_api = api.rest_api
    if compiled.is_proxy:
        return proxied_request(compiled, routed, rest_api.stage.variables)
    return integration_request(compiled, routed, rest_api.stage.variables, rest_api.binary_media_types)


def response_half(api: CompiledApi, prepared: Prepared, result: IntegrationResult, note: Note | None) -> Response:
    """From the integration's answer to the method response."""
    compiled, routed, rest_api = prepared.compiled, prepared.routed, api.rest_api
    if note:
        note("integration", result)
    if compiled.integration.type == "HTTP_PROXY":
        return passed_through(result, routed)
    if compiled.is_proxy:
        return proxy_response(result, routed, rest_api.binary_media_types)
    selected = select(compiled, result, note)
    response = declared_response(compiled, selected)
    rendered = render_response(compiled, response, routed, result, rest_api)
    if note:
        note("response template", rendered)
    headers = map_headers(response, result, routed, rest_api.stage.variables)
    return method_response(compiled, routed, selected, rendered, headers)


def select(compiled: CompiledMethod, result: IntegrationResult, note: Note | None) -> SelectedResponse:
    """The integration response; an error that reached the default comes with a diagnosis."""
    compared = compared_text(result, compiled.function is not None)
    selected = compiled.selection.select(compared, every=note is not None)
    if result.function_error and selected.is_default:
        selected = replace(selected, diagnosis=_diagnosis(compiled, compared))
    if note:
        note("selection", selected)
    return selected


MAX_DIAGNOSED = 20_000
"""Characters; a longer message is not tried again with changes, which would take its time."""


def _diagnosis(compiled: CompiledMethod, message: str) -> str:
    if not message:
        return (
            "The function failed with an empty message, which compares as a success does: no pattern can select it, the "
            "default integration response answered"
        )
    if len(message) > MAX_DIAGNOSED:
        return f"This error message of {len(message)} characters matches no pattern and went to the default response"
    return explain(compiled, message).diagnosis


def gateway_response(api: CompiledApi, failure: Failure, routed: RoutedRequest) -> Response:
    """The answer that the gateway itself makes."""
    sources = request_sources(routed, api.rest_api.stage.variables)
    status, headers, body = api.gateway_responses.answer(failure, sources, routed.accept)
    lines = finished_headers(remapped(list(headers), REMAPPED_ALWAYS), routed.context, body, trace_id=False)
    return Response(status, lines, body, failure=failure)
