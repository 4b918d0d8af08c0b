"""Fixtures of the deploy tests; without ``-m deploy`` (or ``RUN_DEPLOY=1``) no test that is marked so is run."""

from __future__ import annotations

import io
import os
import uuid
import zipfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from java import judge

from . import stacks
from .intrinsics import Deployed
from .localstack import install
from .localstack.server import LocalStack, running

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "localstack"
LOG_CHARACTERS = 6_000

if os.environ.get("RUN_DEPLOY") != "1" and find_spec("httpx") is None:
    # `make test-deploy` installs what these talk through; `make test` does without them.
    collect_ignore = [
        "test_deploy.py",
        "test_differences.py",
        "test_fault_matrix.py",
        "test_functions.py",
        "test_nested_stacks.py",
        "test_openapi.py",
    ]


@dataclass(frozen=True)
class DeployedApi:
    """A stack with one REST API. ``url`` has no slash at the end."""

    url: str
    stack: Deployed
    server: LocalStack


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("markexpr") == "deploy" or os.environ.get("RUN_DEPLOY") == "1":
        return
    left = [item for item in items if item.get_closest_marker("deploy")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows the end of LocalStack's log and of what the functions printed."""
    report = yield
    server = item.funcargs.get("localstack") if isinstance(item, pytest.Function) else None
    if report.failed and isinstance(server, LocalStack):
        report.sections.append(("LocalStack's log", _end(server.log)))
        for log in sorted(server.log.parent.glob("tmp/environment-*/log")):
            report.sections.append(("Function's log", _end(log)))
    return report


def _end(log: Path) -> str:
    with suppress(OSError):
        return log.read_text(errors="replace")[-LOG_CHARACTERS:]
    return ""


@pytest.fixture(scope="session")
def installation() -> install.Installation:
    """What LocalStack and the handlers run on, installed where it is not."""
    return install.install(CACHE)


@pytest.fixture(scope="session")
def localstack(installation: install.Installation) -> Iterator[LocalStack]:
    """LocalStack for the whole session, with the Java engines where there is a JDK."""
    with running(installation, judge_command()) as server:
        yield server


def judge_command() -> list[str]:
    """How to start the Java judge; empty where it cannot run."""
    if judge.why_absent():
        return []
    classes = judge._compiled()
    return ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", judge._class_path(classes), "Judge"]


@pytest.fixture
def deploy_template(localstack: LocalStack) -> Iterator[Callable[[Mapping[str, Any]], DeployedApi]]:
    """Deploys a template (a dict with one REST API and one stage) through CloudFormation; deleted after the test.

    Code in the template comes as ``Code.ZipFile``, or from a folder by the fixture ``upload``.
    """
    names: list[str] = []

    def deploy(template: Mapping[str, Any]) -> DeployedApi:
        name = f"t-{uuid.uuid4().hex[:12]}"
        names.append(name)
        stack = stacks.deploy(localstack, name, template)
        return DeployedApi(url_of(localstack, stack), stack, localstack)

    yield deploy
    for name in names:
        stacks.delete(localstack, name)


@pytest.fixture(scope="session")
def upload(localstack: LocalStack) -> Callable[[Mapping[str, str]], dict[str, str]]:
    """Puts files (path to text) into a zip in S3; gives the ``S3Bucket`` and ``S3Key`` for functions and layers."""
    s3 = localstack.client("s3")
    s3.create_bucket(Bucket="uploads")

    def put(files: Mapping[str, str]) -> dict[str, str]:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as writer:
            for path, text in files.items():
                writer.writestr(path, text)
        key = f"{uuid.uuid4().hex}.zip"
        s3.put_object(Bucket="uploads", Key=key, Body=archive.getvalue())
        return {"S3Bucket": "uploads", "S3Key": key}

    return put


def url_of(server: LocalStack, stack: Deployed) -> str:
    (stage,) = stack.of_type("AWS::ApiGateway::Stage").values()
    return server.api_url(stage["RestApiId"], stage["StageName"])
