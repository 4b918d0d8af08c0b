"""Synthesized templates of this run."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from .sources import Template
from .synthesis import synthesize


class TemplateCache:
    """Where sources that are given as text are synthesized."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._resources = ExitStack()

    def synthesized(self, reference: str, project: Path) -> Template:
        """The template of ``module:attribute``."""
        folder = self._resources.enter_context(tempfile.TemporaryDirectory(prefix="apigateway-testing-"))
        return synthesize(reference, Path(folder), project).template

    def close(self) -> None:
        """Removes temporary files."""
        self._resources.close()
