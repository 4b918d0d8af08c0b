"""What an invocation ends with, and the payloads that Lambda itself writes when the function could not."""

from __future__ import annotations

import json
from dataclasses import dataclass

RESPONSE_LIMIT = 6_291_556
"""Bytes: 6 MB and 100 (S: the message of ``Function.ResponseSizeTooLarge`` names the figure)."""

UNHANDLED = "Unhandled"
"""The value of ``X-Amz-Function-Error``; ``Handled`` is of the past (S: every recorded function error)."""

# As Lambda prints signals: the texts of Go's syscall.Signal.
_SIGNALS = {
    1: "hangup",
    2: "interrupt",
    3: "quit",
    4: "illegal instruction",
    5: "trace/breakpoint trap",
    6: "aborted",
    7: "bus error",
    8: "floating point exception",
    9: "killed",
    10: "user defined signal 1",
    11: "segmentation fault",
    12: "user defined signal 2",
    13: "broken pipe",
    14: "alarm clock",
    15: "terminated",
}


@dataclass(frozen=True, slots=True)
class InvocationResult:
    """The answer to one invocation.

    ``payload`` are the bytes that the function answered with, or the error's JSON; ``function_error`` is ``None`` for
    a success and ``"Unhandled"`` otherwise; ``logs`` is what the function printed.

    >>> InvocationResult(b'{"ok": true}').function_error is None
    True
    """

    payload: bytes
    function_error: str | None = None
    logs: str = ""
    request_id: str = ""


def failure(error_type: str, error_message: str, *, request_id: str = "", logs: str = "") -> InvocationResult:
    """An error that Lambda reports for the function, ``errorType`` first, as the service prints it.

    >>> failure("Runtime.ExitError", "gone").payload
    b'{"errorType":"Runtime.ExitError","errorMessage":"gone"}'
    """
    text = json.dumps({"errorType": error_type, "errorMessage": error_message}, separators=(",", ":"))
    return InvocationResult(text.encode(), UNHANDLED, logs, request_id)


def timed_out(request_id: str, seconds: float) -> InvocationResult:
    """The function ran longer than its ``timeout`` of so many seconds (S: LocalStack snapshots from 2025 on).

    >>> timed_out("7f3e", 1).payload
    b'{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 7f3e Error: Task timed out after 1.00 seconds"}'
    """
    message = f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
    return failure("Sandbox.Timedout", message, request_id=request_id)


def exited(request_id: str, status: int) -> InvocationResult:
    """The process ended with this exit status, or by a signal when it is negative (as ``Popen.returncode``).

    >>> exited("7f3e", 0).payload.decode().partition("Error: ")[2]
    'Runtime exited without providing a reason"}'
    >>> exited("7f3e", -9).payload.decode().partition("Error: ")[2]
    'Runtime exited with error: signal: killed"}'
    """
    message = f"RequestId: {request_id} Error: Runtime exited {_reason(status)}"
    return failure("Runtime.ExitError", message, request_id=request_id)


def _reason(status: int) -> str:
    if status == 0:
        return "without providing a reason"
    if status > 0:
        return f"with error: exit status {status}"
    return f"with error: signal: {_SIGNALS.get(-status, f'signal {-status}')}"


def response_too_large(request_id: str) -> InvocationResult:
    """The function answered with more than 6 MB (S: LocalStack ``test_lambda_response_size``)."""
    message = f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
    return failure("Function.ResponseSizeTooLarge", message, request_id=request_id)
