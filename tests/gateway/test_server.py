"""The gateway over HTTP: the same bytes as in process, and an answer to whatever comes in."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import GatewayResponse, IntegrationResponse
from cdk_apigateway_errors.gateway import Gateway, Request, Response
from cdk_apigateway_errors.gateway.server import LOOPBACK, Answered, GatewayApp, configuration, serving
from gateway.apis import FUNCTION, UNWRAP, api, gateway, lambda_integration, method, mock_integration

RUN_DEPENDENT = {"date", "x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id", "connection"}


def handler(event: Any, context: Any) -> Any:
    """Fails with the status that the path names, or returns what it got."""
    if str(event.get("id", "")).isdecimal():
        raise ValueError(json.dumps({"status": int(event["id"]), "errors": []}, separators=(",", ":")))
    return event


EVENT = (
    '{"id": "$input.params(\'id\')", "case": "$input.params(\'X-Mixed-Case\')", '
    '"body": "$util.escapeJavaScript($input.body)"}'
)
RESPONSES = (
    IntegrationResponse("200", None, {}, {"method.response.header.X-Id": "integration.response.body.id"}),
    IntegrationResponse(
        "404", '.*"status":404.*', UNWRAP, {"method.response.header.Access-Control-Allow-Origin": "'*'"}
    ),
)
REST = api(
    method("ANY /orders/{id}", lambda_integration(*RESPONSES, request_templates={"application/json": EVENT})),
    method("GET /mock", mock_integration()),
    method("GET /no-content", mock_integration(IntegrationResponse("204"))),
    method("OPTIONS /orders/{id}", mock_integration(IntegrationResponse("204"), body="{statusCode: 200}")),
    method("POST /raw", lambda_integration(IntegrationResponse("200"))),
    method(
        "GET /broken", lambda_integration(IntegrationResponse("200"), request_templates={"application/json": "$a.b("})
    ),
    gateway_responses={
        "DEFAULT_4XX": GatewayResponse(
            "DEFAULT_4XX", None, {"gatewayresponse.header.X-Origin": "method.request.header.Origin"}, {}
        )
    },
)


@pytest.fixture(scope="module")
def running() -> Iterator[Gateway]:
    with gateway(REST, handler) as gateway_:
        yield gateway_


@pytest.fixture(scope="module")
def address(running: Gateway) -> Iterator[tuple[str, int]]:
    with serving(GatewayApp(running)) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


def ask(address: tuple[str, int], http_method: str, path: str, headers: Any = (), body: bytes = b"") -> HTTPResponse:
    connection = HTTPConnection(*address, timeout=20)
    with contextlib.closing(connection):
        connection.putrequest(http_method, path, skip_accept_encoding=True, skip_host=True)
        for name, value in dict(headers).items():
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        response = connection.getresponse()
        response.content = response.read()  # type: ignore[attr-defined]
        return response


def stable(headers: Any) -> list[tuple[str, str]]:
    return sorted((name.lower(), value) for name, value in headers if name.lower() not in RUN_DEPENDENT)


REQUESTS: dict[str, tuple[str, str, dict[str, str], bytes]] = {
    "success": ("GET", "/orders/a%20b", {}, b""),
    "selected error": ("GET", "/orders/404", {}, b""),
    "error on the default": ("GET", "/orders/500", {}, b""),
    "unknown path": ("GET", "/nope", {"Origin": "https://shop.example"}, b""),
    "wrong method": ("DELETE", "/mock", {}, b""),
    "case of header names": ("POST", "/orders/x", {"X-Mixed-Case": "Kept"}, b"{}"),
    "body": ("POST", "/orders/x", {}, '{"m":"Grüße \u2028"}'.encode()),
    "body that is no JSON": ("POST", "/raw", {"Content-Type": "application/json"}, b'{"a": '),
    "body that is no UTF-8": ("POST", "/raw", {}, b"\xff\xfe"),
    "deep JSON": ("POST", "/raw", {}, b"[" * 10_000 + b"]" * 10_000),
    "HEAD": ("HEAD", "/orders/x", {}, b""),
    "no content": ("GET", "/no-content", {}, b""),
    "preflight": ("OPTIONS", "/orders/x", {"Origin": "x", "Access-Control-Request-Method": "GET"}, b""),
    "template that does not parse": ("GET", "/broken", {}, b""),
    "query": ("GET", "/prod/orders/x?a=1&a=%ff&b", {}, b""),
    "odd path": ("GET", "/orders/%00%0d%0a", {}, b""),
}


@pytest.mark.parametrize(("http_method", "path", "headers", "body"), REQUESTS.values(), ids=REQUESTS.keys())
def test_the_served_answer_is_that_of_the_in_process_call(
    running: Gateway, address: tuple[str, int], http_method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    served = ask(address, http_method, path, headers, body)
    sent = {**headers, "Content-Length": str(len(body))} if body else headers
    in_process: Response = running.handle(Request.of(http_method, path, headers=sent, body=body))
    assert served.status == in_process.status
    assert stable(served.getheaders()) == stable(in_process.headers)
    content = served.content  # type: ignore[attr-defined]
    assert mask(content) == mask(in_process.body)


def mask(body: bytes) -> bytes:
    """Error documents of Python handlers hold the request id."""
    with contextlib.suppress(ValueError):
        data = json.loads(body)
        if isinstance(data, dict) and "requestId" in data:
            return json.dumps({**data, "requestId": ""}).encode()
    return body


def raw(address: tuple[str, int], data: bytes) -> bytes:
    """What comes back for these bytes, until the server closes or has answered."""
    received = b""
    with socket.create_connection(address, timeout=20) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(data)
        with contextlib.suppress(OSError):
            while not (received.endswith(b"}") and b"\r\n\r\n" in received):
                chunk = connection.recv(65536)
                if not chunk:
                    break
                received += chunk
    return received


HEAD = b"GET /mock HTTP/1.1\r\nHost: a\r\n"
BAD = {
    "no HTTP": (b"\x16\x03\x01\x00\xff garbage\r\n\r\n", 400),
    "lower-case nonsense": (b"hello\r\n\r\n", 400),
    "raw bytes in the path": (b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "CONNECT": (b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "header without a colon": (HEAD + b"nonsense\r\n\r\n", 400),
    "negative length": (b"POST /raw HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    "two lengths": (b"POST /raw HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "chunk size": (b"POST /raw HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    "header bomb, one": (HEAD + b"X: " + b"a" * 20_000 + b"\r\n\r\n", 431),
    "header bomb, many": (HEAD + b"X: a\r\n" * 3_000 + b"\r\n", 431),
    "header without end": (HEAD + b"X: " + b"a" * 5_000_000, 431),
    "headers without end": (HEAD + b"X: a\r\n" * 500_000, 431),
    "URL without end": (b"GET /" + b"a" * 2_000_000, 431),
}


@pytest.mark.parametrize(("data", "status"), BAD.values(), ids=BAD.keys())
def test_what_is_no_request_gets_a_clear_answer_and_the_server_stays_up(
    address: tuple[str, int], data: bytes, status: int
) -> None:
    answer = raw(address, data)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/json" in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["message"]
    assert ask(address, "GET", "/mock").status == 200


def test_a_body_of_11_mb_is_too_large(address: tuple[str, int]) -> None:
    announced = raw(address, b"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 11534336\r\n\r\n" + bytes(11_534_336))
    chunk = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    chunked = raw(
        address, b"POST /raw HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 11 + b"0\r\n\r\n"
    )
    for answer in (announced, chunked):
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"exceeded 10485760 bytes" in answer
    assert ask(address, "GET", "/mock").status == 200


TOO_LARGE = {
    "announced": b"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nx",
    "chunked": b"POST /raw HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nA00001\r\n" + bytes(0xA00001),
}


@pytest.mark.parametrize("data", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_the_answer_does_not_wait_for_the_end_of_a_body_that_is_too_large(
    address: tuple[str, int], data: bytes
) -> None:
    """The client never sends the rest."""
    assert raw(address, data).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_goes_away_is_no_error(address: tuple[str, int], caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
    assert ask(address, "GET", "/mock").status == 200
    assert "Exception" not in caplog.text


def test_pipelined_requests_are_answered_in_order(address: tuple[str, int]) -> None:
    one = b"GET /orders/a HTTP/1.1\r\nHost: a\r\n\r\n"
    two = b"GET /orders/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    received = b""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(one + two)
        while chunk := connection.recv(65536):
            received += chunk
    assert received.index(b"x-id: a") < received.index(b"x-id: b")


def test_many_clients_at_once_get_their_own_answers(address: tuple[str, int]) -> None:
    def client(number: int) -> list[str]:
        wrong = []
        connection = HTTPConnection(*address, timeout=30)
        with contextlib.closing(connection):
            for turn in range(20):
                name = f"c{number}-{turn}"
                connection.request("GET", f"/orders/{name}")
                response = connection.getresponse()
                body = json.loads(response.read())
                if (response.status, body["id"], response.getheader("X-Id")) != (200, name, name):
                    wrong.append(name)
        return wrong

    with ThreadPoolExecutor(16) as clients:
        assert [wrong for found in clients.map(client, range(16)) for wrong in found] == []


def test_each_answer_is_reported_with_its_trace(running: Gateway) -> None:
    seen: list[Answered] = []
    done = threading.Event()

    def on_answer(answered: Answered) -> None:
        seen.append(answered)
        done.set()

    with serving(GatewayApp(running, on_answer=on_answer, traced=True)) as url:
        host, port = url.removeprefix("http://").split(":")
        ask((host, int(port)), "GET", "/orders/404")
    assert done.wait(5)
    [answered] = seen
    assert answered.response.status == 404
    assert answered.response.selected is not None
    assert answered.trace is not None
    assert answered.trace.code == '{"status":404,"errors":[]}'
    assert answered.seconds > 0


def test_the_gateway_can_be_exchanged_while_serving(running: Gateway) -> None:
    app = GatewayApp(running)
    other = Gateway(api(method("GET /new", mock_integration())))
    with serving(app) as url:
        host, port = url.removeprefix("http://").split(":")
        assert ask((host, int(port)), "GET", "/new").status == 403
        app.gateway = other
        assert ask((host, int(port)), "GET", "/new").status == 200


def test_a_handler_that_never_returns_blocks_nobody() -> None:
    endless = dataclasses.replace(
        FUNCTION,
        runtime="python3.11",
        handler="index.handler",
        timeout=20.0,
        inline_code="def handler(event, context):\n    while True:\n        pass\n",
    )
    rest = dataclasses.replace(
        api(
            method("GET /endless", lambda_integration(IntegrationResponse("200"), timeout_in_millis=1_500)),
            method("GET /mock", mock_integration()),
        ),
        functions={"Fn": endless},
    )
    with Gateway(rest) as running_, serving(GatewayApp(running_)) as url:
        host, port = url.removeprefix("http://").split(":")
        with ThreadPoolExecutor(1) as client:
            waiting = client.submit(ask, (host, int(port)), "GET", "/endless")
            assert ask((host, int(port)), "GET", "/mock").status == 200
            assert waiting.result(15).status == 504


def test_it_listens_on_loopback_unless_told_otherwise(running: Gateway) -> None:
    assert LOOPBACK == "127.0.0.1"
    assert configuration(GatewayApp(running)).host == LOOPBACK


def test_a_port_that_is_taken_is_an_error(running: Gateway, address: tuple[str, int]) -> None:
    with pytest.raises(OSError, match="in use"), serving(GatewayApp(running), port=address[1]):
        pass


def test_serving_needs_no_cdk() -> None:
    code = (
        "import sys, cdk_apigateway_errors.gateway.server, cdk_apigateway_errors.cloudformation;"
        "bad = {'aws_cdk', 'jsii', 'pytest', 'boto3', 'awslambdaric'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(bad)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
