"""Gateway responses: the answers that API Gateway makes itself, before or instead of the integration.

Types and status codes: developer guide ``supported-gateway-response-types``. Their templates are not Velocity: only
``$context.*``, ``$stageVariables.*`` and ``method.request.*`` are replaced, and ``$context.error.messageString`` brings
its own quotes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..runtime import ErrorFormat, ErrorItem
from .cors import CorsHeaders
from .templates import REQUEST_ID, RESPONSE_TYPE, constant, unquoted

GATEWAY_RESPONSE_TYPES: Final[Mapping[str, int | None]] = MappingProxyType(
    {
        "ACCESS_DENIED": 403,
        "API_CONFIGURATION_ERROR": 500,
        "AUTHORIZER_CONFIGURATION_ERROR": 500,
        "AUTHORIZER_FAILURE": 500,
        "BAD_REQUEST_BODY": 400,
        "BAD_REQUEST_PARAMETERS": 400,
        "DEFAULT_4XX": None,
        "DEFAULT_5XX": None,
        "EXPIRED_TOKEN": 403,
        "INTEGRATION_FAILURE": 504,
        "INTEGRATION_TIMEOUT": 504,
        "INVALID_API_KEY": 403,
        "INVALID_SIGNATURE": 403,
        "MISSING_AUTHENTICATION_TOKEN": 403,
        "QUOTA_EXCEEDED": 429,
        "RESOURCE_NOT_FOUND": 404,
        "THROTTLED": 429,
        "UNAUTHORIZED": 401,
        "UNSUPPORTED_MEDIA_TYPE": 415,
        "WAF_FILTERED": 403,
    }
)
"""Response types that can be customised, with their status codes; the two defaults have none of their own.

``REQUEST_TOO_LARGE`` exists too, but the service does not let one customise it (developer guide, known issues).
"""


@dataclass(frozen=True)
class GatewayErrorResponse:
    """One gateway response as plain data: its type, status code, headers (mapping expressions) and template."""

    response_type: str
    status_code: int | None
    template: str
    headers: Mapping[str, str]
    media_type: str = "application/json"


def gateway_error_response(
    response_type: str,
    error_format: ErrorFormat,
    cors: CorsHeaders | None = None,
    headers: Mapping[str, str] | None = None,
) -> GatewayErrorResponse:
    """Return the gateway response of a type in the body shape of ``error_format``.

    ``DEFAULT_4XX`` and ``DEFAULT_5XX`` stand for several status codes, so their bodies have no status field and take
    the type's name from the service.

    Raises ``ValueError`` for a type that does not exist or cannot be customised.

    >>> from cdk_apigateway_errors.runtime import ErrorList
    >>> gateway_error_response("THROTTLED", ErrorList()).template
    '{"status":429,"errors":[{"code":"THROTTLED","message":$context.error.messageString}],"requestId":"$context.requestId"}'
    """
    if response_type not in GATEWAY_RESPONSE_TYPES:
        allowed = ", ".join(GATEWAY_RESPONSE_TYPES)
        raise ValueError(f"gateway response type {response_type!r} cannot be customised; allowed: {allowed}")
    status = GATEWAY_RESPONSE_TYPES[response_type]
    code = response_type if status else RESPONSE_TYPE
    item = ErrorItem(code=code, message=unquoted("$context.error.messageString"))
    document = dict(error_format.document(status or 0, (item,), request_id=REQUEST_ID))
    if not status:
        del document[error_format.status_field]
    return GatewayErrorResponse(
        response_type, status, constant(document), _headers(error_format, cors, headers or {}), error_format.media_type
    )


def _headers(error_format: ErrorFormat, cors: CorsHeaders | None, headers: Mapping[str, str]) -> dict[str, str]:
    content_type = (
        {"Content-Type": f"'{error_format.media_type}'"} if error_format.media_type != "application/json" else {}
    )
    return {**content_type, **(cors.gateway_headers() if cors else {}), **headers}
