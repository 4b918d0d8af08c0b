from collections.abc import Iterator

from ..deciding import matches, shown
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..json_status import Member, json_member
from ..rule import MethodRule
from ..sources import HANDLE_ERRORS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    for pattern, response in subject.patterns.items():
        member = json_member(pattern)
        found = None if member is None else _nested(pattern, member)
        if found and member:
            yield Problem(
                f"the pattern {shown(pattern)} also matches {shown(found)}, whose own value is another",
                f"let the member come first: {member.leading_pattern()}",
                response.status_code,
            )


def _nested(pattern: str, member: Member) -> str | None:
    other = member.another()
    for colon in (":", ": "):
        message = f'{{{other.text(colon)},"cause":{{{member.text(colon)}}}}}'
        if matches(pattern, message):
            return message
    return None


RULE = MethodRule(
    id="nested-status-matched",
    severity=Severity.WARNING,
    summary="A pattern for a status code also matches a status that is nested deeper in the object.",
    why="An error that carries another one (a cause, the answer of another service) is answered with the inner status, or "
    "matches two patterns at once.",
    source=HANDLE_ERRORS,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), says='\'{"status":null,"cause":{"status":400}}\''),
        selecting((404, r'(?s)\{.*"errorType"\s*:\s*"NotFound".*\}'), says="Other"),
    ),
    good=(
        selecting((400, r'(?s)\s*\{\s*"status"\s*:\s*400\s*[,}].*')),
        selecting((404, ".*Not Found.*")),
        of_http('.*"status":400.*'),
    ),
)
