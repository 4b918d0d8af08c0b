from collections.abc import Iterator

from ..deciding import matches, shown
from ..examples import of_http, selecting
from ..finding import Problem, Severity
from ..json_status import json_member
from ..rule import MethodRule
from ..sources import HANDLE_ERRORS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    for pattern, response in subject.patterns.items():
        member = json_member(pattern)
        if member is None or not member.is_number:
            continue
        for digits in ("1", ".5"):
            message = f"{{{member.text()}{digits}}}"
            spaced = f"{{{member.text(': ')}{digits}}}"
            found = next((one for one in (message, spaced) if matches(pattern, one)), None)
            if found:
                yield Problem(
                    f"the pattern {shown(pattern)} also matches {shown(found)}",
                    f"say what may follow the number: {member.value}\\s*[,}}]",
                    response.status_code,
                )
                break


RULE = MethodRule(
    id="longer-number-matched",
    severity=Severity.WARNING,
    summary="A pattern for a status code also matches a longer number.",
    why='`.*"status":400.*` matches 4001 and 400.5 as well: an error number of another system decides the status.',
    source=HANDLE_ERRORS,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), says="'{\"status\":4001}'"),
        selecting((400, r'(?s).*"code": 400\d?[,}].*'), says="'{\"code\": 4001}'"),
        selecting((400, r'.*"status"\s*:\s*400(?!\d).*'), says="'{\"status\":400.5}'"),
    ),
    good=(
        selecting((400, r'.*"status":400\s*[,}].*')),
        selecting((400, r'.*"status":400(?![\d.eE]).*')),
        of_http('.*"status":400.*'),
    ),
)
