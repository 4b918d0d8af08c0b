import re
from collections.abc import Iterator

from ..examples import answering, declared, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import METHOD_RESPONSE
from ..subject import Subject

_OVERRIDE = re.compile(r"responseOverride\.status\s*=\s*(?:['\"]?([1-5]\d\d)\b)?")


def _check(subject: Subject) -> Iterator[Problem]:
    answered = {one.status_code for one in subject.responses} | _overridden(subject)
    if "any" in answered:
        return
    for code in dict.fromkeys(one.status_code for one in subject.method.method_responses):
        if code not in answered:
            message = (
                f"the method response of {code} is declared, and no integration response or override answers with it"
            )
            yield Problem(message, f"add an integration response for {code}, or leave the method response out", code)


def _overridden(subject: Subject) -> set[str]:
    """Statuses that templates set; ``any`` where one sets a value that it computes."""
    texts = [text for one in subject.responses for text in one.response_templates.values()]
    found = [
        code for text in (*texts, *subject.integration.request_templates.values()) for code in _OVERRIDE.findall(text)
    ]
    return {code or "any" for code in found}


RULE = MethodRule(
    id="method-response-unused",
    severity=Severity.WARNING,
    summary="A method response has a status code that nothing answers with.",
    why="Documentation and SDKs made from the API promise an answer that never comes; often the integration response was "
    "forgotten, and that error is answered as a success.",
    source=METHOD_RESPONSE,
    check=_check,
    bad=(
        answering("404 never answered", response(200), method_responses=[declared(200), declared(404)], says="404"),
        answering(
            "an override to another status",
            response(200, None, "#set($context.responseOverride.status = 404)"),
            method_responses=[declared(200), declared(409)],
            says="409",
        ),
    ),
    good=(
        selecting((404, "x")),
        answering(
            "an override to it",
            response(200, None, "#set($context.responseOverride.status = 404)"),
            method_responses=[declared(200), declared(404)],
        ),
        answering(
            "a computed override",
            response(200, None, "#set($context.responseOverride.status = $input.path('$.code'))"),
            method_responses=[declared(200), declared(404)],
        ),
    ),
)
