"""The limits of the pool hold whatever happens in whatever order."""

from __future__ import annotations

import os
from concurrent.futures import Future
from typing import Any, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cdk_apigateway_errors.lambda_runtime.pool import Grant, Pool
from cdk_apigateway_errors.lambda_runtime.worker import Worker

PER_FUNCTION, TOTAL = 2, 3
KEYS = st.sampled_from(["a", "b", "c"])


class Process:
    """Stands for a worker: knows whether it was closed."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.idle_since = 0.0
        self.closed = False

    def close(self) -> None:
        assert not self.closed
        self.closed = True


class Callers(RuleBasedStateMachine):
    """Callers that come, wait, give up, finish, and lose their process."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = Pool(per_function=PER_FUNCTION, total=TOTAL)
        self.waiting: list[tuple[str, Future[Grant]]] = []
        self.running: list[tuple[str, Process]] = []
        self.processes: list[Process] = []

    @rule(key=KEYS)
    def come(self, key: str) -> None:
        self.waiting.append((key, self.pool.acquire(key)))
        self._take_grants()

    @precondition(lambda self: self.running)
    @rule(data=st.data(), alive=st.booleans())
    def finish(self, data: Any, alive: bool) -> None:
        key, process = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        if not alive:
            process.close()
        self.pool.release(key, cast(Worker, process) if alive else None)
        self._take_grants()

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def give_up(self, data: Any) -> None:
        _, future = self.waiting.pop(data.draw(st.integers(0, len(self.waiting) - 1)))
        assert future.cancel()

    @rule()
    def retire(self) -> None:
        self.pool.retire_idle(float("inf"))
        self._take_grants()

    def _take_grants(self) -> None:
        for key, future in [each for each in self.waiting if each[1].done()]:
            self.waiting.remove((key, future))
            grant = cast("Process | None", future.result())
            process = grant or Process(key)
            if grant is None:
                self.processes.append(process)
            assert process.key == key
            assert not process.closed
            assert process not in [each for _, each in self.running]
            self.running.append((key, process))

    @invariant()
    def never_more_processes_than_allowed(self) -> None:
        open_ones = [each for each in self.processes if not each.closed]
        assert len(open_ones) <= TOTAL
        for key in ("a", "b", "c"):
            assert sum(each.key == key for each in open_ones) <= PER_FUNCTION

    @invariant()
    def nobody_waits_while_a_process_could_be_had(self) -> None:
        running = [key for key, _ in self.running]
        for key, _ in self.waiting:
            assert len(running) == TOTAL or running.count(key) == PER_FUNCTION


Callers.TestCase.settings = settings(max_examples=1000 if os.environ.get("LONG_FUZZ") else 40, stateful_step_count=30)
TestCallers = Callers.TestCase


def test_callers_of_a_function_are_served_in_their_order():
    pool = Pool(per_function=1, total=1)
    first = pool.acquire("a")
    waiting = [pool.acquire("a") for _ in range(3)]
    assert first.result(0) is None
    for future in waiting:
        assert not future.done()
        pool.release("a", None)
        assert future.result(0) is None
