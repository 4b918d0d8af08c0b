"""What a case may hold. A case that holds something else is skipped, and the skip names it: a field that is not
understood must not pass for a field that agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class NotionMissing(Exception):
    """The case speaks of something that has no counterpart here; ``str()`` names it."""


def require_known(value: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """Raises :class:`NotionMissing` for the first member that is not known."""
    allowed = frozenset(known)
    for name in value:
        if name not in allowed:
            raise NotionMissing(f"{where}.{name}" if where else name)


def header_pairs(headers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Headers of a case; a list stands for a header that is sent several times."""
    pairs = []
    for name, value in headers.items():
        pairs += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    return tuple(pairs)
