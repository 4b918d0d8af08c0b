from collections.abc import Iterator

from ...patterns import NotDecided
from ..backend_status import failing_and_untaken
from ..deciding import shown, undecided
from ..examples import answering, response, selecting
from ..failing import answered_as_success, unselected_line
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import HANDLE_ERRORS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        yield from _of_backend(subject)
        return
    default = answered_as_success(subject)
    if default is None:
        return
    try:
        message = unselected_line(tuple(subject.patterns))
    except NotDecided as error:
        yield undecided(f"whether some failure selects no response ({error.reason})", default.status_code)
        return
    if message is not None:
        yield Problem(
            f"a function that fails with the message {shown(message)} selects no pattern: the default response answers "
            f"it {default.status_code}",
            "add a response for everything else, such as 500 with (?s)(?!(?:…the other patterns…)(?![\\s\\S])).+",
            default.status_code,
        )


def _of_backend(subject: Subject) -> Iterator[Problem]:
    """HTTP backends and AWS services; the status of a MOCK is what its own request template says."""
    if subject.integration.type == "MOCK" or len(subject.defaults) != 1:
        return
    default = subject.defaults[0]
    overrides = any("responseOverride" in text for text in default.response_templates.values())
    status = None if overrides or not default.status_code < "400" else failing_and_untaken(subject)
    if status is not None:
        yield Problem(
            f"a backend that answers {status} selects no pattern: the default response answers it {default.status_code}",
            r"add responses for the rest, such as 400 with 4\d{2} and 500 with 5\d{2}",
            default.status_code,
        )


RULE = MethodRule(
    id="failure-selects-nothing",
    severity=Severity.WARNING,
    summary="A function or backend that fails is answered as a success, because no pattern matches.",
    why="What no pattern matches goes to the default integration response, normally 200 with the error's payload as the "
    "body. Decided by automata; the message in the finding is a shortest one that is not empty and holds no line end. "
    "Where the backend is no function, what is compared is its HTTP status.",
    source=HANDLE_ERRORS,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), says="'x'"),
        answering("a default response alone", response(200), says="'x'"),
        selecting((404, r"(?s)\[404\].*"), (500, r"(?s)(?!\[404).+"), says="'[404'"),
        answering(
            "HTTP with `400: 4\\d{2}`",
            response(200),
            response(400, r"4\d{2}"),
            integration={"type": "HTTP"},
            says="a backend that answers 500",
        ),
        answering(
            "an AWS service with a default response alone",
            response(200),
            integration={"uri": "arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders"},
            says="a backend that answers 400",
        ),
    ),
    good=(
        selecting((404, "404"), (500, "(?s)(?!404(?![\\s\\S])).+")),
        selecting((500, ".+")),
        answering(
            "a default response whose template sets the status of failures",
            response(
                200,
                None,
                "#set($b=$input.path('$'))#if($b.containsKey('errorMessage')==true)"
                "#set($context.responseOverride.status=500){}#else$input.body#end",
            ),
        ),
        answering(
            "HTTP with `400: 4\\d{2}`, `500: 5\\d{2}`",
            response(200),
            response(400, r"4\d{2}"),
            response(500, r"5\d{2}"),
            integration={"type": "HTTP"},
        ),
        answering(
            "HTTP whose default response is 502",
            response(502),
            response(200, r"2\d{2}"),
            integration={"type": "HTTP"},
        ),
        answering("a MOCK integration", response(200), integration={"type": "MOCK", "uri": None}),
        answering(
            "HTTP with a default response that sets the status",
            response(200, None, "#set($context.responseOverride.status = 502){}"),
            integration={"type": "HTTP"},
        ),
    ),
)
