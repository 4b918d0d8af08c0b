r"""Patterns that look for a member of a JSON object, such as ``.*"status":400.*``: what they were meant to match.

The name and the value are read off the pattern, and then the pattern itself decides: only where it matches the object
that they make, and not the one with another value, is it one of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .deciding import matches

_MEMBER = re.compile(
    r"""\\?"([A-Za-z_][A-Za-z0-9_-]*)\\?"      # the name in quotes
    (?:\s|\\s[*+?]*|\[[^\]]*\][*+?]*|\\?:)+    # the colon, and what may stand around it
    (?:\(\?:|\()?                              # alternatives may follow
    ([1-5]\d\d|\\?"[^"\\.*+?()|\[\]]+\\?")     # a status code, or a text
    """,
    re.VERBOSE,
)

_NAME = re.compile(r"""\\?"([A-Za-z_][A-Za-z0-9_-]*)\\?"[^"]{1,12}?[45]?\d?(?:\[\d|\\d|\[\^?\d)""")


@dataclass(frozen=True, slots=True)
class Member:
    """``"status":400`` or ``"errorType":"NotFound"``; ``value`` as JSON writes it."""

    name: str
    value: str

    @property
    def is_number(self) -> bool:
        return self.value.isdigit()

    def text(self, colon: str = ":") -> str:
        return f'"{self.name}"{colon}{self.value}'

    def leading_pattern(self) -> str:
        """The pattern that takes an object only where this member comes first."""
        return rf'(?s)\s*+\{{\s*+"{self.name}"\s*+:\s*+{re.escape(self.value)}\s*+(?:,.*)?\}}\s*'

    def another(self) -> Member:
        """The same name with a value that no pattern means."""
        return Member(self.name, "null" if self.is_number else '"Other"')

    def messages(self) -> tuple[str, ...]:
        """Objects that hold it, as JavaScript and Python write them."""
        return (
            f"{{{self.text()}}}",
            f'{{{self.text()},"message":"x"}}',
            f"{{{self.text(': ')}}}",
            f'{{{self.text(": ")}, "message": "x"}}',
        )


@lru_cache(maxsize=1024)
def json_member(pattern: str) -> Member | None:
    """The member that the pattern looks for, or None where it is no such pattern.

    >>> json_member('.*"status":400.*')
    Member(name='status', value='400')
    >>> json_member("(?s).+") is None
    True
    """
    written = [Member(name, value.replace("\\", "")) for name, value in _MEMBER.findall(pattern)]
    for member in (*written, *_of_classes(pattern)):
        if _matches_one(pattern, member) and not _matches_one(pattern, member.another()):
            return member
    return None


def _of_classes(pattern: str) -> Iterator[Member]:
    """Statuses that are written with classes: ``"status":40[0-4]``."""
    for name in dict.fromkeys(_NAME.findall(pattern)):
        if not _matches_one(pattern, Member(name, "null")):
            yield from (Member(name, str(number)) for number in range(400, 600))


def _matches_one(pattern: str, member: Member) -> bool:
    return any(matches(pattern, message) for message in member.messages())
