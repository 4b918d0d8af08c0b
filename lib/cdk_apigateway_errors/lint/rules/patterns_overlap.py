from collections.abc import Iterator

from ...patterns import NotDecided
from ..backend_status import overlapping
from ..deciding import question, shown, undecided, why_not_decided
from ..examples import answering, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import INTEGRATION_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        yield from _of_statuses(subject)
        return
    decided = []
    for pattern, one in subject.patterns.items():
        reason = why_not_decided(pattern)
        if reason is None:
            decided.append((pattern, one.status_code))
        elif len(subject.patterns) > 1:
            yield undecided(f"whether {shown(pattern)} overlaps with another pattern ({reason})", one.status_code)
    yield from _overlaps(decided)


def _of_statuses(subject: Subject) -> Iterator[Problem]:
    for one, other, status in overlapping(subject):
        codes = subject.patterns[one].status_code, subject.patterns[other].status_code
        yield Problem(
            f"patterns of {codes[0]} and {codes[1]} match the backend's status {status}, and which one wins is not defined",
            "let each status of the backend belong to one pattern",
            codes[0],
        )


def _overlaps(patterns: list[tuple[str, str]]) -> Iterator[Problem]:
    texts = tuple(pattern for pattern, _ in patterns)
    for at, (pattern, status) in enumerate(patterns):
        try:
            yield from _overlaps_of_one(texts, pattern, status, patterns[at + 1 :])
        except NotDecided as error:
            yield undecided(f"whether {shown(pattern)} overlaps with another pattern ({error.reason})", status)


def _overlaps_of_one(
    texts: tuple[str, ...], pattern: str, status: str, rest: list[tuple[str, str]]
) -> Iterator[Problem]:
    """One finding for all later patterns; where one takes all messages of the other, pattern-shadowed says so."""
    asked = question(texts)
    others = []
    for other, code in rest:
        message = asked.overlap(pattern, other)
        if message is not None and asked.outside(pattern, other) and asked.outside(other, pattern):
            others.append((code, message))
    if others:
        codes = ", ".join(code for code, _ in others)
        yield Problem(
            f"patterns of {status} and {codes} match the same messages, and which one wins is not defined; "
            f"shortest for {status} and {others[0][0]}: {shown(others[0][1])}",
            "let each pattern need what the others exclude: anchor the status at the start of the message, "
            r'as (?s)\s*+\{\s*+"status"\s*+:\s*+400\s*+(?:,.*)?\}\s* does',
            status,
        )


RULE = MethodRule(
    id="patterns-overlap",
    severity=Severity.WARNING,
    summary="Two selection patterns of a method match the same message.",
    why="Which integration response the service takes when several match is not documented, so the status that the client "
    "gets is a matter of luck. Decided by automata; the message in the finding is a shortest one.",
    source=INTEGRATION_RESPONSE,
    check=_check,
    proven=True,
    bad=(
        selecting((400, '.*"status":400.*'), (404, '.*"status":404.*'), says='\'"status":400"status":404\''),
        selecting((404, ".*Not Found.*"), (500, "Error.*"), says="'ErrorNot Found'"),
        answering(
            "HTTP with `400: 4\\d0`, `401: 40\\d`",
            response(200),
            response(400, r"4\d0"),
            response(401, r"40\d"),
            integration={"type": "HTTP"},
            says="the backend's status 400",
        ),
    ),
    good=(
        selecting((400, r"\[400\].*"), (404, r"\[404\].*")),
        selecting((400, r'(?s)\{"status":400[,}].*'), (500, r'(?s)(?!\{"status":400[,}]).+')),
        selecting((404, ".*Not Found.*"), (500, "(?s).+")),
        answering(
            "HTTP with `400: 4\\d{2}`, `500: 5\\d{2}`, `204: x.*`, `205: .*y`",
            response(200),
            response(400, r"4\d{2}"),
            response(500, r"5\d{2}"),
            response(204, "x.*"),
            response(205, ".*y"),
            integration={"type": "HTTP"},
        ),
    ),
)
