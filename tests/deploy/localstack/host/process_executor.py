"""A Lambda execution environment as a child process, in the place of LocalStack's Docker container.

Python handlers run under AWS's own runtime interface client, Node.js handlers under ``node_client.mjs``; both talk to
``runtime_api.py``. Layers: LocalStack's open core stores them but leaves them out of its container; here they are
unpacked, laid over one another as ``/opt`` is, and put on the search paths that the service sets.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor
from runtime_api import Answer, Invocation, RuntimeApi

HERE = Path(__file__).resolve().parent
HANDLER_PYTHON = os.environ["HANDLER_PYTHON"]
NODE = os.environ.get("NODE", "node")
GRACE = 10.0
"""Seconds that an environment may take to initialize, as on the service, beside the function's own timeout."""

RESPONSE_BYTES = 6_291_556
"""What Lambda takes of a result or an error (S: the message of ``Function.ResponseSizeTooLarge`` names the figure)."""

SIGNALS = {signal.SIGKILL: "killed", signal.SIGSEGV: "segmentation fault", signal.SIGABRT: "aborted"}

_running: set[subprocess.Popen[bytes]] = set()


class UnsupportedRuntime(ValueError):
    """The function's runtime is neither Python nor Node.js."""


def kill_all() -> None:
    for process in list(_running):
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The whole process group: a handler may have started processes of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _running.discard(process)


def command_for(runtime: str, handler: str) -> list[str]:
    if runtime.startswith("python"):
        return [HANDLER_PYTHON, "-m", "awslambdaric", handler]
    if runtime.startswith("nodejs"):
        return [NODE, str(HERE / "node_client.mjs")]
    raise UnsupportedRuntime(f"cannot run {runtime!r} here, only python* and nodejs*")


def search_paths(task: Path, opt: Path) -> dict[str, str]:
    """D: Lambda developer guide, "Packaging your layer content", paths for each runtime."""
    site = [str(path) for path in sorted(opt.glob("python/lib/python3.*/site-packages"))]
    return {
        "PYTHONPATH": os.pathsep.join([str(task), str(opt / "python"), *site]),
        "NODE_PATH": os.pathsep.join([str(opt / "nodejs" / "node_modules"), str(opt)]),
        "PATH": os.pathsep.join([str(opt / "bin"), os.environ.get("PATH", "/usr/bin:/bin")]),
    }


class ProcessExecutor(RuntimeExecutor):
    """One environment: starts its process, hands it invocations, starts it again after a crash or a timeout."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id, function_version)
        self._lock = Lock()
        self._environment: dict[str, str] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="environment-"))
        self._api: RuntimeApi | None = None
        self._process: subprocess.Popen[bytes] | None = None

    # LocalStack's interface

    def start(self, env_vars: dict[str, str]) -> None:
        config = self.function_version.config
        task = _unpacked(config.code)
        opt = self._folder / "opt"
        opt.mkdir(exist_ok=True)
        for layer in config.layers:  # in the function's order: a later layer wins
            if layer.code:
                shutil.copytree(_unpacked(layer.code), opt, dirs_exist_ok=True)
        own = {name: str(value) for name, value in env_vars.items()}
        paths = search_paths(task, opt)
        if "PYTHONPATH" in own:
            paths["PYTHONPATH"] += os.pathsep + own["PYTHONPATH"]
        self._environment = {**own, **paths, "LAMBDA_TASK_ROOT": str(task), "PYTHONDONTWRITEBYTECODE": "1"}
        self._launch()

    def stop(self) -> None:
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._launch()
            before = len(self.get_logs())
            answer = self._answer_to(payload)
        logs = self.get_logs()[before:]
        return InvocationResult(payload["invoke-id"], answer.payload, is_error=answer.is_error, logs=logs)

    def get_logs(self) -> str:
        log = self._folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return f"http://127.0.0.1/_localstack_lambda/{self.id}"

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        if function_version.config.code:
            function_version.config.code.destroy_cached()

    # The process

    def _launch(self) -> None:
        self._end()
        config = self.function_version.config
        self._api = RuntimeApi()
        environment = {**self._environment, "AWS_LAMBDA_RUNTIME_API": self._api.address}
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command_for(config.runtime, config.handler),
                cwd=self._environment["LAMBDA_TASK_ROOT"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _running.add(self._process)
        Thread(target=_announce_end, args=(self._process, self._api), daemon=True).start()

    def _end(self) -> None:
        if self._process is not None:
            _kill(self._process)
        if self._api is not None:
            self._api.close()
        self._process = self._api = None

    def _answer_to(self, payload: dict[str, str], *, again: bool = False) -> Answer:
        assert self._api is not None
        request_id, timeout = payload["invoke-id"], float(self.function_version.config.timeout)
        invocation = Invocation(
            request_id,
            payload["invoked-function-arn"],
            payload["payload"].encode(),
            int((time.time() + timeout) * 1000),
            payload.get("trace-id", ""),
        )
        self._api.invocations.put(invocation)
        try:
            answer = self._api.answers.get(timeout=timeout)
        except queue.Empty:
            self._end()
            return _platform_error(request_id, "Sandbox.Timedout", f"Task timed out after {timeout:.2f} seconds")
        if answer is None and not again and not self._api.invocations.empty():
            # The process was ending of the invocation before, and never asked for this one: another one gets it.
            self._launch()
            return self._answer_to(payload, again=True)
        if answer is None:
            return self._exit_error(request_id)
        return answer if len(answer.payload) <= RESPONSE_BYTES else _too_large(request_id)

    def _exit_error(self, request_id: str) -> Answer:
        assert self._process is not None
        code = self._process.wait()
        self._end()
        return _platform_error(request_id, "Runtime.ExitError", _reason(code))


def _reason(code: int) -> str:
    if code == 0:
        return "Runtime exited without providing a reason"
    status = f"exit status {code}" if code > 0 else f"signal: {SIGNALS.get(-code, -code)}"
    return f"Runtime exited with error: {status}"


def _unpacked(code: Any) -> Path:
    code.prepare_for_execution()  # an update of the function may have removed the copy that was made at its creation
    return Path(code.get_unzipped_code_location())


def _announce_end(process: subprocess.Popen[bytes], api: RuntimeApi) -> None:
    process.wait()
    api.answers.put(None)


def _too_large(request_id: str) -> Answer:
    """S: LocalStack snapshot of test_lambda_response_size."""
    text = f"Response payload size exceeded maximum allowed payload size ({RESPONSE_BYTES} bytes)."
    body = {"errorType": "Function.ResponseSizeTooLarge", "errorMessage": text}
    return Answer(request_id, json.dumps(body).encode(), is_error=True)


def _platform_error(request_id: str, error_type: str, text: str) -> Answer:
    """Errors that Lambda itself makes carry no stack trace (S: LocalStack snapshots of test_lambda_common, 2025)."""
    body = {"errorType": error_type, "errorMessage": f"RequestId: {request_id} Error: {text}"}
    return Answer(request_id, json.dumps(body).encode(), is_error=True)
