from collections.abc import Iterator, Mapping

from ...cloudformation.model import IntegrationResponse
from ...patterns import NotDecided
from ..examples import LEADING_400, MESSAGE, answering, of_http, response, selecting, templated
from ..failing import answered_as_success, unselected
from ..finding import Problem, Severity
from ..hostile import TOLD, TRACE, payload, selected_messages, text_around
from ..rendering import reads_input, render
from ..rule import MethodRule
from ..sources import HANDLE_ERRORS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        return
    yield from _of_default(subject)
    for pattern, one in subject.patterns.items():
        if _is_constant(one):
            continue
        told = text_around(pattern)
        messages = (*selected_messages(pattern)[:3], *([told] if told else []))
        what = _leaked(one, messages)
        if what:
            path = "the template prints it" if any(one.response_templates.values()) else "there is no response template"
            fix = "write a body of your own, or let the pattern select declared messages only"
            message = f"the client of the response {one.status_code} can get {what} of a failed function: {path}"
            yield Problem(message, fix, one.status_code)


def _of_default(subject: Subject) -> Iterator[Problem]:
    default = None if subject.made_by_catalog else answered_as_success(subject)
    try:
        message = None if default is None else unselected(tuple(subject.patterns))
    except NotDecided:
        return  # failure-selects-nothing says so
    if default is None or message is None:
        return
    what = _leaked(default, (message, f"{TOLD}: x") if not subject.patterns else (message,))
    if what:
        path = "a failure that no pattern matches reaches the default response"
        fix = "add a response for everything else, with a body of its own"
        yield Problem(f"the client can get {what} of a failed function: {path}", fix, default.status_code)


def _is_constant(one: IntegrationResponse) -> bool:
    texts = list(one.response_templates.values())
    return all(texts) and bool(texts) and not any(reads_input(text) for text in texts)


def _leaked(one: IntegrationResponse, messages: tuple[str, ...]) -> str:
    bodies = [body for message in messages for body in _bodies(one.response_templates, message)]
    if any(TRACE in body for body in bodies):
        return "the stack trace"
    return "the exception's text" if any(TOLD in body for body in bodies) else ""


def _bodies(templates: Mapping[str, str], message: str) -> Iterator[str]:
    """What the client gets; without a template the payload as it is."""
    texts = [text for text in templates.values() if text]
    if not texts:
        yield payload(message)
    for text in texts:
        yield render(text, payload(message)).text


RULE = MethodRule(
    id="stack-trace-reachable",
    severity=Severity.WARNING,
    summary="A client can get the stack trace or the text of an exception that nobody declared.",
    why="The payload of a failed function holds its stack trace, with paths and source lines. Without a template the "
    "client gets all of that; a template that prints the message gives away whatever its pattern takes.",
    source=HANDLE_ERRORS,
    check=_check,
    bad=(
        answering("a pattern without a template", response(200), response(500, "(?s).+"), says="the stack trace"),
        answering("a default response alone", response(200), says="reaches the default response"),
        templated(MESSAGE, "(?s).+", says="the exception's text"),
        templated(MESSAGE, '.*"status":400.*', says="the exception's text"),
        templated("$input.json('$')", says="the stack trace"),
        templated('#set($e=$input.path(\'$\')){"trace":"$e.stackTrace[0]"}', "(?s).+", says="the stack trace"),
    ),
    good=(
        answering(
            "a declared object unwrapped, and a body for the rest",
            response(200),
            response(400, LEADING_400, MESSAGE),
            response(500, rf"(?s)(?!(?:{LEADING_400[4:]})(?![\s\S])).+", "{}"),
        ),
        selecting((500, "(?s).+")),
        answering(
            "texts that begin with a mark",
            response(200),
            response(404, r"(?s)\[404\] .*", MESSAGE),
            response(500, r"(?s)(?!\[404\] ).+", '{"message":"Internal server error"}'),
        ),
        of_http("4..", MESSAGE),
    ),
)
