"""Stages: from the method request to the integration request."""

from __future__ import annotations

from collections.abc import Mapping

from . import failures, templates
from .content_handling import TO_BINARY, TO_TEXT, is_binary, request_payload
from .expressions import Sources
from .method import CompiledMethod
from .values import IntegrationRequest, RoutedRequest, text_of

UNABLE = "Execution failed due to configuration error: Unable to transform request"
PLACES = ("header", "path", "querystring")
ILLEGAL_HEADERS = frozenset({"content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id"})
ILLEGAL_HEADERS_AWS = ILLEGAL_HEADERS | {"authorization", "connection", "expect", "proxy-authenticate", "te"}
"""Mapping one of these is accepted at deploy and fails at run time.

S ``test_apigateway_header_remapping_aws`` 2024-12-11.
"""


def choose_template(compiled: CompiledMethod, routed: RoutedRequest) -> str | None:
    """The media type of the request template, ``None`` to pass the body through. Raises 415.

    D ``integration-passthrough-behaviors``:

    ===================  ==================  ==============================  ==============
    PassthroughBehavior  template matches    templates exist, none matches   no templates
    ===================  ==================  ==============================  ==============
    WHEN_NO_MATCH        rendered            passed through                  passed through
    WHEN_NO_TEMPLATES    rendered            415                             passed through
    NEVER                rendered            415                             415
    ===================  ==================  ==============================  ==============
    """
    key = templates.request_template(compiled.request_templates, routed.content_type)
    behavior = compiled.integration.passthrough_behavior
    if key is not None or behavior == "WHEN_NO_MATCH":
        return key
    if behavior == "WHEN_NO_TEMPLATES" and not compiled.request_templates:
        return None
    raise failures.unsupported_media_type(routed.content_type)


def map_parameters(
    compiled: CompiledMethod, routed: RoutedRequest, stage_variables: Mapping[str, str]
) -> dict[str, dict[str, str | tuple[str, ...]]]:
    """``integration.request.<place>.<name>``; a source without a value yields nothing."""
    mapped: dict[str, dict[str, str | tuple[str, ...]]] = {place: {} for place in PLACES}
    if compiled.request_parameters:
        sources = request_sources(routed, stage_variables)
        for place, name, expression in compiled.request_parameters:
            value = expression(sources)
            if value and place in mapped:
                mapped[place][name] = value
    return mapped


def request_sources(routed: RoutedRequest, stage_variables: Mapping[str, str]) -> Sources:
    """What mapping expressions read of a method request."""
    return Sources(
        routed.context,
        stage_variables,
        routed.headers,
        routed.path_parameters,
        routed.query_parameters,
        routed.request.body,
    )


def integration_request(
    compiled: CompiledMethod,
    routed: RoutedRequest,
    stage_variables: Mapping[str, str],
    binary_media_types: tuple[str, ...],
) -> IntegrationRequest:
    """Passthrough behaviour, parameter mappings, request template and overrides, in this order."""
    key = choose_template(compiled, routed)
    mapped = map_parameters(compiled, routed, stage_variables)
    body = _body(compiled, routed, key, stage_variables, binary_media_types)
    if key is not None:
        for place in PLACES:
            mapped[place] |= templates.override(routed.context, "requestOverride", place)
    headers = {name: _single(value) for name, value in mapped["header"].items()}
    _check_headers(compiled, headers)
    path = {name: _single(value) for name, value in mapped["path"].items()}
    return IntegrationRequest(
        _http_method(compiled, routed),
        _uri(compiled.integration.uri or "", path, stage_variables),
        headers,
        path,
        mapped["querystring"],
        body,
        key,
        _is_event(headers),
    )


def proxied_request(
    compiled: CompiledMethod, routed: RoutedRequest, stage_variables: Mapping[str, str]
) -> IntegrationRequest:
    """A proxy integration gets the request as it is; only the path may be mapped (for the URI of an HTTP endpoint)."""
    mapped = map_parameters(compiled, routed, stage_variables)
    path = {name: _single(value) for name, value in mapped["path"].items()}
    return IntegrationRequest(
        _http_method(compiled, routed),
        _uri(compiled.integration.uri or "", path, stage_variables),
        {**routed.parameters["header"], **{name: _single(value) for name, value in mapped["header"].items()}},
        path,
        {**routed.query_parameters, **mapped["querystring"]},
        routed.request.body,
    )


def _single(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _http_method(compiled: CompiledMethod, routed: RoutedRequest) -> str:
    own = compiled.integration.integration_http_method
    return own if own and own != "ANY" else routed.request.method


def _uri(uri: str, path: Mapping[str, str], stage_variables: Mapping[str, str]) -> str:
    """Path parameters and stage variables in the integration's URI."""
    for name, value in stage_variables.items():
        uri = uri.replace(f"${{stageVariables.{name}}}", value)
    for name, value in path.items():
        uri = uri.replace(f"{{{name}}}", value)
    return uri


def _body(
    compiled: CompiledMethod,
    routed: RoutedRequest,
    key: str | None,
    stage_variables: Mapping[str, str],
    binary_media_types: tuple[str, ...],
) -> bytes:
    handling = compiled.integration.content_handling
    binary = bool(binary_media_types) and is_binary(routed.content_type, binary_media_types)
    payload = request_payload(routed.request.body, binary, handling)
    template = compiled.request_templates[key] if key is not None else None
    if template is None:
        return payload
    if handling == TO_BINARY or (binary and handling != TO_TEXT):
        # A (LocalStack test_apigateway_s3, binary support); also why ``*/*`` breaks preflights (F serverless-apigw-binary)
        raise failures.internal_error(f"{UNABLE}: a mapping template cannot read a binary payload")
    return templates.render(template, text_of(payload), routed, stage_variables).encode("utf-8", "replace")


def _check_headers(compiled: CompiledMethod, headers: Mapping[str, str]) -> None:
    illegal = ILLEGAL_HEADERS_AWS if compiled.integration.type.startswith("AWS") else ILLEGAL_HEADERS
    for name in headers:
        if name.lower() in illegal:
            raise failures.internal_error(f"Execution failed due to configuration error: {name} header already present")


def _is_event(headers: Mapping[str, str]) -> bool:
    """``integration.request.header.X-Amz-Invocation-Type: 'Event'`` invokes without waiting (A)."""
    return any(
        name.lower() == "x-amz-invocation-type" and value.strip("'") == "Event" for name, value in headers.items()
    )
