"""The app of the fault matrix (``tests/fault_matrix``), deployed to LocalStack and called over HTTP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from fault_matrix import Answer, Request

from . import stacks
from .intrinsics import Deployed
from .localstack.server import LocalStack

BUCKET = "matrix"


@dataclass(frozen=True)
class HttpTarget:
    """A deployed API; ``url`` has no slash at the end."""

    url: str
    client: httpx.Client

    def send(self, request: Request) -> Answer:
        answer = self.client.request(
            request.method, self.url + request.path, headers=list(request.headers), content=request.content
        )
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw)
        return Answer(answer.status_code, headers, answer.content)


def deployed(server: LocalStack, assembly: Path, stack: str) -> Deployed:
    """A stack of a cloud assembly, deployed through CloudFormation as it is."""
    return stacks.deploy(server, stack, published(server, assembly, stack))


@contextmanager
def target(server: LocalStack, stack: Deployed) -> Iterator[HttpTarget]:
    """The deployed stack of the matrix, after what the rows say that happened to its functions."""
    functions = server.client("lambda")
    functions.delete_function(FunctionName=_named(stack, "-missing"))
    functions.put_function_concurrency(FunctionName=_named(stack, "-throttled"), ReservedConcurrentExecutions=0)
    (stage,) = stack.of_type("AWS::ApiGateway::Stage").values()
    url = server.api_url(stage["RestApiId"], stage["StageName"])
    with httpx.Client(timeout=60) as client:
        yield HttpTarget(url, client)


def _named(stack: Deployed, end: str) -> str:
    functions = stack.of_type("AWS::Lambda::Function").values()
    return next(str(one["FunctionName"]) for one in functions if one["FunctionName"].endswith(end))


def published(server: LocalStack, assembly: Path, stack: str) -> dict[str, Any]:
    """The stack's template with its assets in S3, as ``cdk deploy`` would have it; no bootstrap stack is needed."""
    template: dict[str, Any] = json.loads((assembly / f"{stack}.template.json").read_text(encoding="utf-8"))
    assets = json.loads((assembly / f"{stack}.assets.json").read_text(encoding="utf-8"))["files"]
    s3 = server.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for key, asset in assets.items():
        if asset["source"]["packaging"] == "zip":
            s3.put_object(Bucket=BUCKET, Key=f"{key}.zip", Body=_zipped(assembly / asset["source"]["path"]))
    for resource in template["Resources"].values():
        for name in ("Code", "Content"):
            location = resource.get("Properties", {}).get(name)
            if isinstance(location, Mapping) and "S3Key" in location:
                resource["Properties"][name] = {"S3Bucket": BUCKET, "S3Key": location["S3Key"]}
    return {name: part for name, part in template.items() if name not in ("Parameters", "Rules")}  # the bootstrap's


def _zipped(folder: Path) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                writer.write(path, path.relative_to(folder).as_posix())
    return archive.getvalue()
