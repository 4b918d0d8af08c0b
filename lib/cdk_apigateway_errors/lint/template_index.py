"""Which template file holds the resource of a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..cloudformation.model import TemplateFile
from .finding import Finding


class TemplateIndex:
    """Looks logical ids up; where several templates have one, that of the API's own stack comes first.

    >>> from pathlib import Path
    >>> orders = TemplateFile(Path("Orders.template.json"), "Orders", {"Api": "AWS::ApiGateway::RestApi"}, 100)
    >>> TemplateIndex([orders]).template("Orders", "Api")
    'Orders.template.json'
    """

    def __init__(self, templates: Iterable[TemplateFile]) -> None:
        self._by_id: dict[str, list[TemplateFile]] = {}
        self._by_stack: dict[str, str] = {}
        for one in templates:
            self._by_stack.setdefault(one.stack_name, str(one.path))
            for logical_id in one.resources:
                self._by_id.setdefault(logical_id, []).append(one)

    def placed(self, finding: Finding) -> Finding:
        """The finding with its template; one that has no file stays as it is."""
        if finding.template or not self._by_stack:
            return finding
        stack_name = finding.api.rpartition("/")[0]
        return replace(finding, template=self.template(stack_name, finding.logical_id))

    def template(self, stack_name: str, logical_id: str) -> str:
        """The path of the template that holds the resource; that of the stack where none does."""
        holding = sorted(self._by_id.get(logical_id, ()), key=lambda one: _distance(stack_name, one.stack_name))
        return str(holding[0].path) if holding else self._by_stack.get(stack_name, "")


def _distance(stack_name: str, other: str) -> int:
    """The stack itself, then its nested stacks (named ``Orders-Nested``), then any other."""
    if stack_name == other:
        return 0
    return 1 if other.startswith(f"{stack_name}-") or stack_name.startswith(f"{other}-") else 2
