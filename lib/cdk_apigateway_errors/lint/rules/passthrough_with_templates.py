from collections.abc import Iterator
from typing import Any

from ..examples import answering, response
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import PASSTHROUGH
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    integration = subject.integration
    given = [media_type for media_type, text in integration.request_templates.items() if text]
    if integration.type != "MOCK" and given and integration.passthrough_behavior == "WHEN_NO_MATCH":
        yield Problem(
            f"there is a request template for {', '.join(given)}, and a request with another Content-Type passes it by: its "
            "body goes to the integration as it is",
            "set PassthroughBehavior to NEVER: such requests are answered 415",
        )


def _with(behavior: str, **templates: str) -> dict[str, Any]:
    named = {name.replace("_", "/"): text for name, text in templates.items()}
    return {"request_templates": named, "passthrough_behavior": behavior}


RULE = MethodRule(
    id="passthrough-with-templates",
    severity=Severity.WARNING,
    summary="Requests with another Content-Type pass the request templates by.",
    why="WHEN_NO_MATCH, the default, sends the body unmapped where no template has the request's Content-Type. Who sends "
    "text/plain decides what the function gets as its event, and validation by model is skipped as well.",
    source=PASSTHROUGH,
    check=_check,
    bad=(
        answering(
            "WHEN_NO_MATCH with a template",
            response(200),
            integration=_with("WHEN_NO_MATCH", application_json="{}"),
            says="application/json",
        ),
    ),
    good=(
        answering("NEVER with a template", response(200), integration=_with("NEVER", application_json="{}")),
        answering("no templates", response(200), integration=_with("WHEN_NO_MATCH")),
        answering(
            "a MOCK", response(200), integration={**_with("WHEN_NO_MATCH", application_json="{}"), "type": "MOCK"}
        ),
    ),
)
