"""One warm process of a function, and the Runtime API that it talks to.

Every worker has its own address: another function's worker does not know it and cannot answer for this one. Own
clients get one end of a socket pair instead. One invocation at a time; see :mod:`.pool` for the rest.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import runtime_api
from .logs import LogFile, Output
from .outcomes import UNHANDLED, InvocationResult, exited, response_too_large, timed_out
from .waiting import Source, Waiter

_CHUNK = 256 * 1024
_CHUNKS = 64  # read at once; then others have a turn
_SLICE = 0.25  # seconds between looks at the log of a handler that runs
_SLICE_WITHOUT_PIDFD = 0.02
INIT_LIMIT = 10.0
"""Seconds that a function may take to load before its timeout starts (D: developer guide, "Init phase")."""


@dataclass(frozen=True, slots=True)
class Command:
    """How to start a worker; with ``inherits_socket`` the client speaks on file descriptor 3."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    inherits_socket: bool = False


class WorkerGone(Exception):
    """A warm worker ended by itself before it took the event: another one can have it.

    A Node process does so after an exception that nobody caught: it reports the exception, then exits.
    """


@dataclass(slots=True)
class Call:
    """One invocation on its way through a worker; ``seconds`` is the function's timeout."""

    request_id: str
    payload: bytes
    seconds: float
    function_arn: str
    trace_id: str
    output: Output
    deadline: float | None = None
    unsent: memoryview = field(default_factory=lambda: memoryview(b""))

    def start(self) -> None:
        """The function's time runs from here on."""
        self.deadline = time.monotonic() + self.seconds
        deadline_ms = int((time.time() + self.seconds) * 1000)
        event = runtime_api.Invocation(self.request_id, self.payload, deadline_ms, self.function_arn, self.trace_id)
        self.unsent = memoryview(runtime_api.event(event))


class _Connection:
    def __init__(self, link: socket.socket) -> None:
        link.setblocking(False)
        if link.family == socket.AF_INET:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.link = link
        self.parser = runtime_api.RequestParser()
        self.ended = False

    def receive(self) -> None:
        try:
            for _ in range(_CHUNKS):
                data = self.link.recv(_CHUNK)
                if not data:
                    break
                self.parser.feed(data)
                if len(data) < _CHUNK:
                    return
            else:
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            pass
        self.ended = True


class Worker:
    """A process that runs one function, one invocation at a time.

    ``generation`` names the code and configuration that it was started with.
    """

    def __init__(self, command: Command, *, generation: str, log: LogFile) -> None:
        self.generation = generation
        self.idle_since = 0.0
        self._log = log
        self._connections: list[_Connection] = []
        self._polling: _Connection | None = None
        self._receiver: _Connection
        self._warm = False
        self._usable = True
        self._free_by = 0.0
        self._listener: socket.socket | None = None
        start = self._start_on_pair if command.inherits_socket else self._start_on_address
        try:
            self._process = start(command)
        except BaseException:
            self._close_links()
            raise
        self._pidfd = _pidfd(self._process.pid)

    # -- starting -------------------------------------------------------------------------------------------------

    def _start_on_pair(self, command: Command) -> subprocess.Popen[bytes]:
        ours, theirs = socket.socketpair()
        with theirs:
            self._connections.append(_Connection(ours))
            number = seen = theirs.fileno()
            if number >= _CLOSED_BY_NODE:
                _refuse_missing(command)
                command = replace(command, arguments=(*_AS_DESCRIPTOR_3, str(number), *command.arguments))
                seen = 3
            return self._spawn(command, {"AWS_LAMBDA_RUNTIME_API_FD": str(seen)}, (number,))

    def _start_on_address(self, command: Command) -> subprocess.Popen[bytes]:
        self._listener = _listen()
        host, port = self._listener.getsockname()
        return self._spawn(command, {"AWS_LAMBDA_RUNTIME_API": f"{host}:{port}"}, ())

    def _spawn(self, command: Command, api: Mapping[str, str], inherit: tuple[int, ...]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            command.arguments,
            env={**command.environment, **api},
            cwd=command.folder,
            stdin=subprocess.DEVNULL,
            stdout=self._log.fd,
            stderr=self._log.fd,
            pass_fds=inherit,
            start_new_session=True,  # Ctrl-C is for us; and the whole group can be ended
        )

    # -- one invocation -------------------------------------------------------------------------------------------

    async def run(self, call: Call, waiter: Waiter) -> InvocationResult:
        """Bring a call to its end. The worker may be dead afterwards.

        When the waiter gives up, or its task is cancelled, ``run`` may be called again with the same call: it goes on
        where it was. Raises :class:`WorkerGone` when a warm process ended before it asked for the event.
        """
        outcome = await self._load(call, waiter) if call.deadline is None else None
        if outcome is None:
            await self._deliver(call, waiter)
            outcome = await self._answer(call, waiter)
        self._flush(call)
        return outcome

    async def _load(self, call: Call, waiter: Waiter) -> InvocationResult | None:
        """Wait until the client asks for an event: ``None``, or how the load failed."""
        limit = self._free_by if self._warm else time.monotonic() + INIT_LIMIT + call.seconds
        while self._polling is None:
            request = await self._request(call, limit, waiter)
            if request is None and self._warm:
                raise WorkerGone
            if request is None:
                return self._ended(call)
            if request.path == runtime_api.INIT_ERROR and request.method == "POST":
                self.stop()
                return _reported(request.body, UNHANDLED, call.request_id)
        call.start()
        self._warm, self._free_by = True, time.monotonic() + call.seconds
        return None

    async def _deliver(self, call: Call, waiter: Waiter) -> None:
        assert call.deadline is not None
        if self._polling is not None:
            self._receiver, self._polling = self._polling, None
        while call.unsent and self._process.poll() is None and (left := call.deadline - time.monotonic()) > 0:
            try:
                call.unsent = call.unsent[self._receiver.link.send(call.unsent) :]
            except (BlockingIOError, InterruptedError):
                await waiter.ready(self._processes(), (self._receiver.link,), min(self._slice(), left))
            except OSError:
                return  # its end of the connection is gone: what follows says how it ended

    async def _answer(self, call: Call, waiter: Waiter) -> InvocationResult:
        assert call.deadline is not None
        while True:
            request = await self._request(call, call.deadline, waiter)
            if request is None:
                return self._ended(call)
            if kind := request.answers(call.request_id):
                return _reported(request.body, UNHANDLED if kind == "error" else None, call.request_id)
            if time.monotonic() >= call.deadline:
                return self._ended(call)
            await waiter.ready((), (), 0)  # a handler that floods its Runtime API must not take our loop with it

    def _ended(self, call: Call) -> InvocationResult:
        """No answer came: the process is gone, or out of time and stopped for it."""
        status = self._process.poll()
        if status is not None:
            return exited(call.request_id, status)
        self.stop()
        return timed_out(call.request_id, call.seconds)

    # -- requests of the client -----------------------------------------------------------------------------------

    async def _request(self, call: Call, deadline: float, waiter: Waiter) -> runtime_api.Request | None:
        """The next request, acknowledged; ``None`` when the process or the time came to an end."""
        while True:
            self._receive()
            if request := self._take():
                return request
            if self._process.poll() is not None:
                self._receive()  # what it sent last may have come after the look above
                return self._take()
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            await waiter.ready(self._sources(), (), min(left, self._slice()))
            self._flush(call)

    def _take(self) -> runtime_api.Request | None:
        """The next request that a client may make; others are refused on the way."""
        for connection in self._connections:
            try:
                while request := connection.parser.next_request():
                    if self._acknowledge(connection, request):
                        return request
            except runtime_api.ProtocolError as error:
                self._reply(connection, runtime_api.refused("400 Bad Request", "InvalidRequest", str(error)))
                connection.ended = True
        self._drop_ended()
        return None

    def _acknowledge(self, connection: _Connection, request: runtime_api.Request) -> bool:
        if "origin" in request.headers or "sec-fetch-site" in request.headers:
            self._reply(connection, runtime_api.refused("403 Forbidden", "Forbidden", "not for browsers"))
            return False
        if request.method == "GET" and request.path == runtime_api.NEXT:
            self._polling = connection
            return True
        if request.method == "POST":
            self._reply(connection, runtime_api.accepted())
            return True
        self._reply(connection, runtime_api.refused("404 Not Found", "NotFound", "no such operation"))
        return False

    def _reply(self, connection: _Connection, answer: bytes) -> None:
        """Answers are short: they fit any send buffer."""
        with contextlib.suppress(OSError):
            connection.link.send(answer)

    def _receive(self) -> None:
        if self._listener is not None:
            with contextlib.suppress(BlockingIOError, InterruptedError):
                self._connections.append(_Connection(self._listener.accept()[0]))
        for connection in self._connections:
            connection.receive()

    def _drop_ended(self) -> None:
        for connection in [each for each in self._connections if each.ended]:
            self._connections.remove(connection)
            connection.link.close()
            if self._polling is connection:
                self._polling = None

    def _sources(self) -> Sequence[Source]:
        links = [connection.link for connection in self._connections]
        listener = [self._listener] if self._listener is not None else []
        return [*links, *listener, *self._processes()]

    def _processes(self) -> Sequence[Source]:
        return [] if self._pidfd is None else [self._pidfd]

    def _slice(self) -> float:
        return _SLICE if self._pidfd is not None else _SLICE_WITHOUT_PIDFD

    def _flush(self, call: Call) -> None:
        if text := self._log.take():
            call.output(text)

    # -- the end --------------------------------------------------------------------------------------------------

    def usable(self) -> bool:
        """Whether the process waits for another event: it lives, is connected, and has nothing else to say.

        A client that reports an error now (a promise rejected after the answer) is about to exit.
        """
        self._usable = self._usable and self._process.poll() is None and self._is_silent()
        return self._usable

    def _is_silent(self) -> bool:
        self._receive()
        if any(connection.ended for connection in self._connections):
            return False
        while request := self._take():
            if request.method == "POST":
                return False
        return True

    def stop(self) -> None:
        """End the process and all that it started. Safe from any thread, at any time."""
        if self._process.poll() is None:
            _kill_group(self._process)
        self._process.wait()

    def close(self) -> None:
        """Stop, and give back sockets and files. Only for a worker that nobody uses."""
        self.stop()
        self._close_links()
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None
        self._log.close()

    def _close_links(self) -> None:
        for connection in self._connections:
            connection.link.close()
        self._connections.clear()
        if self._listener is not None:
            self._listener.close()


def _reported(body: bytes | None, function_error: str | None, request_id: str) -> InvocationResult:
    if body is None:
        return response_too_large(request_id)
    return InvocationResult(body, function_error, request_id=request_id)


def _listen() -> socket.socket:
    """A loopback address that cannot be guessed: all of 127/8 is loopback on Linux, 127.0.0.1 alone elsewhere."""
    host = "127.0.0.1"
    if sys.platform == "linux":
        host = ".".join(["127", *(str(1 + secrets.randbelow(254)) for _ in range(3))])
    listener = socket.create_server((host, 0), backlog=4)
    listener.setblocking(False)
    return listener


_CLOSED_BY_NODE = 16
"""Node.js keeps descriptors below this from its children; of higher ones it stops at the first gap
(C libuv ``uv_disable_stdio_inheritance``), and a handler's children would hold our socket."""
_MOVE = "import os, sys; fd = int(sys.argv[1]); os.dup2(fd, 3); os.close(fd); os.execvp(sys.argv[2], sys.argv[2:])"
_AS_DESCRIPTOR_3 = (sys.executable, "-I", "-S", "-c", _MOVE)


def _refuse_missing(command: Command) -> None:
    """Raise what starting the program would raise, before another program starts it."""
    program = command.arguments[0]
    if shutil.which(program, path=command.environment.get("PATH")) is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), program)


def _pidfd(pid: int) -> int | None:
    """A descriptor that becomes readable when the process ends, where the system has such."""
    if not hasattr(os, "pidfd_open"):
        return None
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
