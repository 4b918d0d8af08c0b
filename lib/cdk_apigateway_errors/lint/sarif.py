"""Findings as SARIF 2.1.0 (OASIS standard), which code scanning services read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from .finding import Finding, Severity
from .places import Place, Places
from .registry import RULES
from .rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(findings: Iterable[Finding], places: Places, version: str, rules: Iterable[Rule] = RULES) -> dict[str, Any]:
    """A log with one run: all rules, and one result for each finding.

    ``places`` gives the files and lines; ``version`` is that of the tool.
    """
    known = tuple(rules)
    at = {rule.id: index for index, rule in enumerate(known)}
    driver = {"name": "apigateway-errors", "version": version, "rules": [_rule(rule) for rule in known]}
    run = {"tool": {"driver": driver}, "results": [_result(one, at[one.rule_id], places.of(one)) for one in findings]}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    return {**described, "helpUri": rule.source} if rule.source.startswith("https:") else described


def _result(finding: Finding, index: int, place: Place | None) -> dict[str, Any]:
    route = " ".join(part for part in (finding.route, finding.status_code) if part)
    message = f"{route + ': ' if route else ''}{finding.message}. Fix: {finding.fix}"
    return {
        "ruleId": finding.rule_id,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [_location(finding, place)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }


def _location(finding: Finding, place: Place | None) -> dict[str, Any]:
    name = "/".join(part for part in (finding.api, finding.logical_id) if part) or "application"
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": name, "kind": "resource"}]}
    return {**location, "physicalLocation": _physical(place)} if place else location


def _physical(place: Place) -> Mapping[str, Any]:
    uri = place.path.as_uri() if place.path.is_absolute() else place.path.as_posix()
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": place.line}}


def _fingerprint(finding: Finding) -> str:
    """Stays the same while the template moves: rule, place and status, not the line or the wording."""
    parts = (finding.rule_id, finding.api, finding.route, finding.logical_id, finding.status_code)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
