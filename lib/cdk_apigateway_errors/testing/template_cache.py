"""Synthesized templates kept between runs, so that CDK starts only when something has changed.

An entry is an assembly in a folder named by its fingerprint, and a file beside it that says what the fingerprint is made
of. An entry that is missing, incomplete or changed counts as none; the whole folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from .fingerprint import Project, fingerprint, folder_digest
from .sources import Template
from .synthesis import Synthesis, read, synthesize

FOLDER = "apigateway-templates"
KEPT = 3
"""Assemblies of one source, for those who change back and forth."""
UNUSED_SECONDS = 3600
"""An assembly younger than this may be in use by another run."""


class TemplateCache:
    """The templates of sources that are given as ``module:attribute``."""

    def __init__(self, config: pytest.Config) -> None:
        self._folder = _folder(config)
        root = config.rootpath
        skipped = [self._folder.parent.parent] if self._folder else []
        self._project = Project(root, config.getini("python_files"), skipped)
        self._paths = config.getini("pythonpath")
        self._resources = ExitStack()
        self._of_this_run: dict[str, Template] = {}

    def synthesized(self, reference: str) -> Template:
        """The template of a source: the kept one where nothing that it depends on has changed, else a new one."""
        if reference not in self._of_this_run:
            self._of_this_run[reference] = self._kept_or_new(reference)
        return self._of_this_run[reference]

    def _kept_or_new(self, reference: str) -> Template:
        if self._folder is None:
            return self._synthesize(reference)[0].template
        entries = Entries(self._folder, reference)
        kept = entries.find(self._project)
        if kept is not None:
            return kept.template
        before = fingerprint(self._project)["project"]
        synthesis, folder = self._synthesize(reference)
        found = _fingerprint(self._project, synthesis)
        if found["project"] == before:  # otherwise someone was writing: which state it is of cannot be said
            entries.keep(folder, found)
        return synthesis.template

    def close(self) -> None:
        """Removes temporary files."""
        self._resources.close()

    def _synthesize(self, reference: str) -> tuple[Synthesis, Path]:
        made = self._resources.enter_context(tempfile.TemporaryDirectory(prefix="apigateway-testing-"))
        return synthesize(reference, Path(made), self._project.folder, self._paths), Path(made)


class Entries:
    """What is kept of one source."""

    def __init__(self, folder: Path, reference: str) -> None:
        self._folder = folder / hashlib.sha256(reference.encode()).hexdigest()[:16]

    def find(self, project: Project) -> Synthesis | None:
        """The newest assembly whose fingerprint is the present one."""
        for index in self._newest_first():
            try:
                about = json.loads(index.read_text(encoding="utf-8"))
                folder = index.with_suffix("")
                found = read(folder)
                present = _fingerprint(project, found)
                if about == {"fingerprint": present, "content": folder_digest(folder)}:
                    return found
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return None

    def keep(self, folder: Path, found: dict[str, str]) -> None:
        """Keeps an assembly. Failing to write is no failure of the tests: the next run synthesizes again."""
        name = hashlib.sha256(json.dumps(found).encode()).hexdigest()[:32]
        passing = self._folder / f"{name}.{os.getpid()}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            shutil.copytree(folder, passing, symlinks=True)
            about = {"fingerprint": found, "content": folder_digest(passing)}
            if not (self._folder / name).exists():
                passing.rename(self._folder / name)
            _write(self._folder / f"{name}.json", json.dumps(about))
        except OSError:
            return
        finally:
            shutil.rmtree(passing, ignore_errors=True)
            self._forget_old()

    def _forget_old(self) -> None:
        for index in self._newest_first()[KEPT:]:
            if time.time() - index.stat().st_mtime > UNUSED_SECONDS:
                index.unlink(missing_ok=True)
                shutil.rmtree(index.with_suffix(""), ignore_errors=True)

    def _newest_first(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)


def _fingerprint(project: Project, synthesis: Synthesis) -> dict[str, str]:
    return fingerprint(project, synthesis.files, synthesis.assets, synthesis.folders)


def _write(path: Path, text: str) -> None:
    """All of it or nothing."""
    passing = path.with_suffix(f".{os.getpid()}.new")
    passing.write_text(text, encoding="utf-8")
    passing.replace(path)


def _folder(config: pytest.Config) -> Path | None:
    """Where templates are kept; ``None`` where the cache is off, or pytest's own is."""
    off = config.getoption("--no-apigateway-template-cache") or not config.getini("apigateway_template_cache")
    cache = getattr(config, "cache", None)
    return None if off or cache is None else Path(cache.mkdir(FOLDER))
