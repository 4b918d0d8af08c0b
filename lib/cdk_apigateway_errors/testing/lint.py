"""The lint rules as an assertion: a test fails with every finding on a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..cloudformation.model import Application, RestApi
from ..lint import RULES, Finding, Severity, lint
from .client import RestApiClient

Linted = RestApiClient | RestApi | Application | Mapping[str, RestApiClient]
"""One REST API, or all of a source (the fixture ``rest_apis``)."""


def findings(linted: Linted, *, ignore: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What the rules find; ``ignore`` holds ids of rules to leave out. Raises ``ValueError`` for an unknown id.

    Clients know their REST APIs alone; the sizes of template files are judged for an ``Application`` that was loaded
    from files.

    >>> findings(RestApi("Api", "orders"))
    ()
    """
    left_out = frozenset(ignore)
    unknown = sorted(left_out - {rule.id for rule in RULES})
    if unknown:
        raise ValueError(f"ignore: {unknown[0]!r} is no rule; there is: {', '.join(rule.id for rule in RULES)}")
    return lint(_application(linted), [rule for rule in RULES if rule.id not in left_out])


def assert_lint_clean(linted: Linted, *, ignore: Iterable[str] = (), strict: bool = True) -> None:
    """Fail the test where there are errors, and with ``strict`` where there are warnings.

    >>> assert_lint_clean(RestApi("Api", "orders"))
    """
    __tracebackhide__ = True
    counted = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    found = [one for one in findings(linted, ignore=ignore) if one.severity in counted]
    if found:
        listed = "\n".join(f"  {one}" for one in found)
        raise AssertionError(f"{len(found)} lint finding{'s' * (len(found) != 1)}:\n{listed}")


def _application(linted: Linted) -> Application:
    if isinstance(linted, Application):
        return linted
    if isinstance(linted, RestApi):
        return Application((linted,))
    if isinstance(linted, RestApiClient):
        return Application((linted.rest_api,))
    return Application(tuple(client.rest_api for client in linted.values()))
