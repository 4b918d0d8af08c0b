"""One way to wait, for callers with an event loop and callers without.

Everything between taking a worker and having its answer is written once, as coroutines that wait through a
:class:`Waiter`. :class:`AsyncWaiter` waits on the running event loop. :class:`BlockingWaiter` blocks inside its
coroutines, so they never suspend and :func:`run_blocking` runs them to the end in one step. A worker belongs to
neither: it may serve a thread now and an event loop next, and no thread stands in between.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from socket import socket
from typing import Any, Protocol, TypeVar

from .refusals import StillRunning

T = TypeVar("T")
Source = socket | int
"""A socket, or a file descriptor."""


class Waiter(Protocol):
    """How to wait: see the module."""

    async def ready(self, readers: Sequence[Source], writers: Sequence[Source], seconds: float) -> None:
        """Return when one of the sources is ready, or after so many seconds.

        Like :meth:`result`, raises :class:`StillRunning` when the caller's patience is at its end.
        """

    async def result(self, future: Future[T]) -> T:
        """The result of a future that another thread or task sets."""

    def at_most(self, seconds: float) -> float:
        """So many seconds, or as many as the caller's patience still has."""

    async def offload(self, work: Callable[[], T]) -> T:
        """The result of work that may take long (copying files, starting a process)."""


class _Patience:
    """How long the caller waits in all, in seconds; ``None`` is without end."""

    def __init__(self, seconds: float | None = None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self) -> float | None:
        """Raises :class:`StillRunning` when nothing is left."""
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise StillRunning("The caller waits no longer; the function still runs.")
        return left

    def at_most(self, seconds: float) -> float:
        left = self.left()
        return max(0.0, seconds if left is None else min(seconds, left))


class BlockingWaiter(_Patience):
    """Waits by blocking the thread."""

    async def ready(self, readers: Sequence[Source], writers: Sequence[Source], seconds: float) -> None:
        patience = self.at_most(seconds)
        with selectors.DefaultSelector() as selector:
            for source in readers:
                selector.register(source, selectors.EVENT_READ)
            for source in writers:
                _add_write(selector, source)
            selector.select(patience)

    async def result(self, future: Future[T]) -> T:
        try:
            return future.result(self.left())
        except FutureTimeout:
            raise StillRunning("The caller waits no longer; it never came to the function's turn.") from None

    async def offload(self, work: Callable[[], T]) -> T:
        return work()


def _add_write(selector: selectors.BaseSelector, source: Source) -> None:
    if source in selector.get_map():
        selector.modify(source, selectors.EVENT_READ | selectors.EVENT_WRITE)
    else:
        selector.register(source, selectors.EVENT_WRITE)


class AsyncWaiter(_Patience):
    """Waits on the event loop that runs the coroutine."""

    async def ready(self, readers: Sequence[Source], writers: Sequence[Source], seconds: float) -> None:
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()
        timer = loop.call_later(self.at_most(seconds), _wake, woken)
        for source in readers:
            loop.add_reader(source, _wake, woken)
        for source in writers:
            loop.add_writer(source, _wake, woken)
        try:
            await woken
        finally:
            timer.cancel()
            for source in readers:
                loop.remove_reader(source)
            for source in writers:
                loop.remove_writer(source)

    async def result(self, future: Future[T]) -> T:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.left())
        except TimeoutError:
            raise StillRunning("The caller waits no longer; it never came to the function's turn.") from None

    async def offload(self, work: Callable[[], T]) -> T:
        return await asyncio.to_thread(work)


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)


def run_blocking(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits through a :class:`BlockingWaiter` only.

    >>> async def answer(): return 42
    >>> run_blocking(answer())
    42
    """
    try:
        coroutine.send(None)
    except StopIteration as finished:
        return finished.value  # type: ignore[no-any-return]
    coroutine.close()
    raise RuntimeError("the coroutine waited for an event loop; pass it a BlockingWaiter")
