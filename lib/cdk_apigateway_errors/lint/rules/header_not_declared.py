from collections.abc import Iterator

from ..examples import HEADER, answering, declared, response
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import RESPONSE_MAPPINGS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    declared_ = {one.status_code: one.response_parameters for one in subject.method.method_responses}
    for one in subject.responses:
        if one.status_code not in declared_:
            continue  # status-not-declared says so
        for name in one.response_parameters:
            if name not in declared_[one.status_code]:
                header = name.removeprefix(HEADER)
                message = (
                    f"the header {header} is mapped, and the method response of {one.status_code} does not declare it"
                )
                fix = f'add "{name}" to the ResponseParameters of that method response'
                yield Problem(message, fix, one.status_code)


RULE = MethodRule(
    id="header-not-declared",
    severity=Severity.ERROR,
    summary="A mapped header is not declared by the method response.",
    why="The service refuses the deployment: Invalid mapping expression parameter specified "
    "(reported in aws-solutions-constructs#1130).",
    source=RESPONSE_MAPPINGS,
    check=_check,
    bad=(
        answering(
            "X-Code mapped, not declared",
            response(200, headers={"X-Code": "'1'"}),
            method_responses=[declared(200)],
            says="X-Code",
        ),
        answering(
            "another spelling of the name",
            response(200, headers={"X-Code": "'1'"}),
            method_responses=[declared(200, "x-code")],
        ),
    ),
    good=(
        answering("declared", response(200, headers={"X-Code": "'1'"})),
        answering(
            "a status that is not declared at all (status-not-declared)",
            response(200),
            response(404, "x", headers={"X-Code": "'1'"}),
            method_responses=[declared(200)],
        ),
    ),
)
