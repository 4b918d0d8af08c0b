from collections.abc import Iterator

from ...patterns import NotDecided
from ..deciding import shown
from ..examples import selecting
from ..failing import answered_as_success, unselected, unselected_line
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import INTEGRATION_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    default = answered_as_success(subject)
    if default is None:
        return
    patterns = tuple(subject.patterns)
    try:
        message = unselected(patterns)
        if message is None or unselected_line(patterns) is not None:
            return  # no hole, or failure-selects-nothing says so
    except NotDecided:
        return  # failure-selects-nothing says so
    yield Problem(
        f"a function that fails with the message {shown(message)} selects no pattern: the default response answers "
        f"it {default.status_code}",
        "write (?s) in front of the pattern of everything else: without it . stops at line ends",
        default.status_code,
    )


RULE = MethodRule(
    id="line-end-selects-nothing",
    severity=Severity.WARNING,
    summary="A catch-all such as `.+` misses a message that holds a line end.",
    why="In Java `.` stops at \\n, \\r, U+0085, U+2028 and U+2029, and the whole message must match: a failure with "
    "several lines, as many have, goes to the default response and is answered as a success.",
    source=INTEGRATION_RESPONSE,
    check=_check,
    proven=True,
    bad=(
        selecting((500, ".+"), says=r"'\n'"),
        selecting((500, r"[^\n]+"), says=r"'\n'"),
        selecting((404, "404"), (500, r"(?!404(?![\s\S])).+|\n"), says=r"'\r'"),
    ),
    good=(selecting((500, "(?s).+")), selecting((500, r"[\s\S]+")), selecting((500, r"(?:.|\R)++"))),
)
