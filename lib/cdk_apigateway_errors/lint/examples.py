"""Builders for the rules' examples: a REST API with one method, as a hand-written template would have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..cloudformation.model import (
    Application,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    Model,
    RestApi,
)
from .rule import Example

HEADER = "method.response.header."
LEADING_400 = r'(?s)\s*+\{\s*+"status"\s*+:\s*+400\s*+(?:,.*)?\}\s*'
MESSAGE = "$input.path('$.errorMessage')"
_LAMBDA = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
_URI = f"{_LAMBDA}arn:aws:lambda:us-east-1:123456789012:function:orders/invocations"


def response(
    status_code: int | str,
    pattern: str | None = None,
    template: str | None = None,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> IntegrationResponse:
    """An integration response; ``headers`` by their bare names."""
    return IntegrationResponse(
        str(status_code),
        pattern,
        {} if template is None else {media_type: template},
        {HEADER + name: value for name, value in (headers or {}).items()},
    )


def declared(status_code: int | str, *headers: str, models: Mapping[str, str] | None = None) -> MethodResponse:
    """A method response that allows these headers."""
    return MethodResponse(str(status_code), models or {}, {HEADER + name: True for name in headers})


def method(
    *responses: IntegrationResponse,
    method_responses: Sequence[MethodResponse] | None = None,
    integration: Mapping[str, Any] | None = None,
    http_method: str = "GET",
    path: str = "/",
) -> Method:
    """A method with a non-proxy Lambda integration; without ``method_responses`` every answer is declared."""
    made = method_responses if method_responses is not None else [_allowing(one) for one in responses]
    values = {"type": "AWS", "uri": _URI, "integration_responses": responses, **(integration or {})}
    return Method(http_method, path, Integration(**values), tuple(made), logical_id="Method")


def _allowing(one: IntegrationResponse) -> MethodResponse:
    return MethodResponse(one.status_code, {}, dict.fromkeys(one.response_parameters, True))


def api(*methods: Method, models: Sequence[Model] = (), **fields: Any) -> Application:
    """An application with one REST API."""
    by_name = {model.name: model for model in models}
    return Application((RestApi("Api", "api", methods=methods, models=by_name, **fields),))


def answering(shown: str, *responses: IntegrationResponse, says: str = "", **fields: Any) -> Example:
    """An example with one method that has these integration responses."""
    return Example(shown, api(method(*responses, **fields)), says)


def selecting(*pairs: tuple[int, str], says: str = "", **fields: Any) -> Example:
    """An example with a default response and one response with a constant body for each status and pattern."""
    shown = ", ".join(f"`{status}: {pattern}`" for status, pattern in pairs)
    made = [response(status, pattern, f'{{"status":{status}}}') for status, pattern in pairs]
    return answering(shown, response(200), *made, says=says, **fields)


def of_http(pattern: str, template: str = "{}") -> Example:
    """An example with an HTTP backend: what is compared is its status, and its answer is no error's payload."""
    made = (response(200), response(400, pattern, template), response(500, r"5\d{2}", "{}"))
    return answering(f"HTTP with `{pattern}`", *made, integration={"type": "HTTP"})


def templated(template: str, pattern: str = LEADING_400, *, says: str = "") -> Example:
    """An example with a response template behind a pattern."""
    behind = "" if pattern == LEADING_400 else f" behind `{pattern}`"
    shown = "`" + template.replace("\n", "\\n") + "`" + behind
    return answering(shown, response(200), response(400, pattern, template), says=says)
