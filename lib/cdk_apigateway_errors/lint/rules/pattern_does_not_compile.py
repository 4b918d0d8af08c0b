from ...cloudformation.intrinsics import unresolved_in
from ...patterns import PatternError, UnsupportedPattern, parse
from ..deciding import shown, undecided
from ..examples import selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import JAVA_PATTERN
from ..subject import Subject


def _check(subject: Subject) -> list[Problem]:
    return [problem for one in subject.selected if (problem := _problem(one.status_code, one.selection_pattern or ""))]


def _problem(status_code: str, pattern: str) -> Problem | None:
    if unresolved_in(pattern):
        return None
    try:
        parse(pattern)
    except PatternError as error:
        message = f"Java refuses the selection pattern {shown(pattern)}: {error.problem} at offset {error.offset}"
        return Problem(message, error.advice or "correct the pattern at that offset", status_code)
    except UnsupportedPattern as error:
        return undecided(f"whether Java reads the pattern {shown(pattern)} ({error.reason})", status_code)
    return None


RULE = MethodRule(
    id="pattern-does-not-compile",
    severity=Severity.ERROR,
    summary="The selection pattern is no Java regular expression.",
    why="The service reads selection patterns with java.util.regex. Python and JavaScript accept some that it refuses, "
    "such as an unescaped brace.",
    source=JAVA_PATTERN,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '{"status":400}'), says="at offset 0"),
        selecting((400, '*."errorMessage".*'), says="at offset 0"),
        selecting((400, ".*[400.*")),
        selecting((400, "(?P<code>400).*")),
    ),
    good=(selecting((400, r'\{"status":400\}')), selecting((400, r"(?s).*\[400\].*"))),
)
