from collections.abc import Iterator

from ...patterns.hazards import stack_overflow
from ..deciding import shown
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return  # three digits
    for pattern, one in subject.patterns.items():
        hazard = stack_overflow(pattern)
        if hazard is not None:
            yield Problem(
                f"{hazard.text!r} in the pattern {shown(pattern)} overflows Java's stack on a long message: {hazard.reason}",
                r"use a class or a flag instead of the choice ([\s\S]* or (?s).*), or make the group possessive: (?:…)*+",
                one.status_code,
            )


RULE = MethodRule(
    id="stack-overflow",
    severity=Severity.WARNING,
    summary="A repeated group overflows Java's stack on a long message.",
    why="Java calls itself once for every round of a group that holds a choice or varies in length and is not possessive: "
    "`(\\n|.)*`, often advised against line ends, fails at some 1,650 characters with the default stack of OpenJDK 17.",
    source="https://bugs.openjdk.org/browse/JDK-5050507",
    check=_check,
    proven=True,
    bad=(selecting((500, r"(\n|.)+"), says=r"(\\n|.)+"), selecting((404, r"(?:a|bc)*x"))),
    good=(
        selecting((500, "(?s).+")),
        selecting((500, r"(?:\n|.)++")),
        selecting((404, r"(?:a|bc){0,9}x")),
        of_http(r"(\n|.)*"),
    ),
)
