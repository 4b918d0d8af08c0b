"""One cell of the fault matrix: a route, what its function does, and what must come of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ..runtime import ApiError
from .client import RestApiClient
from .response import ApiResponse
from .routes import Route

UNSEEN = 'unseen-7f3a: a "quoted" text, {"status": 200}, É, a line\nend, \u2028'
"""Part of what is raised: hard to carry for a declared error, and never to be seen of an undeclared one."""
_MARKS = ("unseen-7f3a", "stackTrace", "errorType", "Traceback (most recent call last)")


class Expected(Enum):
    """What must come of a cell."""

    DECLARED = "the error as it is"
    FAILURE = "a 5xx that shows nothing of what happened"
    EITHER = "one of both: the status is generated, and may be declared too"
    SUCCESS = "the default response"


@dataclass(frozen=True, slots=True)
class Cell:
    """One route and one thing that its function does; :meth:`check` calls the route."""

    route: Route
    name: str
    """The last part of the test's id: ``404 OrderNotFound``, ``timeout``, …"""
    client: RestApiClient
    """Answers as the function does in this cell."""
    expected: Expected
    error: ApiError | None = None

    @property
    def id(self) -> str:
        """The test's id: ``GET /orders/{id} 404 OrderNotFound``."""
        return f"{self.route.name} {self.name}"

    def send(self) -> ApiResponse:
        """Calls the route."""
        return self.route.send(self.client)

    def check(self) -> None:
        """Calls the route and checks the answer. Raises ``AssertionError`` with everything that is wrong."""
        __tracebackhide__ = True
        response = self.send()
        problems = list(self.problems(response))
        if problems:
            raise AssertionError("\n".join([self.id, *(f"  - {problem}" for problem in problems), f"  {response!r}"]))

    def problems(self, response: ApiResponse) -> Iterator[str]:
        """What is wrong with the answer."""
        if response.response_type:
            yield f"the gateway itself answered ({response.response_type}): {response.trace.response.failure}"
            return
        if self.expected is Expected.SUCCESS:
            yield from _success_problems(response)
            return
        yield from _selection_problems(response)
        yield from self._body_problems(response)
        yield from _cors_problems(response, self.route.send(self.client.returns({})))

    def _body_problems(self, response: ApiResponse) -> list[str]:
        failure = list(_failure_problems(response, self._bodyless))
        if self.error is None or self.expected is Expected.FAILURE:
            return failure
        found = list(_declared_problems(response, self.error, self._bodyless))
        return [] if self.expected is Expected.EITHER and not failure else found

    @property
    def _bodyless(self) -> bool:
        return self.route.http_method == "HEAD"


def _success_problems(response: ApiResponse) -> Iterator[str]:
    selected = response.selected
    if selected is not None and not selected.is_default:
        yield f"a success is taken by the pattern of {selected.status_code}, `{selected.selection_pattern}`"
    if response.status >= 400:
        yield f"a success is answered {response.status}"


def _selection_problems(response: ApiResponse) -> Iterator[str]:
    selected = response.selected
    if selected is None:
        return
    if selected.is_default:
        yield f"no pattern matches the message, so the default response answers; {selected.diagnosis}"
    if selected.also_matching:
        yield f"the patterns of {', '.join([selected.status_code, *selected.also_matching])} all match the message"


def _declared_problems(response: ApiResponse, error: ApiError, bodyless: bool) -> Iterator[str]:
    if response.status != error.status:
        yield f"the status is {response.status}, raised was {error.status}"
    if response.body != str(error).encode() and not bodyless:
        yield f"the body is not the one that was raised, {str(error)!r}"
    yield from _media_type_problems(response, error.format.media_type)
    for name, value in error.headers.items():
        if response.headers.get(name) != value:
            yield f"the header {name} is {response.headers.get(name)!r}, raised was {value!r}"


def _failure_problems(response: ApiResponse, bodyless: bool) -> Iterator[str]:
    if response.status < 500:
        yield f"the status is {response.status}; a failure that nobody declared is a 5xx"
    shown = [*_MARKS, *([response.selected.compared] if response.selected else [])]
    everything = response.text + repr(response.headers)
    leaks = [text for text in shown if text and (text in everything or json.dumps(text)[1:-1] in everything)]
    if leaks:
        yield f"the answer shows what went wrong inside: {leaks[0]!r}"
    if not bodyless and not _is_json(response):
        yield "the body is no JSON object"
    if "json" not in response.headers.get("Content-Type", ""):
        yield f"the Content-Type is {response.headers.get('Content-Type')!r}"


def _media_type_problems(response: ApiResponse, media_type: str) -> Iterator[str]:
    found = response.headers.get("Content-Type", "")
    if found.partition(";")[0].strip() != media_type:
        yield f"the Content-Type is {found!r}, that of the format is {media_type!r}"


def _cors_problems(response: ApiResponse, success: ApiResponse) -> Iterator[str]:
    for name in success.headers:
        if not name.lower().startswith("access-control-"):
            continue
        wanted, found = success.headers[name], response.headers.get(name)
        if name.lower().endswith("-headers") or name.lower().endswith("-methods"):
            if not _names(wanted) <= _names(found or ""):
                yield f"the CORS header {name} is {found!r}, that of a success {wanted!r}"
        elif found != wanted:
            yield f"the CORS header {name} is {found!r}, that of a success {wanted!r}"


def _names(value: str) -> set[str]:
    return {name.strip().lower() for name in value.split(",")} - {""}


def _is_json(response: ApiResponse) -> bool:
    try:
        return isinstance(response.json(), dict)
    except ValueError:
        return False
