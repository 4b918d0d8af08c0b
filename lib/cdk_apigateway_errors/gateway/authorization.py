"""Stage: authorizers. They do not run here; what is checked is that the client sent something to authorize.

Nothing passes silently: without an ``Authorization`` header the answer is the service's (D
``supported-gateway-response-types``: 401 for Cognito and Lambda authorizers, 403 Missing Authentication Token for IAM).
"""

from __future__ import annotations

from . import failures
from .failures import Failure, GatewayFailure
from .values import RoutedRequest, first_header


def check_authorization(authorization_type: str, routed: RoutedRequest) -> RoutedRequest:
    """The request unchanged. Raises where the method wants an authorization and none was sent."""
    if authorization_type == "NONE" or first_header(routed.request.headers, "authorization"):
        return routed
    if authorization_type == "AWS_IAM":
        raise failures.missing_authentication_token(routed.request.method, routed.request.path)
    log = f"The method has an authorizer ({authorization_type}) and the request no Authorization header"
    raise GatewayFailure(Failure("UNAUTHORIZED", "Unauthorized", "UnauthorizedException", log))
