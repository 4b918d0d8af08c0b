"""Many clients at once against ``apigateway-errors serve``: no error, no answer mixed up, memory flat.

``python -m benchmarks.load [--clients 64] [--seconds 30]`` starts ``serve`` on a small template with a real Python handler,
lets each client ask with numbers of its own, and prints requests per second, times, errors, mixed-up answers, and the
memory of the server and of its functions' processes. Ends with 1 where an answer was wrong or memory grew by a fifth.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_SECONDS = 300
GROWTH = 1.2
"""Memory may grow by this factor between the end of the warm-up and the end."""
HANDLER = """
import json

def handler(event, context):
    if int(event["id"]) % 3 == 0:
        raise Exception(json.dumps({"status": 404, "id": event["id"]}, separators=(",", ":")))
    return {"id": event["id"]}
"""


def template() -> dict[str, Any]:
    """One route; every third order does not exist."""
    event = '{"id": "$input.params(\'id\')"}'
    unwrap = {"application/json": "$input.path('$.errorMessage')"}
    arn = {"Fn::GetAtt": ["Handler", "Arn"]}
    uri = ["arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/", arn, "/invocations"]
    integration = {
        "Type": "AWS",
        "IntegrationHttpMethod": "POST",
        "Uri": {"Fn::Join": ["", uri]},
        "RequestTemplates": {"application/json": event},
        "IntegrationResponses": [
            {"StatusCode": "200"},
            {"StatusCode": "404", "SelectionPattern": '.*"status":404.*', "ResponseTemplates": unwrap},
        ],
    }
    method = {
        "RestApiId": {"Ref": "Api"},
        "ResourceId": {"Ref": "Order"},
        "HttpMethod": "GET",
        "AuthorizationType": "NONE",
        "Integration": integration,
        "MethodResponses": [{"StatusCode": "200"}, {"StatusCode": "404"}],
    }
    root = {"Fn::GetAtt": ["Api", "RootResourceId"]}
    function = {"Runtime": "python3.13", "Handler": "index.handler", "Code": {"ZipFile": HANDLER}, "Timeout": 10}
    permission = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": arn,
        "Principal": "apigateway.amazonaws.com",
    }
    properties = {
        "Handler": ("AWS::Lambda::Function", function),
        "Api": ("AWS::ApiGateway::RestApi", {"Name": "load"}),
        "Order": ("AWS::ApiGateway::Resource", {"RestApiId": {"Ref": "Api"}, "ParentId": root, "PathPart": "{id}"}),
        "GetOrder": ("AWS::ApiGateway::Method", method),
        "Permission": ("AWS::Lambda::Permission", permission),
    }
    return {"Resources": {name: {"Type": kind, "Properties": given} for name, (kind, given) in properties.items()}}


@dataclass
class Outcome:
    """What the clients saw."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def client(number: int, port: int, until: float, outcome: Outcome) -> None:
    """Asks over one connection, which is opened anew where it broke; ids are the client's own."""
    order = number * 1_000_000
    while time.monotonic() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while time.monotonic() < until:
                order += 1
                began = time.perf_counter()
                writer.write(b"GET /%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % order)
                status, body = await asyncio.wait_for(answer(reader), 30)
                outcome.seconds.append(time.perf_counter() - began)
                if (status, body.get("id")) != (404 if order % 3 == 0 else 200, str(order)):
                    outcome.wrong.append(f"order {order}: {status} {body}")
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            outcome.errors.append(f"client {number}: {error!r}")
        finally:
            writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    body = await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split(b" ", 2)[1]), json.loads(body)


async def load(clients: int, port: int, seconds: float) -> Outcome:
    """All clients for so many seconds."""
    outcome = Outcome()
    until = time.monotonic() + seconds
    await asyncio.gather(*(client(number, port, until, outcome) for number in range(1, clients + 1)))
    return outcome


def megabytes(process: int) -> float:
    """Resident memory; 0 for a process that ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def children(process: int) -> list[int]:
    """The processes that a process started."""
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        found += map(int, path.read_text().split())
    return found


def measure(port: int, process: int, clients: int, seconds: float) -> tuple[Outcome, list[str]]:
    """Warms up, measures; the outcome and what is wrong with it."""
    asyncio.run(load(clients, port, max(1.0, seconds / 5)))
    before = megabytes(process)
    outcome = asyncio.run(load(clients, port, seconds))
    after, workers = megabytes(process), children(process)
    times = sorted(outcome.seconds) or [0.0]
    print(f"{clients} clients, {seconds:g} s: {len(times)} requests, {len(times) / seconds:.0f} a second")
    print(f"p50 {times[len(times) // 2] * 1000:.1f} ms, p99 {times[len(times) * 99 // 100] * 1000:.1f} ms")
    print(f"{len(outcome.errors)} errors, {len(outcome.wrong)} wrong or mixed-up answers")
    print(f"server {before:.0f} MB -> {after:.0f} MB, {len(workers)} processes of functions", end="")
    print(f" with {sum(map(megabytes, workers)):.0f} MB")
    problems = [*outcome.errors[:5], *outcome.wrong[:5]]
    if after > before * GROWTH:
        problems.append(f"memory grew from {before:.0f} MB to {after:.0f} MB")
    return outcome, problems


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    if not (0 < given.seconds <= MOST_SECONDS and 0 < given.clients <= 512):
        parser.error(f"at most {MOST_SECONDS} seconds and 512 clients")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "template.json")
        path.write_text(json.dumps(template()))
        log = open(Path(folder, "log"), "w+")  # noqa: SIM115 - open as long as the server runs
        command = [sys.executable, "-m", "cdk_apigateway_errors.cli", "serve", str(path), "--port", "0"]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "NO_COLOR": "1"})
        try:
            problems = measure(_port(Path(log.name)), process.pid, given.clients, given.seconds)[1]
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(30)
            log.close()
    problems += [f"serve ended with {code}"] if code else []
    print("\n".join(problems) or "ok")
    return 1 if problems else 0


def _port(log: Path) -> int:
    for _ in range(600):
        if found := re.search(r"^http://[^:]+:(\d+)", log.read_text(), re.MULTILINE):
            return int(found[1])
        time.sleep(0.05)
    raise RuntimeError(f"serve did not start: {log.read_text()}")


if __name__ == "__main__":
    sys.exit(main())
