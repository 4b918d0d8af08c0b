import re
from collections.abc import Iterator

from ...patterns import NotDecided, PatternError
from ..deciding import matches, question, shown
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..json_status import json_member
from ..rule import MethodRule
from ..sources import INTEGRATION_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    for pattern, response in subject.patterns.items():
        message = _missed(pattern)
        if message is not None:
            yield Problem(
                f"the pattern {shown(pattern)} does not match {shown(message)}: without (?s), . stops at line ends",
                f"write (?s) in front: {'(?s)' + pattern!r}",
                response.status_code,
            )


def _missed(pattern: str) -> str | None:
    """A message with a line end that slips through."""
    if not re.search(r"(?<!\\)\.[*+]", pattern):
        return None
    member = json_member(pattern)
    if member is not None:
        pretty = f'{{\n{member.text()},\n"message":"x"\n}}'
        return None if matches(pattern, pretty) or not matches("(?s)" + pattern, pretty) else pretty
    try:
        wider = "(?s)" + pattern
        return question((pattern, wider)).outside(wider, pattern)
    except (NotDecided, PatternError):
        return None


RULE = MethodRule(
    id="newline-missed",
    severity=Severity.WARNING,
    summary="A pattern with `.*` misses messages of several lines.",
    why="In Java `.` stops at line ends, and the whole message must match: pretty-printed JSON, and every text that quotes "
    "several lines, selects another response or none.",
    source=INTEGRATION_RESPONSE,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), says=r"'{\n\"status\":400,\n\"message\":\"x\"\n}'".replace('\\"', '"')),
        selecting((404, ".*Not Found.*"), says=r"'Not Found\n'"),
        selecting((404, "Malformed.*")),
    ),
    good=(
        selecting((400, '(?s).*"status":400.*')),
        selecting((404, r"[\s\S]*Not Found[\s\S]*")),
        selecting((404, "Not Found")),
        selecting((404, r"Not Found in \S.{0,20}")),
        of_http('.*"status":400.*'),
    ),
)
