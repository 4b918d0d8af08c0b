"""Where a finding is in the files that were loaded: the line of its resource in the template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .finding import Finding

_KEY = re.compile(r"""^\s*["']?([A-Za-z0-9]+)["']?\s*:\s*(?:[{#].*)?$""")


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a line in it, counted from 1."""

    path: Path
    line: int = 1


class Places:
    """Finds logical ids in the template files among ``sources``; each file is read once."""

    def __init__(self, sources: Iterable[Path]) -> None:
        self._lines: dict[str, Place] = {}
        self._first: Place | None = None
        for path in sources:
            if path.suffix in (".json", ".yaml", ".yml", ".template") and path.is_file():
                self._read(path)

    def _read(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8", errors="replace")
        if "AWS::" not in text:
            return  # a manifest or an asset
        self._first = self._first or Place(path)
        for number, line in enumerate(text.splitlines(), 1):
            found = _KEY.match(line)
            if found:
                self._lines.setdefault(found[1], Place(path, number))

    def of(self, finding: Finding) -> Place | None:
        """The line of the finding's resource, or the first template where it is not found."""
        return self._lines.get(finding.logical_id, self._first)
