from collections.abc import Iterator

from ...patterns import NotDecided
from ..deciding import shown, undecided
from ..examples import answering, response, selecting
from ..failing import answered_as_success, unselected_line
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import HANDLE_ERRORS
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
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


RULE = MethodRule(
    id="failure-selects-nothing",
    severity=Severity.WARNING,
    summary="A function that fails is answered as a success, because no pattern matches its message.",
    why="What no pattern matches goes to the default integration response, normally 200 with the error's payload as the "
    "body. Decided by automata; the message in the finding is a shortest one that is not empty and holds no line end.",
    source=HANDLE_ERRORS,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), says="'x'"),
        answering("a default response alone", response(200), says="'x'"),
        selecting((404, r"(?s)\[404\].*"), (500, r"(?s)(?!\[404).+"), says="'[404'"),
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
        answering("a MOCK integration", response(200), integration={"type": "MOCK", "uri": None}),
    ),
)
