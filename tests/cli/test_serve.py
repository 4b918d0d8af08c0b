"""The server as a process: what it prints, what it answers, and that it leaves nothing behind."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.gateway import Gateway, Request

WAIT = 30
EMOJI = '{"text": "\U0001f600"}'.encode()
RUN_DEPENDENT = {"date", "x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id", "connection"}


class Serving:
    """A running `serve`; its lines are read as they come."""

    def __init__(self, *arguments: Any) -> None:
        command = [sys.executable, "-u", "-m", "cdk_apigateway_errors.cli", "serve", *map(str, arguments)]
        environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.errors: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._readers = [self._reader(self.process.stdout, self.lines), self._reader(self.process.stderr, self.errors)]

    def _reader(self, stream: Any, lines: queue.SimpleQueue[str]) -> threading.Thread:
        thread = threading.Thread(target=lambda: [lines.put(line.rstrip("\n")) for line in stream], daemon=True)
        thread.start()
        return thread

    def until(self, pattern: str, lines: queue.SimpleQueue[str] | None = None) -> tuple[re.Match[str], list[str]]:
        """The first line that matches, and all up to it."""
        seen: list[str] = []
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            try:
                seen.append((lines or self.lines).get(timeout=max(0.01, end - time.monotonic())))
            except queue.Empty:
                break
            if found := re.search(pattern, seen[-1]):
                return found, seen
        raise AssertionError(f"no line matches {pattern!r}: {seen}")

    def port(self) -> int:
        return int(self.until(r"^http://[^:]+:(\d+)")[0][1])

    def stop(self, number: int = signal.SIGINT, *, group: bool = False) -> int:
        """Ends it; with `group` all processes of the terminal get the signal, as Ctrl-C does."""
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        code = self.process.wait(WAIT)
        for reader in self._readers:
            reader.join(WAIT)
        return code


@contextmanager
def serve(*arguments: Any) -> Iterator[Serving]:
    serving = Serving(*arguments)
    try:
        yield serving
    finally:
        if serving.process.poll() is None:
            serving.process.kill()
            serving.process.wait(WAIT)
        for stream in (serving.process.stdout, serving.process.stderr):
            stream.close()


def ask(port: int, path: str, method: str = "GET", **options: Any) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=WAIT)
    try:
        connection.request(method, path, **options)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def session_members(leader: int) -> list[int]:
    """The processes of a session: those that the server started, and theirs."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(stat.parent.name)] = int(fields[1])
    return found


def descendants(process: int) -> set[int]:
    tree = parents()
    found = {process}
    while more := {child for child, parent in tree.items() if parent in found} - found:
        found |= more
    return found - {process}


@pytest.fixture(scope="module")
def serving(orders: Path) -> Iterator[Serving]:
    with serve(orders, "--port", "0", "--trace") as running:
        running.address = running.port()
        _, running.announced = running.until("Ctrl-C stops")
        yield running
        assert running.stop() == 0


def test_it_prints_the_routes_the_keys_and_what_cannot_run(serving):
    text = "\n".join(serving.announced)
    assert re.search(r"GET +/orders/\{id\} +200 404 500", text)
    assert re.search(r"PUT +/orders/\{id\} +200 404 500 +\(API key\)", text)
    assert "x-api-key: 0123456789abcdefghij" in text
    assert re.findall(r"cannot run  DELETE /orders OtherService: .*(https:\S+) ", text) == [
        "https://elsewhere.example/orders"
    ]
    assert text.count("cannot run") == 1


def test_each_request_is_a_line_with_status_time_and_pattern_and_its_four_stages(serving):
    ask(serving.address, "/orders/77?a=b")
    line, _ = serving.until("^GET ")
    assert re.fullmatch(r'GET +/orders/77\?a=b +404  \d+\.\d ms  \.\*"status":404\.\*', line.string)
    stages = [serving.until(f"^{name} ")[0].string for name in ("Code", "Context", "Regex", "Mapping Template")]
    assert stages[0].split(maxsplit=1)[1] == '{"status":404,"errors":[{"code":"OrderNotFound"}]}'


def test_a_gateway_response_is_named_by_its_type_and_reason(serving):
    ask(serving.address, "/nowhere")
    assert serving.until("^GET +/nowhere ")[0].string.endswith("MISSING_AUTHENTICATION_TOKEN")


def test_an_error_that_reaches_the_default_response_is_warned_about(serving):
    ask(serving.address, "/orders/spaced")
    assert serving.until("^GET ")[0].string.endswith("default")
    serving.until("^Warning +This error message matches no pattern")


def test_what_handlers_print_is_shown_on_standard_error(serving):
    ask(serving.address, "/orders/seven")
    serving.until("asked for seven", serving.errors)


def test_the_head_of_a_request_cannot_write_to_the_terminal(serving):
    with socket.create_connection(("127.0.0.1", serving.address), timeout=WAIT) as connection:
        connection.sendall(b"GET /orders/\x9b31m%1b HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.recv(100)
    ask(serving.address, "/orders/after")
    _, lines = serving.until("/orders/after")
    assert "\x9b" not in "".join(lines)


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/orders/7", {}),
        ("GET", "/orders/77", {"headers": {"Origin": "https://admin.example"}}),
        ("GET", "/orders/broken", {}),
        ("GET", "/nowhere", {}),
        ("PUT", "/orders/7", {}),
        ("DELETE", "/orders", {}),
        (
            "GET",
            "/orders/%C3%A4",
            {"body": EMOJI, "headers": {"Content-Type": "application/json"}},
        ),
        ("GET", "/orders/7", {"body": "{", "headers": {"Content-Type": "application/json"}}),
        ("GET", "/orders/7", {"body": "a", "headers": {"Content-Type": "text/x-other"}}),
    ],
    ids=["200", "404", "500", "unknown route", "no key", "unsupported", "emoji", "broken JSON", "other media type"],
)
def test_the_answer_over_http_is_the_answer_in_process_byte_for_byte(serving, orders, method, path, options):
    status, headers, body = ask(serving.address, path, method, **options)
    request = Request.of(method, path, headers=options.get("headers", {}), body=options.get("body", b""))
    with Gateway(load(orders).rest_apis[0]) as gateway:
        response = gateway.handle(request)
    assert (status, body) == (response.status, response.body)
    assert comparable(headers) == comparable(dict(response.headers))


def comparable(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() not in RUN_DEPENDENT}


def test_invoke_prints_the_bytes_that_serve_sends(serving, orders, run):
    _, _, body = ask(serving.address, "/orders/77")
    result = run("invoke", "GET", "/orders/77", "--source", orders)
    assert result.stdout_bytes == b"HTTP 404 Not Found\n" + body


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_stops_everything_that_it_started(orders, number):
    with serve(orders, "--port", "0") as running:
        port = running.port()
        slow = threading.Thread(target=_quietly, args=(port, "/orders/slow"))
        slow.start()
        running.until("asked for slow", running.errors)
        assert ask(port, "/orders/7")[0] == 200
        started = descendants(running.process.pid)
        assert len(started) >= 2
        assert running.stop(number, group=number == signal.SIGINT) == 0
        slow.join(WAIT)
        assert started & set(parents()) == set()
        assert session_members(running.process.pid) == []
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that have ended keep it for a while
        free.bind(("127.0.0.1", port))


def _quietly(port: int, path: str) -> None:
    with suppress(OSError):
        ask(port, path)


def test_a_killed_server_leaves_no_worker_either(orders):
    with serve(orders, "--port", "0") as running:
        assert ask(running.port(), "/orders/7")[0] == 200
        started = descendants(running.process.pid)
        assert started
        running.stop(signal.SIGKILL)
        end = time.monotonic() + WAIT
        while started & set(parents()) and time.monotonic() < end:
            time.sleep(0.05)
        assert started & set(parents()) == set()


def test_with_watch_a_changed_template_is_served_and_a_broken_one_is_not(template, tmp_path):
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template))
    with serve(path, "--port", "0", "--watch") as running:
        port = running.port()
        assert ask(port, "/orders/77")[0] == 404
        path.write_text(json.dumps(template).replace("404", "410"))
        running.until("Reloaded: 3 routes")
        path.write_text("{")
        running.until("The last version is still served", running.errors)
        assert ask(port, "/orders/77")[0] == 410
        path.write_text(json.dumps(template))
        running.until("Reloaded: 3 routes")
        assert ask(port, "/orders/77")[0] == 404
        assert running.stop() == 0


def test_changed_code_answers_the_next_request(orders, tmp_path):
    code = tmp_path / "index.py"
    code.write_text("def handler(event, context):\n    return 'one'\n")
    with serve(orders, "--port", "0", "--watch", "--function", f"Handler={tmp_path}") as running:
        port = running.port()
        assert ask(port, "/orders/7")[2] == b'"one"'
        code.write_text("def handler(event, context):\n    return 'the other'\n")
        running.until("Reloaded")
        assert ask(port, "/orders/7")[2] == b'"the other"'
        assert running.stop() == 0


def test_several_apis_get_consecutive_ports(two_apis):
    first = _two_free_ports()
    with serve(two_apis, "--port", first) as running:
        _, lines = running.until("Ctrl-C stops")
        urls = [line.split()[:2] for line in lines if line.startswith("http")]
        assert urls == [[f"http://127.0.0.1:{first}", "two/Api"], [f"http://127.0.0.1:{first + 1}", "two/PingApi"]]
        assert ask(first + 1, "/")[2] == b'{"pong":true}'
        assert running.until("^two/PingApi")
        assert running.stop() == 0


def _two_free_ports() -> int:
    for first in range(23000, 24000, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", first))
                two.bind(("127.0.0.1", first + 1))
            except OSError:
                continue
            return first
    raise AssertionError("no two free ports")


def test_a_port_in_use_for_the_second_api_stops_the_first(run, two_apis):
    first = _two_free_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + 1))
        taken.listen()
        result = run("serve", two_apis, "--port", first)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"port {first + 1} is in use" in result.stderr
    with pytest.raises(ConnectionRefusedError):
        ask(first, "/")


def test_ports_beyond_the_last_are_bad_input(run, two_apis):
    result = run("serve", two_apis, "--port", 65535)
    assert result.exit_code == 2
    assert "port 65536 does not exist" in result.stderr


def test_a_port_in_use_is_bad_input(run, orders):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", orders, "--port", port)
    assert result.exit_code == 2
    assert (
        result.stderr
        == f"Error: port {port} is in use on 127.0.0.1; choose another with --port, or one API with --api\n"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_that_is_not_ours_is_bad_input(run, orders, host):
    result = run("serve", orders, "--port", 0, "--host", host)
    assert result.exit_code == 2
    assert f"cannot listen on {host}:0" in result.stderr


def test_a_host_that_is_not_loopback_is_warned_about(orders):
    with serve(orders, "--port", "0", "--host", "0.0.0.0") as running:
        running.port()
        running.until("WARNING: listening on 0.0.0.0. Everyone who reaches this machine", running.errors)
        assert running.stop() == 0


def test_serving_does_not_import_cdk(orders):
    code = (
        "import sys, threading, _thread\nfrom cdk_apigateway_errors.cli import serving\n"
        "from cdk_apigateway_errors.cli.source import Source\nfrom pathlib import Path\n"
        "serving._announce = lambda *a, **k: _thread.interrupt_main()\n"
        "at = serving.Listening('127.0.0.1', 0)\n"
        "serving.serve_until_stopped(Source(Path(sys.argv[1])), at, traced=False, watch=False)\n"
        "print([name for name in ('aws_cdk', 'jsii', 'constructs', 'rich') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(orders)]
    assert subprocess.check_output(command, text=True, timeout=WAIT).splitlines()[-1] == "[]"
