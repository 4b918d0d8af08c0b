"""Whether files have changed, told from their times and sizes."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

_PASSED_OVER = frozenset({"__pycache__", "node_modules", ".git"})
"""Folders that nobody edits by hand, or that running the code writes."""
_SHARE = 20
"""A folder is looked at again after so many times the time that the last look took: 5 % of the time at most."""


def fingerprint(path: Path) -> str:
    """Changes when a file of the folder, or the file itself, is written, added, renamed or removed.

    >>> fingerprint(Path("no/such/file"))
    'absent'
    """
    if not path.exists():
        return "absent"
    digest = hashlib.sha256()
    for name, status in _files(path):
        digest.update(f"{name}\0{status.st_mtime_ns}\0{status.st_size}\0{status.st_ino}\0".encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def _files(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    if not path.is_dir():
        yield path.name, path.stat()
        return
    with os.scandir(path) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _PASSED_OVER:
                yield from _files(Path(entry.path))
        else:
            yield entry.path, entry.stat(follow_symlinks=False)


class Watched:
    """A path whose fingerprint is taken again now and then, never for more than a small share of the time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._value = ""
        self._not_before = 0.0

    def value(self) -> str:
        started = time.monotonic()
        if started >= self._not_before:
            self._value = fingerprint(self._path)
            ended = time.monotonic()
            self._not_before = ended + _SHARE * (ended - started)
        return self._value
