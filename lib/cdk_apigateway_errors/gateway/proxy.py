"""Lambda proxy integrations: the event that the function gets, and the answer that it must give.

A route can be moved between the two kinds, so both run here. Formats: D ``set-up-lambda-proxy-integrations``. A function
error or a malformed answer is 502 ``{"message": "Internal server error"}`` (D ``handle-errors-in-lambda-integration``).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from ..cloudformation.model import Method, Stage
from . import failures
from .content_handling import is_binary
from .response import REMAPPED_ALWAYS, finished_headers, remapped
from .route import last_values
from .values import IntegrationResult, Response, RoutedRequest

MEMBERS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
MALFORMED = "Execution failed due to configuration error: Malformed Lambda proxy response"


def proxy_event(method: Method, routed: RoutedRequest, stage: Stage, binary_media_types: tuple[str, ...]) -> bytes:
    """The event of a proxy integration, as JSON."""
    body, encoded = _event_body(routed, binary_media_types)
    headers = last_values(routed.headers)
    query = routed.query_parameters
    event = {
        "resource": method.path,
        "path": routed.context["path"].removeprefix(f"/{stage.stage_name}") or "/",
        "httpMethod": routed.request.method,
        "headers": headers or None,
        "multiValueHeaders": {name: list(values) for name, values in routed.headers.items()} or None,
        "queryStringParameters": last_values(query) or None,
        "multiValueQueryStringParameters": {name: list(values) for name, values in query.items()} or None,
        "pathParameters": dict(routed.path_parameters) or None,
        "stageVariables": dict(stage.variables) or None,
        "requestContext": _request_context(routed.context),
        "body": body,
        "isBase64Encoded": encoded,
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _request_context(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name not in ("requestOverride", "responseOverride")}


def _event_body(routed: RoutedRequest, binary_media_types: tuple[str, ...]) -> tuple[str | None, bool]:
    body = routed.request.body
    if not body:
        return None, False
    if binary_media_types and is_binary(routed.content_type, binary_media_types):
        return base64.b64encode(body).decode("ascii"), True
    return body.decode("utf-8", "replace"), False


def proxy_response(result: IntegrationResult, routed: RoutedRequest, binary_media_types: tuple[str, ...]) -> Response:
    """The answer of a proxy integration. Raises 502 where the function failed or its answer is malformed."""
    answer = _answer(result)
    status = _status(answer.get("statusCode", 200))
    body = _body(answer, routed, binary_media_types)
    lines = remapped(_headers(answer), REMAPPED_ALWAYS)
    headers = finished_headers(lines, routed.context, body, trace_id=True)
    return Response(status, headers, body)


DROPPED_BY_HTTP_PROXY = frozenset({"content-encoding", "via"})
"""C LocalStack, from ``test_apigateway_header_remapping_http`` 2024-07-17."""


def passed_through(result: IntegrationResult, routed: RoutedRequest) -> Response:
    """The answer of an HTTP proxy integration: the endpoint's own."""
    kept = [line for line in result.headers if line[0].lower() not in DROPPED_BY_HTTP_PROXY]
    headers = finished_headers(remapped(kept, REMAPPED_ALWAYS), routed.context, result.body, trace_id=False)
    return Response(result.status, headers, result.body)


def _malformed(reason: str) -> failures.GatewayFailure:
    return failures.malformed_proxy_response(f"{MALFORMED}: {reason}")


def _answer(result: IntegrationResult) -> dict[str, Any]:
    """No member is mandatory, but others than these are refused (C LocalStack, from AWS-validated tests)."""
    if result.function_error:
        raise failures.malformed_proxy_response(
            "Lambda execution failed with status 200 due to customer function error"
        )
    try:
        answer = json.loads(result.body)
    except (ValueError, RecursionError) as error:
        raise _malformed("the answer is not JSON") from error
    if not isinstance(answer, dict):
        raise _malformed(f"the answer is no object but {type(answer).__name__}")
    unknown = sorted(answer.keys() - MEMBERS)
    if unknown:
        raise _malformed(f"unknown members {unknown}; allowed are {sorted(MEMBERS)}")
    return answer


def _status(value: Any) -> int:
    try:
        status = int(value)
    except (TypeError, ValueError) as error:
        raise _malformed(f"statusCode {value!r} is no number") from error
    if not 100 <= status <= 599:
        raise _malformed(f"statusCode {status} is not in 100..599")
    return status


def _headers(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Both kinds are merged; a name in ``multiValueHeaders`` wins (D)."""
    single, several = answer.get("headers") or {}, answer.get("multiValueHeaders") or {}
    if not isinstance(single, dict) or not isinstance(several, dict):
        raise _malformed("headers and multiValueHeaders must be objects")
    taken = {name.lower() for name in several}
    lines = [(name, _header(name, value)) for name, value in single.items() if name.lower() not in taken]
    for name, values in several.items():
        lines += [(name, _header(name, value)) for value in (values if isinstance(values, list) else [values])]
    return lines


def _header(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    raise _malformed(f"header {name} is no text but {type(value).__name__}")


def _body(answer: Mapping[str, Any], routed: RoutedRequest, binary_media_types: tuple[str, ...]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise _malformed(f"body is no text but {type(body).__name__}")
    if answer.get("isBase64Encoded") is True and is_binary(routed.accept, binary_media_types):
        try:
            return base64.b64decode(body, validate=True)
        except ValueError as error:
            raise _malformed("body is not base64") from error
    return body.encode("utf-8", "replace")
