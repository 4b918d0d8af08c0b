"""The wire format of the Lambda Runtime API: what a runtime client asks, and how it is answered.

Bytes in, values out; sockets are :mod:`.worker`'s business. Paths and headers are those of the developer guide's
"Using the Lambda runtime API" page. Each answer is one piece of bytes, so that one ``send`` carries it: headers and
body in two writes cost a delayed acknowledgement of 40 ms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from .outcomes import RESPONSE_LIMIT

_PREFIX = "/2018-06-01/runtime/"
NEXT = f"{_PREFIX}invocation/next"
INIT_ERROR = f"{_PREFIX}init/error"
_HEAD_LIMIT = 2 * 1024 * 1024  # the X-Ray cause is a header of up to 1 MiB (C: awslambdaric post_invocation_error)


class ProtocolError(Exception):
    """What arrived is no request of a runtime client."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a runtime client; ``body`` is ``None`` when it was larger than a function may answer."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None

    def answers(self, request_id: str) -> str | None:
        """``response`` or ``error`` when this request ends that invocation."""
        for kind in ("response", "error"):
            if self.method == "POST" and self.path == f"{_PREFIX}invocation/{request_id}/{kind}":
                return kind
        return None


class RequestParser:
    """Cuts a connection's bytes into requests.

    >>> parser = RequestParser()
    >>> parser.feed(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
    >>> parser.next_request().path
    '/2018-06-01/runtime/invocation/next'
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: tuple[str, str, dict[str, str]] | None = None
        self._missing = 0
        self._drop = False

    def feed(self, data: bytes) -> None:
        if self._drop:
            dropped = min(self._missing, len(data))
            self._missing -= dropped
            data = data[dropped:]
        self._buffer += data

    def next_request(self) -> Request | None:
        """The next whole request, or ``None`` until more arrives. Raises :class:`ProtocolError`."""
        if self._head is None and not self._read_head():
            return None
        if self._drop:
            return self._finish(None) if self._missing == 0 else None
        if len(self._buffer) < self._missing:
            return None
        body = bytes(self._buffer[: self._missing])
        del self._buffer[: self._missing]
        return self._finish(body)

    def _finish(self, body: bytes | None) -> Request:
        assert self._head is not None
        method, path, headers = self._head
        self._head, self._drop, self._missing = None, False, 0
        return Request(method, path, headers, body)

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > _HEAD_LIMIT:
                raise ProtocolError(f"the head of a request is longer than {_HEAD_LIMIT} bytes")
            return False
        self._head = _parse_head(bytes(self._buffer[:end]))
        del self._buffer[: end + 4]
        self._expect_body(self._head[2])
        return True

    def _expect_body(self, headers: Mapping[str, str]) -> None:
        if "transfer-encoding" in headers:
            raise ProtocolError("a streamed (chunked) answer: API Gateway's non-proxy integrations take whole ones")
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise ProtocolError(f"Content-Length {length!r} is not a number")
        self._missing = int(length)
        if self._missing > RESPONSE_LIMIT:
            self._drop = True
            dropped = min(self._missing, len(self._buffer))
            del self._buffer[:dropped]
            self._missing -= dropped


def _parse_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise ProtocolError(f"{lines[0][:100]!r} is not the first line of an HTTP/1.1 request")
    fields = (line.partition(":") for line in lines[1:])
    return words[0], words[1], {name.strip().lower(): value.strip() for name, _, value in fields}


@dataclass(frozen=True, slots=True)
class Invocation:
    """One event on its way to a runtime client; ``deadline_ms`` is in milliseconds since 1970."""

    request_id: str
    payload: bytes
    deadline_ms: int
    function_arn: str
    trace_id: str


def event(invocation: Invocation) -> bytes:
    """The answer to ``next``."""
    headers = {
        "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
        "Lambda-Runtime-Deadline-Ms": str(invocation.deadline_ms),
        "Lambda-Runtime-Invoked-Function-Arn": invocation.function_arn,
        "Lambda-Runtime-Trace-Id": invocation.trace_id,
    }
    return _answer("200 OK", invocation.payload, headers)


def accepted() -> bytes:
    """The answer to a response or an error that was taken."""
    return _answer("202 Accepted", b'{"status":"OK"}\n')


def refused(status: str, error_type: str, error_message: str) -> bytes:
    """The answer to a request that does not belong here."""
    return _answer(status, json.dumps({"errorMessage": error_message, "errorType": error_type}).encode())


def _answer(status: str, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {_one_line(value)}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def _one_line(value: str) -> str:
    """An ARN from a template must not end the header early."""
    return value if value.isprintable() else "".join(filter(str.isprintable, value))
