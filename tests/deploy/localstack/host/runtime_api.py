"""Lambda's Runtime API on loopback, for one execution environment.

The function's process asks for the next invocation and posts the result or the error, as it does on the service, so
AWS's own runtime interface clients run against it unchanged.
(D: Lambda developer guide, "Using the Lambda runtime API".)
"""

from __future__ import annotations

import http.client
import queue
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

VERSION = "/2018-06-01/runtime"
http.client._MAXLINE = 2 * 1024 * 1024  # type: ignore[attr-defined]
"""Python's client repeats the error for X-Ray in a header of up to 1 MB; the standard library's server takes 64 KB."""


@dataclass(frozen=True)
class Invocation:
    request_id: str
    arn: str
    payload: bytes
    deadline_ms: int
    trace_id: str


@dataclass(frozen=True)
class Answer:
    """What the function's process said; ``request_id`` is empty for an error of its initialization."""

    request_id: str
    payload: bytes
    is_error: bool


class RuntimeApi:
    """``invocations`` goes in, ``answers`` comes out; ``None`` in ``answers`` says that the process is gone."""

    def __init__(self) -> None:
        self.invocations: queue.Queue[Invocation] = queue.Queue()
        self.answers: queue.Queue[Answer | None] = queue.Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    api: RuntimeApi
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path != f"{VERSION}/invocation/next":
            return self._send(404)
        invocation = self.api.invocations.get()
        headers = {
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(invocation.deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
            "Lambda-Runtime-Trace-Id": invocation.trace_id,
            "Content-Type": "application/json",
        }
        return self._send(200, invocation.payload, headers)

    def do_POST(self) -> None:
        body = self._body()
        *_, request_id, verb = self.path.rsplit("/", 2)
        if self.path == f"{VERSION}/init/error":
            self.api.answers.put(Answer("", body, is_error=True))
        elif verb in {"response", "error"}:
            self.api.answers.put(Answer(request_id, body, is_error=verb == "error"))
        else:
            return self._send(404)
        return self._send(202, b'{"status":"OK"}')

    def _body(self) -> bytes:
        """Node's client sends chunks, Python's a length."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _send(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """One line for each call would drown LocalStack's own log."""
