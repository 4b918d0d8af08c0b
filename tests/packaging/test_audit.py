"""What the audit makes of the reports of pip-audit and npm."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("audit", Path(__file__).with_name("audit.py"))
audit = importlib.util.module_from_spec(SPEC)
sys.modules["audit"] = audit  # where its dataclass looks for it
SPEC.loader.exec_module(audit)

FINE = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}, {"id": "GHSA-2"}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        pytest.param([FINE], audit.Verdict(1), id="nothing"),
        pytest.param([FINE, BAD], audit.Verdict(2, ("b 2: PYSEC-1", "b 2: GHSA-2")), id="two"),
        pytest.param(
            [SKIPPED, FINE], audit.Verdict(1, (), f"1 packages, first: {SKIPPED['skip_reason']}"), id="skipped"
        ),
    ],
)
def test_a_report_of_pip_audit(packages, expected):
    assert audit.of_pip({"dependencies": packages, "fixes": []}) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        pytest.param(
            {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 3}}}, audit.Verdict(3), id="nothing"
        ),
        pytest.param(
            {"vulnerabilities": {"x": {"severity": "high"}}, "metadata": {"dependencies": {"total": 3}}},
            audit.Verdict(3, ("x: high",)),
            id="one",
        ),
        pytest.param({"statusCode": 405, "message": "no service"}, audit.Verdict(0, (), "no service"), id="no service"),
    ],
)
def test_a_report_of_npm(report, expected):
    assert audit.of_npm(report) == expected


@pytest.mark.parametrize(("found", "code"), [((), 0), (("b 2: PYSEC-1",), 1)], ids=["clean", "vulnerable"])
def test_a_vulnerability_ends_it_with_1(found, code, monkeypatch, capsys):
    monkeypatch.setattr(audit, "said", lambda command: {})
    monkeypatch.setattr(audit, "of_pip", lambda report: audit.Verdict(1, found))
    monkeypatch.setattr(audit, "of_npm", lambda report: audit.Verdict(0, (), "no service"))
    assert audit.main() == code
    assert "not asked about: no service" in capsys.readouterr().out


def test_output_that_is_no_json_is_told(tmp_path):
    assert audit.of_npm(audit.said(["sh", "-c", "echo broken >&2"])).left.strip() == "broken"
