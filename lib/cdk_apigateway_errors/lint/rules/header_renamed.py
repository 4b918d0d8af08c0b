from collections.abc import Iterator

from ...catalog.headers import DROPPED, RENAMED
from ..examples import HEADER, answering, response
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    for one in subject.responses:
        for name in one.response_parameters:
            problem = _problem(name.removeprefix(HEADER), one.status_code)
            if problem:
                yield problem


def _problem(name: str, code: str) -> Problem | None:
    if name.lower() in DROPPED:
        return Problem(f"the header {name} never reaches the client: the service drops it", "leave it out", code)
    if name.lower() in RENAMED:
        message = f"the client sees the header {name} as x-amzn-Remapped-{name}"
        fix = "use another name, or set it where nothing is renamed: a gateway response, or a CDN in front of the API"
        return Problem(message, fix, code)
    return None


RULE = MethodRule(
    id="header-renamed",
    severity=Severity.WARNING,
    summary="The service renames or drops a mapped header.",
    why="On non-proxy integrations fourteen names, WWW-Authenticate and Date among them, reach the client as "
    "x-amzn-Remapped-…, and Transfer-Encoding does not reach it.",
    source="recorded: LocalStack test_apigateway_header_remapping_aws 2024-12-11",
    check=_check,
    bad=(
        answering("WWW-Authenticate", response(200), response(401, "x", headers={"WWW-Authenticate": "'Bearer'"})),
        answering("transfer-encoding", response(200, headers={"transfer-encoding": "'chunked'"}), says="drops"),
    ),
    good=(answering("Retry-After", response(200), response(429, "x", headers={"Retry-After": "'1'"})),),
)
