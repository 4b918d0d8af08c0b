"""The errors that the gateway itself makes; each becomes a gateway response.

Stages raise :class:`GatewayFailure`; nothing else may leave a stage. One function below per cause, with the type of the
gateway response, the client's text, ``x-amzn-ErrorType`` and the line for the log.

Sources: D developer guide ``supported-gateway-response-types``; S snapshots of LocalStack's AWS-validated tests
(``test_apigateway_common``, ``_basic``, ``_integrations``) for texts and ``x-amzn-ErrorType`` where not said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INTERNAL_SERVER_ERROR = "Internal server error"
MAX_BODY_BYTES = 10 * 1024 * 1024
"""D quotas: payload size."""
MAX_HEADER_BYTES = 10_240
"""D quotas: total combined size of request line and header values."""

BAD_REQUEST = "BadRequestException"
SERVER_ERROR = "InternalServerErrorException"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the gateway answers by itself.

    ``response_type`` is one of the types of gateway responses. ``status`` overrides the type's own status and stands
    for cases that AWS answers with a default type (``DEFAULT_4XX``, ``DEFAULT_5XX``).
    """

    response_type: str
    message: str
    error_type: str
    log: str = ""
    status: int | None = None
    validation_error: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "response_type": self.response_type,
            "message": self.message,
            "error_type": self.error_type,
            "log": self.log,
            "status": self.status,
            "validation_error": self.validation_error,
        }


class GatewayFailure(Exception):
    """A stage gives up; ``failure`` says how the gateway answers."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.log or failure.message)
        self.failure = failure


def missing_authentication_token(method: str, path: str) -> GatewayFailure:
    """Unknown path or method. S ``test_routing_not_found`` 2024-07-23: 403, never 404."""
    return GatewayFailure(
        Failure(
            "MISSING_AUTHENTICATION_TOKEN",
            "Missing Authentication Token",
            "MissingAuthenticationTokenException",
            f"No method answers {method} {path}",
        )
    )


def invalid_api_key(sent: bool) -> GatewayFailure:
    """D: a method with ``ApiKeyRequired`` was called without a key of a usage plan of this stage."""
    log = "API Key not authorized because it is in no usage plan of this stage" if sent else "No x-api-key was sent"
    return GatewayFailure(Failure("INVALID_API_KEY", "Forbidden", "ForbiddenException", log))


def bad_request_parameters(names: list[str]) -> GatewayFailure:
    """S ``test_api_gateway_request_validator``: the message lists what is missing."""
    message = f"Missing required request parameters: [{', '.join(names)}]"
    return GatewayFailure(Failure("BAD_REQUEST_PARAMETERS", message, BAD_REQUEST, message, validation_error=message))


def bad_request_body(reasons: list[str]) -> GatewayFailure:
    """S: the message never says why; ``$context.error.validationErrorString`` does (D)."""
    reason = f"[{', '.join(reasons)}]"
    log = f"Request body does not match model schema for content type: {reason}"
    return GatewayFailure(
        Failure("BAD_REQUEST_BODY", "Invalid request body", BAD_REQUEST, log, validation_error=reason)
    )


def invalid_json_in_mapping() -> GatewayFailure:
    """C LocalStack: a request parameter mapping reads a body that is not JSON."""
    return GatewayFailure(Failure("DEFAULT_4XX", "Invalid JSON in request body", BAD_REQUEST, status=400))


def unparsable_request(reason: str) -> GatewayFailure:
    """F serverless#2270: Lambda refuses a payload that is not JSON, the function is not called. Status: D, not recorded.

    ``reason`` is Lambda's text: ``Could not parse request body into json: ...``.
    """
    return GatewayFailure(Failure("DEFAULT_4XX", reason, BAD_REQUEST, reason, status=400))


def malformed_request(reason: str) -> GatewayFailure:
    return GatewayFailure(Failure("DEFAULT_4XX", "Bad Request", BAD_REQUEST, reason, status=400))


def unsupported_media_type(content_type: str) -> GatewayFailure:
    """D ``integration-passthrough-behaviors``."""
    log = f"No request template for {content_type}, and PassthroughBehavior forbids to pass the body through"
    return GatewayFailure(Failure("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", BAD_REQUEST, log))


def request_too_large() -> GatewayFailure:
    """D quotas: 10 MB. This gateway response cannot be customised (D known issues)."""
    message = f"HTTP content length exceeded {MAX_BODY_BYTES} bytes."
    return GatewayFailure(Failure("REQUEST_TOO_LARGE", message, "RequestTooLargeException", message))


def headers_too_large() -> GatewayFailure:
    """D quotas: 10,240 bytes. The status is that of RFC 6585; what the service answers is not recorded."""
    log = f"Request line and headers exceed {MAX_HEADER_BYTES} bytes"
    return GatewayFailure(Failure("DEFAULT_4XX", "Request Header Fields Too Large", BAD_REQUEST, log, status=431))


def configuration_error(log: str) -> GatewayFailure:
    """D: no integration response fits, no method response for the selected status, a conversion that fails."""
    return GatewayFailure(
        Failure(
            "API_CONFIGURATION_ERROR",
            INTERNAL_SERVER_ERROR,
            SERVER_ERROR,
            f"Execution failed due to configuration error: {log}",
        )
    )


def internal_error(log: str) -> GatewayFailure:
    """500 without a type of its own (templates that fail, illegal headers)."""
    return GatewayFailure(Failure("DEFAULT_5XX", INTERNAL_SERVER_ERROR, SERVER_ERROR, log, status=500))


def unreadable_response_body(log: str) -> GatewayFailure:
    """C LocalStack: a response parameter reads a body that is not JSON."""
    return GatewayFailure(Failure("DEFAULT_5XX", INTERNAL_SERVER_ERROR, "InternalFailureException", log, status=500))


def integration_refused(log: str) -> GatewayFailure:
    """Lambda refused the call: always 500, never the selection (D ``services-apigateway-errors``; F SO 36363280).

    The type's documented status is 504; clients see 500.
    """
    return GatewayFailure(Failure("INTEGRATION_FAILURE", INTERNAL_SERVER_ERROR, SERVER_ERROR, log, status=500))


def integration_timeout(reason: str) -> GatewayFailure:
    """D: 504, text F wri/gfw-data-api#350."""
    log = f"Execution failed due to a timeout error: {reason}"
    return GatewayFailure(Failure("INTEGRATION_TIMEOUT", "Endpoint request timed out", SERVER_ERROR, log))


def malformed_proxy_response(log: str) -> GatewayFailure:
    """502: Lambda proxy integrations only (D ``handle-errors-in-lambda-integration``)."""
    return GatewayFailure(Failure("DEFAULT_5XX", INTERNAL_SERVER_ERROR, SERVER_ERROR, log, status=502))
