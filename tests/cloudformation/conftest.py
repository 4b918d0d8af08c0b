"""One cloud assembly for all tests marked ``cdk``: synthesizing takes seconds, loading milliseconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

OPENAPI = {
    "openapi": "3.0.1",
    "info": {"title": "from an asset", "version": "1"},
    "paths": {"/asset": {"get": {"responses": {}, "x-amazon-apigateway-integration": {"type": "mock"}}}},
}


@pytest.fixture(scope="session")
def cdk_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stacks with a cross-stack reference, a nested stack, a stage, and both ways to write an API."""
    pytest.importorskip("aws_cdk", reason="aws-cdk-lib is not installed")
    folder = tmp_path_factory.mktemp("app")
    _write_assets(folder)
    from cloudformation.cdk_app import synthesize  # noqa: PLC0415

    return synthesize(folder)


def _write_assets(folder: Path) -> None:
    (folder / "fn").mkdir()
    (folder / "fn" / "index.py").write_text("def handler(event, context):\n    return event\n")
    (folder / "layer" / "python").mkdir(parents=True)
    (folder / "layer" / "python" / "helper.py").write_text("X = 1\n")
    (folder / "other" / "python").mkdir(parents=True)
    (folder / "other" / "python" / "other.py").write_text("Y = 1\n")
    (folder / "api.json").write_text(json.dumps(OPENAPI))
