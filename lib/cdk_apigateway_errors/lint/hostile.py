"""Messages that a pattern selects, among them those that break templates."""

from __future__ import annotations

import json
from functools import lru_cache

from ..patterns import NotDecided
from .by_construction import declared_by
from .deciding import matches, question, why_not_decided
from .json_status import json_member

TOLD = "lint-told"
"""Stands for text that the handler did not declare."""
TRACE = "lint-stack-trace"
_OBJECT = r"(?s)\s*+\{.*\}\s*"
_HOSTILE = ('say "hi"', "back\\slash", "two\nlines", "a tab\there", "it's", "$x #if(", "null", "x")


@lru_cache(maxsize=512)
def selected_messages(pattern: str) -> tuple[str, ...]:
    """Messages of which each is matched by the pattern: a shortest one, a shortest one that is not shaped like a JSON
    object, objects and texts with quotes, backslashes and line ends.
    """
    shortest = _shortest(pattern)
    tried = [*shortest, *_HOSTILE, *_objects(pattern)]
    tried += [f"{start}{text}{end}" for one in shortest for text in _HOSTILE for start, end in (("", one), (one, ""))]
    return tuple(message for message in dict.fromkeys(tried) if message and matches(pattern, message))


def text_around(pattern: str) -> str | None:
    """A message with :data:`TOLD` in front of what the pattern looks for; None where it takes no text around."""
    tried = (f"{TOLD}: {one}" for one in (*_shortest(pattern), *_objects(pattern), "x"))
    return next((message for message in tried if matches(pattern, message)), None)


def payload(message: str) -> str:
    """What Lambda hands over for a failure with this message; both names of the trace are there."""
    return json.dumps({"errorMessage": message, "errorType": "Error", "stackTrace": [TRACE], "trace": [TRACE]})


@lru_cache(maxsize=512)
def _shortest(pattern: str) -> tuple[str, ...]:
    ours = declared_by(pattern)
    if ours is not None:  # nothing but objects, and this is the shortest
        return (f'{{"{ours[0]}":{ours[1]}}}',)
    if why_not_decided(pattern) is not None:
        return ()
    try:
        asked = question((pattern, _OBJECT))
        found = (asked.overlap(pattern, pattern), asked.outside(pattern, _OBJECT), asked.overlap(pattern, _OBJECT))
    except NotDecided:
        return ()
    return tuple(message for message in found if message)


def _objects(pattern: str) -> tuple[str, ...]:
    member = json_member(pattern)
    if member is None:
        return ()
    rest = json.dumps({"message": " ".join(_HOSTILE), "detail": {"é\u2028": [1.5, None, True, "\u0000"]}})[1:]
    return (
        *member.messages(),
        f"{{{member.text()},{rest}",
        f"{{{member.text(': ')}, {rest}",
        f"{{\n{member.text()}\n}}",
    )
