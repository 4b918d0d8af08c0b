"""Patterns that the catalog makes: what the rules ask about them is proven in the tests, once for all sets.

A set is recognised by making it again: from its status codes, for each closed strategy and each way in which the status
codes of timeout, crash and unhandled errors can be given out. Anything else, and every set of the classic strategy or of a
strategy of the user's own, is decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from ..catalog import LEADING, TOP_LEVEL, SelectionStrategy, selection

Pairs = frozenset[tuple[int, str]]
"""Status code and selection pattern of each integration response that has one."""

CLOSED = (LEADING, TOP_LEVEL)
"""The strategies whose sets the tests prove."""

_NAME = re.compile(r'"([A-Za-z_][A-Za-z0-9_-]*)"')
_STATUS = re.compile(r"(?<!\d)([1-5]\d\d)(?!\d)")
_MOST_GENERATED = 3
"""Status codes that hold a timeout, a crash or the unhandled rest."""


@lru_cache(maxsize=4096)
def declared_by(pattern: str) -> tuple[str, int] | None:
    r"""The member's name and the status code of a pattern that a closed strategy makes for one declared status code.

    >>> from cdk_apigateway_errors.catalog import LEADING
    >>> declared_by(LEADING.pattern("status", 404)), declared_by('.*"status":404.*')
    (('status', 404), None)
    """
    names, statuses = dict.fromkeys(_NAME.findall(pattern)), dict.fromkeys(_STATUS.findall(pattern))
    for strategy, name, status in product(CLOSED, names, statuses):
        if strategy.pattern(name, int(status)) == pattern:
            return name, int(status)
    return None


@lru_cache(maxsize=512)
def made_by_catalog(pairs: Pairs) -> bool:
    """Whether a catalog with a closed strategy makes exactly these patterns.

    >>> from cdk_apigateway_errors.catalog import ErrorCatalog
    >>> made = frozenset((r.status_code, r.selection_pattern) for r in ErrorCatalog.of([400, 404]).responses())
    >>> made_by_catalog(made), made_by_catalog(made | {(409, ".*409.*")})
    (True, False)
    """
    known = {status: declared_by(pattern) for status, pattern in pairs}
    declared = {status: found[0] for status, found in known.items() if found and found[1] == status}
    others = sorted(status for status, _ in pairs if status not in declared)
    if not 0 < len(others) <= _MOST_GENERATED or len(set(declared.values())) > 1:
        return False
    names = set(declared.values()) or {found for _, pattern in pairs for found in _NAME.findall(pattern)} or {"status"}
    return any(
        _pairs(strategy, name, (*declared, *more), generated) == pairs
        for generated in _given_out(others)
        for more in _subsets(others)
        for strategy, name in product(CLOSED, names)
    )


def _pairs(strategy: SelectionStrategy, name: str, declared: tuple[int, ...], generated: Mapping[str, int]) -> Pairs:
    made = selection.groups(strategy, name, sorted(declared), generated)
    return frozenset((group.status_code, group.pattern) for group in made)


def _given_out(statuses: list[int]) -> Iterator[Mapping[str, int]]:
    """Every way to give these status codes, all of them, to the generated errors; timeout and crash may be left out."""
    cases = (selection.UNHANDLED, selection.TIMEOUT, selection.CRASH)
    for unhandled, *rest in product(statuses, [*statuses, None], [*statuses, None]):
        generated = {case: status for case, status in zip(cases, (unhandled, *rest), strict=True) if status is not None}
        if set(generated.values()) == set(statuses):
            yield generated


def _subsets(statuses: list[int]) -> Iterator[tuple[int, ...]]:
    """Which of the generated errors' status codes are declared as well."""
    for chosen in product((False, True), repeat=len(statuses)):
        yield tuple(status for status, taken in zip(statuses, chosen, strict=True) if taken)
