"""The real ``cdk synth --strict`` with CDK's validation of templates on, its default rules as errors: nothing to say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from judges.conftest import ROOT, SECONDS, environment

CDK = ROOT / "node_modules" / ".bin" / "cdk"
ERRORS = "@aws-cdk/core:validateAgainstDefaultRules=true"

pytestmark = [
    pytest.mark.judge,
    pytest.mark.cdk,
    pytest.mark.skipif(not CDK.exists(), reason="no CDK command line here (make install)"),
]


def synth(app: str, output: Path) -> subprocess.CompletedProcess[str]:
    command = [str(CDK), "synth", "--quiet", "--strict", "--no-notices", "--no-color", "--context", ERRORS]
    return subprocess.run(
        [*command, "--app", f"{sys.executable} {app}", "--output", str(output)],
        cwd=ROOT,
        env=environment(CDK_VALIDATION="true"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def violations(output: Path) -> list[str]:
    report = json.loads((output / "validation-report.json").read_text(encoding="utf-8"))
    return [
        f"{violation['ruleName']} {violation['severity']}: {violation['description'][:200]}"
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
    ]


@pytest.mark.parametrize(
    "app",
    ["app.py", "-m examples.company.app", "-m judges.every_feature examples features some_variants definitions"],
    ids=["sample", "company", "every feature"],
)
def test_nothing_is_found(app, tmp_path):
    done = synth(app, tmp_path)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "WARNING" not in done.stdout
    assert violations(tmp_path) == []


def test_the_judge_sees_a_broken_template(tmp_path):
    done = synth("-m judges.every_feature broken", tmp_path)
    assert done.returncode != 0
    assert any("Nowhere" in each for each in violations(tmp_path))
