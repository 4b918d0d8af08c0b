"""CORS as a real browser sees it: a page of another origin reads status, body and exposed headers of every answer.

The template is the construct's own, so this is the whole way: declared once, synthesized, served, fetched with credentials.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cli.serving import Listening
from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.gateway import Gateway
from cdk_apigateway_errors.gateway.server import GatewayApp, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGE = Path(__file__).parent / "browser_page.html"
ERRORS = """
from cdk_apigateway_errors.runtime import ApiError


class OrdersError(ApiError):
    pass


class BadOrder(OrdersError):
    status, code = 400, "BAD_ORDER"


class NotFound(OrdersError):
    status, code, headers = 404, "NOT_FOUND", ("Retry-After",)


class Conflict(OrdersError):
    status, code = 409, "CONFLICT"


class SlowDown(OrdersError):
    status, code, headers = 429, "SLOW_DOWN", ("Retry-After", "X-Limit")


class Closed(OrdersError):
    status, code, headers = 503, "CLOSED", ("Retry-After",)
"""
HANDLER = """
import os
import time

import browser_errors as errors
from cdk_apigateway_errors.runtime import error_responses


@error_responses(errors=[errors.OrdersError])
def handler(event, context):
    match event["pathParameters"]["id"]:
        case "BadOrder" | "Conflict" as name:
            raise getattr(errors, name)(detail="é \u2028 😀")
        case "NotFound" | "Closed" as name:
            raise getattr(errors, name)(headers={"Retry-After": "60"})
        case "SlowDown":
            raise errors.SlowDown(headers={"Retry-After": "1", "X-Limit": "10"})
        case "broken":
            raise RuntimeError("the database said: secret")
        case "418":
            raise errors.ApiError(status=418, code="TEAPOT", detail="secret")
        case "exits":
            os._exit(1)
        case "sleeps":
            time.sleep(60)
        case order:
            return {"id": order}
"""


@dataclass(frozen=True)
class Asked:
    """What the page asks, and what it must be able to read; ``exposed`` by lower-case name."""

    status: int
    code: str | None
    path: str
    method: str = "PUT"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    body: str | None = "{}"
    exposed: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"method": self.method, "path": self.path, "headers": dict(self.headers), "body": self.body}


def ordered(status: int, code: str, order: str, **exposed: str) -> Asked:
    return Asked(status, code, f"/orders/{order}", exposed={name.replace("_", "-"): v for name, v in exposed.items()})


DECLARED = {
    "400": ordered(400, "BAD_ORDER", "BadOrder"),
    "404 with a header": ordered(404, "NOT_FOUND", "NotFound", retry_after="60"),
    "409": ordered(409, "CONFLICT", "Conflict"),
    "429 with two headers": ordered(429, "SLOW_DOWN", "SlowDown", retry_after="1", x_limit="10"),
    "503 with a header": ordered(503, "CLOSED", "Closed", retry_after="60"),
}
UNHANDLED = {
    "an exception": ordered(500, "INTERNAL_ERROR", "broken"),
    "a status that is not declared": ordered(500, "INTERNAL_ERROR", "418"),
    "a process that ends": ordered(502, "FUNCTION_CRASHED", "exits"),
    "a timeout": ordered(504, "TIMEOUT", "sleeps"),
}
JSON_TYPE = {"Content-Type": "application/json"}
GATEWAY = {
    "a body that the model refuses": Asked(400, "BAD_REQUEST_BODY", "/orders", "POST"),
    "a missing parameter": Asked(400, "BAD_REQUEST_PARAMETERS", "/search", "GET", {"X-Any": "1"}, None),
    "a media type without template": Asked(
        415, "UNSUPPORTED_MEDIA_TYPE", "/orders/7", headers={"Content-Type": "text/csv"}, body="a,b"
    ),
    "a missing key": Asked(403, "INVALID_API_KEY", "/keys", "GET", {"X-Any": "1"}, None),
    "a path that is not there, asked without preflight": Asked(
        403, "MISSING_AUTHENTICATION_TOKEN", "/nowhere/at/all", "GET", {}, None
    ),
    "a function that may not be called": Asked(
        500, "API_CONFIGURATION_ERROR", "/forbidden", "GET", {"X-Any": "1"}, None
    ),
}
ASKED = {
    "success": Asked(200, None, "/orders/7"),
    **DECLARED,
    **UNHANDLED,
    **GATEWAY,
    "preflight of a path that is not there": Asked(0, None, "/nowhere/at/all"),
}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]

pytestmark = [pytest.mark.cdk, pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")]


class Page(ThreadingHTTPServer):
    """Serves the page, and keeps what it posts."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), PageHandler)
        self.answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def origin(self, host: str) -> str:
        return f"http://{host}:{self.server_port}"


class PageHandler(BaseHTTPRequestHandler):
    server: Page

    def do_GET(self) -> None:
        if self.path == "/requests":
            self._answer(json.dumps({name: asked.to_dict() for name, asked in ASKED.items()}).encode())
        else:
            self._answer(PAGE.read_bytes() if self.path.startswith("/?") else b"")

    def do_POST(self) -> None:
        self.server.answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving_page() -> Iterator[Page]:
    server = Page()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with serving_page() as server:
        yield server


@pytest.fixture(scope="module")
def api(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an API that allows the page's two origins, with credentials."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "code").mkdir()
    (folder / "code" / "index.py").write_text(HANDLER, encoding="utf-8")
    (folder / "code" / "browser_errors.py").write_text(ERRORS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder / "code"))
        synthesize(folder, [page.origin("127.0.0.1"), page.origin("localhost")])
    with (
        Gateway(load(folder / "cdk.out").rest_apis[0]) as gateway,
        serving(GatewayApp(gateway), host=Listening("127.0.0.1", 0).host) as url,
    ):
        yield url


def synthesize(folder: Path, origins: list[str]) -> None:
    import browser_errors as errors  # noqa: PLC0415
    from aws_cdk import App, Duration, Stack  # noqa: PLC0415
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415
    from aws_cdk import aws_lambda as lambda_  # noqa: PLC0415

    from cdk_apigateway_errors import NonProxyLambdaRestApi  # noqa: PLC0415

    app = App(outdir=str(folder / "cdk.out"))
    stack = Stack(app, "Browser")
    handler = lambda_.Function(
        stack,
        "Handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_asset(str(folder / "code")),
        timeout=Duration.seconds(2),
    )
    forbidden = lambda_.Function.from_function_name(stack, "Forbidden", "not-there")
    cors = ag.CorsOptions(
        allow_origins=origins,
        allow_credentials=True,
        expose_headers=["x-amzn-ErrorType"],
        allow_headers=["Content-Type", "X-Api-Key", "X-Any"],
    )
    api = NonProxyLambdaRestApi(stack, "Api", errors=[errors.OrdersError], cors=cors)
    api.add_route("PUT /orders/{id}", handler=handler)
    api.add_route("POST /orders", handler=handler, request_model={"type": "object", "required": ["items"]})
    api.add_route("GET /search", handler=handler, request_parameters={"method.request.querystring.q": True})
    api.add_route("GET /keys", handler=handler, api_key_required=True)
    api.add_route("GET /forbidden", handler=forbidden)
    app.synth()


@pytest.fixture(params=["127.0.0.1", "localhost"], scope="module")
def seen(
    request: pytest.FixtureRequest, page: Page, api: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the page could read, from each of the two allowed origins."""
    return visit(page, f"{page.origin(request.param)}/?api={api}", tmp_path_factory.mktemp("profile"))


def visit(page: Page, url: str, profile: Path) -> dict[str, Any]:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0", url]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        return page.answers.get(timeout=60)
    finally:
        browser.terminate()
        try:
            browser.wait(20)
        except subprocess.TimeoutExpired:
            browser.kill()
            browser.wait(20)


def test_a_success_is_readable(seen):
    assert (seen["success"]["status"], json.loads(seen["success"]["body"])) == (200, {"id": "7"})


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_error_is_readable_with_the_headers_that_it_carries(seen, name):
    asked, answer = DECLARED[name], seen[name]
    body = json.loads(answer["body"])
    assert (answer["status"], body["status"], body["errors"][0]["code"]) == (asked.status, asked.status, asked.code)
    assert {header: answer["headers"].get(header) for header in asked.exposed} == asked.exposed


@pytest.mark.parametrize("name", UNHANDLED)
def test_an_unhandled_error_is_readable_and_holds_nothing_of_the_exception(seen, name):
    asked, answer = UNHANDLED[name], seen[name]
    body = json.loads(answer["body"])
    assert (answer["status"], body["status"], body["errors"][0]["code"]) == (asked.status, asked.status, asked.code)
    assert "secret" not in answer["body"]


@pytest.mark.parametrize("name", GATEWAY)
def test_a_gateway_error_is_readable_with_the_exposed_header(seen, name):
    asked, answer = GATEWAY[name], seen[name]
    body = json.loads(answer["body"])
    assert (answer["status"], body["status"], body["errors"][0]["code"]) == (asked.status, asked.status, asked.code)
    assert "x-amzn-errortype" in answer["headers"]


def test_a_header_that_is_not_exposed_is_hidden(seen):
    assert all("x-amz-apigw-id" not in answer["headers"] for answer in seen.values() if "error" not in answer)


def test_a_path_that_does_not_exist_fails_its_preflight(seen):
    """The service answers 403 to the preflight, and a browser wants a 2xx."""
    assert "error" in seen["preflight of a path that is not there"]


def test_a_third_origin_may_read_nothing_but_constant_text(api, tmp_path):
    """A gateway response cannot compare origins (docs/decisions/0002); every other answer fails its preflight."""
    with serving_page() as other:
        seen = visit(other, f"{other.origin('127.0.0.1')}/?api={api}", tmp_path)
    readable = {name for name, answer in seen.items() if "error" not in answer}
    assert set(seen) == set(ASKED)
    assert readable == {"a path that is not there, asked without preflight"}
