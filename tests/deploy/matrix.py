"""The app of the fault matrix (``tests/fault_matrix``), deployed to LocalStack and called over HTTP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fault_matrix.over_http import HttpTarget

from . import stacks
from .intrinsics import Deployed
from .localstack.server import LocalStack

BUCKET = "matrix"


def deployed(server: LocalStack, assembly: Path, stack: str) -> Deployed:
    """A stack of a cloud assembly, deployed through CloudFormation as it is."""
    return stacks.deploy(server, stack, published(server, assembly, stack))


def target(server: LocalStack, stack: Deployed) -> HttpTarget:
    """The deployed stack of the matrix, after what the rows say that happened to its functions."""
    functions = server.client("lambda")
    functions.delete_function(FunctionName=_named(stack, "-missing"))
    functions.put_function_concurrency(FunctionName=_named(stack, "-throttled"), ReservedConcurrentExecutions=0)
    (stage,) = stack.of_type("AWS::ApiGateway::Stage").values()
    url = urlsplit(server.api_url(stage["RestApiId"], stage["StageName"]))
    assert url.hostname is not None
    assert url.port is not None
    return HttpTarget(url.hostname, url.port, url.path)


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
