"""Kind ``lambda-payload``: the error documents that the local Lambda runtime hands over.

What Lambda itself writes (timeout, exit, size) is compared with the texts made here; what a runtime client writes is
compared by running a handler that fails with the recorded message, where its runtime runs here.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from typing import Any

from ...cloudformation.model import Function
from ...lambda_runtime import InvocationResult, LambdaService, exited, response_too_large, timed_out
from .comparing import text_agrees
from .notions import NotionMissing

Case = Mapping[str, Any]
_REQUEST_ID = "00000000-0000-4000-8000-000000000000"
_MADE_HERE: Mapping[str, Callable[[], InvocationResult]] = {
    "Sandbox.Timedout": lambda: timed_out(_REQUEST_ID, 1.0),
    "Runtime.ExitError": lambda: exited(_REQUEST_ID, 0),
    "Function.ResponseSizeTooLarge": lambda: response_too_large(_REQUEST_ID),
}
_MEMBERS = {
    frozenset({"errorMessage", "errorType", "requestId", "stackTrace"}): "python3.12",
    frozenset({"errorType", "errorMessage", "trace"}): "nodejs22.x",
}
_HANDLERS = {
    "python3.12": (
        "import json\n"
        "error = json.loads({error})\n"
        "def handler(event, context):\n"
        "    raise type(error['errorType'], (Exception,), {{}})(error['errorMessage'])\n"
    ),
    "nodejs22.x": (
        "const given = JSON.parse({error});\n"
        "exports.handler = async () => {{\n"
        "  throw Object.assign(new Error(given.errorMessage), {{name: given.errorType}});\n"
        "}};\n"
    ),
}


def replay_lambda_payload(case: Case) -> list[str]:
    """Compares members and texts; returns what does not agree."""
    expected = case["payload"]
    result = _made_here(expected) or _run(case, expected)
    actual = json.loads(result.payload)
    if sorted(actual) != sorted(expected):
        return [f"members: expected {list(expected)}, got {list(actual)}"]
    found = [
        f"{name}: expected {value!r}, got {actual[name]!r}"
        for name, value in expected.items()
        if not _alike(name, value, actual[name])
    ]
    if case.get("function_error") != result.function_error:
        found.append(f"function error: expected {case.get('function_error')}, got {result.function_error}")
    return found


def _alike(name: str, expected: Any, actual: Any) -> bool:
    """Traces and request ids are those of the run; only their form is compared."""
    if name in ("stackTrace", "trace", "requestId"):
        return type(expected) is type(actual)
    return text_agrees(str(expected), str(actual))


def _made_here(expected: Case) -> InvocationResult | None:
    make = _MADE_HERE.get(str(expected.get("errorType")))
    status = _exit_status(str(expected["errorMessage"]))
    if make is None:
        return None
    return exited(_REQUEST_ID, status) if status else make()


def _exit_status(message: str) -> int:
    """The status in ``Runtime exited with error: exit status 127``, or 0."""
    _, found, digits = message.partition("exit status ")
    return int(digits) if found and digits.isdigit() else 0


def _run(case: Case, expected: Case) -> InvocationResult:
    """Runs a handler that fails as recorded. Raises :class:`NotionMissing` for runtimes that do not run here."""
    runtime = _MEMBERS.get(frozenset(expected))
    message = str(expected["errorMessage"])
    if runtime is None or message.startswith(("Unable to import", "Unable to marshal", "Handler ")):
        raise NotionMissing(f"a handler that fails as in {(case.get('source') or {}).get('test', 'the recording')}")
    if runtime.startswith("node") and shutil.which("node") is None:
        raise NotionMissing("Node.js on this machine")
    error = json.dumps({"errorMessage": message, "errorType": str(expected["errorType"])})
    literal = json.dumps(error, ensure_ascii=False)  # a text literal in both languages
    code = _HANDLERS[runtime].format(error=literal)
    arn = "arn:aws:lambda:us-east-1:123456789012:function:fails"
    with LambdaService() as service:
        return service.invoke(
            Function("Fails", "fails", arn, runtime, "index.handler", inline_code=code, timeout=20.0), b"{}"
        )
