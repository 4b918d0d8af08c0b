from collections.abc import Iterator

from ...patterns import NotDecided
from ...patterns.backtracking import super_linear
from ..deciding import shown, undecided
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return  # three digits
    for pattern, one in subject.patterns.items():
        try:
            found = super_linear(pattern)
        except NotDecided as error:
            yield undecided(f"whether {shown(pattern)} is matched in linear time ({error.reason})", one.status_code)
            continue
        if found is not None:
            fix = "let each part of a message be read in one way only; possessive repetitions (*+, ++) never go back"
            message = (
                f"the time to match {shown(pattern)} grows faster than the message ({found.growth}): "
                f"{shown(found.prefix)}, many times {shown(found.pump)}, then {shown(found.suffix)}"
            )
            severity = Severity.WARNING if found.growth == "exponential" else Severity.INFO
            yield Problem(message, fix, one.status_code, severity)


RULE = MethodRule(
    id="super-linear",
    severity=Severity.WARNING,
    summary="Matching takes more than linear time for some messages.",
    why="Java tries all ways to read a message. Where one text can be read in exponentially many ways, a message of "
    "forty characters holds the request until it times out. Polynomial growth, as of `.*x.*`, is an info.",
    source="https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS",
    check=_check,
    proven=True,
    bad=(selecting((404, "(a+)+b"), says="exponential"), selecting((404, r"(?:\w+\s?)+:.*"), says="exponential")),
    good=(
        selecting((500, "(?s).+")),
        selecting((404, "(?:a++)++b")),
        selecting((404, "(?s).*x.*")),
        selecting((400, '.*"status":400.*')),
        of_http(r"(?:\d+)+x"),
    ),
)
