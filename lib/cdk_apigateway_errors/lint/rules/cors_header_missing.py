from collections.abc import Iterator

from ..cors import cors_headers
from ..examples import answering, response
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import CORS
from ..subject import Subject

ORIGIN = {"Access-Control-Allow-Origin": "'https://shop.example'"}


def _check(subject: Subject) -> Iterator[Problem]:
    wanted = {name for one in subject.defaults for name in cors_headers(one)}
    for one in subject.selected:
        missing = sorted(wanted - cors_headers(one))
        if missing:
            yield Problem(
                f"the success has {' and '.join(missing)}, the response {one.status_code} does not: a script in a browser "
                "cannot read status or body of that error",
                f"map {' and '.join(missing)} in the integration response, and declare it in the method response",
                one.status_code,
            )


RULE = MethodRule(
    id="cors-header-missing",
    severity=Severity.WARNING,
    summary="An error lacks the CORS headers that the success has.",
    why="A browser keeps an answer without Access-Control-Allow-Origin from the script that asked: it sees a network error "
    "instead of the status and the body.",
    source=CORS,
    check=_check,
    bad=(
        answering(
            "the success alone", response(200, headers=ORIGIN), response(404, "x", "{}"), says="the response 404"
        ),
        answering(
            "an error without the credentials' header",
            response(200, headers={**ORIGIN, "Access-Control-Allow-Credentials": "'true'"}),
            response(404, "x", "{}", ORIGIN),
            says="Allow-Credentials",
        ),
    ),
    good=(
        answering("both", response(200, headers=ORIGIN), response(404, "x", "{}", ORIGIN)),
        answering(
            "another case",
            response(200, headers=ORIGIN),
            response(404, "x", "{}", {k.lower(): v for k, v in ORIGIN.items()}),
        ),
        answering("no CORS at all", response(200), response(404, "x", "{}")),
        answering(
            "an override",
            response(200, headers=ORIGIN),
            response(404, "x", "#set($context.responseOverride.header.Access-Control-Allow-Origin = '*'){}"),
        ),
    ),
)
