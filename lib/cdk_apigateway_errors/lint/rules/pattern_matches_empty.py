from collections.abc import Iterator

from ..deciding import shown, undecided, verdict
from ..examples import answering, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import HANDLE_ERRORS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    for pattern, response_ in subject.patterns.items():
        matched = verdict(pattern, "")
        if matched is None:
            yield undecided(f"whether {shown(pattern)} matches the empty text", response_.status_code)
        elif matched:
            yield Problem(
                f"the selection pattern {shown(pattern)} matches the empty text, which is what a success looks like: "
                f"successful calls are answered {response_.status_code}",
                "let the pattern need one character: (?s).+ for any failure",
                response_.status_code,
            )


RULE = MethodRule(
    id="pattern-matches-empty",
    severity=Severity.ERROR,
    summary="The selection pattern matches the empty text and so takes successes away from the default response.",
    why="A successful invocation is compared as the empty text (recorded: pattern `.+` is not selected by a success), so "
    "`.*` answers successes with an error.",
    source=HANDLE_ERRORS,
    check=_check,
    proven=True,
    bad=(
        selecting((500, ".*")),
        selecting((500, r"(\n|.)*")),
        selecting((500, r"[\s\S]*")),
        selecting((404, "(?:gone)?")),
    ),
    good=(
        selecting((500, "(?s).+")),
        selecting((404, ".*gone.*")),
        answering("HTTP with `5\\d\\d|`", response(200), response(500, r"5\d\d|"), integration={"type": "HTTP"}),
    ),
)
