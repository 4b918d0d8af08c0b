"""CORS as a real browser sees it: a page of another origin reads status, body and exposed headers of every answer.

The template is the construct's own, so this is the whole way: declared once, synthesized, served, fetched with credentials.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
HANDLER = """
from cdk_apigateway_errors.runtime import ApiError, error_responses


class NotFound(ApiError):
    status, code, headers = 404, "NOT_FOUND", ("Retry-After",)


@error_responses(errors=[NotFound])
def handler(event, context):
    order = event["pathParameters"]["id"]
    if order == "77":
        raise NotFound(headers={"Retry-After": "60"})
    if order == "broken":
        raise RuntimeError("the database said: secret")
    return {"id": order}
"""
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
    (folder / "code" / "index.py").write_text(HANDLER)
    synthesize(folder, [page.origin("127.0.0.1"), page.origin("localhost")])
    with (
        Gateway(load(folder / "cdk.out").rest_apis[0]) as gateway,
        serving(GatewayApp(gateway), host=Listening("127.0.0.1", 0).host) as url,
    ):
        yield url


def synthesize(folder: Path, origins: list[str]) -> None:
    from aws_cdk import App, Stack  # noqa: PLC0415
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415
    from aws_cdk import aws_lambda as lambda_  # noqa: PLC0415

    from cdk_apigateway_errors import ApiError, NonProxyLambdaRestApi  # noqa: PLC0415

    class NotFound(ApiError):
        status, code, headers = 404, "NOT_FOUND", ("Retry-After",)

    app = App(outdir=str(folder / "cdk.out"))
    stack = Stack(app, "Browser")
    handler = lambda_.Function(
        stack,
        "Handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_asset(str(folder / "code")),
    )
    cors = ag.CorsOptions(
        allow_origins=origins,
        allow_credentials=True,
        expose_headers=["Retry-After"],
        allow_headers=["Content-Type", "X-Api-Key"],
    )
    api = NonProxyLambdaRestApi(stack, "Api", errors=[NotFound], cors=cors)
    api.add_route("PUT /orders/{id}", handler=handler)
    api.add_route("POST /orders", handler=handler, request_model={"type": "object", "required": ["items"]})
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


def test_a_declared_error_is_readable_with_its_exposed_header_and_no_other(seen):
    answer = seen["declared"]
    assert answer["status"] == 404
    assert json.loads(answer["body"])["errors"][0]["code"] == "NOT_FOUND"
    assert answer["retryAfter"] == "60"
    assert answer["hidden"] is None


def test_an_unhandled_error_is_readable(seen):
    assert seen["unhandled"]["status"] == 500
    assert json.loads(seen["unhandled"]["body"])["errors"][0]["code"] == "INTERNAL_ERROR"
    assert "secret" not in seen["unhandled"]["body"]


def test_a_gateway_error_is_readable(seen):
    assert seen["model"]["status"] == 400
    assert json.loads(seen["model"]["body"])["status"] == 400


def test_a_path_that_does_not_exist_fails_its_preflight(seen):
    """The service answers 403 to the preflight, and a browser wants a 2xx."""
    assert "error" in seen["gateway"]


def test_a_third_origin_may_read_nothing(api, tmp_path):
    with serving_page() as other:
        seen = visit(other, f"{other.origin('127.0.0.1')}/?api={api}", tmp_path)
    assert [name for name, answer in seen.items() if "error" not in answer] == []
