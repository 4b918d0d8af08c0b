"""What a synthesized template depends on, as digests: equal digests mean that a new synthesis would give the same.

It is wide on purpose. A change that could not matter costs one synthesis, one that is overlooked gives wrong tests.
Counted are all files of the project but tests, caches and version control; every file outside Python's own and the
installed packages that was imported or opened, every folder that was listed; the sources of assets; the environment
variables; the installed packages; Python, Node.js and the machine. What an app takes from a clock or the network has no
trace here: such apps turn the cache off.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

SKIPPED_FOLDERS = frozenset(
    {
        *(".git", ".hg", ".svn", ".idea", ".vscode", ".tox", ".nox", ".hypothesis", ".serverless"),
        *(".pytest_cache", ".mypy_cache", ".ruff_cache", "__pycache__", "__snapshots__", "cdk.out", "node_modules"),
    }
)
"""Counted only where something was read from them or made an asset of them."""
SKIPPED_FILES = ("conftest.py", "*.pyc", "*.ambr", ".coverage*", "coverage.xml")
NODE_MODULES = Path("node_modules", ".package-lock.json")
"""What npm says is in the folder."""
PASSING_VARIABLES = (
    *("_", "PWD", "OLDPWD", "SHLVL", "TERM", "TERM_*", "COLORTERM", "COLUMNS", "LINES", "WINDOWID", "PS1", "LS_COLORS"),
    *(
        "PYTEST_*",
        "COV_CORE_*",
        "COVERAGE_*",
        "SSH_*",
        "XDG_SESSION_*",
        "TMUX*",
        "STY",
        "INVOCATION_ID",
        "JOURNAL_STREAM",
    ),
)
"""Variables of the terminal and of the test run; every other one counts."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder and the names of its test files (``python_files`` in pytest's configuration)."""

    folder: Path
    test_files: Sequence[str] = ()
    skipped: Sequence[Path] = ()
    """Folders that do not count: pytest's own cache."""


def fingerprint(
    project: Project, files: Iterable[str] = (), assets: Iterable[str] = (), folders: Iterable[str] = ()
) -> dict[str, str]:
    """The digests by what they are of.

    ``files`` were read, ``assets`` are sources of assets (files or folders), ``folders`` were listed.
    """
    return {
        "project": _digest(_contents(project.folder, _project_files(project))),
        "files": _digest(_contents(Path("/"), sorted(Path(name) for name in files))),
        "assets": _digest(part for asset in sorted(assets) for part in _asset(Path(asset))),
        "folders": _digest(part for folder in sorted(folders) for part in _names(Path(folder), project)),
        "environment": _digest(_variables()),
        "packages": _digest(_packages()),
        "machine": _digest(_machine()),
    }


def folder_digest(folder: Path) -> str:
    """The digest of everything in a folder."""
    return _digest(_contents(folder, _walk(folder)))


def _digest(parts: Iterable[str | bytes]) -> str:
    """Of the parts and where each ends."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        total.update(f"{len(data)}:".encode() + data)
    return total.hexdigest()


def _contents(root: Path, files: Iterable[Path]) -> Iterator[str | bytes]:
    """Name, kind and content of each file; one that is gone counts as gone."""
    for path in files:
        yield os.path.relpath(path, root)
        try:
            yield f"{path.lstat().st_mode:o} {path.readlink() if path.is_symlink() else ''}"
            yield hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"no file"
        except OSError as error:
            yield f"unreadable: {type(error).__name__}"


def _asset(path: Path) -> Iterator[str | bytes]:
    yield str(path)
    yield from _contents(path, _walk(path) if path.is_dir() else [path])


def _names(folder: Path, project: Project) -> Iterator[str]:
    """What is in a folder outside of the project, where all files count anyway."""
    if folder.is_relative_to(project.folder.resolve()):
        return
    yield str(folder)
    yield from sorted(path.name for path in folder.iterdir()) if folder.is_dir() else ["gone"]


def _walk(folder: Path) -> Iterator[Path]:
    """Every file and every link of a folder, in order."""
    for parent, folders, files in os.walk(folder):
        folders.sort()
        links = [name for name in folders if Path(parent, name).is_symlink()]
        yield from (Path(parent, name) for name in sorted([*files, *links]))


def _project_files(project: Project) -> Iterator[Path]:
    skipped = {path.resolve() for path in project.skipped}
    tests = [*SKIPPED_FILES, *(pattern for pattern in project.test_files if "test" in pattern)]  # not: every *.py
    for parent, folders, files in os.walk(project.folder):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if _counts(here / name, skipped))
        yield from (here / name for name in sorted(files) if not any(fnmatch(name, pattern) for pattern in tests))
    if (project.folder / NODE_MODULES).is_file():
        yield project.folder / NODE_MODULES


def _counts(folder: Path, skipped: set[Path]) -> bool:
    is_environment = (folder / "pyvenv.cfg").is_file()
    return folder.name not in SKIPPED_FOLDERS and not is_environment and folder.resolve() not in skipped


def _variables() -> Iterator[str]:
    for name, value in sorted(os.environ.items()):
        if not any(fnmatch(name, pattern) for pattern in PASSING_VARIABLES):
            yield f"{name}={value}"


def _packages() -> Iterator[str]:
    """Name, version and time of installation of each package, from the names of the folders that describe them.

    Folders on the path without packages are left out, for pytest adds those of tests; what was imported from them is
    among the files.
    """
    for folder in sorted({Path(entry) for entry in sys.path if entry and Path(entry).is_dir()}):
        for path in sorted(folder.iterdir()):
            if path.suffix in (".dist-info", ".egg-info", ".egg-link", ".pth"):
                yield f"{path} {path.stat().st_mtime_ns}"


def _machine() -> Iterator[str]:
    yield f"{sys.version} {sys.executable} {platform.platform()}"
    node = shutil.which("node")
    if node:
        found = Path(node).resolve().stat()
        yield f"{node} {found.st_size} {found.st_mtime_ns}"
