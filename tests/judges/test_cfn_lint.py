"""cfn-lint reads every synthesized template: no error and no warning that is ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CFN_LINT = shutil.which("cfn-lint", path=str(Path(sys.executable).parent))
pytestmark = [
    pytest.mark.judge,
    pytest.mark.cdk,
    pytest.mark.skipif(CFN_LINT is None, reason="no cfn-lint here (make judges installs it)"),
]


def found(folder: Path) -> list[dict[str, Any]]:
    templates = sorted(map(str, folder.rglob("*.template.json")))
    assert templates
    command = [str(CFN_LINT), "--format", "json", "--regions", "eu-central-1", "--", *templates]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    return findings


def of_cdks_own_function(finding: dict[str, Any]) -> bool:
    """CDK's functions write ``DependsOn`` of its role although its ``Role`` says so already: CDK's, and harmless."""
    path = finding["Location"]["Path"]
    template = json.loads(Path(finding["Filename"]).read_text(encoding="utf-8"))
    resource = template["Resources"][path[1]]
    return finding["Rule"]["Id"] == "W3005" and path[2] == "DependsOn" and resource["Type"] == "AWS::Lambda::Function"


def test_every_template_is_clean(assembly):
    left = [each for each in found(assembly) if not of_cdks_own_function(each)]
    assert [f"{each['Filename']} {each['Rule']['Id']} {each['Message'][:300]}" for each in left] == []


def test_the_judge_sees_a_broken_template(synthesize):
    assert any("Nowhere" in finding["Message"] for finding in found(synthesize("broken")))
