"""Checks on a loaded template: what the service refuses, and what goes wrong for some request after the deployment.

The rules work on any REST API with non-proxy integrations, whoever wrote its template. ``docs/rules.md`` lists them.
"""

from .finding import Finding, Severity
from .linting import lint
from .registry import RULES
from .rule import Rule

__all__ = ["RULES", "Finding", "Rule", "Severity", "lint"]
