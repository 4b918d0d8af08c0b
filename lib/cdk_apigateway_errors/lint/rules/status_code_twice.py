from collections import Counter
from collections.abc import Iterator

from ..examples import answering, declared, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import INTEGRATION_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    kinds = {
        "integration": [one.status_code for one in subject.responses],
        "method": [one.status_code for one in subject.method.method_responses],
    }
    for kind, codes in kinds.items():
        for code, times in Counter(codes).items():
            if times > 1:
                message = f"{times} {kind} responses have the status code {code}; the service keeps one per status code"
                yield Problem(message, "join them: one pattern with alternatives, (?:…|…)", code)


RULE = MethodRule(
    id="status-code-twice",
    severity=Severity.ERROR,
    summary="Two responses of a method have the same status code.",
    why="The service keeps integration responses and method responses in maps by status code: one of the two is lost.",
    source=INTEGRATION_RESPONSE,
    check=_check,
    bad=(
        answering("400 with two patterns", response(200), response(400, "a.*"), response(400, "b.*"), says="400"),
        answering("two method responses 200", response(200), method_responses=[declared(200), declared(200)]),
    ),
    good=(selecting((400, "a.*|b.*")),),
)
