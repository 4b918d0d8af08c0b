"""A server in a process of its own: 64 clients at once, and how it ends. ``LONG_FUZZ=1`` makes the load 30 seconds."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CLIENTS = 64
SECONDS = 30.0 if os.environ.get("LONG_FUZZ") else 1.5
WARM_UP = SECONDS / 3
SERVER = """
import json, sys
from gateway.apis import UNWRAP, api, gateway, lambda_integration, method
from cdk_apigateway_errors.cloudformation.model import IntegrationResponse
from cdk_apigateway_errors.gateway.server import GatewayApp, serve

def handler(event, context):
    if event["id"].endswith("7"):
        raise ValueError(json.dumps({"status": 404, "id": event["id"]}, separators=(",", ":")))
    return {"id": event["id"]}

responses = (IntegrationResponse("200"), IntegrationResponse("404", '.*"status":404.*', UNWRAP))
event = {"application/json": '{"id": "$input.params(\\'id\\')"}'}
rest = api(method("GET /orders/{id}", lambda_integration(*responses, request_templates=event)))
with gateway(rest, handler) as running:
    serve(GatewayApp(running), port=0, on_start=lambda url: print(url, flush=True))
"""


@pytest.fixture
def server() -> Iterator[tuple[int, int]]:
    """Process id and port of a server in a process of its own."""
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert process.stdout is not None
    try:
        yield process.pid, int(process.stdout.readline().rpartition(":")[2])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


async def load(port: int, until: float) -> tuple[int, list[str]]:
    """How many answers came, and which of them were wrong."""
    counts, wrong = [0] * CLIENTS, []

    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            counts[number] += 1
            name = f"c{number}-{counts[number]}"
            writer.write(f"GET /orders/{name} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            at = head.index(b"content-length: ") + 16
            body = json.loads(await reader.readexactly(int(head[at : head.index(b"\r", at)])))
            status = 404 if name.endswith("7") else 200
            if body.get("id") != name or not head.startswith(b"http/1.1 %d " % status):
                wrong.append(name)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    return sum(counts), wrong


def test_an_interrupt_ends_the_server_at_once_and_in_order(server: tuple[int, int]) -> None:
    """Also with a connection that stays open."""
    pid, port = server
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /orders/a HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        os.kill(pid, signal.SIGINT)
        while connection.recv(65536):
            pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def resident_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_many_clients_at_once_are_answered_and_memory_stays_flat(server: tuple[int, int]) -> None:
    pid, port = server
    asyncio.run(load(port, time.monotonic() + WARM_UP))
    before = resident_kib(pid)
    answered, wrong = asyncio.run(load(port, time.monotonic() + SECONDS - WARM_UP))
    assert wrong == []
    assert answered >= CLIENTS
    assert resident_kib(pid) - before < 8 * 1024, "the server grew by more than 8 MiB"
