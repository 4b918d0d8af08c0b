"""What a worker prints.

Its standard output and standard error go to a file, not a pipe: a print is complete before the answer is sent, so
everything up to the answer belongs to that invocation, a handler that prints much never waits for a reader, and no
thread has to read.
"""

from __future__ import annotations

import math
import os
import tempfile
from codecs import getincrementaldecoder
from collections.abc import Callable
from pathlib import Path

from ..cloudformation.model import Function

LogSink = Callable[[Function, str], None]
"""Takes what a function prints, in pieces as they come."""
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


class Output:
    """Collects what one invocation prints, the last million characters of it, and passes all of it on."""

    def __init__(self, function: Function, sink: LogSink | None = None) -> None:
        self._function = function
        self._sink = sink
        self._text = ""

    def __call__(self, text: str) -> None:
        self._text = (self._text + text)[-_KEEP:]
        if self._sink is not None:
            self._sink(self._function, text)

    def text(self) -> str:
        return self._text


def start_line(function: Function, request_id: str) -> str:
    """The line that Lambda writes before a function's own.

    >>> start_line(Function("F", "f", "arn"), "7f3e")
    'START RequestId: 7f3e Version: $LATEST\\n'
    """
    return f"START RequestId: {request_id} Version: {function.version}\n"


def report_lines(function: Function, request_id: str, seconds: float) -> str:
    """The lines that Lambda writes after a function's own."""
    fields = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {seconds * 1000:.2f} ms",
        f"Billed Duration: {math.ceil(seconds * 1000)} ms",
        f"Memory Size: {function.memory_size} MB",
    ]
    return f"END RequestId: {request_id}\n" + "\t".join(fields) + "\n"
