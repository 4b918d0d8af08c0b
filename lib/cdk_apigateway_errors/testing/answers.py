"""What a function answers in the place of its handler: an exception, a value, a timeout, a refusal.

Each is a small function of the invoked function and its event, so that an answer holds no state and may be used by
several tests at once. The documents are those that Lambda hands over (:mod:`..lambda_runtime`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, NoReturn

from ..cloudformation.model import Function
from ..lambda_runtime import AccessDenied, InvocationResult, StillRunning, TooManyRequests, exited, timed_out
from ..lambda_runtime.in_process import StandIn, call

Answer = Callable[[Function, Any], InvocationResult]
"""From the invoked function and its event to what Lambda hands over."""


def raising(error: Exception | type[Exception] | str) -> Answer:
    """The handler raises this; text stands for an exception with that message.

    Raises ``TypeError`` for anything else, such as a status code.
    """
    if isinstance(error, str):
        error = Exception(error)
    if not isinstance(error, Exception) and not (isinstance(error, type) and issubclass(error, Exception)):
        raise TypeError(
            f"raises({error!r}): give an exception, an exception class or a text; bare_error(409) makes one of a status"
        )
    raised = error

    def handler(_event: Any, _context: Any) -> NoReturn:
        if isinstance(raised, Exception):
            raise raised.with_traceback(None)  # the same exception may be raised many times: no growing stack trace
        raise raised

    return handled_by(handler)


def returning(value: Any) -> Answer:
    """The handler returns this; it must be JSON, or the answer is the failure that Lambda makes of it."""
    return handled_by(lambda _event, _context: value)


def handled_by(handler: StandIn) -> Answer:
    """This handler runs, in the test's own process."""
    return lambda function, event: call(handler, function, event, str(uuid.uuid4()))


def timing_out(function: Function, _event: Any) -> InvocationResult:
    """The function runs longer than its own timeout."""
    return timed_out(str(uuid.uuid4()), function.timeout)


def exiting(status: int) -> Answer:
    """The process ends with this exit status; a negative one is a signal (-9: killed)."""
    return lambda _function, _event: exited(str(uuid.uuid4()), status)


def throttling(_function: Function, _event: Any) -> NoReturn:
    """Lambda refuses: the function runs as many times at once as it may."""
    raise TooManyRequests


def denying(_function: Function, _event: Any) -> NoReturn:
    """Lambda refuses: the API has no permission to invoke the function."""
    raise AccessDenied


def lingering(_function: Function, _event: Any) -> NoReturn:
    """The function runs longer than the integration waits (29 s by default)."""
    raise StillRunning
