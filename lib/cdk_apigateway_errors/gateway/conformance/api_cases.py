"""Kind ``control-plane``: what the API accepts, stores or refuses, as far as the gateway has the notion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...cloudformation.model import Integration, IntegrationResponse, Method, MethodResponse
from ..deploy_checks import refusals
from ..gateway_response import effective
from .comparing import text_agrees
from .http_cases import FUNCTION, gateway_responses
from .notions import NotionMissing, require_known

Case = Mapping[str, Any]


def replay_control_plane(case: Case) -> list[str]:
    """Inheritance of gateway responses, and what a method is refused for; returns what does not agree."""
    operation = case.get("operation") or {}
    if "call" in operation:
        return _replay_call(operation, case["expect"])
    definitions = gateway_responses((case.get("api") or {}).get("gatewayResponses") or {})
    expect = case["expect"]
    require_known(expect, ("effective_status", "effective_parameters"), "expect")
    found = []
    for kind, status in (expect.get("effective_status") or {}).items():
        actual = effective(kind, definitions).status_code
        if str(actual) != str(status):
            found.append(f"status of {kind}: expected {status}, got {actual}")
    for kind, names in (expect.get("effective_parameters") or {}).items():
        actual_names = list(effective(kind, definitions).response_parameters)
        if sorted(names) != sorted(actual_names):
            found.append(f"headers of {kind}: expected {names}, got {actual_names}")
    return found


def _replay_call(operation: Case, expect: Case) -> list[str]:
    make = _CALLS.get(operation["call"])
    if make is None:
        raise NotionMissing(f"the API call {operation['call']}")
    require_known(expect, ("ok", "code", "message", "message_contains"), "expect")
    said = refusals(make(operation))
    if expect.get("ok"):
        return [f"refused: {said[0]}"] if said else []
    wanted = expect.get("message") or expect.get("message_contains") or ""
    if any(wanted in text or text_agrees(wanted, text) for text in said):
        return []
    if not said:
        raise NotionMissing(f"a refusal that says {wanted!r}")
    return [f"message: expected {wanted!r}, got {list(said)}"]


def _put_method(operation: Case) -> Method:
    require_known(operation, ("call", "requestParameters", "httpMethod"), "operation")
    names = operation.get("requestParameters") or {}
    if names == "same name in querystring and header":
        names = {"method.request.querystring.name": True, "method.request.header.name": True}
    return Method(
        operation.get("httpMethod") or "GET", "/", None, request_parameters=_mapping(names, "requestParameters")
    )


def _put_integration(operation: Case) -> Method:
    known = ["call", "type", "uri", "integrationHttpMethod", "httpMethod", "requestTemplates", "passthroughBehavior"]
    require_known(operation, known, "operation")
    uri = operation.get("uri") or "http://example.com"
    integration = Integration(
        operation["type"],
        FUNCTION.arn if uri == "<plain lambda function arn>" else uri,
        None,
        operation.get("integrationHttpMethod"),
        _mapping(operation.get("requestTemplates") or {}, "requestTemplates"),
    )
    return Method("GET", "/", integration)


def _put_integration_response(operation: Case) -> Method:
    known = ["call", "statusCode", "selectionPattern", "responseTemplates", "contentHandling"]
    require_known(operation, known, "operation")
    templates = _mapping(operation.get("responseTemplates") or {}, "responseTemplates")
    response = IntegrationResponse(str(operation.get("statusCode") or "200"), None, templates)
    return Method("GET", "/", Integration("MOCK", integration_responses=(response,)))


def _put_method_response(operation: Case) -> Method:
    require_known(operation, ("call", "statusCode"), "operation")
    return Method("GET", "/", None, (MethodResponse(str(operation["statusCode"])),))


def _mapping(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotionMissing(f"operation.{name} {value!r}")
    return value


_CALLS: Mapping[str, Callable[[Case], Method]] = {
    "PutMethod": _put_method,
    "PutIntegration": _put_integration,
    "PutIntegrationResponse": _put_integration_response,
    "PutMethodResponse": _put_method_response,
}
