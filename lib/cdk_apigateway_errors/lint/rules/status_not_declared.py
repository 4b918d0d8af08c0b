from collections.abc import Iterator

from ..examples import answering, declared, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import METHOD_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    known = {one.status_code for one in subject.method.method_responses}
    for code in dict.fromkeys(one.status_code for one in subject.responses):
        if code not in known:
            yield Problem(
                f"the integration response of {code} has no method response: when it is selected, the client gets 500 "
                '{"message": "Internal server error"}',
                f"add a method response with the status code {code}",
                code,
            )


RULE = MethodRule(
    id="status-not-declared",
    severity=Severity.ERROR,
    summary="An integration response has a status code without a method response.",
    why="It deploys, and each time it is selected the service answers 500 and logs: Output mapping refers to an invalid "
    "method response.",
    source=METHOD_RESPONSE,
    check=_check,
    bad=(
        answering("404 not declared", response(200), response(404, "x"), method_responses=[declared(200)], says="404"),
    ),
    good=(selecting((404, "x")),),
)
