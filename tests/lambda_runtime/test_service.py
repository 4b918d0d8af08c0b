"""What a caller of the service sees, with real processes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.lambda_runtime import (
    AccessDenied,
    InvalidRequestContent,
    InvocationRefused,
    InvocationResult,
    LambdaService,
    RequestTooLarge,
    ResourceNotFound,
    ServiceError,
    StillRunning,
    TooManyRequests,
    UnsupportedRuntime,
    timed_out,
)
from cdk_apigateway_errors.lambda_runtime.pool import Pool
from cdk_apigateway_errors.lambda_runtime.waiting import BlockingWaiter, run_blocking

PID = "import os, time\ndef handler(event, context):\n    time.sleep(event.get('sleep', 0))\n    return os.getpid()\n"
ECHO = "def handler(event, context):\n    return event\n"


def test_a_handler_gets_the_event_and_its_result_is_the_payload(service, function, invoke):
    result = invoke(service, function(ECHO), '{"id": 7, "name": "Ünïcode \\u2028 😀"}'.encode())
    assert json.loads(result.payload) == {"id": 7, "name": "Ünïcode \u2028 😀"}
    assert result.function_error is None


def test_a_warm_process_serves_the_next_invocation(service, function, invoke):
    counter = function("count = 0\ndef handler(event, context):\n    global count; count += 1; return count\n")
    first = int(invoke(service, counter, b"{}").payload)
    assert int(invoke(service, counter, b"{}").payload) == first + 1


def test_a_worker_serves_a_thread_now_and_an_event_loop_next(service, function):
    pid = service.invoke(function(PID), b"{}").payload
    assert asyncio.run(service.ainvoke(function(PID), b"{}")).payload == pid
    assert service.invoke(function(PID), b"{}").payload == pid


def test_the_context_tells_who_and_how_long(service, function):
    code = """
        def handler(event, context):
            return [context.aws_request_id, context.function_name, context.function_version, context.memory_limit_in_mb,
                    context.invoked_function_arn, context.get_remaining_time_in_millis(), context.log_group_name]
    """
    result = service.invoke(function(code, timeout=20.0, memory_size=512, version="7"), b"{}")
    *names, left, group = json.loads(result.payload)
    assert names == [result.request_id, "orders", "7", "512", "arn:aws:lambda:eu-west-1:123456789012:function:orders"]
    assert 10_000 < left <= 20_000
    assert group == "/aws/lambda/orders"


def test_the_trace_header_reaches_the_handler(service, function):
    code = "import os\ndef handler(event, context):\n    return os.environ['_X_AMZN_TRACE_ID']\n"
    assert (
        json.loads(service.invoke(function(code), b"{}", trace_id="Root=1-5;Sampled=1").payload) == "Root=1-5;Sampled=1"
    )
    assert b"Root=1-" in service.invoke(function(code), b"{}").payload


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        pytest.param(b"", "{}", id="no payload is an empty object"),
        pytest.param(b" [1] ", "[1]", id="a list"),
        pytest.param(b"null", "null", id="null"),
        pytest.param(b'"text"', '"text"', id="a text"),
        pytest.param(b"1e3", "1000.0", id="a number"),
    ],
)
def test_any_json_is_an_event(service, function, payload, event):
    assert service.invoke(function(ECHO), payload).payload.decode() == event


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b'{"status": }', id="broken"),
        pytest.param(b"{'a': 1}", id="single quotes"),
        pytest.param(b'{"a": NaN}', id="NaN"),
        pytest.param(b'{"a": -Infinity}', id="infinity"),
        pytest.param(b'{"a": "\xff"}', id="invalid UTF-8"),
        pytest.param(b"{} {}", id="two documents"),
        pytest.param(b'\xef\xbb\xbf{"a": 1}', id="byte order mark"),
        pytest.param(b'{"a": "line\nbreak"}', id="raw line break in a text"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="nested 100,000 deep"),
    ],
)
def test_a_payload_that_is_not_json_is_refused_and_the_function_not_called(service, function, invoke, payload):
    with pytest.raises(InvalidRequestContent, match=r"^Could not parse request body into json: ") as refusal:
        invoke(service, function("raise SystemExit"), payload)
    assert (refusal.value.status, refusal.value.code) == (400, "InvalidRequestContentException")


def test_a_request_of_six_megabytes_passes_and_one_byte_more_is_refused(service, function, invoke):
    count = function("def handler(event, context):\n    return len(event)\n")
    largest = b'"' + b"x" * (6_291_456 - 2) + b'"'
    assert invoke(service, count, largest).payload == b"6291454"
    with pytest.raises(RequestTooLarge, match=r"6291457 byte payload is too large .* \(limit 6291456 bytes\)"):
        invoke(service, count, largest + b" ")


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        pytest.param({"inline_code": None}, ResourceNotFound, "has no code here", id="no code"),
        pytest.param(
            {"inline_code": None, "code_path": Path("no/such/folder")},
            ResourceNotFound,
            "no/such/folder",
            id="no folder",
        ),
        pytest.param({"layers": (Path("no/such/layer"),)}, ResourceNotFound, "no/such/layer", id="no layer"),
        pytest.param({"runtime": "java21"}, UnsupportedRuntime, "'java21'", id="Java"),
        pytest.param({"runtime": ""}, UnsupportedRuntime, "python3.x", id="no runtime"),
        pytest.param({"runtime": "python3.11; rm -rf /"}, UnsupportedRuntime, "cannot run", id="a command"),
        pytest.param({"handler": "a\0b"}, ServiceError, "null byte", id="NUL in the handler"),
        pytest.param({"environment": {"A": "a\0b"}}, ServiceError, "null byte", id="NUL in a variable"),
        pytest.param({"inline_code": None, "url": "ftp://x"}, ServiceError, "no http or https URL", id="no URL"),
        pytest.param({"inline_code": None, "url": "http://x:y"}, ServiceError, "did not answer", id="no port"),
    ],
)
def test_what_cannot_run_is_refused_with_the_reason(service, function, invoke, changes, refusal, words):
    with pytest.raises(refusal, match=words):
        invoke(service, function(**changes), b"{}")


@pytest.mark.parametrize("runtime", ["python3.12", "nodejs20.x"])
def test_an_interpreter_that_does_not_start_is_named(function, runtime):
    with (
        LambdaService(interpreters={runtime: "no/such/program"}) as service,
        pytest.raises(ServiceError, match="no/such/program"),
    ):
        service.invoke(function(ECHO, runtime=runtime), b"{}")


# -- concurrency ------------------------------------------------------------------------------------------------------


def test_sixty_four_callers_share_a_few_processes(function):
    with LambdaService(max_concurrency=3) as service:

        async def callers() -> list[InvocationResult]:
            payload = b'{"sleep": 0.005}'
            return await asyncio.gather(*[service.ainvoke(function(PID), payload) for _ in range(64)])

        pids = {result.payload for result in asyncio.run(callers())}
    assert len(pids) == 3


def test_answers_are_not_mixed_up_between_threads(service, function):
    with ThreadPoolExecutor(16) as threads:
        answers = threads.map(lambda n: service.invoke(function(ECHO), str(n).encode()).payload, range(200))
        assert [int(answer) for answer in answers] == list(range(200))


def test_functions_share_the_processes_of_the_service(function):
    with LambdaService(max_processes=2) as service:
        functions = [function(PID, name=f"f{n}") for n in range(5)]
        pids = [int(service.invoke(each, b"{}").payload) for each in functions]
        assert len(set(pids)) == 5
        assert all(_ends(pid) for pid in pids[:3])
        assert all(_alive(pid) for pid in pids[3:])


def test_one_function_waits_for_the_last_process_of_another(function):
    with LambdaService(max_processes=1) as service, ThreadPoolExecutor(2) as threads:
        slow = threads.submit(service.invoke, function(PID, name="slow"), b'{"sleep": 0.2}')
        time.sleep(0.05)
        other = threads.submit(service.invoke, function(PID, name="other"), b"{}")
        assert slow.result().function_error is None
        assert other.result().function_error is None


def test_reserved_concurrency_refuses_the_surplus(function, invoke, tmp_path):
    code = """
        import os, time
        def handler(event, context):
            while not os.path.exists(event):
                time.sleep(0.01)
    """
    payload = json.dumps(str(tmp_path / "go")).encode()
    with LambdaService(reserved_concurrency={"orders": 1}) as service, ThreadPoolExecutor(1) as threads:
        running = threads.submit(service.invoke, function(code), payload)
        while not service._running["orders"]:
            time.sleep(0.005)
        with pytest.raises(TooManyRequests, match=r"^Rate Exceeded\.$"):
            invoke(service, function(code), payload)
        (tmp_path / "go").touch()
        assert running.result().function_error is None
        assert invoke(service, function(code), payload).function_error is None


def test_reserved_concurrency_of_none_refuses_every_call_by_logical_id(function, invoke):
    with LambdaService(reserved_concurrency={"Orders": 0}) as service, pytest.raises(TooManyRequests):
        invoke(service, function(PID), b"{}")


@pytest.mark.parametrize("option", ["max_concurrency", "max_processes"])
def test_a_limit_below_one_is_refused(option):
    with pytest.raises(ValueError, match=f"{option} is 0; give 1 or more"):
        LambdaService(**{option: 0})


# -- a caller with less patience than the function -----------------------------------------------------------------------


def test_a_caller_may_go_and_the_function_goes_on(function, invoke, tmp_path):
    code = f"""
        import time
        def handler(event, context):
            time.sleep(0.3)
            open({str(tmp_path / "done")!r}, "w").close()
    """
    with LambdaService(max_concurrency=1) as service:
        with pytest.raises(StillRunning):
            invoke(service, function(code), b"{}", wait_seconds=0.1)
        assert not (tmp_path / "done").exists()
        assert invoke(service, function(code), b"{}").function_error is None  # waits for the one process
        assert (tmp_path / "done").exists()


def test_a_function_without_its_caller_keeps_its_process(function, tmp_path):
    code = f"""
        import time
        def handler(event, context):
            time.sleep(0.3)
            open({str(tmp_path / "done")!r}, "w").close()
    """
    with LambdaService(max_processes=1) as service:
        with pytest.raises(StillRunning):
            service.invoke(function(code, name="alone"), b"{}", wait_seconds=0.1)
        assert service.invoke(function(PID, name="other"), b"{}").function_error is None
        assert (tmp_path / "done").exists()


def test_a_grant_that_comes_while_its_caller_gives_up_goes_back(service):
    pool = Pool(per_function=1, total=1)
    pool.acquire("orders")

    class GivesUp(BlockingWaiter):
        async def result(self, future: Future[Any]) -> Any:
            pool.release("orders", None)  # the grant arrives now
            raise StillRunning

    with pytest.raises(StillRunning):
        run_blocking(service._grant(pool, "orders", GivesUp()))
    assert pool.acquire("orders").done()


def test_a_cancelled_caller_leaves_the_function_running_and_gives_back_its_process(function):
    with LambdaService(max_concurrency=1) as service:

        async def cancel_one() -> bytes:
            first = asyncio.create_task(service.ainvoke(function(PID), b'{"sleep": 0.2}'))
            await asyncio.sleep(0.1)
            first.cancel()
            return (await service.ainvoke(function(PID), b"{}")).payload

        pid = asyncio.run(cancel_one())
        assert service.invoke(function(PID), b"{}").payload == pid


def test_callers_who_give_up_in_the_queue_leave_no_trace(function):
    with LambdaService(max_concurrency=1) as service:

        async def crowd() -> list[Any]:
            calls = [service.ainvoke(function(PID), b'{"sleep": 0.25}', wait_seconds=0.1) for _ in range(8)]
            return await asyncio.gather(*calls, return_exceptions=True)

        assert {type(each) for each in asyncio.run(crowd())} == {StillRunning}
        assert service.invoke(function(PID), b"{}").function_error is None


# -- code and environment ------------------------------------------------------------------------------------------------


def test_a_changed_file_is_seen_by_the_next_invocation(service, function, tmp_path):
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return 'one'\n")
    changing = function(code_path=tmp_path, handler="app.handler")
    assert service.invoke(changing, b"{}").payload == b'"one"'
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return 'two'\n")
    deadline = time.monotonic() + 5
    while (answer := service.invoke(changing, b"{}").payload) == b'"one"' and time.monotonic() < deadline:
        time.sleep(0.01)
    assert answer == b'"two"'


def test_running_a_handler_leaves_its_folder_as_it_was(service, function, tmp_path):
    (tmp_path / "helper.py").write_text("value = 1\n")
    (tmp_path / "app.py").write_text("import helper\ndef handler(event, context):\n    return helper.value\n")
    assert service.invoke(function(code_path=tmp_path, handler="app.handler"), b"{}").payload == b"1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.py", "helper.py"]


def test_the_developers_credentials_stay_here_unless_asked_for(function, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("MY_TOKEN", "token")
    code = """
        import os
        def handler(event, context):
            names = ("AWS_SECRET_ACCESS_KEY", "MY_TOKEN", "TABLE", "AWS_REGION")
            return [os.environ.get(name) for name in names] + [os.listdir(os.environ["HOME"])]
    """
    leaky = function(code, environment={"TABLE": "orders", "AWS_REGION": "nowhere"})
    with LambdaService() as service:
        assert json.loads(service.invoke(leaky, b"{}").payload) == [None, None, "orders", "eu-west-1", []]
    with LambdaService(pass_credentials=True) as service:
        assert json.loads(service.invoke(leaky, b"{}").payload)[:2] == ["secret", None]


def test_what_the_handler_prints_comes_back_with_its_invocation(function):
    seen: list[tuple[str, str]] = []
    code = """
        import logging, sys
        print("loaded")
        def handler(event, context):
            print("to standard output", event)
            print("to standard error ü", file=sys.stderr)
            logging.getLogger().warning("a warning")
            if event == 2: raise ValueError("broken")
    """
    with LambdaService(log_sink=lambda function, text: seen.append((function.function_name, text))) as service:
        first, second = (service.invoke(function(code), payload) for payload in (b"1", b"2"))
    assert first.logs.startswith("loaded\nto standard output 1\nto standard error ü\n")
    assert "a warning" in first.logs
    assert first.request_id in first.logs
    assert second.logs.startswith("to standard output 2\n")
    assert "[ERROR] ValueError: broken" in second.logs
    assert "".join(text for name, text in seen if name == "orders") == first.logs + second.logs


def test_report_lines_frame_the_logs(function):
    with LambdaService(report_lines=True) as service:
        result = service.invoke(function("def handler(event, context):\n    print('work')\n", memory_size=256), b"{}")
    start, work, end, report = result.logs.splitlines()
    assert start == f"START RequestId: {result.request_id} Version: $LATEST"
    assert work == "work"
    assert end == f"END RequestId: {result.request_id}"
    assert report.startswith(f"REPORT RequestId: {result.request_id}\tDuration: ")
    assert "Memory Size: 256 MB" in report


def test_a_handler_that_prints_a_flood_neither_blocks_nor_fills_the_disk(service, function):
    flood = function("def handler(event, context):\n    for _ in range(300): print('x' * 99_999)\n    return 1\n")
    result = service.invoke(flood, b"{}")
    assert result.payload == b"1"
    assert len(result.logs) == 1024 * 1024


# -- callables ----------------------------------------------------------------------------------------------------------


def test_a_callable_stands_in_for_a_function(function, invoke):
    with LambdaService(
        callables={"Orders": lambda event, context: {"from": context.function_name, **event}}
    ) as service:
        assert invoke(service, function("raise SystemExit"), b'{"id": 1}').payload == b'{"from": "orders", "id": 1}'
        service.stand_in("Orders", None)
        service.stand_in("orders", lambda event, context: 2)
        assert invoke(service, function("raise SystemExit"), b"{}").payload == b"2"


def test_a_bare_callable_can_be_invoked(service, invoke):
    assert invoke(service, lambda event, context: event["a"], b'{"a": [1, null]}').payload == b"[1, null]"


@pytest.mark.parametrize("refusal", [AccessDenied(), TooManyRequests(), ServiceError("down"), StillRunning()])
def test_a_refusal_that_a_callable_raises_is_the_services(service, invoke, refusal):
    def refusing(event: Any, context: Any) -> None:
        raise refusal

    with pytest.raises(type(refusal)) as raised:
        invoke(service, refusing, b"{}")
    assert raised.value is refusal


@pytest.mark.parametrize(
    ("code", "reason"),
    [(None, "without providing a reason"), (3, "with error: exit status 3"), ("text", "with error: exit status 1")],
)
def test_a_callable_that_exits_is_a_process_that_ends(service, invoke, code, reason):
    result = invoke(service, lambda event, context: sys.exit(code), b"{}")
    message = json.loads(result.payload)["errorMessage"]
    assert message == f"RequestId: {result.request_id} Error: Runtime exited {reason}"


def test_a_callable_that_returns_too_much_is_too_large(service, invoke):
    result = invoke(service, lambda event, context: "x" * 6_291_555, b"{}")
    assert json.loads(result.payload)["errorType"] == "Function.ResponseSizeTooLarge"


def test_a_callable_may_return_a_whole_result(service, invoke):
    result = invoke(service, lambda event, context: timed_out(context.aws_request_id, 3), b"{}")
    assert result.function_error == "Unhandled"
    assert f"RequestId: {result.request_id} Error: Task timed out after 3.00 seconds" in result.payload.decode()


# -- the end ------------------------------------------------------------------------------------------------------------


def test_close_ends_idle_and_busy_processes_and_removes_files(function):
    children = """
        import os, subprocess, sys, time
        def handler(event, context):
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            print(child.pid, flush=True)
            time.sleep(event)
            return child.pid
    """
    seen: list[str] = []
    service = LambdaService(log_sink=lambda function, text: seen.append(text))
    idle = int(service.invoke(function(children, name="idle"), b"0").payload)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(service.invoke, function(children, name="busy"), b"60")
        while len(seen) < 2:
            time.sleep(0.01)
        service.close()
        result = running.result()
    assert b"signal: killed" in result.payload
    assert _ends(idle)
    assert _ends(int(seen[1]))
    assert not service._deployments.folder.exists()
    with pytest.raises(ServiceError, match="closed"):
        service.invoke(function(PID), b"{}")
    service.close()


def test_a_program_that_ends_without_close_leaves_nothing_behind():
    program = """
import sys
from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lambda_runtime import LambdaService
service = LambdaService()
code = "import os\\ndef handler(event, context):\\n    return os.getpid()\\n"
function = Function("F", "f", "", runtime="python3.11", handler="index.handler", inline_code=code)
print(service.invoke(function, b"{}").payload.decode(), service._deployments.folder)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    pid, folder = done.stdout.split()
    assert _ends(int(pid))
    assert not Path(folder).exists()
    assert done.stderr == ""


def test_callables_alone_need_no_files_and_no_threads(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with LambdaService() as service:
        assert service.invoke(lambda event, context: 1, b"{}").payload == b"1"
        assert list(tmp_path.iterdir()) == []


def test_idle_processes_end_after_a_while(function):
    with LambdaService(idle_seconds=0.1) as service:
        pid = int(service.invoke(function(PID), b"{}").payload)
        assert _ends(pid)
        assert int(service.invoke(function(PID), b"{}").payload) != pid


def test_a_worker_killed_between_invocations_is_replaced(service, function, invoke):
    pid = int(invoke(service, function(PID), b"{}").payload)
    os.kill(pid, signal.SIGKILL)
    assert _ends(pid)
    result = invoke(service, function(PID), b"{}")
    assert result.function_error is None
    assert int(result.payload) != pid


def test_no_threads_stay_behind(function):
    with LambdaService() as service:
        service.invoke(function(ECHO), b"{}")
    deadline = time.monotonic() + 5
    while _threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert _threads() == []


def test_every_refusal_has_the_status_and_code_of_the_lambda_api():
    known = {each.code: each.status for each in InvocationRefused.__subclasses__()}
    assert known == {
        "ResourceNotFoundException": 404,
        "AccessDeniedException": 403,
        "TooManyRequestsException": 429,
        "InvalidRequestContentException": 400,
        "RequestEntityTooLargeException": 413,
        "ServiceException": 500,
    }


def _threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("lambda-") and not _shared(each)]


def _shared(thread: threading.Thread) -> bool:
    """The reaper of the service that all tests share lives as long as they do."""
    owner = getattr(thread, "_target", None)
    service = getattr(owner, "__self__", None)
    return isinstance(service, LambdaService) and not service._closed.is_set()


def _ends(pid: int) -> bool:
    """Whether the process ends: a signal takes its time on a busy machine."""
    deadline = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.005)
    return not _alive(pid)


def _alive(pid: int) -> bool:
    """Whether a process runs; a zombie that its new parent has not collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
