"""The Lambda service on this machine: who may run, where, and what comes back."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from ..cloudformation.model import EMPTY, Function
from . import in_process
from .commands import Programs, command
from .deployment import Deployment, Deployments
from .environment import environment
from .in_process import StandIn
from .logs import LogFile, LogSink, Output, report_lines, start_line
from .outcomes import InvocationResult
from .payload import parse_event
from .pool import Grant, Pool
from .refusals import ServiceError, TooManyRequests
from .waiting import AsyncWaiter, BlockingWaiter, Waiter, run_blocking
from .worker import INIT_LIMIT, Call, Command, Worker, WorkerGone


class LambdaService:
    """Runs functions the way Lambda does: warm processes, real error documents, timeouts, limits.

    ``max_concurrency`` bounds the processes of one function and ``max_processes`` those of all; callers beyond that
    wait their turn. ``reserved_concurrency`` (by logical id or function name) refuses the surplus instead, as Lambda
    does. ``callables`` (by logical id or function name) stand in for functions. ``interpreters`` names programs by
    runtime: ``{"python3.12": "/usr/bin/python3.12", "nodejs22.x": "/opt/node22/bin/node"}``; without, Python handlers
    run with the interpreter that runs this (with ``named_python=True`` with the one that their runtime names, where it
    is on the PATH), Node handlers with ``node`` from the PATH. AWS's client for Python is used where the interpreter
    has it, unless ``aws_client=False``. ``reload=False`` reads code
    once. The developer's AWS credentials reach handlers only with ``pass_credentials=True``.

    Use it as a context manager, or call :meth:`close`; what is left is closed when the interpreter ends.

    >>> with LambdaService(callables={"Hello": lambda event, context: {"hello": event["name"]}}) as service:
    ...     service.invoke(Function("Hello", "hello", "arn:…:hello"), b'{"name": "Ada"}').payload
    b'{"hello": "Ada"}'
    """

    def __init__(  # noqa: PLR0913 - flat, named, each with a default
        self,
        *,
        max_concurrency: int | None = None,
        max_processes: int | None = None,
        reserved_concurrency: Mapping[str, int] = EMPTY,
        callables: Mapping[str, StandIn] = EMPTY,
        log_sink: LogSink | None = None,
        report_lines: bool = False,
        idle_seconds: float = 300.0,
        reload: bool = True,
        interpreters: Mapping[str, str] = EMPTY,
        named_python: bool = False,
        aws_client: bool = True,
        pass_credentials: bool = False,
    ) -> None:
        cores = os.cpu_count() or 1
        self._pool = Pool(
            per_function=_positive("max_concurrency", max_concurrency, min(8, 2 * cores)),
            total=_positive("max_processes", max_processes, max(16, 2 * cores)),
        )
        self._containers = Pool(per_function=1, total=1_000_000)
        self._reserved = dict(reserved_concurrency)
        self._callables = dict(callables)
        self._log_sink = log_sink
        self._report_lines = report_lines
        self._idle_seconds = idle_seconds
        self._programs = Programs(dict(interpreters), named_python=named_python, aws_client=aws_client)
        self._pass_credentials = pass_credentials
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._busy: set[Worker] = set()
        self._closed = threading.Event()
        self._reaper: threading.Thread | None = None
        self._reload = reload
        self._deployments: Deployments | None = None

    # -- the API --------------------------------------------------------------------------------------------------

    def invoke(
        self,
        function: Function | StandIn,
        payload: bytes,
        *,
        trace_id: str | None = None,
        wait_seconds: float | None = None,
    ) -> InvocationResult:
        """Invoke a function, or a callable, with these bytes of JSON and wait for its answer.

        Raises an :class:`InvocationRefused` where Lambda would not run it, and :class:`StillRunning` when it takes
        longer than ``wait_seconds`` (it then goes on without its caller, as on Lambda).
        """
        return run_blocking(self._invoke(function, payload, trace_id, BlockingWaiter(wait_seconds)))

    async def ainvoke(
        self,
        function: Function | StandIn,
        payload: bytes,
        *,
        trace_id: str | None = None,
        wait_seconds: float | None = None,
    ) -> InvocationResult:
        """:meth:`invoke` on the running event loop. A callable runs at once, in the loop's own thread."""
        return await self._invoke(function, payload, trace_id, AsyncWaiter(wait_seconds))

    def stand_in(self, name: str, stand_in: StandIn | None) -> None:
        """Let a callable answer for the function of this logical id or name; ``None`` gives it back."""
        if stand_in is None:
            self._callables.pop(name, None)
        else:
            self._callables[name] = stand_in

    def close(self) -> None:
        """End all processes and remove all files. Invocations that run end as if their process was killed."""
        if self._closed.is_set():
            return
        self._closed.set()
        atexit.unregister(self.close)
        with self._lock:
            busy, deployments = list(self._busy), self._deployments
        for worker in busy:
            worker.stop()
        self._pool.retire_idle(float("inf"))
        self._wait_for_callers()
        if deployments is not None:
            shutil.rmtree(deployments.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # -- one invocation -------------------------------------------------------------------------------------------

    async def _invoke(
        self, target: Function | StandIn, payload: bytes, trace_id: str | None, waiter: Waiter
    ) -> InvocationResult:
        self._check_open()
        event = parse_event(payload)
        request_id = str(uuid.uuid4())
        function, stand_in = self._resolve(target)
        with self._concurrency(function):
            if stand_in is not None:
                return in_process.call(stand_in, function, event, request_id)
            if function.url is not None:
                return await self._in_container(function, payload or b"{}", request_id, waiter)
            call = self._call(function, payload or b"{}", request_id, trace_id or _trace_id())
            return await self._in_worker(function, call, waiter)

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise ServiceError("The Lambda service is closed.")

    def _resolve(self, target: Function | StandIn) -> tuple[Function, StandIn | None]:
        if not isinstance(target, Function):
            return in_process.NAMELESS, target
        return target, self._callables.get(target.logical_id) or self._callables.get(target.function_name)

    @contextlib.contextmanager
    def _concurrency(self, function: Function) -> Iterator[None]:
        """Count what runs and refuse what is over the reserved concurrency."""
        name = function.logical_id if function.logical_id in self._reserved else function.function_name
        if name not in self._reserved:
            yield
            return
        with self._lock:
            if self._running[name] >= self._reserved[name]:
                raise TooManyRequests
            self._running[name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[name] -= 1

    async def _in_container(
        self, function: Function, payload: bytes, request_id: str, waiter: Waiter
    ) -> InvocationResult:
        """A container with the runtime emulator takes one invocation at a time and refuses others."""
        from . import container  # noqa: PLC0415 - its HTTP client is slow to import, and few functions have a URL

        key = function.url or ""
        await self._grant(self._containers, key, waiter)
        started = threading.Event()

        def post() -> InvocationResult:
            started.set()
            try:
                return container.post(function, payload, request_id, waiter.at_most(function.timeout + INIT_LIMIT))
            finally:
                self._containers.release(key, None)

        try:
            return await waiter.offload(post)
        finally:
            if not started.is_set():
                self._containers.release(key, None)

    def _call(self, function: Function, payload: bytes, request_id: str, trace_id: str) -> Call:
        output = Output(function, self._log_sink)
        return Call(request_id, payload, function.timeout, function.arn, trace_id, output)

    async def _in_worker(self, function: Function, call: Call, waiter: Waiter) -> InvocationResult:
        deployment = self._opened().current(function)
        if deployment is None:
            deployment = await waiter.offload(lambda: self._deploy(function))
        key = _key(function)
        grant = await self._grant(self._pool, key, waiter)
        worker = self._started(function, deployment, key, grant)
        started = time.monotonic()
        if self._report_lines:
            call.output(start_line(function, call.request_id))
        result = None
        while result is None:
            try:
                result = await worker.run(call, waiter)
            except WorkerGone:
                self._discard(worker)
                worker = self._started(function, deployment, key, None)
            except BaseException:
                self._finish_alone(key, worker, call)
                raise
        self._give_back(key, worker)
        if self._report_lines:
            call.output(report_lines(function, call.request_id, time.monotonic() - started))
        return replace(result, logs=call.output.text())

    def _opened(self) -> Deployments:
        """What needs a folder of its own, made for the first function that needs a process."""
        if self._deployments is None:
            with self._lock:
                self._check_open()
                if self._deployments is None:
                    folder = Path(tempfile.mkdtemp(prefix="lambda-runtime-"))
                    (folder / "home").mkdir()
                    atexit.register(self.close)
                    self._deployments = Deployments(folder, reload=self._reload)
        return self._deployments

    def _deploy(self, function: Function) -> Deployment:
        """All that may take long; finding the command may start an interpreter to ask what it has installed."""
        deployment = self._opened().deploy(function)
        self._command(function, deployment)
        return deployment

    async def _grant(self, pool: Pool, key: str, waiter: Waiter) -> Grant:
        future = pool.acquire(key)
        if future.done():
            return future.result()
        try:
            return await waiter.result(future)
        except BaseException:
            if not future.cancel():
                pool.release(key, future.result())  # granted while we were giving up
            raise

    def _started(self, function: Function, deployment: Deployment, key: str, grant: Grant) -> Worker:
        """The warm worker of the grant if it still serves this code, or a new one."""
        try:
            if grant is not None and not (grant.generation == deployment.generation and grant.usable()):
                grant.close()
                grant = None
            worker = grant or self._start(function, deployment)
        except BaseException:
            self._pool.release(key, None)
            raise
        with self._lock:
            self._busy.add(worker)
        if self._closed.is_set():
            worker.stop()  # close() may have looked before this one was there
        return worker

    def _start(self, function: Function, deployment: Deployment) -> Worker:
        self._check_open()
        self._start_reaper()
        log = LogFile(self._opened().folder)
        try:
            return Worker(self._command(function, deployment), generation=deployment.generation, log=log)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the handler or a variable
            log.close()
            raise ServiceError(f"No process could be started for {function.function_name}: {error}") from error
        except BaseException:
            log.close()
            raise

    def _command(self, function: Function, deployment: Deployment) -> Command:
        variables = environment(
            function,
            task_root=deployment.task_root,
            home=self._opened().folder / "home",
            pass_credentials=self._pass_credentials,
        )
        return command(function, deployment, variables, self._programs)

    def _discard(self, worker: Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
        worker.close()

    def _give_back(self, key: str, worker: Worker) -> None:
        if self._closed.is_set() or not worker.usable():
            self._discard(worker)
            self._pool.release(key, None)
            return
        with self._lock:
            self._busy.discard(worker)
        self._pool.release(key, worker)

    def _finish_alone(self, key: str, worker: Worker, call: Call) -> None:
        """The caller has gone; the function does not notice, and its process stays taken until it is done."""

        def finish() -> None:
            try:
                with contextlib.suppress(WorkerGone):
                    run_blocking(worker.run(call, BlockingWaiter()))
            finally:
                self._give_back(key, worker)

        threading.Thread(target=finish, name="lambda-unattended", daemon=True).start()

    # -- housekeeping ---------------------------------------------------------------------------------------------

    def _start_reaper(self) -> None:
        with self._lock:
            if self._reaper is None:
                self._reaper = threading.Thread(target=self._reap, name="lambda-idle", daemon=True)
                self._reaper.start()

    def _reap(self) -> None:
        while not self._closed.wait(max(0.05, self._idle_seconds / 4)):
            self._pool.retire_idle(time.monotonic() - self._idle_seconds)

    def _wait_for_callers(self) -> None:
        """Their processes are dead, so they are about to notice."""
        limit = time.monotonic() + 2
        while len(self._pool) and time.monotonic() < limit:
            time.sleep(0.01)


def _key(function: Function) -> str:
    return "\0".join((function.arn, function.function_name, function.logical_id, function.version))


def _trace_id() -> str:
    """An X-Ray trace header that says: not sampled."""
    return f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)};Parent={secrets.token_hex(8)};Sampled=0"


def _positive(name: str, value: int | None, default: int) -> int:
    if value is None:
        return default
    if value < 1:
        raise ValueError(f"{name} is {value}; give 1 or more (reserved_concurrency={{name: 0}} refuses every call)")
    return value
