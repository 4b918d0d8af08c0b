"""Requests a second of ``serve`` and of LocalStack, in turn, on one template with a real Python handler.

``python -m benchmarks.localstack_rate [--seconds 6] [--rounds 3] [--clients 2]``. LocalStack is the installation of the
deployment tests (``make test-deploy`` makes it, docs/deploy-test.md); without it this program says so and measures nothing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .figures import record
from .load import _port

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "localstack"
HANDLER = """
import json

def handler(event, context):
    if event["fail"]:
        raise Exception(json.dumps({"status": 404, "id": event["fail"]}, separators=(",", ":")))
    return {"id": 1}
"""
BODIES = {"success": '{"fail": null}', "declared error": '{"fail": 7}'}


def missing() -> str | None:
    """Why LocalStack cannot be measured here, or ``None``."""
    if not (CACHE / "stamp").exists():
        return "LocalStack is not installed; make test-deploy installs it"
    try:
        import boto3  # noqa: F401, PLC0415
    except ImportError:
        return "boto3 is not installed; make test-deploy installs it"
    return None


def template() -> dict[str, Any]:
    from deploy import templates  # noqa: PLC0415

    unwrap = {"application/json": "$input.path('$.errorMessage')"}
    responses = [
        {"StatusCode": "200"},
        {"StatusCode": "404", "SelectionPattern": '.*"status":404.*', "ResponseTemplates": unwrap},
    ]
    functions = {"F": templates.function(HANDLER, "python3.13")}
    return templates.api(functions, {"orders": templates.method("F", responses)})


@contextmanager
def localstack(stack: dict[str, Any]) -> Iterator[str]:
    """The URL of the API on LocalStack, with its own engines."""
    from deploy import stacks  # noqa: PLC0415
    from deploy.conftest import url_of  # noqa: PLC0415
    from deploy.localstack.install import Installation  # noqa: PLC0415
    from deploy.localstack.server import running  # noqa: PLC0415

    with running(Installation(CACHE)) as server:
        name = f"t-{uuid.uuid4().hex[:12]}"
        yield url_of(server, stacks.deploy(server, name, stack)) + "/orders"
        stacks.delete(server, name)


@contextmanager
def served(stack: dict[str, Any]) -> Iterator[str]:
    """The URL of the API on ``serve``."""
    with tempfile.TemporaryDirectory() as folder:
        path, log = Path(folder, "template.json"), Path(folder, "log")
        path.write_text(json.dumps(stack), encoding="utf-8")
        command = [sys.executable, "-m", "cdk_apigateway_errors.cli", "serve", str(path), "--port", "0"]
        with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
            try:
                yield f"http://127.0.0.1:{_port(log)}/orders"
            finally:
                process.terminate()


def rate(url: str, body: str, clients: int, seconds: float) -> float:
    """Requests a second of so many clients, each with one connection; ends the program at a wrong answer."""
    counts, until = [0] * clients, time.perf_counter() + seconds
    wrong: list[str] = []

    def client(number: int) -> None:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        while time.perf_counter() < until and not wrong:
            connection.request("POST", parts.path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read()
            if response.status != (200 if "null" in body else 404):
                wrong.append(f"{url} answered {response.status}: {text[:300]!r}")
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(wrong[0])
    return sum(counts) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="Requests a second of serve and of LocalStack.")
    parser.add_argument("--seconds", type=float, default=6.0, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=2, help="each has one connection")
    options = parser.parse_args()
    reason = missing()
    if reason:
        record(**{"gateway/localstack": f"skipped: {reason}"})
        print(f"skipped: {reason}")
        return
    sys.path.insert(0, str(ROOT / "tests"))
    stack = template()
    with served(stack) as ours, localstack(stack) as theirs:
        for name, body in BODIES.items():
            found: dict[str, list[float]] = {"serve": [], "LocalStack": []}
            for url in (ours, theirs):
                rate(url, body, options.clients, 1.0)  # the functions' processes start
            for _ in range(options.rounds):
                found["serve"].append(rate(ours, body, options.clients, options.seconds))
                found["LocalStack"].append(rate(theirs, body, options.clients, options.seconds))
            serve, other = (statistics.median(values) for values in found.values())
            print(f"{name}: serve {serve:.0f}/s, LocalStack {other:.0f}/s, ratio {serve / other:.1f}")
            if name == "success":
                record(**{"gateway/localstack": serve / other})
    print(f"{options.clients} clients with one connection each; medians of {options.rounds} × {options.seconds:g} s")


if __name__ == "__main__":
    main()
