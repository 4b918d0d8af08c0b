"""Warm workers, shared by all callers: so many per function, so many in all, first come first served."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from .worker import Worker

Grant = Worker | None
"""A warm worker to use, or ``None``: the right to start one."""


@dataclass(slots=True)
class _Share:
    """The workers of one function."""

    idle: list[Worker] = field(default_factory=list)
    busy: int = 0

    @property
    def size(self) -> int:
        return self.busy + len(self.idle)


class Pool:
    """Bounds the number of processes; whoever finds none free waits for one.

    Every grant from :meth:`acquire` goes back through :meth:`release`.
    """

    def __init__(self, *, per_function: int, total: int) -> None:
        self._per_function = per_function
        self._total = total
        self._lock = threading.Lock()
        self._shares: dict[str, _Share] = {}
        self._waiting: deque[tuple[str, Future[Grant]]] = deque()
        self._retired: list[Worker] = []

    def acquire(self, key: str) -> Future[Grant]:
        """A worker of this function, at once where one is free or may be started."""
        future: Future[Grant] = Future()
        with self._lock:
            self._waiting.append((key, future))
            granted = self._grants()
        self._settle(granted)
        return future

    def release(self, key: str, worker: Worker | None) -> None:
        """Give a grant back: with the worker, or with ``None`` when it is gone."""
        with self._lock:
            share = self._shares[key]
            share.busy -= 1
            if worker is not None:
                worker.idle_since = time.monotonic()
                share.idle.append(worker)
            granted = self._grants()
        self._settle(granted)

    def retire_idle(self, before: float) -> None:
        """Stop the workers that have been idle since before that time (monotonic seconds)."""
        with self._lock:
            for share in self._shares.values():
                self._retired += [each for each in share.idle if each.idle_since < before]
                share.idle = [each for each in share.idle if each.idle_since >= before]
            granted = self._grants()
        self._settle(granted)

    def __len__(self) -> int:
        with self._lock:
            return sum(share.size for share in self._shares.values())

    def _grants(self) -> list[tuple[str, Future[Grant], Grant]]:
        """Serve whom we can, in order of arrival; called with the lock held."""
        granted = []
        for entry in list(self._waiting):
            key, future = entry
            for grant in self._free(key):
                self._waiting.remove(entry)
                if future.set_running_or_notify_cancel():
                    granted.append((key, future, grant))
                else:
                    self._put_back(key, grant)
        return granted

    def _free(self, key: str) -> Iterator[Grant]:
        """At most one grant for this function."""
        share = self._shares.setdefault(key, _Share())
        if share.idle:
            share.busy += 1
            yield share.idle.pop()
        elif share.size < self._per_function and self._room():
            share.busy += 1
            yield None

    def _put_back(self, key: str, grant: Grant) -> None:
        share = self._shares[key]
        share.busy -= 1
        if grant is not None:
            share.idle.append(grant)

    def _room(self) -> bool:
        """Whether one more process may start, if need be in the place of the longest idle one."""
        if sum(share.size for share in self._shares.values()) < self._total:
            return True
        idle = [(worker.idle_since, share, worker) for share in self._shares.values() for worker in share.idle]
        if not idle:
            return False
        _, share, worker = min(idle, key=lambda each: each[0])
        share.idle.remove(worker)
        self._retired.append(worker)
        return True

    def _settle(self, granted: list[tuple[str, Future[Grant], Grant]]) -> None:
        """Outside the lock: a callback of a future may come back here."""
        with self._lock:
            retired, self._retired = self._retired, []
        for worker in retired:
            worker.close()
        for _, future, grant in granted:
            future.set_result(grant)
