"""What the client gets when the gateway itself makes the answer.

A type that is defined uses its own definition and inherits nothing; a type that is not takes status, headers and body of
``DEFAULT_4XX`` or ``DEFAULT_5XX`` (S LocalStack ``test_gateway_response_put`` 2024-06-20). Bodies are no VTL: plain
substitution of ``$context.x``, ``$stageVariables.x`` and ``$method.request.<place>.<name>`` (D
``api-gateway-gatewayResponse-definition``). Headers of method and integration responses do not apply (D).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..cloudformation.model import GatewayResponse, RestApi
from .context import lookup
from .expressions import Expression, InvalidExpression, Sources, header_value, parse_expression
from .failures import Failure, invalid_json_in_mapping
from .values import Headers

STATUS_BY_TYPE: Mapping[str, int] = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}
"""D ``supported-gateway-response-types``; ``DEFAULT_4XX`` and ``DEFAULT_5XX`` have no status of their own."""

RESPONSE_TYPES = frozenset(STATUS_BY_TYPE) | {"DEFAULT_4XX", "DEFAULT_5XX"}
NOT_CUSTOMISABLE = frozenset({"REQUEST_TOO_LARGE"})
"""D known issues."""

FRONT_TYPES = frozenset(
    [
        "ACCESS_DENIED",
        "EXPIRED_TOKEN",
        "INVALID_API_KEY",
        "INVALID_SIGNATURE",
        "MISSING_AUTHENTICATION_TOKEN",
        "QUOTA_EXCEEDED",
        "THROTTLED",
        "UNAUTHORIZED",
        "WAF_FILTERED",
    ]
)
"""Made before the method runs. Recorded bodies of these have no space after the colon, those of the rest have one
(S: 36 bytes for ``{"message": "Internal server error"}``)."""

_STATUS = re.compile(r"[2-5]\d\d")
_NAME = r"(?:context(?:\.\w+)+|stageVariables\.\w+|method\.request\.(?:[a-z]+\.[\w-]+|body(?:\.[\w.-]+)?))"
_VARIABLE = re.compile(rf"\$\{{({_NAME})\}}|\$({_NAME})")


@dataclass(frozen=True, slots=True)
class EffectiveGatewayResponse:
    """What holds for one response type after inheritance.

    ``response_templates`` is empty where the service's own body applies.
    """

    response_type: str
    status_code: int
    response_parameters: Mapping[str, str] = field(default_factory=dict)
    response_templates: Mapping[str, str] = field(default_factory=dict)


def default_type(response_type: str) -> str:
    """The type that fills in for a type without a definition.

    >>> default_type("INTEGRATION_TIMEOUT")
    'DEFAULT_5XX'
    """
    return "DEFAULT_5XX" if STATUS_BY_TYPE.get(response_type, 400) >= 500 else "DEFAULT_4XX"


def effective(response_type: str, definitions: Mapping[str, GatewayResponse]) -> EffectiveGatewayResponse:
    """Status, headers and templates of a response type.

    >>> five = GatewayResponse("DEFAULT_5XX", status_code="599")
    >>> effective("INTEGRATION_FAILURE", {"DEFAULT_5XX": five}).status_code
    599
    """
    own = None if response_type in NOT_CUSTOMISABLE else definitions.get(response_type)
    fallback = None if response_type in NOT_CUSTOMISABLE else definitions.get(default_type(response_type))
    definition = own or fallback
    status = STATUS_BY_TYPE.get(response_type, 500 if response_type == "DEFAULT_5XX" else 400)
    if definition is None:
        return EffectiveGatewayResponse(response_type, status)
    return EffectiveGatewayResponse(
        response_type,
        int(definition.status_code) if definition.status_code else status,
        definition.response_parameters,
        definition.response_templates,
    )


@dataclass(frozen=True, slots=True)
class _Compiled:
    status_code: int
    sets_status: bool
    headers: tuple[tuple[str, Expression], ...]
    templates: Mapping[str, Callable[[Sources], str]]


class GatewayResponses:
    """The gateway responses of an API, read once."""

    def __init__(self, api: RestApi) -> None:
        self.problems: list[tuple[str, str]] = []
        """Logical id and reason."""
        definitions = {kind: given for kind, given in api.gateway_responses.items() if self._is_sound(given)}
        self._compiled = {kind: self._compile(kind, definitions) for kind in sorted(RESPONSE_TYPES)}

    def _is_sound(self, definition: GatewayResponse) -> bool:
        """Whether a definition can be used at all."""
        kind, status = definition.response_type, definition.status_code
        if kind not in RESPONSE_TYPES:
            reason = f"unknown response type {kind!r}; known are {', '.join(sorted(RESPONSE_TYPES))}"
        elif status and not _STATUS.fullmatch(status):
            reason = f"status code {status!r} of {kind}; allowed are 200 to 599"
        else:
            return True
        self.problems.append((definition.logical_id or kind, reason))
        return False

    def _compile(self, response_type: str, definitions: Mapping[str, GatewayResponse]) -> _Compiled:
        found = effective(response_type, definitions)
        definition = definitions.get(response_type) or definitions.get(default_type(response_type))
        headers = []
        for name, text in found.response_parameters.items():
            try:
                expression = parse_expression(text, "method.request", invalid_json_in_mapping)
            except InvalidExpression as error:
                self._note(response_type, definitions, str(error))
            else:
                headers.append((name.removeprefix("gatewayresponse.header."), expression))
        templates = {kind.lower(): compile_substitution(text) for kind, text in found.response_templates.items()}
        return _Compiled(found.status_code, bool(definition and definition.status_code), tuple(headers), templates)

    def _note(self, response_type: str, definitions: Mapping[str, GatewayResponse], reason: str) -> None:
        own = definitions.get(response_type)
        if own is not None:
            self.problems.append((own.logical_id or response_type, reason))

    def answer(self, failure: Failure, sources: Sources, accept: str) -> tuple[int, Headers, bytes]:
        """Status, headers and body for a failure; ``sources.context`` gains ``$context.error``."""
        compiled = self._compiled[failure.response_type]
        _add_error(failure, sources)
        status = compiled.status_code if compiled.sets_status or not failure.status else failure.status
        kind, body = _body(failure, compiled, sources, accept)
        headers = [("Content-Type", kind), ("x-amzn-ErrorType", failure.error_type)]
        for name, expression in compiled.headers:
            value = _safe_value(expression, sources)
            if value:
                headers = [line for line in headers if line[0].lower() != name.lower()]
                headers.append((name, header_value(value)))
        return status, tuple(headers), body.encode("utf-8")


def _safe_value(expression: Expression, sources: Sources) -> str | None:
    """A header that cannot be read is left out: a gateway response must not fail."""
    try:
        value = expression(sources)
    except Exception:  # the body of the request may be anything
        return None
    return ",".join(value) if isinstance(value, tuple) else value


def _add_error(failure: Failure, sources: Sources) -> None:
    """D ``api-gateway-mapping-template-reference``: ``$context.error`` exists in gateway responses only."""
    error = {
        "message": failure.message,
        "messageString": json.dumps(failure.message, ensure_ascii=False),
        "responseType": failure.response_type,
        "validationErrorString": failure.validation_error or None,
    }
    if isinstance(sources.context, dict):
        sources.context["error"] = error


def _body(failure: Failure, compiled: _Compiled, sources: Sources, accept: str) -> tuple[str, str]:
    if not compiled.templates:
        space = "" if failure.response_type in FRONT_TYPES else " "
        return "application/json", f'{{"message":{space}{json.dumps(failure.message, ensure_ascii=False)}}}'
    templates = compiled.templates
    kind = next((k for k in (accept, "application/json") if k in templates), next(iter(templates)))
    return kind, templates[kind](sources)


def compile_substitution(template: str) -> Callable[[Sources], str]:
    """A body template of a gateway response: variables are replaced, everything else stays as it is.

    >>> render = compile_substitution('{"m":$context.error.messageString,"s":"$stageVariables.x"}')
    >>> render(Sources({"error": {"messageString": '"Forbidden"'}}, {"x": "1"}, {}, {}, {}, b""))
    '{"m":"Forbidden","s":"1"}'
    """

    def render(sources: Sources) -> str:
        return _VARIABLE.sub(lambda found: _value(found[1] or found[2], sources), template)

    return render


def _value(name: str, sources: Sources) -> str:
    """A variable without a value prints nothing."""
    if name.startswith("context."):
        found: Any = lookup(sources.context, name.removeprefix("context."))
    elif name.startswith("stageVariables."):
        found = sources.stage_variables.get(name.removeprefix("stageVariables."))
    else:
        found = _safe_value(parse_expression(name, "method.request", invalid_json_in_mapping), sources)
    return "" if found is None else found if isinstance(found, str) else json.dumps(found)
