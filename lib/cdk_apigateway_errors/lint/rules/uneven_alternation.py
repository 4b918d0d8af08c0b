from collections.abc import Iterator

from ...patterns.hazards import uneven_branches
from ..deciding import shown
from ..examples import answering, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import JAVA_PATTERN
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    for pattern, response_ in subject.patterns.items():
        hazard = uneven_branches(pattern)
        if hazard is not None:
            message = f"the alternatives of {shown(pattern)} are wrapped unevenly: {hazard.reason}"
            yield Problem(
                message, "put (?:…) around the alternatives, or wrap each of them alike", response_.status_code
            )


RULE = MethodRule(
    id="uneven-alternation",
    severity=Severity.WARNING,
    summary="What stands before or after alternatives belongs to one of them only.",
    why="`|` binds last: `4|5\\d{2}` is 4, or 500 to 599; `.*404|Not Found.*` is a text that ends in 404, or one "
    "that begins with Not Found.",
    source=JAVA_PATTERN,
    check=_check,
    proven=True,
    bad=(
        answering("HTTP with `4|5\\d{2}`", response(200), response(500, r"4|5\d{2}"), integration={"type": "HTTP"}),
        selecting((404, ".*404|Not Found.*"), says="|"),
    ),
    good=(
        selecting((404, ".*404.*|.*Not Found.*")),
        selecting((500, r"(?:4|5)\d{2}")),
        selecting((404, ".*(?:404|Not Found).*")),
    ),
)
