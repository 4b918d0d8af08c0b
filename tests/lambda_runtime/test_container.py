"""Functions behind the URL of a container with the runtime emulator."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cdk_apigateway_errors.lambda_runtime import LambdaService, ServiceError, StillRunning

ERROR = b'{"errorMessage": "no", "errorType": "ValueError", "requestId": "1", "stackTrace": []}'


@dataclass
class Emulator:
    """Answers like the emulator; ``answer`` says what."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | Callable[[bytes], bytes] = b"{}"
    paths: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def respond(self, path: str, payload: bytes) -> bytes:
        self.paths.append(path)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        answer = self.body(payload) if callable(self.body) else self.body
        self.at_once -= 1
        return answer


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    made = Emulator()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = made.respond(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(made.status)
            for name, value in {"Content-Length": str(len(body)), **made.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # a client that timed out does not wait for its answer
                self.wfile.write(body)

        def log_message(self, *values: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_event_goes_to_the_emulators_path_and_its_answer_comes_back(service, function, emulator, invoke):
    emulator.body = lambda payload: payload + b" "
    result = invoke(service, function(url=emulator.url + "/"), b'{"a": 1}')
    assert (result.payload, result.function_error) == (b'{"a": 1} ', None)
    assert emulator.paths == ["/2015-03-31/functions/function/invocations"]


@pytest.mark.parametrize(
    ("status", "headers", "body", "is_error"),
    [
        pytest.param(200, {}, ERROR, True, id="error document, no header"),
        pytest.param(200, {"X-Amz-Function-Error": "Unhandled"}, b'{"mine": 1}', True, id="header"),
        pytest.param(502, {}, b'{"errorType":"Runtime.ExitError","errorMessage":"gone"}', True, id="502, process gone"),
        pytest.param(200, {}, b'{"errorType":"Error","errorMessage":"x","trace":[]}', True, id="Node"),
        pytest.param(200, {}, b'{"errorMessage": "only"}', False, id="message alone"),
        pytest.param(200, {}, b'{"errorMessage": 1, "errorType": 2}', False, id="numbers"),
        pytest.param(200, {}, ERROR[:-1] + b', "mine": 1}', False, id="a key that no client writes"),
        pytest.param(200, {}, b'[{"errorMessage": "a", "errorType": "b"}]', False, id="a list"),
        pytest.param(200, {}, b'"errorMessage', False, id="no JSON"),
        pytest.param(200, {}, b"null", False, id="null"),
    ],
)
def test_a_function_error_is_told_by_header_or_document(service, function, emulator, status, headers, body, is_error):
    emulator.status, emulator.headers, emulator.body = status, headers, body
    result = service.invoke(function(url=emulator.url), b"{}")
    assert result.payload == body
    assert (result.function_error == "Unhandled") is is_error


def test_the_emulators_timeout_text_becomes_the_services_document(service, function, emulator):
    emulator.body = b"Task timed out after 3.00 seconds"
    result = service.invoke(function(url=emulator.url, timeout=2.0), b"{}")
    assert json.loads(result.payload) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {result.request_id} Error: Task timed out after 2.00 seconds",
    }


def test_an_answer_over_six_megabytes_is_too_large(service, function, emulator):
    emulator.body = b"x" * 6_291_557
    assert b"Function.ResponseSizeTooLarge" in service.invoke(function(url=emulator.url), b"{}").payload


@pytest.mark.parametrize("status", [404, 500])
def test_another_status_is_an_error_of_the_service(service, function, emulator, status):
    emulator.status = status
    with pytest.raises(ServiceError, match=f"answered {status} for the function orders"):
        service.invoke(function(url=emulator.url), b"{}")


def test_nobody_there_is_an_error_of_the_service(service, function, emulator, invoke):
    with pytest.raises(ServiceError, match="did not answer for the function orders"):
        invoke(service, function(url="http://127.0.0.1:1"), b"{}")


def test_a_container_gets_one_event_at_a_time(function, emulator):
    emulator.body = lambda payload: time.sleep(0.02) or payload
    with LambdaService() as service:

        async def crowd() -> list[bytes]:
            calls = [service.ainvoke(function(url=emulator.url), str(n).encode()) for n in range(6)]
            return [result.payload for result in await asyncio.gather(*calls)]

        assert asyncio.run(crowd()) == [b"0", b"1", b"2", b"3", b"4", b"5"]
    assert emulator.most_at_once == 1


def test_an_impatient_caller_goes(service, function, emulator, invoke):
    emulator.body = lambda payload: time.sleep(0.3) or payload
    with pytest.raises(StillRunning):
        invoke(service, function(url=emulator.url), b"{}", wait_seconds=0.05)
