from collections.abc import Iterator

from ..deciding import matches, shown
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..json_status import json_member
from ..rule import MethodRule
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    for pattern, response in subject.patterns.items():
        member = json_member(pattern)
        if member is None:
            continue
        for colon in (": ", ":"):
            message = f"{{{member.text(colon)}}}"
            if not matches(pattern, message):
                yield Problem(
                    f"the pattern {shown(pattern)} does not match {shown(message)}; Python's json.dumps writes a "
                    "space after the colon, JavaScript's JSON.stringify none",
                    f'allow white space on both sides of the colon: "{member.name}"\\s*:\\s*{member.value}',
                    response.status_code,
                )


RULE = MethodRule(
    id="spacing-missed",
    severity=Severity.WARNING,
    summary="A pattern for a JSON member misses the member with other spacing.",
    why="JSON writers differ in white space: a pattern without a space misses what Python's json.dumps writes by default, a "
    "pattern with one misses what JavaScript writes.",
    source="https://docs.python.org/3/library/json.html#json.dumps",
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), says="'{\"status\": 400}'"),
        selecting((400, '.*"status": 400.*'), says="'{\"status\":400}'"),
        selecting((404, '.*"errorType":"NotFound".*'), says='\'{"errorType": "NotFound"}\''),
    ),
    good=(
        selecting((400, r'.*"status"\s*:\s*400.*')),
        selecting((400, r'(?s)\{\s*+"status"\s*+:\s*+(?:400|404)\s*+(?:,.*)?\}')),
        selecting((404, ".*Not Found.*")),
        selecting((500, r'(?s)(?!.*"status":400).+')),
        of_http('.*"status":400.*'),
    ),
)
