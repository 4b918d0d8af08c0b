"""Starts LocalStack on a free port of loopback and stops it, whatever happens in between."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .install import Installation

HOST = Path(__file__).resolve().parent / "host" / "main.py"
ACCOUNT = "123456789012"
REGION = "us-east-1"
START_SECONDS = 90.0


class ServerError(RuntimeError):
    """LocalStack did not come up; the text ends with its log."""


@dataclass(frozen=True)
class LocalStack:
    """A running LocalStack.

    >>> LocalStack(4566, Path("localstack.log")).url
    'http://127.0.0.1:4566'
    """

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def api_url(self, rest_api_id: str, stage: str) -> str:
        """Where an API answers, without a slash at the end."""
        return f"{self.url}/_aws/execute-api/{rest_api_id}/{stage}"

    @property
    def environment(self) -> dict[str, str]:
        """For clients, the CDK command line among them. LocalStack takes the account id from the access key."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "unused",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    @property
    def own_engines_flag(self) -> Path:
        return self.log.with_name("own-engines")

    @contextmanager
    def own_engines(self) -> Iterator[None]:
        """Meanwhile, LocalStack's own template language and Python's ``re``, also where there are the Java engines."""
        self.own_engines_flag.touch()
        try:
            yield
        finally:
            self.own_engines_flag.unlink()

    def client(self, service: str) -> Any:
        """A boto3 client, made once for each service: that takes longer than most calls."""
        return _client(self.url, service)


@cache
def _client(url: str, service: str) -> Any:
    import boto3  # noqa: PLC0415  only these tests need it: the others can be collected without
    from botocore.config import Config  # noqa: PLC0415

    session: Any = boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="unused", region_name=REGION)
    config = Config(retries={"total_max_attempts": 1}, read_timeout=120)
    return session.client(service, endpoint_url=url, config=config)


@contextmanager
def running(installation: Installation, judge: Sequence[str] = ()) -> Iterator[LocalStack]:
    """LocalStack, up and answering; stopped and its files removed at the end.

    ``judge`` is the command of the Java judge: with it, Velocity and java.util.regex replace LocalStack's own engines.
    """
    folder = Path(tempfile.mkdtemp(prefix="deploy-test-"))
    server = LocalStack(_free_port(), folder / "localstack.log")
    try:
        process = _start(server, installation, folder, judge)
        try:
            _wait(server, process)
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _start(
    server: LocalStack, installation: Installation, folder: Path, judge: Sequence[str]
) -> subprocess.Popen[bytes]:
    (folder / "tmp").mkdir()
    _keep_cache(installation.folder / "cache", folder / "root" / "var" / "lib" / "localstack")
    own = {
        "GATEWAY_LISTEN": f"127.0.0.1:{server.port}",
        "HANDLER_PYTHON": str(installation.handler_python),
        "NODE": shutil.which("node") or "node",
        "OVERRIDE_IN_DOCKER": "0",  # in a container it takes itself for its own image, and writes to /etc and /var
        "FILESYSTEM_ROOT": str(folder / "root"),
        "XDG_CACHE_HOME": str(installation.folder / "cache"),
        "TMPDIR": str(folder / "tmp"),
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DNS_ADDRESS": "0",
        "OWN_ENGINES": str(server.own_engines_flag),
        **({"JAVA_JUDGE": json.dumps(list(judge))} if judge else {}),
    }
    foreign = ("AWS_", "PYTHON", "VIRTUAL_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    with server.log.open("wb") as log:
        return subprocess.Popen(
            [str(installation.server_python), str(HOST)],
            cwd=folder,
            env={**inherited, **own},
            stdin=subprocess.PIPE,  # never written to: closes when this process ends, and the server with it
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _keep_cache(cache: Path, state: Path) -> None:
    """LocalStack's catalog of the services takes seconds to make: kept from run to run, while its state is not."""
    cache.mkdir(exist_ok=True)
    state.mkdir(parents=True)
    (state / "cache").symlink_to(cache.resolve())


def _wait(server: LocalStack, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{server.url}/_localstack/health"):
            return
        time.sleep(0.1)
    raise ServerError(f"LocalStack did not answer at {server.url}:\n{server.log.read_text(errors='replace')[-8000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Closing its standard input is enough (see ``end_with_parent`` in host/main.py); else the group is killed."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
