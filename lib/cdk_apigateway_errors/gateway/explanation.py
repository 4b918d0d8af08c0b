"""Which integration response a message selects, and why each other pattern does not.

Most misses have one of a few causes, so each pattern that does not match is tried again on the message with one thing
changed; what helps is the reason that is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..patterns import compile_pattern
from .method import CompiledMethod
from .selection import Candidate
from .status_member import reason as member_reason
from .status_member import status_member

_LINE_END = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One pattern and one message."""

    status_code: str
    selection_pattern: str
    matches: bool
    reason: str
    """Why it does not match or cannot run, or that another response of a lower status wins."""
    runs: bool = True
    """Whether the pattern can run at all."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "status_code": self.status_code,
            "selection_pattern": self.selection_pattern,
            "matches": self.matches,
            "reason": self.reason,
            "runs": self.runs,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a message selects.

    ``status_code`` is ``None`` where nothing fits, and where a pattern cannot run: the gateway answers 500 for both.
    """

    route: str
    message: str
    status_code: str | None
    is_default: bool
    verdicts: tuple[Verdict, ...]
    diagnosis: str = ""
    """One line for a message that reached the default response, though it is an error."""
    problems: tuple[str, ...] = ()
    """Why the method cannot run: the gateway answers 500 for every request then."""
    override_status: int | None = None
    """What the template of the selected response sets by ``$context.responseOverride.status``; the client gets it."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "route": self.route,
            "message": self.message,
            "status_code": self.status_code,
            "is_default": self.is_default,
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "diagnosis": self.diagnosis,
            "problems": list(self.problems),
            "override_status": self.override_status,
        }


def explain(compiled: CompiledMethod, message: str) -> Explanation:
    """Explains the selection of one method for an error message; ``""`` stands for a success."""
    selection = compiled.selection
    verdicts: list[Verdict] = []
    winner: str | None = None
    for candidate in selection.candidates:
        verdict = _verdict(candidate, message, winner)
        winner = winner or (candidate.status_code if verdict.matches else None)
        verdicts.append(verdict)
    problems = tuple(problem.reason for problem in compiled.problems)
    if not all(verdict.runs for verdict in verdicts):
        return Explanation(compiled.route, message, None, False, tuple(verdicts), problems=problems)
    selected = winner or selection.default
    diagnosis = "" if winner or not message else diagnose(tuple(verdicts), selected)
    is_default = winner is None and selected is not None
    return Explanation(compiled.route, message, selected, is_default, tuple(verdicts), diagnosis, problems)


def _verdict(candidate: Candidate, message: str, winner: str | None) -> Verdict:
    if candidate.problem:
        return Verdict(
            candidate.status_code, candidate.pattern, False, candidate.problem.partition("\n")[0], runs=False
        )
    matches = candidate.matches(message)
    if matches:
        reason = f"matches too, but {winner} comes first" if winner else "matches the whole message"
    else:
        reason = why_not(candidate, message)
    return Verdict(candidate.status_code, candidate.pattern, matches, reason)


def diagnose(verdicts: tuple[Verdict, ...], default: str | None) -> str:
    """One line on an error message that no pattern matched."""
    where = f"went to the default integration response ({default})" if default else "has no integration response"
    by_reason: dict[str, list[str]] = {}
    for verdict in verdicts:
        by_reason.setdefault(verdict.reason, []).append(verdict.status_code)
    near = [f"{', '.join(codes)}: {reason}" for reason, codes in by_reason.items() if reason != NO_REASON]
    return f"This error message matches no pattern and {where}" + (f". {'; '.join(near)}" if near else "")


NO_REASON = "does not match"


def why_not(candidate: Candidate, message: str) -> str:
    """The one thing that keeps a pattern from matching, if there is one.

    A success compares as the empty text, so only patterns that match that catch it.
    """
    if not message:
        return "a success (or an empty message) compares as the empty text, which it does not match"
    for change, reason in _CHANGES:
        changed = change(message)
        if changed != message and candidate.matches(changed):
            return reason
    member = None if _EXCLUDING.match(candidate.pattern) else status_member(candidate.pattern)
    of_member = member_reason(member, message, candidate.matches) if member else None
    if of_member:
        return of_member
    if _matches_inside(candidate.pattern, message):
        return "would match a part: the whole message must match, put .* on both sides"
    if _matches_inside(f"(?s){candidate.pattern}", compact(message)):
        return "would match a part of the message without line ends and spaces: put (?s).* in front and .* behind"
    return NO_REASON


def one_line(message: str) -> str:
    """Line ends as spaces.

    >>> one_line("a\\nb")
    'a b'
    """
    return _LINE_END.sub(" ", message)


def compact(message: str) -> str:
    """JSON without spaces between its tokens, other text without those after colons and commas.

    >>> compact('{"status": 400, "m": "a: b"}')
    '{"status":400,"m":"a: b"}'
    """
    try:
        return json.dumps(json.loads(message), separators=(",", ":"), ensure_ascii=False)
    except (ValueError, RecursionError):
        return re.sub(r"(?<=[:,]) +", "", message)


def spaced(message: str) -> str:
    """JSON as Python prints it.

    >>> spaced('{"status":400}')
    '{"status": 400}'
    """
    try:
        return json.dumps(json.loads(message), ensure_ascii=False)
    except (ValueError, RecursionError):
        return message


_CHANGES: tuple[tuple[Callable[[str], str], str], ...] = (
    (one_line, "would match but for a newline: . stops at line ends, put (?s) in front of the pattern"),
    (
        lambda m: compact(m) if _LINE_END.search(m) else m,
        "would match but for newlines and spaces, the JSON is pretty-printed: put (?s) in front and allow \\s*",
    ),
    (compact, "would match but for a space after the colon: allow \\s* there, or print compact JSON"),
    (spaced, "would match only with a space after the colon: allow \\s* there"),
    (lambda m: m.replace("'", '"'), "would match with double quotes: the message is no JSON but a Python repr"),
    (str.strip, "would match but for blanks at its ends: allow \\s* there"),
)


_EXCLUDING = re.compile(r"(?:\(\?\w+\))*\(\?!")


def _matches_inside(pattern: str, message: str) -> bool:
    """Whether the pattern would match with `.*` around it; one that begins by excluding texts matches any part of them."""
    if _EXCLUDING.match(pattern):
        return False
    try:
        return compile_pattern(f"(?s:.*)(?:{pattern})(?s:.*)").matches(message)
    except ValueError:
        return False
