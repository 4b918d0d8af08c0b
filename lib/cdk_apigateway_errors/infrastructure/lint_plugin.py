"""The lint rules as a validation plugin of CDK, for any app."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Final

import aws_cdk as cdk
import jsii

from ..lint import RULES, Finding, Rule, Severity
from ..lint.synthesized import NOT_CHECKED, lint_templates
from .checked_templates import FINDINGS_FAIL_SYNTHESIS, annotated, checked_templates
from .problems import DeclarationError
from .violations import violations

_LOG: Final = logging.getLogger(__name__)
NAME: Final = "cdk-apigateway-errors"
"""What CDK's report calls the plugin; findings are acknowledged as ``cdk-apigateway-errors::<rule>``."""

# aws-cdk-lib took the suffix off in 2.251; a plugin can be both there.
_INTERFACES: Final = [
    interface
    for name in ("IPolicyValidationPlugin", "IPolicyValidationPluginBeta1")
    if (interface := getattr(cdk, name, None)) is not None
]
_REPORT: Final = getattr(cdk, "PolicyValidationPluginReport", None) or cdk.PolicyValidationPluginReportBeta1


@jsii.implements(*_INTERFACES)
class LintPlugin:
    """Asks the rules of ``docs/rules.md`` about every template of an app, at synthesis.

    ``Validations.of(app).add_plugins(LintPlugin())`` adds it to an app or a stage; below aws-cdk-lib 2.251 it is
    ``App(policy_validation_beta1=[LintPlugin()])``. It looks at every REST API with non-proxy integrations, whoever wrote
    it. An error fails the synthesis, warnings and infos never do. A finding is acknowledged with a reason:
    ``Validations.of(api).acknowledge(Acknowledgment(id="cdk-apigateway-errors::patterns-overlap", reason="…"))``.

    ``least_severity`` (``"error"``, ``"warning"`` or ``"info"``) is what it reports, that and worse. ``rules`` are the only
    ones that it asks, by id or as :class:`~cdk_apigateway_errors.lint.Rule` objects; ``disabled_rules`` are ids that it
    leaves out.

    Raises :class:`DeclarationError` for a severity or an id that does not exist.

    >>> LintPlugin(rules=["patterns-overlap", "pattern-matches-empty"], disabled_rules=["patterns-overlap"]).rule_ids
    ['pattern-matches-empty']
    """

    def __init__(
        self,
        *,
        least_severity: str = Severity.WARNING,
        rules: Iterable[str | Rule] | None = None,
        disabled_rules: Iterable[str] = (),
    ) -> None:
        only = None if rules is None else _listed("rules", rules)
        without = _listed("disabled_rules", disabled_rules)
        problems = _problems(least_severity, only, without)
        if problems:
            raise DeclarationError("LintPlugin", problems)
        chosen = RULES if only is None else [_BY_ID[one] if isinstance(one, str) else one for one in only]
        self._rules = tuple(rule for rule in chosen if rule.id not in without)
        self._reported = _SEVERITIES[: _SEVERITIES.index(Severity(least_severity)) + 1]

    @property
    def name(self) -> str:
        return NAME

    @property
    def version(self) -> str:
        return str(import_module(__name__.partition(".")[0]).__version__)

    @property
    def rule_ids(self) -> list[str]:
        return [rule.id for rule in self._rules]

    def validate(self, context: Any) -> Any:
        """Check the templates of ``context`` (``IPolicyValidationContext``) and return the report; called by CDK."""
        paths = context.template_paths
        found = self.findings(paths)
        _LOG.info("%s: %d rules asked, %s", NAME, len(self._rules), _summary(found))
        self._note(context, paths)
        return self._report(context, found)

    def _note(self, context: Any, template_paths: Sequence[str]) -> None:
        """Tell the constructs' own checks what they need not check."""
        checked = checked_templates(context.app_construct) if FINDINGS_FAIL_SYNTHESIS else None
        if checked is not None:
            asked = [NOT_CHECKED, *self.rule_ids]
            for path in template_paths:
                checked.note(path, [(rule_id, severity) for rule_id in asked for severity in self._reported])

    def findings(self, template_paths: Sequence[str]) -> tuple[Finding, ...]:
        """The findings of template files in cloud assemblies, as far as they are to be reported."""
        return self.findings_of(self._rules, template_paths)

    def findings_of(self, rules: Sequence[Rule], template_paths: Sequence[str]) -> tuple[Finding, ...]:
        """The findings of some of its rules."""
        found = lint_templates(dict.fromkeys(template_paths), rules)
        return tuple(
            one
            for one in found
            if one.severity in self._reported and not annotated(one.template, one.logical_id, one.rule_id)
        )

    def _report(self, context: Any, findings: Sequence[Finding]) -> Any:
        """CDK's report: it fails where there is an error."""
        failed = any(one.severity is Severity.ERROR for one in findings)
        return _REPORT(success=not failed, violations=violations(findings, _stack_paths(context)))


def _summary(findings: Sequence[Finding]) -> str:
    """Count by severity.

    >>> _summary([])
    'no findings'
    """
    counted = Counter(one.severity for one in findings)
    return ", ".join(f"{severity}: {number}" for severity, number in counted.items()) or "no findings"


def _stack_paths(context: Any) -> dict[str, str]:
    """The construct paths of stacks by template, where aws-cdk-lib gives them (2.262 and newer)."""
    stacks = context.stack_templates if FINDINGS_FAIL_SYNTHESIS else []
    return {one.template_path: one.stack_construct_path for one in stacks}


_SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_BY_ID: Final = {rule.id: rule for rule in RULES}


def _listed(name: str, given: Iterable[Any]) -> list[Any]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise DeclarationError("LintPlugin", [f"{name} is {given!r}; allowed: a list of rule ids"])
    return list(given)


def _problems(least_severity: object, rules: list[Any] | None, disabled: list[Any]) -> list[str]:
    problems = []
    if least_severity not in list(_SEVERITIES):
        problems.append(f"least_severity is {least_severity!r}; allowed: {', '.join(_SEVERITIES)}")
    if rules == []:
        problems.append("rules is empty, which checks nothing; leave it out to ask every rule")
    for name, given in (("rules", rules or []), ("disabled_rules", disabled)):
        # A rule of the user's own may be disabled by its id, too.
        known = [*_BY_ID, NOT_CHECKED, *(one.id for one in rules or [] if isinstance(one, Rule))]
        unknown = [one for one in given if one not in known and not (name == "rules" and isinstance(one, Rule))]
        problems += [f"{name} holds {one!r}, which is no rule; there is: {', '.join(_BY_ID)}" for one in unknown]
    return problems
