"""How fast the local gateway is, as ratios in one run.

``python -m benchmarks.gateway [--seconds 3] [--rounds 3]`` prints

* requests per second and p99 of ``serve`` against a bare ASGI app on the same server with the same settings that returns
  the same bytes (handler in process, 64 connections, rounds taken in turn),
* in-process calls per second, with and without a trace,
* the time that importing what ``serve`` needs takes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cdk_apigateway_errors.cloudformation.model import (
    Function,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    RestApi,
)
from cdk_apigateway_errors.gateway import Gateway, Request
from cdk_apigateway_errors.gateway.server import GatewayApp, Server, configuration
from cdk_apigateway_errors.lambda_runtime import LambdaService

from .figures import record

CONNECTIONS = 64
PATHS = {"success": "/orders/new", "declared error": "/orders/404"}
JSON = "application/json"
LEADING = r'(?s)\s*\{\s*"status"\s*:\s*%s\s*(,.*)?}\s*'


def rest_api() -> RestApi:
    """One route with eight declared errors, as the construct makes it."""
    headers = {"method.response.header.Access-Control-Allow-Origin": "'*'"}
    unwrap = {JSON: "$input.path('$.errorMessage')"}
    errors = [IntegrationResponse(str(code), LEADING % code, unwrap, headers) for code in range(400, 408)]
    responses = (IntegrationResponse("200", None, {}, headers), *errors)
    event = {JSON: '{"id": "$input.params(\'id\')", "body": $input.json(\'$\')}'}
    integration = Integration("AWS", function="Fn", request_templates=event, integration_responses=responses)
    declared = tuple(MethodResponse(response.status_code) for response in responses)
    function = Function("Fn", "orders", "arn:aws:lambda:us-east-1:123456789012:function:orders", runtime="python3.12")
    return RestApi(
        "Api", "orders", methods=(Method("GET", "/orders/{id}", integration, declared),), functions={"Fn": function}
    )


def handler(event: Any, _context: Any) -> Any:
    """Returns the order, or fails with the status that its id is."""
    if event["id"].isdecimal():
        body = {"status": int(event["id"]), "errors": [{"code": "ORDER_NOT_FOUND", "message": "No such order"}]}
        raise ValueError(json.dumps(body, separators=(",", ":")))
    return {"id": event["id"], "lines": [1, 2, 3]}


def gateway() -> Gateway:
    return Gateway(rest_api(), LambdaService(callables={"Fn": handler}))


class BareApp:
    """Returns the gateway's own bytes without doing anything for them."""

    def __init__(self, answers: dict[str, tuple[int, list[tuple[bytes, bytes]], bytes]]) -> None:
        self._answers = answers

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        status, headers, body = self._answers[scope["path"]]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def bare_app() -> BareApp:
    with gateway() as running:
        answers = {}
        for path in PATHS.values():
            response = running.handle(Request.of("GET", path))
            headers = [(name.encode(), value.encode()) for name, value in response.headers]
            answers[path] = (response.status, headers, response.body)
    return BareApp(answers)


def run_server(kind: str, started: Connection) -> None:
    """Serves until killed; sends the port."""
    app: Any = GatewayApp(gateway()) if kind == "gateway" else bare_app()
    Server(configuration(app, port=0), lambda url: started.send(int(url.rpartition(":")[2]))).run()


async def load(port: int, path: str, seconds: float) -> list[float]:
    """Latencies in seconds of all requests that ``CONNECTIONS`` keep-alive connections made in so many seconds."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n".encode()
    until = time.perf_counter() + seconds
    latencies: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (began := time.perf_counter()) < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            at = head.lower().index(b"content-length: ") + 16
            await reader.readexactly(int(head[at : head.index(b"\r", at)]))
            latencies.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    return latencies


def served(seconds: float, rounds: int) -> None:
    """Both servers side by side, loaded in turn."""
    servers = {kind: start(kind) for kind in ("bare", "gateway")}
    try:
        for name, path in PATHS.items():
            rates: dict[str, list[float]] = {kind: [] for kind in servers}
            tails: dict[str, list[float]] = {kind: [] for kind in servers}
            costs: dict[str, list[float]] = {kind: [] for kind in servers}
            for _ in range(rounds):
                for kind, (process, port) in servers.items():
                    before = cpu_seconds(process.pid)
                    latencies = asyncio.run(load(port, path, seconds))
                    costs[kind].append((cpu_seconds(process.pid) - before) / len(latencies))
                    rates[kind].append(len(latencies) / seconds)
                    tails[kind].append(statistics.quantiles(latencies, n=100)[98])
            report(name, rates, tails, costs)
    finally:
        for process, _ in servers.values():
            process.kill()
            process.join()


def start(kind: str) -> tuple[Any, int]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=run_server, args=(kind, there), daemon=True)
    process.start()
    return process, int(here.recv())


def cpu_seconds(pid: int) -> float:
    """Processor time of a process, all threads; where the machine is busy, the fairer figure. 0 without ``/proc``."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(
    name: str, rates: dict[str, list[float]], tails: dict[str, list[float]], costs: dict[str, list[float]]
) -> None:
    rate = {kind: statistics.median(values) for kind, values in rates.items()}
    tail = {kind: statistics.median(values) * 1000 for kind, values in tails.items()}
    cost = {kind: statistics.median(values) * 1e6 for kind, values in costs.items()}
    print(
        f"serve, {name}: {rate['gateway']:.0f}/s, bare ASGI app {rate['bare']:.0f}/s, "
        f"ratio {rate['gateway'] / rate['bare']:.2f} (aim >= 0.25); "
        f"p99 {tail['gateway']:.1f} ms, bare {tail['bare']:.1f} ms, ratio {tail['gateway'] / tail['bare']:.2f}"
    )
    record(**{f"gateway/bare {name}": rate["gateway"] / rate["bare"]})
    if name == "success":
        record(**{"gateway/bare": rate["gateway"] / rate["bare"]})
    if cost["gateway"]:
        print(
            f"    processor time per request {cost['gateway']:.0f} us, bare {cost['bare']:.0f} us, "
            f"ratio {cost['bare'] / cost['gateway']:.2f} (aim >= 0.25)"
        )


def in_process(seconds: float) -> None:
    """Calls per second on one thread."""
    with gateway() as running:
        for name, path in PATHS.items():
            request = Request.of("GET", path, headers={"Host": "localhost", "Accept": "*/*", "User-Agent": "bench"})
            plain = per_second(lambda request=request: running.handle(request), seconds)  # type: ignore[misc]
            traced = per_second(lambda request=request: running.handle_traced(request), seconds)  # type: ignore[misc]
            print(f"in process, {name}: {plain:.0f}/s, with a trace {traced:.0f}/s")


def per_second(call: Callable[[], object], seconds: float) -> float:
    until = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < until:
        for _ in range(50):
            call()
        count += 50
    return count / seconds


def imports() -> None:
    """A fresh interpreter, the median of five."""
    modules = "cdk_apigateway_errors.gateway.server, cdk_apigateway_errors.cloudformation"
    code = (
        f"import sys, time; t = time.perf_counter(); import {modules}; "
        "print(time.perf_counter() - t, 'aws_cdk' in sys.modules)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(5)
    ]
    seconds = statistics.median(float(run[0]) for run in runs)
    print(f"importing what serve needs: {seconds * 1000:.0f} ms, aws_cdk imported: {runs[0][1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements per server and route")
    options = parser.parse_args()
    served(options.seconds, options.rounds)
    in_process(options.seconds)
    imports()


if __name__ == "__main__":
    main()
