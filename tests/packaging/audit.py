"""Known vulnerabilities in what is pinned: ``python tests/packaging/audit.py``, which ``make audit`` runs.

pip-audit asks PyPI's vulnerability service about the locked Python packages, ``npm audit`` asks npm's about the locked
command line. A machine that reaches the packages but not these services gets a line that says so, and is not failed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements-dev.txt", "requirements-judges.txt", "requirements-cdk-nag-2.txt")
SECONDS = 300


@dataclass(frozen=True)
class Verdict:
    """``found`` holds one line for each vulnerability; ``left`` says what could not be asked."""

    asked: int
    found: tuple[str, ...] = ()
    left: str = ""


def of_pip(report: Mapping[str, Any]) -> Verdict:
    """What pip-audit's JSON says.

    >>> of_pip({"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}]}).found
    ('a 1: PYSEC-1',)
    """
    packages = report["dependencies"]
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    asked = [package for package in packages if "skip_reason" not in package]
    found = tuple(f"{p['name']} {p['version']}: {vulnerability['id']}" for p in asked for vulnerability in p["vulns"])
    return Verdict(len(asked), found, f"{len(skipped)} packages, first: {skipped[0]}" if skipped else "")


def of_npm(report: Mapping[str, Any]) -> Verdict:
    """What npm's JSON says.

    >>> of_npm({"statusCode": 405, "message": "405 Method Not Allowed"}).left
    '405 Method Not Allowed'
    """
    if "vulnerabilities" not in report:
        return Verdict(0, left=str(report.get("message") or report.get("error") or report)[:200])
    found = (f"{name}: {each['severity']}" for name, each in report["vulnerabilities"].items())
    return Verdict(report["metadata"]["dependencies"]["total"], tuple(found))


def said(command: list[str]) -> Any:
    """The JSON that a command prints, whatever it ends with; the end of its other output where there is none."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {
            "dependencies": [{"name": "", "skip_reason": done.stderr.strip()[-200:]}],
            "message": done.stderr[-200:],
        }


def main() -> int:
    pip_audit = str(Path(sys.executable).with_name("pip-audit"))
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    verdicts = {lock: of_pip(said([pip_audit, *options, "--requirement", lock])) for lock in LOCKS}
    if npm := shutil.which("npm"):
        verdicts["package-lock.json"] = of_npm(said([npm, "audit", "--json", "--package-lock-only"]))
    for name, verdict in verdicts.items():
        print(f"{name}: {verdict.asked} asked about, {len(verdict.found)} vulnerabilities", *verdict.found, sep="\n  ")
        if verdict.left:
            print(f"  not asked about: {verdict.left}")
    return int(any(verdict.found for verdict in verdicts.values()))


if __name__ == "__main__":
    sys.exit(main())
