from collections.abc import Iterator

from ..examples import answering, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import METHOD_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    codes = [one.status_code for one in subject.defaults]
    if len(set(codes)) > 1:
        yield Problem(
            f"the integration responses of {' and '.join(codes)} have no selection pattern: both are default responses, and "
            "which one answers is not defined",
            "keep one without a pattern, for the success, and give the others one",
            codes[1],
        )


RULE = MethodRule(
    id="two-default-responses",
    severity=Severity.ERROR,
    summary="Two integration responses have no selection pattern.",
    why="A response without a pattern is the default; a method has one. CDK's own validation takes several.",
    source=METHOD_RESPONSE,
    check=_check,
    bad=(
        answering("200 and 500 without a pattern", response(200), response(500), says="200 and 500"),
        answering("200 without, 500 with an empty pattern", response(200), response(500, "")),
    ),
    good=(selecting((500, "(?s).+")),),
)
