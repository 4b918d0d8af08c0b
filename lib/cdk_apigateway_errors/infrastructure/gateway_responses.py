"""Gateway responses of an API: its own errors, in the same body shape and with the same CORS headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from aws_cdk import aws_apigateway as ag
from constructs import Construct

from ..catalog import GATEWAY_RESPONSE_TYPES, GatewayErrorResponse
from .options import enum_option
from .problems import Problems
from .responses_check import hooked_gateway_response


class GatewayResponses(StrEnum):
    """How many gateway responses an API gets: one CloudFormation resource each.

    ``PER_TYPE`` gives every type its own, with the number of its status in the body (20 resources). ``DEFAULTS`` makes
    ``DEFAULT_4XX`` and ``DEFAULT_5XX`` only, whose bodies cannot hold the number (2 resources). ``NONE`` leaves the
    service's ``{"message": …}`` without CORS headers.
    """

    PER_TYPE = "per-type"
    DEFAULTS = "defaults"
    NONE = "none"

    @property
    def types(self) -> tuple[str, ...]:
        if self is GatewayResponses.NONE:
            return ()
        return tuple(
            t for t, status in GATEWAY_RESPONSE_TYPES.items() if self is GatewayResponses.PER_TYPE or not status
        )


def gateway_responses_option(value: str | GatewayResponses) -> GatewayResponses:
    """Return the option of that name; raises ``ValueError`` that lists the names."""
    return enum_option("gateway_responses", value, GatewayResponses)


def wanted_gateway_responses(
    types: tuple[str, ...], response_for: Callable[[str], GatewayErrorResponse | None], problems: Problems
) -> list[GatewayErrorResponse]:
    """Return the gateway responses of these types; a type for which ``response_for`` returns ``None`` is left out.

    What ``response_for`` does wrong is noted in ``problems``.
    """
    found = []
    for type_ in types:
        name = f"gateway_response_for({type_!r})"
        response = problems.attempt_hook(name, lambda: hooked_gateway_response(response_for(type_), type_))  # noqa: B023
        found += [response] if response else []
    return found


def add_gateway_responses(
    scope: Construct, api: ag.IRestApi, wanted: Iterable[GatewayErrorResponse]
) -> list[tuple[ag.GatewayResponse, GatewayErrorResponse]]:
    """Make the gateway responses."""
    return [(_gateway_response(scope, api, response), response) for response in wanted]


def _gateway_response(scope: Construct, api: ag.IRestApi, response: GatewayErrorResponse) -> ag.GatewayResponse:
    response_type = response.response_type
    return ag.GatewayResponse(
        scope,
        "GatewayResponse" + response_type.title().replace("_", ""),
        rest_api=api,
        type=ag.ResponseType.of(response_type),
        # The default types keep the status of the type that they stand for.
        status_code=str(response.status_code) if response.status_code else None,
        response_headers=dict(response.headers) or None,
        templates={"application/json": response.template},
    )
