from collections.abc import Iterator

from ...cloudformation.model import GatewayResponse, RestApi
from ..cors import cors_headers, gateway_cors_headers
from ..examples import answering, api, method, response
from ..finding import Problem, Severity
from ..rule import ApiRule, Example
from ..sources import CORS
from ..subject import subjects

_DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")
_NOT_CUSTOMISABLE = "REQUEST_TOO_LARGE"
_HEADERS = {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}


def _check(rest_api: RestApi) -> Iterator[Problem]:
    wanted = _wanted(rest_api)
    if not wanted:
        return
    defined = rest_api.gateway_responses
    for kind in _DEFAULTS:
        if kind not in defined:
            message = f"successes have {' and '.join(wanted)}, and there is no gateway response {kind} that has it"
            yield Problem(message, f"add a gateway response {kind} with these headers", logical_id=rest_api.logical_id)
    for kind, response_ in defined.items():
        missing = [name for name in wanted if name not in gateway_cors_headers(response_.response_parameters)]
        if missing and kind != _NOT_CUSTOMISABLE:
            message = f"successes have {' and '.join(missing)}, the gateway response {kind} does not"
            fix = f"add {' and '.join('gatewayresponse.header.' + name for name in missing)} to its ResponseParameters"
            yield Problem(message, fix, logical_id=response_.logical_id)


def _wanted(rest_api: RestApi) -> list[str]:
    """What the successes carry; a preflight alone says nothing about them."""
    names = {
        name
        for subject in subjects(rest_api)
        if subject.method.http_method != "OPTIONS"
        for one in subject.defaults
        for name in cors_headers(one)
    }
    return sorted(names)


def _defining(*kinds: str, headers: bool = True) -> dict[str, GatewayResponse]:
    return {kind: GatewayResponse(kind, None, _HEADERS if headers else {}, logical_id=kind) for kind in kinds}


_ALLOWING = (response(200, headers={"Access-Control-Allow-Origin": "'*'"}),)
_CORS = method(*_ALLOWING)

RULE = ApiRule(
    id="gateway-cors-missing",
    severity=Severity.WARNING,
    summary="Gateway responses lack the CORS headers that successes have.",
    why="Errors that the gateway makes itself (bad request, throttling, timeout, a failed integration) take headers from "
    "gateway responses alone. A definition of one type inherits nothing from DEFAULT_4XX and DEFAULT_5XX.",
    source=CORS,
    check=_check,
    bad=(
        Example("no gateway responses", api(_CORS), "DEFAULT_5XX"),
        Example("DEFAULT_4XX alone", api(_CORS, gateway_responses=_defining("DEFAULT_4XX")), "DEFAULT_5XX"),
        Example(
            "THROTTLED defined without",
            api(_CORS, gateway_responses={**_defining(*_DEFAULTS), **_defining("THROTTLED", headers=False)}),
            "THROTTLED",
        ),
    ),
    good=(
        Example("both defaults", api(_CORS, gateway_responses=_defining(*_DEFAULTS))),
        answering("no CORS", response(200)),
        Example("a preflight alone", api(method(*_ALLOWING, http_method="OPTIONS"), method(response(200)))),
    ),
)
