from collections.abc import Iterator

from ...patterns.hazards import depends_on_jdk
from ..deciding import shown
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return  # three digits
    for pattern, one in subject.patterns.items():
        reason = depends_on_jdk(pattern)
        if reason is not None:
            yield Problem(
                f"the verdict of {shown(pattern)} depends on the JDK: {reason}",
                r"write it out: (?<![0-9A-Za-z_]) and (?![0-9A-Za-z_]) for \b",
                one.status_code,
            )


RULE = MethodRule(
    id="verdict-depends-on-jdk",
    severity=Severity.WARNING,
    summary="A pattern means different things on different JDKs.",
    why="Nobody knows which JDK the service runs. `\\b` beside a character outside ASCII changed with JDK 19, `[^a[b]]` by "
    "JDK 9, and unlimited look-behind is accepted by some only.",
    source="https://bugs.openjdk.org/browse/JDK-8264160",
    check=_check,
    proven=True,
    bad=(selecting((404, r".*\b404\b.*"), says="JDK 19"), selecting((404, r"[^a[b]]+"), says="JDK 9")),
    good=(
        selecting((404, r"Error\b: 404")),
        selecting((404, r".*(?<![0-9A-Za-z_])404(?![0-9A-Za-z_]).*")),
        of_http(r".*\b404\b.*"),
    ),
)
