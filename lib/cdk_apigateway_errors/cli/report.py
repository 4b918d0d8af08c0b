"""What ``serve`` prints: the routes, what cannot run, and a line per request."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

from ..cloudformation import RestApi, Unsupported
from ..cloudformation.model import Method
from ..gateway.server import Answered
from .function_names import as_option
from .output import on_one_line, paint, problem_lines, say, shortened, status_colour, width
from .stages import chosen_by, four_stages, remarks


def routes(rest_api: RestApi) -> Iterator[str]:
    """The routes with their status codes, and the API keys."""
    longest = max((len(method.path) for method in rest_api.methods), default=0)
    for method in rest_api.methods:
        statuses = " ".join(paint(status, fg=status_colour(status)) for status in _statuses(method))
        needs = "  (API key)" if method.api_key_required else ""
        yield f"  {method.http_method:<7} {on_one_line(method.path).ljust(min(longest, 40))}  {statuses}{needs}"
    for key in rest_api.api_keys:
        state = "" if key.enabled else " (disabled)"
        yield f"  API key {on_one_line(key.name or key.logical_id)}{state}: x-api-key: {on_one_line(key.value)}"


def _statuses(method: Method) -> list[str]:
    given = method.integration.integration_responses if method.integration else ()
    return sorted({response.status_code for response in given})


def unsupported_lines(items: Iterable[Unsupported]) -> Iterator[str]:
    """What cannot run, with the logical id and why."""
    for item in dict.fromkeys(items):
        place = " ".join(part for part in (item.method, item.logical_id) if part)
        first, *more = problem_lines(f"{place}: {as_option(item.reason)}", width() - 12)
        yield f"{paint('cannot run', fg='yellow', bold=True)}  {first}"
        yield from (" " * 12 + line for line in more)


class Reporter:
    """Prints a line for each answer; with its trace the four stages too."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self.rest_api: Callable[[], RestApi] | None = None

    def __call__(self, answered: Answered) -> None:
        with contextlib.suppress(OSError, ValueError):  # nobody reads on: serving goes on
            say("\n".join(self._lines(answered)))

    def _lines(self, answered: Answered) -> Iterator[str]:
        if self._name:
            yield paint(self._name, dim=True)
        yield request_line(answered)
        if answered.trace is not None and self.rest_api is not None:
            yield from four_stages(answered.trace, self.rest_api())
            return
        yield from remarks(answered.response)


def request_line(answered: Answered) -> str:
    """Method, path, status, milliseconds, and what made the answer."""
    request, response = answered.request, answered.response
    path = on_one_line(request.path + (f"?{request.query}" if request.query else ""))
    left = f"{on_one_line(request.method):<7} {shortened(path, 60, head=40):<24} "
    right = f"  {answered.seconds * 1000:.1f} ms  "
    by = on_one_line(chosen_by(response))
    room = max(20, width() - len(left) - 3 - len(right))
    style = {"fg": "red"} if response.failure else {"dim": True}
    status = paint(str(response.status), fg=status_colour(response.status), bold=True)
    return f"{left}{status}{right}{paint(shortened(by, room, head=room - 1), **style)}"
