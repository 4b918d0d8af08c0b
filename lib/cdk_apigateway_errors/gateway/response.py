"""Stages: from the integration's answer to the method response."""

from __future__ import annotations

import re
from collections.abc import Mapping
from time import time
from typing import Any

from ..cloudformation.model import RestApi
from . import failures, templates
from .content_handling import TO_BINARY, TO_TEXT, is_binary, response_payload
from .context import http_date
from .expressions import Sources, header_value
from .method import CompiledMethod, CompiledResponse
from .route import media_type
from .values import Headers, IntegrationResult, RenderedResponse, Response, RoutedRequest, SelectedResponse, text_of

UNABLE = "Execution failed due to configuration error: Unable to transform response"
REMAPPED_ALWAYS = frozenset({"connection", "content-length", "date", "server"})
REMAPPED = REMAPPED_ALWAYS | frozenset(
    [
        "authorization",
        "content-md5",
        "expect",
        "host",
        "max-forwards",
        "proxy-authenticate",
        "trailer",
        "upgrade",
        "user-agent",
        "www-authenticate",
    ]
)
"""Sent as ``x-amzn-Remapped-<name>``; proxies rename the first four only.

S ``test_apigateway_header_remapping_aws`` 2024-12-11.
"""
DROPPED = frozenset({"transfer-encoding"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def declared_response(compiled: CompiledMethod, selected: SelectedResponse) -> CompiledResponse:
    """The integration response behind a selection. Raises 500 where its status has no method response.

    D ``api-gateway-integration-settings-integration-response``; log text F re:Post.
    """
    response = compiled.responses[selected.status_code]
    if not response.declared:
        raise failures.configuration_error(
            f"Output mapping refers to an invalid method response: {selected.status_code}"
        )
    return response


def render_response(
    compiled: CompiledMethod, response: CompiledResponse, routed: RoutedRequest, result: IntegrationResult, api: RestApi
) -> RenderedResponse:
    """Content handling, then the response template, then the overrides that it set."""
    payload, is_text = _payload(response, routed, result, api.binary_media_types)
    key = templates.response_template(response.templates, routed.accept) if response.templates else None
    template = response.templates[key] if key is not None else None
    if template is None:
        if not compiled.request_templates:
            return RenderedResponse(payload)
        return RenderedResponse(payload, None, *_overrides(routed))
    if not is_text:
        raise failures.internal_error(f"{UNABLE}: a mapping template cannot read a binary payload")
    text = templates.render(template, text_of(payload), routed, api.stage.variables)
    return RenderedResponse(text.encode("utf-8", "replace"), key, *_overrides(routed))


def _payload(
    response: CompiledResponse, routed: RoutedRequest, result: IntegrationResult, binary_media_types: tuple[str, ...]
) -> tuple[bytes, bool]:
    handling = response.content_handling
    if not binary_media_types and handling is None:
        return result.body, True
    binary = is_binary(media_type(result.headers, "content-type"), binary_media_types)
    binary_accept = is_binary(routed.accept, binary_media_types)
    payload = response_payload(result.body, binary, binary_accept, handling)
    return payload, handling == TO_TEXT or (handling != TO_BINARY and not binary_accept)


def _overrides(routed: RoutedRequest) -> tuple[int | None, Mapping[str, str | tuple[str, ...]]]:
    """A status that is no integer in 100..599 is ignored (C LocalStack; not established on the service)."""
    found = routed.context.get("responseOverride")
    status = found.get("status") if isinstance(found, Mapping) else None
    valid = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 599
    return (int(status) if valid and status else None), templates.override(routed.context, "responseOverride", "header")


def map_headers(
    response: CompiledResponse, result: IntegrationResult, routed: RoutedRequest, stage_variables: Mapping[str, str]
) -> Headers:
    """``method.response.header.X``; a source that is missing or empty yields no header (C LocalStack)."""
    if not response.headers:
        return ()
    sources = Sources(routed.context, stage_variables, _by_name(result.headers), {}, {}, result.body)
    mapped = []
    for name, expression in response.headers:
        value = expression(sources)
        if value:
            mapped.append((name, value if isinstance(value, str) else ",".join(value)))
    return tuple(mapped)


def _by_name(headers: Headers) -> dict[str, tuple[str, ...]]:
    """Names in mappings are case-sensitive (D)."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        values[name] = (*values.get(name, ()), value)
    return values


def method_response(
    compiled: CompiledMethod,
    routed: RoutedRequest,
    selected: SelectedResponse,
    rendered: RenderedResponse,
    headers: Headers,
) -> Response:
    """Status, headers and body as the client gets them; overrides win over mappings (D)."""
    lines = list(headers)
    for name, value in rendered.override_headers.items():
        lines = [line for line in lines if line[0].lower() != name.lower()]
        lines += [(name, one) for one in ((value,) if isinstance(value, str) else value)]
    status = rendered.override_status or int(selected.status_code)
    if status < 200:
        raise failures.configuration_error(f"{status} is an interim status, it cannot end a request")
    traced = compiled.integration.type != "MOCK"
    sent = finished_headers(remapped(lines, REMAPPED), routed.context, rendered.body, trace_id=traced)
    return Response(status, sent, rendered.body, selected=selected)


def remapped(headers: list[tuple[str, str]], names: frozenset[str]) -> list[tuple[str, str]]:
    """Renames and drops what the service does not let through, and names that HTTP does not allow."""
    return [
        (f"x-amzn-Remapped-{name}" if name.lower() in names else name, header_value(value))
        for name, value in headers
        if name.lower() not in DROPPED and _TOKEN.fullmatch(name)
    ]


def finished_headers(
    headers: list[tuple[str, str]], context: Mapping[str, Any], body: bytes, *, trace_id: bool
) -> Headers:
    """With what the service always sends; ``X-Amzn-Trace-Id`` goes with AWS integrations, not with MOCK (S)."""
    now = int(time())
    lines = [("Date", http_date(now)), *headers]
    if "content-type" not in [name.lower() for name, _ in headers]:
        lines.append(("Content-Type", "application/json"))
    lines += [
        ("Content-Length", str(len(body))),
        ("x-amzn-RequestId", context["requestId"]),
        ("x-amz-apigw-id", context["extendedRequestId"]),
    ]
    if trace_id:
        unique = context["requestId"].replace("-", "")[:24]
        lines.append(("X-Amzn-Trace-Id", f"Root=1-{now:08x}-{unique}"))
    return tuple(lines)
