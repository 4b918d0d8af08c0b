"""What a test gets to see of an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..gateway import Gateway, SelectedResponse, Trace
from ..gateway.values import Headers


class HeaderMap(Mapping[str, str]):
    """Header values by name, whatever its case; of several with one name the first.

    >>> HeaderMap((("Retry-After", "30"),))["retry-after"]
    '30'
    """

    def __init__(self, lines: Headers) -> None:
        self.lines = lines

    def __getitem__(self, name: str) -> str:
        values = self.all(name)
        if not values:
            raise KeyError(f"no header {name!r}; the answer has {', '.join(self)}")
        return values[0]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.all(name))

    def __iter__(self) -> Iterator[str]:
        return iter({name.lower(): name for name, _ in reversed(self.lines)}.values())

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self.lines})

    def __repr__(self) -> str:
        return f"HeaderMap({dict(self.lines)!r})"

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name, in order."""
        return tuple(value for key, value in self.lines if key.lower() == name.lower())


@dataclass(frozen=True, slots=True, repr=False)
class ApiResponse:
    """The answer to one request. ``trace`` holds every stage's value.

    Its ``repr``, which pytest prints for a failed assertion, says which response was selected and with what message. The
    pattern is printed as it is in the template, to be copied.
    """

    trace: Trace
    gateway: Gateway
    """What answered; ``gateway.explain`` says why a message selects which response."""

    @property
    def status(self) -> int:
        return self.trace.response.status

    @property
    def headers(self) -> HeaderMap:
        return HeaderMap(self.trace.response.headers)

    @property
    def body(self) -> bytes:
        return self.trace.response.body

    @property
    def text(self) -> str:
        """The body as UTF-8 text; U+FFFD for bytes that are not."""
        return self.trace.response.text

    def json(self) -> Any:
        """The body parsed as JSON. Raises ``ValueError``, with the body in it, where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise ValueError(f"the body is no JSON ({error}): {_short(self.text)}") from None

    @property
    def route(self) -> str | None:
        """``GET /orders/{id}``, or ``None`` where no method answers the request."""
        routed = self.trace.find("route")
        return routed.route if routed else None

    @property
    def selected(self) -> SelectedResponse | None:
        """The integration response that answered, or ``None`` where the gateway itself did."""
        return self.trace.regex

    @property
    def response_type(self) -> str | None:
        """The type of the gateway response (``THROTTLED``, …) where the gateway itself answered."""
        return self.trace.response.response_type

    def __repr__(self) -> str:
        sent = self.trace.find("request")
        return f"<{self.status} {sent.method} {sent.path}: {self._reason()}; body {_short(self.text)}>"

    def _reason(self) -> str:
        if self.selected is None:
            failure = self.trace.failure
            return (
                f"{failure.response_type}, {failure.log or failure.message}" if failure else "no integration response"
            )
        if self.selected.compared:
            pattern = self.selected.selection_pattern
            which = f"pattern `{pattern}`" if pattern else "no pattern, the default response"
            return f"message {_short(self.selected.compared)} matches {which}"
        return "default response" if self.selected.is_default else "a success, taken by a pattern"


def _short(text: str, limit: int = 300) -> str:
    return repr(text) if len(text) <= limit else f"{text[:limit]!r}… ({len(text)} characters)"
