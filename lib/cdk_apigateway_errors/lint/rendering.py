"""Response templates rendered with a payload, as the rules need it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..patterns import python_pattern
from ..velocity import Options, Template, VelocityError, compile_template
from ..velocity.mapping import mapping_variables

_LIMITS = Options(pattern=python_pattern, step_limit=20_000, output_limit=2_000_000)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text, and the status that the template set; ``error`` where it failed, then the service answers 500."""

    text: str = ""
    status: int | None = None
    error: str = ""


@lru_cache(maxsize=512)
def compiled(template: str) -> Template | VelocityError:
    """The compiled template, or why it cannot be compiled."""
    try:
        return compile_template(template, options=_LIMITS)
    except VelocityError as error:
        return error


def reads_input(template: str) -> bool:
    """Whether what the template gives can depend on the payload: only ``$input`` leads there."""
    return "input" in template


@lru_cache(maxsize=4096)
def render(template: str, payload: str) -> Rendered:
    """What a response template makes of the integration's answer."""
    made = compiled(template)
    if isinstance(made, VelocityError):
        return Rendered(status=500, error=str(made))
    context = _context()
    variables = mapping_variables(body=payload, params={}, context=context, stage_variables={})
    try:
        text = made.render(variables)
    except VelocityError as error:
        return Rendered(status=500, error=str(error))
    override = context["responseOverride"]
    status = override.get("status") if isinstance(override, dict) else None
    valid = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 599
    return Rendered(text, status if valid else None)


def _context() -> dict[str, object]:
    """Values that stand in for those of a request."""
    return {
        "requestId": "5b9c3f5e-7a52-4c3e-9a57-2f1f0c1d2e3f",
        "extendedRequestId": "JKJKJKJKJKJ=",
        "httpMethod": "GET",
        "resourcePath": "/",
        "path": "/prod/",
        "stage": "prod",
        "apiId": "local",
        "accountId": "123456789012",
        "requestTime": "01/Jan/2026:00:00:00 +0000",
        "requestTimeEpoch": 1767225600000,
        "protocol": "HTTP/1.1",
        "identity": {"sourceIp": "127.0.0.1", "userAgent": "lint"},
        "authorizer": {"principalId": "user"},
        "responseOverride": {"header": {}},
        "requestOverride": {"header": {}, "path": {}, "querystring": {}},
    }
