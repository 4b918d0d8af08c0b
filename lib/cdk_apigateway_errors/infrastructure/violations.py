"""Findings as CDK's policy violations: one for all routes on which the same was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import aws_cdk as cdk

from ..lint import Finding

_SHOWN_ROUTES: Final = 3
_NO_PATHS: Final[Mapping[str, str]] = MappingProxyType({})
_VIOLATION: Final[Any] = getattr(cdk, "PolicyViolation", None) or cdk.PolicyViolationBeta1
_RESOURCE: Final[Any] = getattr(cdk, "PolicyViolatingResource", None) or cdk.PolicyViolatingResourceBeta1


def violations(findings: Iterable[Finding], stack_paths: Mapping[str, str] = _NO_PATHS) -> list[Any]:
    """Return ``PolicyViolation`` structs; CDK adds the construct path of each logical id.

    ``stack_paths`` are the construct paths of stacks by their template: where a finding concerns a whole stack, that is
    the construct on which it can be acknowledged.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.rule_id, one.severity, one.status_code, one.message, one.fix), []).append(one)
    return [_violation(group, stack_paths) for group in groups.values()]


def description(findings: Sequence[Finding]) -> str:
    """Say where and what: ``GET /orders, GET /orders/{id} 404: …``.

    >>> from cdk_apigateway_errors.lint import Severity
    >>> found = [Finding("r", Severity.ERROR, "it fails", "fix it", "Api", f"GET /{name}", "", "404") for name in "abcd"]
    >>> description(found)
    'GET /a, GET /b, GET /c and 1 more route 404: it fails'
    """
    routes = list(dict.fromkeys(one.route for one in findings if one.route))
    more = len(routes) - _SHOWN_ROUTES
    named = ", ".join(routes[:_SHOWN_ROUTES]) + (f" and {more} more route{'s' * (more > 1)}" if more > 0 else "")
    first = findings[0]
    where = " ".join(part for part in (named, first.status_code) if part) or first.api
    return f"{where}: {first.message}" if where else first.message


def _violation(group: Sequence[Finding], stack_paths: Mapping[str, str]) -> Any:
    first = group[0]
    places = dict.fromkeys((one.logical_id, one.template) for one in group)
    return _VIOLATION(
        rule_name=first.rule_id,
        severity=str(first.severity),
        description=description(group),
        fix=first.fix,
        violating_resources=[_resource(*place, stack_paths) for place in places],
    )


def _resource(logical_id: str, template: str, stack_paths: Mapping[str, str]) -> Any:
    if not logical_id and template in stack_paths:
        return _RESOURCE(construct_path=stack_paths[template], template_path=template, locations=[])
    return _RESOURCE(resource_logical_id=logical_id, template_path=template, locations=[])
