"""The plugin that the constructs register: it checks what no plugin of the user has checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from ..lint import Finding
from .lint_plugin import LintPlugin


class RemainingTemplates(LintPlugin):
    """Leaves out templates that were ``checked`` in this synthesis, and findings of resources that are ``left_out``."""

    def __init__(self, checked: Collection[str], left_out: Callable[[], Collection[tuple[str, str]]]) -> None:
        super().__init__()
        self._checked = checked
        self._left_out = left_out

    def findings(self, template_paths: Sequence[str]) -> tuple[Finding, ...]:
        found = super().findings([path for path in template_paths if path not in self._checked])
        unwanted = self._left_out() if found else ()
        return tuple(one for one in found if (Path(one.template).name, one.logical_id) not in unwanted)

    def _note(self, context: Any, template_paths: Sequence[str]) -> None:
        """It is the last to check."""
