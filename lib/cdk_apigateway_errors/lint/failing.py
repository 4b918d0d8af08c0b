"""What becomes of a failure that no pattern matches: the default response answers it, often as a success."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from ..cloudformation.model import IntegrationResponse
from ..patterns import NotDecided
from .deciding import question, verdict, why_not_decided
from .rendering import render
from .subject import Subject

LINE_ENDS = "\n\r\u0085\u2028\u2029"
LINE_END = r"(?s).*[\n\r\u0085\u2028\u2029].*"
"""The messages that a ``.`` without ``(?s)`` stops at."""
_FIRST_TRIES = ("x", "\n", "Task timed out after 3.00 seconds", "{}", '{"status": 418}')


@lru_cache(maxsize=512)
def unselected(patterns: tuple[str, ...], besides: tuple[str, ...] = ()) -> str | None:
    """A shortest non-empty message that none of the patterns matches, nor one of ``besides``; None where there is none.

    Raises NotDecided.
    """
    doubtful = tuple(pattern for pattern in patterns if why_not_decided(pattern) is not None)
    decided = tuple(pattern for pattern in patterns if pattern not in doubtful) + besides
    message = question(decided).hole(decided)
    if message is None or not doubtful:
        return message
    for tried in (message, *_FIRST_TRIES):
        if all(verdict(pattern, tried) is False for pattern in (*patterns, *besides)):
            return tried
    raise NotDecided(doubtful[0], why_not_decided(doubtful[0]) or "")


def unselected_line(patterns: tuple[str, ...]) -> str | None:
    """As :func:`unselected`, for messages without a line end. Raises NotDecided."""
    message = unselected(patterns)
    if message is None or not any(end in message for end in LINE_ENDS):
        return message
    return unselected(patterns, (LINE_END,))


def answered_as_success(subject: Subject) -> IntegrationResponse | None:
    """The default response, where it answers a failure with a status below 400; None where it does not.

    A template of it may ask for ``errorMessage`` and override the status: it is rendered to find out.
    """
    if not subject.is_lambda or len(subject.defaults) != 1:
        return None
    if {one.selection_pattern for one in subject.selected} != set(subject.patterns):
        return None  # what the others match is not known
    default = subject.defaults[0]
    return default if _statuses(default)[0] < 400 else None


def _statuses(default: IntegrationResponse) -> Sequence[int]:
    payload = json.dumps({"errorMessage": "x", "errorType": "Error", "stackTrace": []})
    templates = default.response_templates.values()
    own = int(default.status_code) if default.status_code.isdigit() else 200
    return sorted(render(text, payload).status or own for text in templates if text) or [own]
