"""What a worker prints.

Its standard output and standard error go to a file, not a pipe: a print is complete before the answer is sent, so
everything up to the answer belongs to that invocation, a handler that prints much never waits for a reader, and no
thread has to read.
"""

from __future__ import annotations

import os
import tempfile
from codecs import getincrementaldecoder
from pathlib import Path

_KEEP = 1024 * 1024
_CHUNK = 256 * 1024


class LogFile:
    """The output of one worker."""

    def __init__(self, folder: Path) -> None:
        self.fd, self._path = tempfile.mkstemp(prefix="log-", dir=folder)
        os.close(self.fd)
        # O_APPEND: after truncation the worker goes on at the file's new end.
        self.fd = os.open(self._path, os.O_RDWR | os.O_APPEND)
        self._offset = 0
        self._decode = getincrementaldecoder("utf-8")("replace").decode

    def take(self) -> str:
        """What was printed since the last call; bytes that are not UTF-8 become U+FFFD."""
        size = os.fstat(self.fd).st_size
        if size <= self._offset:
            return ""
        text = "".join(self._decode(piece) for piece in self._pieces())
        self._forget()
        return text

    def _pieces(self) -> list[bytes]:
        pieces = []
        while piece := os.pread(self.fd, _CHUNK, self._offset):
            self._offset += len(piece)
            pieces.append(piece)
        return pieces

    def _forget(self) -> None:
        """Keep the file small: a function may print for days."""
        if self._offset > _KEEP:
            os.ftruncate(self.fd, 0)
            self._offset = 0

    def close(self) -> None:
        os.close(self.fd)
        Path(self._path).unlink(missing_ok=True)
