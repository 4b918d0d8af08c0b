"""Whether files have changed, by polling: times, sizes and names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..lambda_runtime.fingerprint import fingerprint


class Changes:
    """Files and folders that are looked at now and then.

    A change counts once it has settled, that is at the second of two looks alike: `cdk synth` writes for a while.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._known = self._pending = _look(paths)

    def follow(self, paths: Sequence[Path]) -> None:
        """Looks at these from now on. What was looked at before keeps its last look: a change since then counts."""
        new = _look([path for path in paths if path not in self._known])
        self._known = self._pending = {path: self._known.get(path) or new[path] for path in paths}

    def settled(self) -> bool:
        """Whether there is a change since the last one that settled, and the files are at rest."""
        now = _look(self._known)
        at_rest, self._pending = now == self._pending, now
        if now == self._known or not at_rest:
            return False
        self._known = now
        return True


def _look(paths: Iterable[Path]) -> dict[Path, str]:
    return {path: _fingerprint(path) for path in paths}


def _fingerprint(path: Path) -> str:
    try:
        return fingerprint(path)
    except OSError:  # a file went away while the folder was read
        return "moving"
