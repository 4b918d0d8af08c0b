"""The gateway over HTTP: an ASGI application, and a uvicorn server for it that listens on loopback.

The server gives the answers of :meth:`Gateway.handle`, byte for byte. What no request can be made of (malformed HTTP,
headers without end) is a gateway response too, and the server stays up.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from . import failures
from .failures import MAX_BODY_BYTES, MAX_HEADER_BYTES
from .gateway import Gateway
from .trace import Trace
from .values import Request, Response, first_header

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
MAX_HEAD_BYTES = 8 * MAX_HEADER_BYTES
"""Beyond this the connection is closed at once; up to it the gateway answers that the headers are too large."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answered:
    """One request that the server answered; ``trace`` where traces are kept."""

    request: Request
    response: Response
    seconds: float
    trace: Trace | None = None


OnAnswer = Callable[[Answered], None]


class GatewayApp:
    """An ASGI application that answers with a gateway.

    ``gateway`` may be exchanged at any time (reload); requests under way end with the one that they began with.
    ``on_answer`` is called after each request, with its trace where ``traced``.
    """

    def __init__(self, gateway: Gateway, *, on_answer: OnAnswer | None = None, traced: bool = False) -> None:
        self.gateway = gateway
        self.traced = traced
        self._on_answer = on_answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            request = await read_request(scope, receive)
        except ClientGone:
            return
        began = time.perf_counter()
        trace = await self.gateway.ahandle_traced(request) if self.traced else None
        response = trace.response if trace else await self.gateway.ahandle(request)
        await write_response(response, send)
        if self._on_answer is not None:
            self._on_answer(Answered(request, response, time.perf_counter() - began, trace))

    def refuse(self, failure: failures.GatewayFailure) -> bytes:
        """The whole answer, status line and all, to bytes that are no request."""
        response = self.gateway.refuse(failure)
        lines = [b"%s: %s\r\n" % pair for pair in encoded_headers(response)]
        return b"".join([STATUS_LINE[response.status], *lines, b"Connection: close\r\n\r\n", response.body])


class ClientGone(Exception):
    """The client went away before its request was complete."""


async def read_request(scope: Scope, receive: Receive) -> Request:
    """The request, its body at most one byte longer than the gateway takes. Raises :class:`ClientGone`."""
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    client = scope.get("client")
    return Request(
        scope["method"],
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        headers,
        await _body(receive, first_header(headers, "content-length")),
        client[0] if client else LOOPBACK,
    )


_TOO_LARGE = bytes(MAX_BODY_BYTES + 1)


async def _body(receive: Receive, announced: str | None) -> bytes:
    """A body that is too large is not read to its end; what stands for it is as long as makes the gateway refuse it."""
    if announced and announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        return _TOO_LARGE
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            return _TOO_LARGE
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def encoded_headers(response: Response) -> list[tuple[bytes, bytes]]:
    """The header lines as bytes; values that are not Latin-1 go out as UTF-8."""
    return [(name.encode("ascii"), value.encode("utf-8", "replace")) for name, value in response.headers]


async def write_response(response: Response, send: Send) -> None:
    """Sends a response through ASGI."""
    await send({"type": "http.response.start", "status": response.status, "headers": encoded_headers(response)})
    await send({"type": "http.response.body", "body": response.body})


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with the case of header names kept, and bounded memory for the head of a request."""

    _reading_head = False
    _head_bytes = 0

    def on_message_begin(self) -> None:
        self._reading_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self.headers[-1] = (name, value)  # names in mappings and templates are case-sensitive

    def on_headers_complete(self) -> None:
        self._reading_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._reading_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(failures.headers_too_large())

    def send_400_response(self, msg: str) -> None:
        self._refuse(failures.malformed_request(msg))

    def _refuse(self, failure: failures.GatewayFailure) -> None:
        if not self.transport.is_closing():
            self.transport.write(self.app.refuse(failure))
            self.transport.close()


def configuration(app: GatewayApp, *, host: str = LOOPBACK, port: int = 3000) -> uvicorn.Config:
    """How uvicorn runs the gateway. ``Date`` and ``Content-Length`` are the gateway's own."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_config=None,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )


class Server(uvicorn.Server):
    """A server that says when it listens; ``url`` is known from then on."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[str], None] | None = None) -> None:
        super().__init__(config)
        self.url = ""
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            if self._on_start is not None:
                self._on_start(self.url)


def serve(
    app: GatewayApp, *, host: str = LOOPBACK, port: int = 3000, on_start: Callable[[str], None] | None = None
) -> None:
    """Serves until interrupted (Ctrl-C). ``on_start`` is called with the URL once the server listens.

    Raises ``OSError`` where the port is taken.
    """
    with _bound(host, port) as listening, contextlib.suppress(KeyboardInterrupt):
        Server(configuration(app, host=host, port=port), on_start).run(sockets=[listening])


@contextlib.contextmanager
def serving(app: GatewayApp, *, host: str = LOOPBACK, port: int = 0) -> Iterator[str]:
    """Serves in a thread of its own while the block runs; gives the URL. Port 0 takes a free one.

    >>> from urllib.error import HTTPError
    >>> from urllib.request import urlopen
    >>> from cdk_apigateway_errors.cloudformation.model import RestApi
    >>> with serving(GatewayApp(Gateway(RestApi("Api", "api")))) as url:
    ...     try:
    ...         urlopen(f"{url}/nope")
    ...     except HTTPError as error:
    ...         print(error.code, error.read().decode())
    403 {"message":"Missing Authentication Token"}
    """
    ready = threading.Event()
    with _bound(host, port) as listening:
        server = Server(configuration(app, host=host, port=port), lambda _: ready.set())
        thread = threading.Thread(target=_run, args=(server, listening), name="gateway-server", daemon=True)
        thread.start()
        try:
            if not ready.wait(10):
                raise RuntimeError("the server did not start within 10 s")
            yield server.url
        finally:
            server.should_exit = True
            thread.join(10)


def _run(server: Server, listening: socket.socket) -> None:
    asyncio.run(server.serve(sockets=[listening]))


@contextlib.contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.setblocking(False)
        yield listening
    finally:
        listening.close()
