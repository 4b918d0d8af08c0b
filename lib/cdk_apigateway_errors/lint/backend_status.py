"""Patterns of integrations that are no Lambda functions: compared with the three digits of an HTTP status.

So every question about them is answered by asking all statuses (D: API_IntegrationResponse, ``selectionPattern``: "If the
backend is an AWS Lambda function, the AWS Lambda function error header is matched. For all other HTTP and AWS backends, the
HTTP status code is matched.").
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations

from .deciding import verdict
from .subject import Subject

STATUSES = tuple(str(number) for number in range(100, 600))


@lru_cache(maxsize=512)
def taken(pattern: str) -> frozenset[str]:
    """The statuses that a pattern certainly matches.

    >>> sorted(taken(r"40\\d"))[:2], taken("4")
    (['400', '401'], frozenset())
    """
    return frozenset(status for status in STATUSES if verdict(pattern, status) is True)


def taken_by(subject: Subject) -> Mapping[str, frozenset[str]]:
    """The statuses by pattern."""
    return {pattern: taken(pattern) for pattern in subject.patterns}


def overlapping(subject: Subject) -> list[tuple[str, str, str]]:
    """Two patterns of which neither takes everything that the other takes, and the lowest status that both take."""
    return [
        (one, other, min(first & second))
        for (one, first), (other, second) in combinations(taken_by(subject).items(), 2)
        if first & second and not first <= second and not second <= first
    ]


def covered(subject: Subject) -> list[tuple[str, str, str]]:
    """A pattern, another one whose statuses it takes all, and the lowest of these."""
    found = taken_by(subject)
    return [
        (wide, narrow, min(found[narrow]))
        for wide in found
        for narrow in found
        if wide != narrow and found[narrow] and found[narrow] <= found[wide]
    ]


def failing_and_untaken(subject: Subject) -> str | None:
    """The lowest status from 400 on that no pattern takes; None where there is none or it is not known."""
    if any(verdict(pattern, status) is None for pattern in subject.patterns for status in ("400", "500")):
        return None
    untaken = set(STATUSES[300:]).difference(*taken_by(subject).values())
    return min(untaken, default=None)
