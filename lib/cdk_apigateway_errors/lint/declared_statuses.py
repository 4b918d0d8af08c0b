"""Which statuses of handlers the routes of a function declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..cloudformation.model import Function, RestApi
from .by_construction import declared_by
from .code_files import code_files
from .deciding import matches
from .handler_code import HandlerCode, handler_code
from .json_status import Member, json_member
from .subject import Subject, subjects


@dataclass(frozen=True, slots=True)
class Handled:
    """A function, what its code says, and what its routes say about it.

    ``members`` are the statuses that a pattern looks for, ``others`` the status codes of responses of another kind.
    """

    function: Function
    code: HandlerCode
    routes: tuple[str, ...]
    members: frozenset[int]
    others: frozenset[int]
    patterns: tuple[tuple[str, frozenset[int]], ...]
    """Each route of ``routes`` as often as it has patterns that look for statuses, with those statuses."""

    @property
    def place(self) -> str:
        return _first(self.routes)

    def declaring(self, status_codes: Collection[int]) -> str:
        """The routes that look for one of these statuses."""
        return _first(tuple(dict.fromkeys(route for route, found in self.patterns if found.intersection(status_codes))))


def _first(routes: tuple[str, ...]) -> str:
    return f"{routes[0]} and {len(routes) - 1} more" if len(routes) > 1 else routes[0]


def handled(rest_api: RestApi) -> Iterator[Handled]:
    """The functions whose code is here, with all routes that invoke them."""
    by_function: dict[str, list[Subject]] = {}
    for subject in subjects(rest_api):
        name = subject.integration.function
        if name is not None and name in rest_api.functions:
            by_function.setdefault(name, []).append(subject)
    for name, using in by_function.items():
        function = rest_api.functions[name]
        files = code_files(function)
        if files is None:
            continue
        answers = {
            pattern: (one, _looking(subject, pattern)) for subject in using for pattern, one in subject.patterns.items()
        }
        looking = [found for _, found in answers.values() if found]
        if not looking:
            continue
        yield Handled(
            function,
            handler_code(files, frozenset({member for member, _ in looking} | {"status"})),
            tuple(_route(subject) for subject in using),
            frozenset(status for _, found in looking for status in found),
            frozenset(
                int(one.status_code) for one, found in answers.values() if not found and one.status_code.isdigit()
            ),
            tuple(
                (_route(subject), found[1])
                for subject in using
                for one in subject.patterns
                if (found := answers[one][1])
            ),
        )


def _route(subject: Subject) -> str:
    return f"{subject.method.http_method} {subject.method.path}"


def _looking(subject: Subject, pattern: str) -> tuple[str, frozenset[int]] | None:
    """As :func:`statuses`; what the catalog's pattern of unhandled errors is for need not be asked."""
    rest = subject.made_by_catalog and pattern.endswith(").+")
    return None if rest else statuses(pattern)


@lru_cache(maxsize=512)
def statuses(pattern: str) -> tuple[str, frozenset[int]] | None:
    """The member's name and the statuses that a pattern looks for; None where it looks for something else."""
    ours = declared_by(pattern)
    if ours is not None:
        return ours[0], frozenset({ours[1]})
    member = json_member(pattern)
    if member is None or not member.is_number:
        return None
    found = (Member(member.name, str(number)) for number in range(400, 600))
    return member.name, frozenset(int(one.value) for one in found if any(matches(pattern, m) for m in one.messages()))
