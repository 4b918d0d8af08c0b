r"""Why a pattern that looks for a member with a status code, such as ``.*"status":404.*``, does not match a message.

The member is read from the pattern's text. Nothing is said on that reading alone: the message is changed as the reason
says, and only where the pattern matches the changed message is the reason given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Matches = Callable[[str], bool]

_BLANK = r"(?:(?:\\s|\[ \]| )[*+?]{0,2})*"
_CODES = r"(?P<codes>\d{3}|\((?:\?:)?\d{3}(?:\|\d{3})*\))(?![\d?*+{|])"
_MEMBER = re.compile(rf'\\?"(?P<name>[A-Za-z_][\w-]*)\\?"{_BLANK}:{_BLANK}{_CODES}')


@dataclass(frozen=True, slots=True)
class StatusMember:
    """The member that a pattern looks for, and the status codes that it accepts there."""

    name: str
    status_codes: tuple[str, ...]


def status_member(pattern: str) -> StatusMember | None:
    r"""The member of a pattern that looks for exactly one, as generated and hand-written ones do.

    >>> status_member(r'(?s)\s*+\{\s*+"status"\s*+:\s*+(?:404|410)\s*+(?:,.*)?\}\s*')
    StatusMember(name='status', status_codes=('404', '410'))
    >>> status_member("Malformed.*") is None
    True
    """
    found = list(_MEMBER.finditer(pattern))
    if len(found) != 1:
        return None
    return StatusMember(found[0]["name"], tuple(re.findall(r"\d{3}", found[0]["codes"])))


def reason(member: StatusMember, message: str, matches: Matches) -> str | None:
    """What keeps the message from matching: another status, a status in quotes, another member, or its place."""
    tries = (*_other_value(member, message), *_other_name(member, message), *_other_place(member, message))
    return next((said for changed, said in tries if matches(changed)), None)


def _other_value(member: StatusMember, message: str) -> Iterator[tuple[str, str]]:
    found = re.search(rf'"{re.escape(member.name)}"\s*:\s*(?P<value>\d+|"\d+")(?![\d.eE])', message)
    if found is None:
        return
    start, end = found.span("value")
    changed = f"{message[:start]}{member.status_codes[0]}{message[end:]}"
    said = f"another status: the message has {found['value']}"
    if found["value"].strip('"') in member.status_codes:
        said = f"would match with the status as a number: the message has {found['value']} in quotes"
    yield changed, said
    yield from ((text, said) for text in _printed(_object(changed)))


def _other_name(member: StatusMember, message: str) -> Iterator[tuple[str, str]]:
    given = _object(message)
    if member.name in given:
        return
    for name, value in given.items():
        if isinstance(value, int) and 100 <= value <= 599:
            code = value if str(value) in member.status_codes else int(member.status_codes[0])
            renamed = {member.name if key == name else key: code if key == name else v for key, v in given.items()}
            said = f'the pattern wants the member "{member.name}", the message has "{name}"'
            yield from ((text, said) for text in _printed(renamed))


def _other_place(member: StatusMember, message: str) -> Iterator[tuple[str, str]]:
    given = _object(message)
    if member.name in given:
        said = f'would match with "{member.name}" as the first member of the JSON object'
        yield from ((text, said) for text in _printed({member.name: given[member.name], **given}))


def _object(message: str) -> dict[str, Any]:
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _printed(value: dict[str, Any]) -> Iterator[str]:
    """JSON compact, and as Python prints it: a pattern may want either."""
    if value:
        yield json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        yield json.dumps(value, ensure_ascii=False)
