"""A check that a handler raises nothing that its route did not declare."""

from __future__ import annotations

import json
import re
from typing import Any

from .response import ApiResponse

PROBE = "An exception that no route declares: 4b1d2c7e"
"""The response that this message selects is the one for unhandled errors: read from the template, not from us."""

_NAME = re.compile(r'"([A-Za-z_][A-Za-z0-9_-]*)"')
"""Members that a pattern asks for."""


def assert_declared(response: ApiResponse) -> ApiResponse:
    """Fails when the function failed with something that the route did not declare; returns the response otherwise.

    Undeclared is a message that selects the default response, or the same response as any odd text does, unless that
    response passes the message on (a declared error may share its status with the unhandled ones).

    >>> from cdk_apigateway_errors.testing import load_rest_apis
    >>> with load_rest_apis({"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi"}}}) as rest_apis:
    ...     assert_declared(rest_apis.only.get("/nothing")).status
    403
    """
    __tracebackhide__ = True
    problem = undeclared(response)
    if problem is not None:
        raise AssertionError(problem)
    return response


def undeclared(response: ApiResponse) -> str | None:
    """What is wrong, with the route, the message and the declaration that is missing; ``None`` where nothing is."""
    result, selected = response.trace.find("integration"), response.selected
    if result is None or selected is None or not result.function_error:
        return None
    if not selected.is_default and not _is_unhandled(response, selected.status_code):
        return None
    answered = f"was answered {response.status} by the {'default' if selected.is_default else 'unhandled'} response"
    shown = selected.compared or "(empty)"
    lines = [f"{response.route}: the function's error {answered}.", f"  message: {shown}"]
    lines.append(f"  missing: {_missing(response, selected.compared)}")
    if result.logs:
        lines += ["  the function printed:", *(f"    {line}" for line in result.logs.splitlines()[-30:])]
    return "\n".join(lines)


def _is_unhandled(response: ApiResponse, status_code: str) -> bool:
    """Whether the selected response is the one for anything at all, and did not pass the message on."""
    if response.body == response.trace.regex.compared.encode():  # type: ignore[union-attr]  # selected, see above
        return False
    return response.gateway.explain(*_route(response), PROBE).status_code == status_code


def _missing(response: ApiResponse, message: str) -> str:
    error = _object(message)
    name, status = next(((name, value) for name, value in error.items() if _is_status(value)), ("", None))
    statuses = declared_statuses(response)
    listed = f"it has patterns for {', '.join(statuses) or 'no status'}"
    if not message:
        return "an empty message can be selected by no pattern: raise an ApiError, or use @error_responses"
    if status is None:
        kind = _object(response.trace.context or "").get("errorType", "an exception")
        return f"{kind} is no error that a route can declare: raise an ApiError in its place ({listed})"
    if str(status) in statuses:
        return f"{status} is declared, but its pattern does not match this message: {_why(response, error, name)}"
    return f"add {status}, or the class that has it, to errors= of {response.route} ({listed})"


def _why(response: ApiResponse, error: dict[str, Any], name: str) -> str:
    """What keeps the pattern of the status from matching: found by trying the message with its status first."""
    status = error[name]
    verdicts = response.gateway.explain(*_route(response), response.selected.compared).verdicts  # type: ignore[union-attr]
    verdict = next(verdict for verdict in verdicts if verdict.status_code == str(status))
    for wanted in [name, *_NAME.findall(verdict.selection_pattern)]:
        rest = {key: value for key, value in error.items() if key not in (name, wanted)}
        if not _selects(response, {wanted: status, **rest}, str(status)):
            continue
        if wanted not in error:
            return f'the pattern wants the member "{wanted}", the message has "{name}"'
        if next(iter(error)) != wanted:
            return f'write the status ("{wanted}") first, as ApiError does'
    return f"{verdict.reason}; the pattern is {verdict.selection_pattern}"


def _selects(response: ApiResponse, error: dict[str, Any], status_code: str) -> bool:
    text = json.dumps(error, separators=(",", ":"), ensure_ascii=False)
    return response.gateway.explain(*_route(response), text).status_code == status_code


def declared_statuses(response: ApiResponse) -> tuple[str, ...]:
    """The error statuses that the route has a pattern for, the unhandled one left out."""
    unhandled = response.gateway.explain(*_route(response), PROBE)
    return tuple(v.status_code for v in unhandled.verdicts if not v.matches)


def _route(response: ApiResponse) -> tuple[str, str]:
    method, _, path = (response.route or "").partition(" ")
    return method, path


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_status(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 599
