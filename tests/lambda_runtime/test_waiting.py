"""Both ways to wait keep to the caller's patience."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

import pytest

from cdk_apigateway_errors.lambda_runtime import StillRunning
from cdk_apigateway_errors.lambda_runtime.waiting import AsyncWaiter, BlockingWaiter, Waiter, run_blocking

Run = Callable[[Callable[[Waiter], Coroutine[Any, Any, Any]], float | None], Any]


@pytest.fixture(params=["blocking", "event loop"])
def run(request: pytest.FixtureRequest) -> Run:
    def blocking(work: Any, seconds: float | None = None) -> Any:
        return run_blocking(work(BlockingWaiter(seconds)))

    def on_a_loop(work: Any, seconds: float | None = None) -> Any:
        async def main() -> Any:
            return await work(AsyncWaiter(seconds))

        return asyncio.run(main())

    return blocking if request.param == "blocking" else on_a_loop


def test_a_source_that_is_ready_ends_the_wait(run):
    near, far = socket.socketpair()
    with near, far:
        far.send(b"x")
        run(lambda waiter: waiter.ready([near], [], 60.0))
        run(lambda waiter: waiter.ready([], [near], 60.0))
        run(lambda waiter: waiter.ready([near.fileno()], [near], 60.0))


def test_time_ends_the_wait(run):
    near, far = socket.socketpair()
    with near, far:
        run(lambda waiter: waiter.ready([near], [], 0.01))


def test_a_caller_without_patience_does_not_wait(run):
    near, far = socket.socketpair()
    with near, far, pytest.raises(StillRunning):
        run(lambda waiter: waiter.ready([near], [], 60.0), 0.0)


def test_a_result_that_does_not_come_in_time_is_given_up(run):
    with pytest.raises(StillRunning):
        run(lambda waiter: waiter.result(Future()), 0.01)


def test_work_is_done_and_its_error_raised(run):
    assert run(lambda waiter: waiter.offload(lambda: 42)) == 42
    with pytest.raises(ZeroDivisionError):
        run(lambda waiter: waiter.offload(lambda: 1 / 0))


def test_a_coroutine_that_needs_a_loop_is_refused():
    with pytest.raises(RuntimeError, match="BlockingWaiter"):
        run_blocking(asyncio.sleep(0))


@pytest.mark.parametrize("waiter", [BlockingWaiter, AsyncWaiter])
def test_a_wait_is_no_longer_than_the_patience(waiter):
    assert waiter(5.0).at_most(60.0) <= 5.0
    assert waiter(5.0).at_most(1.0) == 1.0
    assert waiter().at_most(60.0) == 60.0
