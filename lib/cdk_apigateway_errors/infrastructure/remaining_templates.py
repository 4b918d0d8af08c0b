"""The plugin that the constructs register: it asks what no plugin of the user has asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..lint import Finding
from .lint_plugin import LintPlugin


class RemainingTemplates(LintPlugin):
    """Leaves out the rules and severities that others ``reported`` of a template in this synthesis, and findings of
    resources that are ``left_out``.

    A user's plugin with few rules thus takes none of the constructs' own away.
    """

    def __init__(
        self,
        reported: Mapping[str, Collection[tuple[str, str]]],
        left_out: Callable[[], Collection[tuple[str, str]]],
    ) -> None:
        super().__init__()
        self._others = reported
        self._left_out = left_out

    def findings(self, template_paths: Sequence[str]) -> tuple[Finding, ...]:
        found = [one for reported, paths in self._by_reported(template_paths) for one in self._rest(reported, paths)]
        unwanted = self._left_out() if found else ()
        return tuple(one for one in found if (Path(one.template).name, one.logical_id) not in unwanted)

    def _by_reported(self, template_paths: Sequence[str]) -> Collection[tuple[frozenset[tuple[str, str]], list[str]]]:
        """Return the templates of which the same was reported: together, as one may need another to be understood."""
        groups: dict[frozenset[tuple[str, str]], list[str]] = {}
        for path in template_paths:
            groups.setdefault(frozenset(self._others.get(path, ())), []).append(path)
        return groups.items()

    def _rest(self, reported: frozenset[tuple[str, str]], paths: Sequence[str]) -> Sequence[Finding]:
        rules = [rule for rule in self._rules if any((rule.id, one) not in reported for one in self._reported)]
        found = self.findings_of(rules, paths) if rules else ()
        return [one for one in found if (one.rule_id, one.severity) not in reported]

    def _note(self, context: Any, template_paths: Sequence[str]) -> None:
        """It is the last to check."""
