import re
from collections.abc import Iterator, Mapping

from ...cloudformation.intrinsics import unresolved_in
from ...cloudformation.model import GatewayResponse, RestApi
from ..examples import answering, api, response
from ..finding import Problem, Severity
from ..rule import ApiRule, Example
from ..sources import RESPONSE_MAPPINGS
from ..subject import subjects

_SOURCE = re.compile(
    r"integration\.response\.(?:header\..+|multivalueheader\..+|body(?:[.\[].*)?)|context\..+|stageVariables\..+"
)
_GATEWAY_SOURCE = re.compile(
    r"method\.request\.(?:header|multivalueheader|path|querystring|multivaluequerystring)\..+|context\..+|stageVariables\..+"
)


def _check(rest_api: RestApi) -> Iterator[Problem]:
    for subject in subjects(rest_api):
        route = f"{subject.method.http_method} {subject.method.path}"
        for one in subject.responses:
            for name, value in _unquoted(one.response_parameters, _SOURCE):
                yield _problem(name, value, one.status_code, route, subject.method.logical_id)
    for kind, definition in rest_api.gateway_responses.items():
        for name, value in _unquoted(definition.response_parameters, _GATEWAY_SOURCE):
            yield _problem(f"{name} of the gateway response {kind}", value, "", "", definition.logical_id)


def _unquoted(parameters: Mapping[str, str], source: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for name, value in parameters.items():
        quoted = len(value) >= 2 and value[0] == value[-1] == "'"
        if not quoted and not source.fullmatch(value) and not unresolved_in(value):
            yield name.split("header.", 1)[-1], value


def _problem(name: str, value: str, code: str, route: str, logical_id: str) -> Problem:
    message = f"the header {name} has the value {value!r}, neither a source nor a text in single quotes"
    return Problem(message, f"write a static value in single quotes: \"'{value}'\"", code, None, route, logical_id)


RULE = ApiRule(
    id="static-value-unquoted",
    severity=Severity.ERROR,
    summary="A header's static value stands without single quotes.",
    why="The service refuses the deployment: Invalid mapping expression specified (aws-cdk#11306). It does so for "
    "gateway responses, too.",
    source=RESPONSE_MAPPINGS,
    check=_check,
    bad=(
        answering("`no-store`", response(200, headers={"Cache-Control": "no-store"}), says="no-store"),
        Example(
            "`*` in a gateway response",
            api(
                gateway_responses={
                    "DEFAULT_4XX": GatewayResponse(
                        "DEFAULT_4XX", None, {"gatewayresponse.header.Access-Control-Allow-Origin": "*"}
                    )
                }
            ),
            "DEFAULT_4XX",
        ),
    ),
    good=(
        answering("`'no-store'`", response(200, headers={"Cache-Control": "'no-store'"})),
        answering("a source", response(200, headers={"Location": "integration.response.body.location"})),
        Example(
            "a source in a gateway response",
            api(
                gateway_responses={
                    "DEFAULT_4XX": GatewayResponse(
                        "DEFAULT_4XX", None, {"gatewayresponse.header.X": "method.request.header.Origin"}
                    )
                }
            ),
        ),
    ),
)
