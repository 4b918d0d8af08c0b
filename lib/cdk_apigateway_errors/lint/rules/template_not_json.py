import json
from collections.abc import Iterator
from functools import lru_cache

from ..deciding import shown
from ..examples import MESSAGE, answering, of_http, response, templated
from ..finding import Problem, Severity
from ..hostile import payload, selected_messages
from ..rendering import Rendered, reads_input, render
from ..rule import MethodRule
from ..sources import RESPONSE_MAPPINGS
from ..subject import Subject
from ..template_tree import Placed, templates, tree


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    patterns = {one.status_code: pattern for pattern, one in subject.patterns.items()}
    for placed in templates(subject):
        if placed.is_json and placed.status_code in patterns and tree(placed.text) is not None:
            problem = _problem(placed, patterns[placed.status_code])
            if problem:
                yield problem


@lru_cache(maxsize=1024)
def _problem(placed: Placed, pattern: str) -> Problem | None:
    if not reads_input(placed.text) and _gives_json(render(placed.text, payload("x"))):
        return None  # for every message, so the pattern need not be asked
    for message in selected_messages(pattern):
        rendered = render(placed.text, payload(message))
        said = f"for the message {shown(message)}, which its pattern selects, the {placed.name}"
        if rendered.error:
            reason = rendered.error.splitlines()[0]
            return Problem(
                f"{said} fails and the client gets 500: {reason}", "guard that case with #if", placed.status_code
            )
        if not _gives_json(rendered):
            return Problem(
                f"{said} gives {shown(rendered.text)}, which is no JSON", _fix(placed.text), placed.status_code
            )
    return None


def _gives_json(rendered: Rendered) -> bool:
    """Whether it rendered, and gave JSON or nothing."""
    return not rendered.error and (not rendered.text.strip() or _is_json(rendered.text))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _fix(template: str) -> str:
    if template.strip() == MESSAGE:
        return (
            "let the pattern select JSON objects only, or write the body: {\"message\":$input.json('$.errorMessage')}"
        )
    return "write values with $input.json('…') without quotes around it, or escape them with $util.escapeJavaScript"


RULE = MethodRule(
    id="template-not-json",
    severity=Severity.WARNING,
    summary="A JSON response template gives something else for a message that its pattern selects.",
    why="The service does not check what a template gives: the client gets invalid JSON with the media type of JSON. The "
    "template is rendered with a shortest message that the pattern selects, and with quotes, backslashes and line ends.",
    source=RESPONSE_MAPPINGS,
    check=_check,
    bad=(
        templated(MESSAGE, ".*Not Found.*", says="'Not Found'"),
        templated(MESSAGE, '.*"status":400.*', says="'\"status\":400'"),
        templated('{"message":"$input.path(\'$.errorMessage\')"}', "(?s).+", says="which is no JSON"),
        templated('{"message":"$input.json(\'$.errorMessage\')"}', "Malformed.*", says="no JSON"),
        templated("$input.path('$.errorMessage')[0]$input.path('$').stackTrace[7]", "(?s).+", says="gets 500"),
        templated("$input.path('$')", says="{errorMessage={"),
    ),
    good=(
        templated(MESSAGE),
        templated("{\"message\":$input.json('$.errorMessage')}", "(?s).+"),
        templated(
            '{"m":"$util.escapeJavaScript($input.path(\'$.errorMessage\')).replaceAll("\\\\\'","\'")"}', "(?s).+"
        ),
        templated('{"message":"Internal server error"}', "(?s).+"),
        answering("a text template", response(200), response(404, "(?s).+", MESSAGE, media_type="text/plain")),
        of_http("4..", "$input.path('$.errorMessage')x"),
    ),
)
