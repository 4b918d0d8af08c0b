from collections.abc import Iterator

from ..deciding import matches, shown
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..json_status import json_member
from ..rule import MethodRule
from ..sources import HANDLE_ERRORS
from ..subject import Subject

_AROUND = ("could not parse {} at line 1", "Error: {}", "{} is no order", "Error\n{}")


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    for pattern, response in subject.patterns.items():
        member = json_member(pattern)
        texts = () if member is None else (text.format(one) for one in member.messages() for text in _AROUND)
        message = next((text for text in texts if matches(pattern, text)), None)
        if message is not None and member is not None:
            yield Problem(
                f"the pattern {shown(pattern)} matches {shown(message)}: a text that quotes input can choose the status",
                f"let the pattern begin and end with the object: {member.leading_pattern()}",
                response.status_code,
            )


RULE = MethodRule(
    id="text-around-object-matched",
    severity=Severity.WARNING,
    summary="A pattern for a JSON object also matches text around the object.",
    why='An exception such as `could not parse {"status":400} at line 1` quotes what the caller sent. If its text selects a '
    "declared response, the caller chooses the status, and gets the exception's text where the template unwraps it.",
    source=HANDLE_ERRORS,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), says='could not parse {"status":400} at line 1'),
        selecting((400, r'(?s)\{"status":400[,}].*'), says='{"status":400} is no order'),
    ),
    good=(
        selecting((400, r'(?s)\s*+\{\s*+"status"\s*+:\s*+400\s*+(?:,.*)?\}\s*')),
        selecting((404, ".*Not Found.*")),
        of_http('.*"status":400.*'),
    ),
)
