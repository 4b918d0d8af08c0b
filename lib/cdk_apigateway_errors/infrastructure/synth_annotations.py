"""Findings as annotations, for aws-cdk-lib up to 2.261.

There is no template at the last moment at which CDK takes annotations, so what is checked are the responses that the
construct declared: not what a property override changed, and not the rules about whole APIs, stacks and handler code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from aws_cdk import Annotations, CfnElement, Stack

from ..lint import Finding, Severity
from ..lint.declared import DeclaredMethod, lint_methods
from .checked_methods import CheckedMethod
from .checked_templates import note_annotated

_PREFIX: Final = "cdk-apigateway-errors"


def annotate(methods: Iterable[CheckedMethod]) -> None:
    """Put errors and warnings on the methods' constructs; a warning is acknowledged by ``cdk-apigateway-errors:<rule>``."""
    by_key = {str(number): one for number, one in enumerate(methods)}
    # A stack without findings, too: it may have had some in a synthesis before.
    found: dict[Stack, set[tuple[str, str]]] = {Stack.of(one.construct): set() for one in by_key.values()}
    for finding in lint_methods(_declared(key, one) for key, one in by_key.items()):
        construct = by_key[finding.logical_id].construct
        if finding.severity is not Severity.INFO:
            _annotate(construct, finding)
            found[Stack.of(construct)].add((_logical_id(construct), finding.rule_id))
    for stack, noted in found.items():
        note_annotated(stack, noted)


def _declared(key: str, one: CheckedMethod) -> DeclaredMethod:
    return DeclaredMethod(key, one.http_method, one.path, one.responses, one.request_templates)


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
