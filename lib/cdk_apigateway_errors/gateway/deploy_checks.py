"""What the service refuses when a method is created, so that it never gets to run; with the service's own messages.

S LocalStack ``test_apigateway_api`` 2024-04 to 2025-06 and ``test_put_integration_validation`` 2024-06-06.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..cloudformation.model import Integration, Method

_STATUS = re.compile(r"[1-5]\d\d")
_REQUEST_PARAMETER = re.compile(
    r"method\.request\.(?:path|querystring|multivaluequerystring|header|multivalueheader)\.(\S+)"
)
_MEDIA_TYPE = re.compile(r"[^\s/]+/\S.*|\$default")


def refusals(method: Method) -> tuple[str, ...]:
    """Why the service refuses a method and its integration; nothing where it takes them."""
    return tuple(_refusals(method))


def _refusals(method: Method) -> Iterator[str]:
    yield from _request_parameters(method.request_parameters)
    yield from _statuses(response.status_code for response in method.method_responses)
    integration = method.integration
    if integration is None:
        return
    yield from _integration(integration)
    yield from _media_types(integration.request_templates)
    yield from _statuses(response.status_code for response in integration.integration_responses)
    for response in integration.integration_responses:
        yield from _media_types(response.response_templates)


def _request_parameters(names: Iterable[str]) -> Iterator[str]:
    found: set[str] = set()
    for name in names:
        parsed = _REQUEST_PARAMETER.fullmatch(name)
        if parsed is None:
            yield (
                "Invalid mapping expression specified: Validation Result: warnings : [], errors : "
                f"[Invalid mapping expression specified: {name}]"
            )
        elif parsed[1] in found:
            yield "Parameter names must be unique across querystring, header and path"
        else:
            found.add(parsed[1])


def _statuses(codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        if not _STATUS.fullmatch(code):
            yield (
                f"1 validation error detected: Value '{code}' at 'statusCode' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: [1-5]\\d\\d"
            )


def _media_types(keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        if not _MEDIA_TYPE.fullmatch(key):
            yield f"Validation Result: warnings : [], errors : [Invalid content type specified: {key}]"


def _integration(integration: Integration) -> Iterator[str]:
    """Checked only where the integration names its endpoint: hand-written values may leave that out."""
    uri = integration.uri
    if not uri or integration.type == "MOCK":
        return
    if integration.type != "AWS_PROXY" and not integration.integration_http_method:
        yield "Enumeration value for HttpMethod must be non-empty"
    elif integration.type.startswith("HTTP"):
        if not uri.startswith(("http://", "https://", "$")):
            yield "Invalid HTTP endpoint specified for URI"
    elif not uri.startswith("arn:"):
        yield "Invalid ARN specified in the request"
    elif not re.match(r"arn:[\w-]+:apigateway:[\w-]*:[\w.-]+:(?:path|action)/", uri):
        yield "AWS ARN for integration must contain path or action"
