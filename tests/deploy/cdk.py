"""The CDK command line that ``package.json`` pins, run as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CLI = ROOT / "node_modules" / ".bin" / "cdk"
SECONDS = 240.0


class CdkFailed(AssertionError):
    """The command ended with another code than 0; the text is what it printed."""


def install_cli() -> Path:
    """The pinned command line, installed by npm unless it is there."""
    if not CLI.exists():
        command = "ci" if (ROOT / "package-lock.json").exists() else "install"
        npm = shutil.which("npm")
        if npm is None:
            raise CdkFailed("npm is needed to install the CDK command line; install Node.js 20 or newer")
        _run([npm, command, "--no-audit", "--no-fund"], ROOT, dict(os.environ))
    return CLI


@dataclass(frozen=True)
class Cdk:
    """One app and where it goes. ``folder`` holds its ``cdk.json``; ``output`` receives the cloud assembly."""

    folder: Path
    output: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, app: str | None = None) -> str:
        """What the command printed. Raises :class:`CdkFailed`."""
        command = [str(CLI), *arguments, "--no-notices", "--no-color", "--output", str(self.output)]
        if app is not None:
            command += ["--app", app]
        return _run(command, self.folder, self._environment())

    def template(self, stack: str) -> dict[str, Any]:
        text = (self.output / f"{stack}.template.json").read_text(encoding="utf-8")
        template: dict[str, Any] = json.loads(text)
        return template

    def _environment(self) -> dict[str, str]:
        """As a user has it: this Python comes first on the path, and no switch of its own is set.

        (With ``PYTHONDONTWRITEBYTECODE`` here, an asset that takes ``__pycache__`` along would go unnoticed.)
        """
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "AWS_"))}
        own = {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "CI": "true",  # progress goes to stdout, as plain lines
            "CDK_VALIDATION": "false",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
            "NODE_NO_WARNINGS": "1",
        }
        return {**inherited, **own, **self.environment}


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise CdkFailed(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout
