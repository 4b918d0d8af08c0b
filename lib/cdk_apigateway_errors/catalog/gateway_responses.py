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

from ..runtime import ErrorFormat
from .bodies import error_document
from .cors import CorsHeaders
from .headers import gateway_headers, merged_headers
from .templates import RESPONSE_TYPE, constant, unquoted

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


MESSAGE: Final = unquoted("$context.error.messageString")


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
    the type's name from the service; a format is asked for 400 or 500 then. ``headers`` are header names with static values
    or mapping expressions; those that read an integration response are left out, because there is none.

    Raises ``ValueError`` for a type that does not exist or cannot be customised.

    >>> from cdk_apigateway_errors.runtime import ErrorList
    >>> gateway_error_response("THROTTLED", ErrorList()).template
    '{"status":429,"errors":[{"code":"THROTTLED","message":$context.error.messageString}],"requestId":"$context.requestId"}'
    """
    if response_type not in GATEWAY_RESPONSE_TYPES:
        allowed = ", ".join(GATEWAY_RESPONSE_TYPES)
        raise ValueError(f"gateway response type {response_type!r} cannot be customised; allowed: {allowed}")
    status = GATEWAY_RESPONSE_TYPES[response_type]
    document = error_document(
        error_format, status or _family(response_type), response_type if status else RESPONSE_TYPE, MESSAGE
    )
    if not _only_whole(document):
        # The format builds the message into a longer text, where the service's own quotes would break the JSON.
        plain = response_type.replace("_", " ").capitalize()
        document = error_document(error_format, status or _family(response_type), response_type, plain)
    if not status:
        document.pop(error_format.status_field, None)
    return GatewayErrorResponse(
        response_type, status, constant(document), _headers(error_format, cors, headers or {}), error_format.media_type
    )


def _family(response_type: str) -> int:
    return 400 if response_type == "DEFAULT_4XX" else 500


def _only_whole(value: object) -> bool:
    """Whether the message stands alone wherever it stands."""
    if isinstance(value, Mapping):
        return all(_only_whole(key) and key != MESSAGE and _only_whole(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(_only_whole(item) for item in value)
    return not isinstance(value, str) or value == MESSAGE or MESSAGE not in value


def _headers(error_format: ErrorFormat, cors: CorsHeaders | None, headers: Mapping[str, str]) -> dict[str, str]:
    media_type = error_format.media_type
    content_type = {} if media_type == "application/json" else {"Content-Type": f"'{media_type}'"}
    return merged_headers(content_type, gateway_headers(headers), cors.gateway_headers() if cors else {})
