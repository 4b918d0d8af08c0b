"""The real ``cdk synth`` on an app that is written by hand and has LintPlugin: its exit code and what it prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.hand_written import ERRORS, NAME

ROOT = Path(__file__).resolve().parents[2]
CDK = ROOT / "node_modules" / ".bin" / "cdk"

pytestmark = [
    pytest.mark.cdk,
    pytest.mark.skipif(not CDK.exists(), reason="no CDK command line here (make install)"),
]


def synth(kind: str, output: Path) -> subprocess.CompletedProcess[str]:
    here = Path(__file__).parent
    app = f"{sys.executable} {here / 'hand_written_app.py'} {kind}"
    command = [str(CDK), "synth", "--quiet", "--no-notices", "--no-color", "--app", app, "--output", str(output)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CDK_"))}
    return subprocess.run(
        command,
        cwd=output,
        env={**environment, "CDK_DISABLE_CLI_TELEMETRY": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_error_fails_cdk_synth_with_the_findings_text(tmp_path: Path) -> None:
    done = synth("error", tmp_path)
    assert done.returncode == 1, done.stdout
    assert "ERROR GET /orders 404: the selection pattern '.*' matches the empty text" in done.stdout
    assert "Orders/Hand/Default/orders/GET" in done.stdout
    assert f"Acknowledge with '{NAME}::pattern-matches-empty'" in done.stdout


def test_once_it_is_acknowledged_cdk_synth_passes(tmp_path: Path) -> None:
    done = synth("acknowledged", tmp_path)
    assert done.returncode == 0, done.stdout
    assert not any(f"{NAME}::{rule}" in done.stdout for rule in ERRORS)
    assert "the client expects 404" in (tmp_path / "validation-report.json").read_text(encoding="utf-8")


def test_with_warnings_alone_cdk_synth_passes_and_prints_them(tmp_path: Path) -> None:
    done = synth("warning", tmp_path)
    assert done.returncode == 0, done.stdout
    assert f"Acknowledge with '{NAME}::failure-selects-nothing'" in done.stdout
