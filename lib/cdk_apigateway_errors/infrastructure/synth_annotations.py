"""Findings as annotations, for aws-cdk-lib up to 2.261.

There is no template at the last moment at which CDK takes annotations, so what is checked are the responses that the
construct declared: not what a property override changed, and not the rules about whole APIs, stacks and handler code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from aws_cdk import Annotations, CfnElement, Stack

from ..lint import Finding, Severity
from ..lint.declared import DeclaredMethod, lint_methods
from .checked_templates import note_annotated

_PREFIX: Final = "cdk-apigateway-errors"


@dataclass(frozen=True)
class CheckedMethod:
    """What a route declares, and the construct that its findings are put on."""

    construct: Any
    declared: DeclaredMethod


def annotate(methods: Iterable[CheckedMethod]) -> None:
    """Put errors and warnings on the methods' constructs; a warning is acknowledged by ``cdk-apigateway-errors:<rule>``."""
    by_key = {one.declared.key: one for one in methods}
    found: dict[Stack, set[tuple[str, str]]] = {}
    for finding in lint_methods(one.declared for one in by_key.values()):
        construct = by_key[finding.logical_id].construct
        if finding.severity is not Severity.INFO:
            _annotate(construct, finding)
            found.setdefault(Stack.of(construct), set()).add((_logical_id(construct), finding.rule_id))
    for stack, noted in found.items():
        note_annotated(stack, noted)


def _annotate(construct: Any, finding: Finding) -> None:
    rule = f"{_PREFIX}:{finding.rule_id}"
    where = " ".join(part for part in (finding.route, finding.status_code) if part)
    text = f"{where}: {finding.message}. Fix: {finding.fix}"
    if finding.severity is Severity.ERROR:
        Annotations.of(construct).add_error(f"{text} [{rule}]")  # CDK has no acknowledgement of errors
    else:
        Annotations.of(construct).add_warning_v2(rule, text)


def _logical_id(construct: Any) -> str:
    resource = construct.node.default_child
    if not CfnElement.is_cfn_element(resource):
        return ""
    return str(Stack.of(construct).resolve(resource.logical_id))
