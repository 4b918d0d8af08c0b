"""Whether files have changed, by polling: times, sizes and names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..lambda_runtime.fingerprint import fingerprint


class Changes:
    """Files and folders that are looked at now and then.

    A change counts once it has settled, that is at the second of two looks alike: `cdk synth` writes for a while.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._known = self._pending = self._look()

    def settled(self) -> bool:
        """Whether there is a change since the last one that settled, and the files are at rest."""
        now = self._look()
        at_rest, self._pending = now == self._pending, now
        if now == self._known or not at_rest:
            return False
        self._known = now
        return True

    def _look(self) -> tuple[str, ...]:
        return tuple(_fingerprint(path) for path in self._paths)


def _fingerprint(path: Path) -> str:
    try:
        return fingerprint(path)
    except OSError:  # a file went away while the folder was read
        return "moving"
