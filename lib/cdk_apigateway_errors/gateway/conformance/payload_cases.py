"""Kind ``lambda-payload``: the error documents that the local Lambda runtime hands over, where it makes them itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ...lambda_runtime import InvocationResult, exited, response_too_large, timed_out
from .comparing import text_agrees
from .notions import NotionMissing

Case = Mapping[str, Any]
_REQUEST_ID = "00000000-0000-4000-8000-000000000000"
_MADE_HERE: Mapping[str, Callable[[], InvocationResult]] = {
    "Sandbox.Timedout": lambda: timed_out(_REQUEST_ID, 1.0),
    "Runtime.ExitError": lambda: exited(_REQUEST_ID, 0),
    "Function.ResponseSizeTooLarge": lambda: response_too_large(_REQUEST_ID),
}


def replay_lambda_payload(case: Case) -> list[str]:
    """Compares members, their order and their texts; returns what does not agree."""
    expected = case["payload"]
    made = _MADE_HERE.get(str(expected.get("errorType")))
    if made is None:
        raise NotionMissing(f"a handler that fails as in {(case.get('source') or {}).get('test', 'the recording')}")
    status = _exit_status(str(expected["errorMessage"]))
    result = exited(_REQUEST_ID, status) if status else made()
    actual = json.loads(result.payload)
    if list(actual) != list(expected):
        return [f"members: expected {list(expected)}, got {list(actual)}"]
    found = [
        f"{name}: expected {value!r}, got {actual[name]!r}"
        for name, value in expected.items()
        if not text_agrees(str(value), str(actual[name]))
    ]
    if case.get("function_error") != result.function_error:
        found.append(f"function error: expected {case.get('function_error')}, got {result.function_error}")
    return found


def _exit_status(message: str) -> int:
    """The status in ``Runtime exited with error: exit status 127``, or 0."""
    _, found, digits = message.partition("exit status ")
    return int(digits) if found and digits.isdigit() else 0
