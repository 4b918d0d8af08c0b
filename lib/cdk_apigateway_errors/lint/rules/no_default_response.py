from collections.abc import Iterator

from ..examples import answering, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import METHOD_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if subject.defaults:
        return
    if subject.is_lambda or not subject.selected:
        yield Problem(
            "no integration response is without a selection pattern, so a success is answered "
            '500 {"message": "Internal server error"}',
            "leave the selection pattern out of the success response (or set it to an empty text)",
        )


RULE = MethodRule(
    id="no-default-response",
    severity=Severity.ERROR,
    summary="No integration response answers a success.",
    why="A success matches no pattern that needs a character; where nothing matches and no default response exists, the "
    "service answers 500 (log: No match for output mapping and no default output mapping configured).",
    source=METHOD_RESPONSE,
    check=_check,
    bad=(
        answering("`200: 200`, `500: (?s).+`", response(200, "200"), response(500, "(?s).+")),
        answering("no integration responses"),
    ),
    good=(
        selecting((500, "(?s).+")),
        answering("an empty pattern", response(200, "")),
        answering("HTTP by status", response(200, r"2\d\d"), response(500, r"[345]\d\d"), integration={"type": "HTTP"}),
    ),
)
