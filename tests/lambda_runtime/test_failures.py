"""How invocations fail, compared with what the service was recorded to hand over."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lambda_runtime import InvocationResult, LambdaService, worker

RECORDED = Path(__file__).parents[2] / "../shared/conformance/recorded-cases.json"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

SERVICE_TEXTS = {
    # handler body -> errorType, errorMessage (S: LocalStack snapshots test_lambda_runtime_exit, timeout, response size)
    "os._exit(0)": ("Runtime.ExitError", "RequestId: <id> Error: Runtime exited without providing a reason"),
    "sys.exit(0)": ("Runtime.ExitError", "RequestId: <id> Error: Runtime exited without providing a reason"),
    "os._exit(127)": ("Runtime.ExitError", "RequestId: <id> Error: Runtime exited with error: exit status 127"),
    "sys.exit('no')": ("Runtime.ExitError", "RequestId: <id> Error: Runtime exited with error: exit status 1"),
    "os.kill(os.getpid(), 9)": (
        "Runtime.ExitError",
        "RequestId: <id> Error: Runtime exited with error: signal: killed",
    ),
    "os.kill(os.getpid(), 15)": (
        "Runtime.ExitError",
        "RequestId: <id> Error: Runtime exited with error: signal: terminated",
    ),
    "time.sleep(60)": ("Sandbox.Timedout", "RequestId: <id> Error: Task timed out after 0.25 seconds"),
    "exec('while True: pass')": ("Sandbox.Timedout", "RequestId: <id> Error: Task timed out after 0.25 seconds"),
    "return 'x' * 7_000_000": (
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ),
    "return 'x' * 6_291_555": (
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ),
    "raise ValueError('x' * 7_000_000)": (
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ),
}

CLIENT_TEXTS = {
    # from the runtime's own client, which writes four keys
    "return {1, 2}": (
        "Runtime.MarshalError",
        "Unable to marshal response: Object of type set is not JSON serializable",
    ),
    "raise KeyError('x')": ("KeyError", "'x'"),
    "raise Exception({'status': 400})": ("Exception", "{'status': 400}"),
}


def run(body: str) -> str:
    return f"import os, sys, time\ndef handler(event, context):\n    {body}\n"


OBEDIENT = """
import os, sys, time
def handler(event, context):
    scope = {}
    exec(f"def body():\\n    {event}", globals(), scope)
    return scope["body"]()
"""


def does(function: Any, body: str, timeout: float = 10.0) -> tuple[Function, bytes]:
    """One function for all bodies: a warm process starts no other."""
    return function(OBEDIENT, name=f"obedient-{timeout}", timeout=timeout), json.dumps(body).encode()


@pytest.mark.parametrize("body", SERVICE_TEXTS)
def test_what_the_service_reports_for_a_function_has_two_keys(service, function, body):
    timeout = 0.25 if "Sandbox" in SERVICE_TEXTS[body][0] else 30.0
    result = service.invoke(*does(function, body, timeout))
    assert document(result) == [("errorType", SERVICE_TEXTS[body][0]), ("errorMessage", SERVICE_TEXTS[body][1])]


@pytest.mark.parametrize("body", ["os._exit(0)", "time.sleep(60)", "return 'x' * 7_000_000"])
def test_failures_are_the_same_on_an_event_loop_and_the_next_invocation_succeeds(service, function, body):
    failed = asyncio.run(service.ainvoke(*does(function, body, 0.25)))
    assert document(failed) == [("errorType", SERVICE_TEXTS[body][0]), ("errorMessage", SERVICE_TEXTS[body][1])]
    after = asyncio.run(service.ainvoke(*does(function, "return 1", 0.25)))
    assert (after.payload, after.function_error) == (b"1", None)


@pytest.mark.parametrize("body", CLIENT_TEXTS)
def test_what_the_client_reports_has_four_keys(service, function, body):
    result = service.invoke(*does(function, body))
    error_type, message = CLIENT_TEXTS[body]
    *first, (key, _) = document(result)
    assert first == [("errorMessage", message), ("errorType", error_type), ("requestId", "<id>")]
    assert key == "stackTrace"


def test_the_largest_answer_that_lambda_takes_passes(service, function):
    result = service.invoke(*does(function, "return 'x' * 6_291_554"))
    assert (len(result.payload), result.function_error) == (6_291_556, None)


def test_a_result_that_is_no_json_goes_out_as_the_client_wrote_it(service, function):
    """A success is handed over byte for byte; what to make of NaN is the caller's business."""
    result = service.invoke(*does(function, "return {'a': float('nan')}"))
    assert (result.payload, result.function_error) == (b'{"a": NaN}', None)


@pytest.mark.parametrize(
    ("code", "error_type", "message"),
    [
        pytest.param(
            "import nothing",
            "Runtime.ImportModuleError",
            "Unable to import module 'index': No module named",
            id="import",
        ),
        pytest.param(
            "other = 1", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'index'", id="handler"
        ),
        pytest.param("raise ValueError('at load')", "ValueError", "at load", id="exception"),
        pytest.param("def f(", "Runtime.UserCodeSyntaxError", "Syntax error in module 'index'", id="syntax"),
    ],
)
def test_a_failed_load_has_no_request_id_and_is_tried_again(service, function, code, error_type, message):
    for _ in range(2):
        result = service.invoke(function(code, name="loading"), b"{}")
        found = dict(document(result))
        assert found["errorMessage"].startswith(message)
        assert (found["errorType"], found["requestId"], result.function_error) == (error_type, "", "Unhandled")


def test_a_process_that_dies_while_loading_is_an_exit_error(service, function):
    result = service.invoke(function("import os; os._exit(2)"), b"{}")
    assert dict(document(result))["errorMessage"].endswith("Runtime exited with error: exit status 2")


def test_a_load_without_end_is_a_timeout(service, function, monkeypatch):
    monkeypatch.setattr(worker, "INIT_LIMIT", 0.1)
    result = service.invoke(function("while True: pass", timeout=0.1, name="loading"), b"{}")
    assert dict(document(result))["errorMessage"].endswith("Task timed out after 0.10 seconds")


def test_a_handler_that_floods_its_runtime_api_times_out_and_the_loop_lives(service, function):
    code = """
        import http.client, os
        def handler(event, context):
            link = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
            while True:
                link.request("POST", "/2018-06-01/runtime/invocation/of-another/response", b"{}")
                link.getresponse().read()
    """
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    async def main() -> InvocationResult:
        counting = asyncio.create_task(count())
        try:
            return await service.ainvoke(function(code, timeout=0.3), b"{}")
        finally:
            counting.cancel()

    assert b"Task timed out" in asyncio.run(main()).payload
    assert turns > 3


def test_a_handler_with_children_that_hold_its_output_still_times_out(service, function):
    body = "import subprocess; subprocess.Popen(['sleep', '30']); time.sleep(30)"
    assert b"Task timed out after 0.25 seconds" in service.invoke(function(run(body), timeout=0.25), b"{}").payload


def test_an_answer_that_was_sent_counts_though_the_process_ends_right_after(function):
    code = """
        import os, threading, time
        def handler(event, context):
            threading.Thread(target=lambda: (time.sleep(0.05), os._exit(1))).start()
            return os.getpid()
    """
    with LambdaService(max_concurrency=1) as service:
        results = [service.invoke(function(code), b"{}") for _ in range(2)]
    assert [result.function_error for result in results] == [None, None]


@needs_node
def test_a_node_process_that_exits_after_its_report_is_replaced(function):
    code = """
        exports.handler = async (event) => {
            if (event) setTimeout(() => { throw new Error('late'); }, 1);
            await new Promise((resolve) => setTimeout(resolve, event ? 1000 : 0));
            return 1;
        }
    """
    late = function(code, runtime="nodejs20.x")
    with LambdaService(max_concurrency=1) as service:
        for _ in range(2):
            assert b'"late"' in service.invoke(late, b"1").payload
            assert service.invoke(late, b"0").payload == b"1"


@needs_node
@pytest.mark.parametrize("end", ["throw new Error('late')", "process.exit(5)"])
def test_a_node_process_that_ends_between_invocations_is_replaced(function, end):
    code = f"exports.handler = async (event) => {{ if (event) setTimeout(() => {{ {end} }}, 1); return process.pid; }}"
    printed = function(code, runtime="nodejs20.x")
    with LambdaService(max_concurrency=1) as service:
        first = service.invoke(printed, b"1")
        (share,) = service._pool._shares.values()
        while any(each.usable() for each in share.idle):
            time.sleep(0.005)
        second = service.invoke(printed, b"0")
    assert (first.function_error, second.function_error) == (None, None)
    assert first.payload != second.payload


def document(result: InvocationResult) -> list[tuple[str, Any]]:
    """The keys and values of the error document in order, the request id masked."""
    assert result.function_error == "Unhandled"
    found: list[tuple[str, Any]] = json.loads(
        result.payload.decode().replace(result.request_id, "<id>"), object_pairs_hook=list
    )
    return found


# -- the recorded cases --------------------------------------------------------------------------------------------------

LOCAL = {
    # how the recorded failure is brought about here: runtime, code (C: the functions of LocalStack's test suite)
    "python": ("python3.11", "def handler(event, context):\n    raise Exception('Error: some_error_msg')\n"),
    "nodejs": ("nodejs20.x", "exports.handler = async () => { throw new Error('Error: some_error_msg'); };\n"),
    "timeout": ("python3.11", run("time.sleep(30)")),
    "runtime-exit": ("python3.11", run("sys.exit(0)")),
    "too-large": ("python3.11", run("return 'x' * 7_000_000")),
}


def _recorded() -> list[Any]:
    if not RECORDED.exists():
        return []
    cases = json.loads(RECORDED.read_text())["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases if case["kind"] == "lambda-payload"]


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded cases are not beside the repository")
@pytest.mark.parametrize("case", _recorded())
def test_recorded_payloads_are_handed_over_here_too(service, function, case):
    kind = next((name for name in LOCAL if name in case["id"]), None)
    if kind is None:
        pytest.skip("a runtime or a failure that cannot be brought about here")
    if "errorType" not in case["payload"] and kind == "timeout":
        pytest.skip("the service's text until 2024; the one from 2025 on is made")
    runtime, code = LOCAL[kind]
    if runtime.startswith("node") and shutil.which("node") is None:
        pytest.skip("no node on the PATH")
    result = service.invoke(function(code, runtime=runtime, timeout=1.0, name=f"recorded-{kind}"), b"{}")
    payload = json.loads(result.payload)
    assert result.function_error == case["function_error"]
    assert payload.keys() == case["payload"].keys()
    for key, expected in case["payload"].items():
        if isinstance(expected, str):
            assert re.fullmatch(_mask(expected), payload[key], re.DOTALL), key


def _mask(text: str) -> str:
    """A pattern for a recorded text: ``<…>`` stands for anything."""
    return ".*".join(map(re.escape, re.split(r"<[^<>]*>", text)))
