from collections.abc import Iterator

from ...patterns import NotDecided
from ..backend_status import covered
from ..deciding import question, shown, why_not_decided
from ..examples import answering, response, selecting
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import INTEGRATION_RESPONSE
from ..subject import Subject


def _check(subject: Subject) -> Iterator[Problem]:
    if not subject.is_lambda:
        yield from _of_statuses(subject)
        return
    codes = {p: r.status_code for p, r in subject.patterns.items() if why_not_decided(p) is None}
    for wide, code in codes.items():
        try:
            inside = [(other, codes[other]) for other in codes if other != wide and _covers(tuple(codes), wide, other)]
        except NotDecided:
            continue  # patterns-overlap says so
        if inside:
            yield _problem(wide, code, inside)
    yield from _same(subject)


def _of_statuses(subject: Subject) -> Iterator[Problem]:
    for wide, narrow, status in covered(subject):
        code, other = subject.patterns[wide].status_code, subject.patterns[narrow].status_code
        yield Problem(
            f"the pattern of {code}, {shown(wide)}, matches every status of the backend that {other} is for, such as "
            f"{status}, and which one wins is not defined",
            f"exclude them with a negative look-ahead: (?!(?:{narrow})$){wide}",
            code,
        )
    yield from _same(subject)


def _covers(patterns: tuple[str, ...], wide: str, narrow: str) -> bool:
    asked = question(patterns)
    return asked.outside(narrow, wide) is None and asked.overlap(narrow, wide) is not None


def _problem(wide: str, code: str, inside: list[tuple[str, str]]) -> Problem:
    narrow, status = inside[0]
    message = question((wide, narrow)).overlap(wide, narrow) or ""
    return Problem(
        f"the pattern of {code}, {shown(wide)}, matches every message of {', '.join(other for _, other in inside)} too, and "
        f"which one wins is not defined; shortest for {status}: {shown(message)}",
        f"exclude the others with a negative look-ahead: (?s)(?!(?:…the patterns of the others…)(?![\\s\\S])){_rest(wide)}",
        code,
    )


def _rest(wide: str) -> str:
    return ".+" if wide.endswith((".+", ".*")) else wide


def _same(subject: Subject) -> Iterator[Problem]:
    """The same text twice; :attr:`Subject.patterns` holds it once."""
    seen: dict[str, str] = {}
    for one in subject.selected:
        pattern = one.selection_pattern or ""
        if pattern in seen and seen[pattern] != one.status_code:
            message = f"the pattern {shown(pattern)} is also that of {seen[pattern]}, and which one wins is not defined"
            yield Problem(message, "give each status code a pattern of its own", one.status_code)
        seen.setdefault(pattern, one.status_code)


RULE = MethodRule(
    id="pattern-shadowed",
    severity=Severity.WARNING,
    summary="A selection pattern, often a catch-all, matches every message of another one.",
    why="Which integration response the service takes when several match is not documented: a catch-all may take all "
    "messages, or none, of the narrower pattern. Recorded is one pair only, where the narrower one had the lower status.",
    source=INTEGRATION_RESPONSE,
    check=_check,
    proven=True,
    bad=(
        selecting((404, '.*"status":404.*'), (500, "(?s).+"), says="'\"status\":404'"),
        selecting((400, "4.."), (404, "404"), says="'404'"),
        selecting((400, ".*x.*"), (404, ".*x.*"), says="also that of 400"),
        answering(
            "HTTP with `400: 4\\d{2}`, `404: 404`",
            response(200),
            response(400, r"4\d{2}"),
            response(404, "404"),
            integration={"type": "HTTP"},
            says="such as 404",
        ),
    ),
    good=(
        selecting((404, '(?s).*"status":404.*'), (500, r'(?s)(?!.*"status":404).+')),
        selecting((400, "40[0-3]"), (404, "404")),
        selecting((404, ".*Not Found.*"), (500, "Error.*")),
        answering(
            "HTTP with `400: 40[0-3]`, `404: 404`",
            response(200),
            response(400, "40[0-3]"),
            response(404, "404"),
            integration={"type": "HTTP"},
        ),
    ),
)
