"""Stage: which integration response answers. The console calls its pattern the Lambda Error Regex.

The compared text is the ``errorMessage`` of a function error, ``""`` for a success, and the HTTP status for other
backends (S LocalStack ``test_lambda_selection_patterns`` 2025-05-05; D ``API_IntegrationResponse``). Patterns are Java's and
must match the whole text. Which one wins among several is not established: here the lowest status code does, and the
trace warns. Without a match the default integration response answers, without a default the gateway does (500).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from ..cloudformation.model import IntegrationResponse
from . import failures
from .values import IntegrationResult, SelectedResponse

Matches = Callable[[str], bool]
NO_MATCH = "No match for output mapping and no default output mapping configured"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An integration response with a pattern; ``matches`` compares the whole text as Java does."""

    status_code: str
    pattern: str
    matches: Matches
    problem: str = ""
    """Why the pattern cannot run; it matches nothing then, and its method answers 500."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The patterns of one method: ``candidates`` by ascending status, and the status of the default, if there is one."""

    candidates: tuple[Candidate, ...] = ()
    default: str | None = None
    success: SelectedResponse | None = None
    """What the empty text selects, found once when the API is loaded."""

    def select(self, compared: str, *, every: bool = False) -> SelectedResponse:
        """The response for a text; with ``every`` also which further patterns match. Raises where nothing fits."""
        if not compared and self.success is not None and not every:
            return self.success
        matching = self._matching(compared, every)
        if matching:
            first, *others = matching
            return SelectedResponse(
                first.status_code, compared, first.pattern, tuple(other.status_code for other in others)
            )
        if self.default is None:
            raise failures.configuration_error(NO_MATCH)
        return SelectedResponse(self.default, compared)

    def _matching(self, compared: str, every: bool) -> list[Candidate]:
        found = (candidate for candidate in self.candidates if candidate.matches(compared))
        return list(found) if every else [candidate for candidate in (next(found, None),) if candidate]


def selection_of(responses: tuple[IntegrationResponse, ...], compiled: Callable[[str], Matches]) -> Selection:
    """Reads the patterns of a method. ``compiled`` raises for a pattern that cannot run: that candidate says why."""
    ordered = sorted(responses, key=lambda response: response.status_code)
    candidates = tuple(
        _candidate(response.status_code, response.selection_pattern, compiled)
        for response in ordered
        if response.selection_pattern
    )
    default = next((response.status_code for response in ordered if not response.selection_pattern), None)
    selection = Selection(candidates, default)
    try:
        success = selection.select("")
    except failures.GatewayFailure:
        return selection
    return Selection(candidates, default, success)


def _candidate(status_code: str, pattern: str, compiled: Callable[[str], Matches]) -> Candidate:
    try:
        return Candidate(status_code, pattern, compiled(pattern))
    except Exception as error:  # whatever a pattern is refused with
        return Candidate(status_code, pattern, lambda _: False, str(error) or type(error).__name__)


def compared_text(result: IntegrationResult, is_lambda: bool) -> str:
    """The text that patterns are compared with.

    Not the status, not ``errorType``, not the whole payload. A payload that only looks like an error (no function error)
    counts as a success; ``errorMessage`` that is no text compares as ``""`` (C; not established on the service).
    """
    if not is_lambda:
        return str(result.status)
    return error_message(result) if result.function_error else ""


def error_message(result: IntegrationResult) -> str:
    """``errorMessage`` of a payload, or ``""``."""
    try:
        payload = json.loads(result.body)
    except (ValueError, RecursionError):
        return ""
    message = payload.get("errorMessage") if isinstance(payload, dict) else None
    return message if isinstance(message, str) else ""
