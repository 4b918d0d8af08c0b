"""Synthesizes a source that is given as ``module:attribute``, in a process of its own.

CDK then never starts in the process of the tests, reads the context of ``cdk.json`` as it does under ``cdk synth``, and
what the source depends on can be recorded (:mod:`.synthesize`, the program of that process).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .sources import SourceError, Template

RECORD, ASSEMBLY = "record.json", "cdk.out"
PROGRAM = "cdk_apigateway_errors.testing.synthesize"


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A cloud assembly, and what its app read on this machine."""

    template: Template
    files: tuple[str, ...] = ()
    """Source files that were imported or opened, outside Python's own and the installed packages."""
    assets: tuple[str, ...] = ()
    """Files and folders that were made assets of."""
    folders: tuple[str, ...] = ()
    """Folders that were listed, the same apart."""


def synthesize(reference: str, folder: Path, project: Path, paths: Sequence[Path] = ()) -> Synthesis:
    """Synthesize ``module:attribute`` into ``folder``; modules are found in ``project``, ``paths`` and ``PYTHONPATH``.

    Raises :class:`SourceError` with what the process printed where that fails.
    """
    done = subprocess.run(  # noqa: S603 - this interpreter with our own module; the reference has been matched
        [sys.executable, "-m", PROGRAM, reference, str(folder)],
        cwd=project,
        env=environment(project, folder, paths),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        printed = (done.stderr.strip() or done.stdout.strip() or f"exit status {done.returncode}")[-4000:]
        raise SourceError(f"the source {reference!r} cannot be synthesized in {project}:\n{printed}")
    return read(folder)


def read(folder: Path) -> Synthesis:
    """What :func:`synthesize` left in a folder."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    template = Template(folder / record["source"], record["stack"])
    return Synthesis(template, tuple(record["files"]), tuple(record["assets"]), tuple(record["folders"]))


def environment(project: Path, folder: Path, paths: Sequence[Path] = ()) -> dict[str, str]:
    """The variables of the process: the caller's, what the CDK command sets, and no slow validation.

    S: aws-cdk-cli ``packages/@aws-cdk/toolkit-lib``, ``prepareSource``: ``CDK_OUTDIR``, ``CDK_CONTEXT_JSON``.
    """
    variables = {"CDK_VALIDATION": "false", **os.environ}
    context = {**context_of(project), **json.loads(os.environ.get("CDK_CONTEXT_JSON") or "{}")}
    variables["CDK_CONTEXT_JSON"] = json.dumps(context)
    variables["CDK_OUTDIR"] = str(folder / ASSEMBLY)
    given = os.environ.get("PYTHONPATH")
    variables["PYTHONPATH"] = os.pathsep.join([str(project), *map(str, paths), *([given] if given else [])])
    return variables


def context_of(project: Path) -> dict[str, Any]:
    """The context that ``cdk synth`` reads in a project: ``cdk.json``, then ``cdk.context.json``."""
    context: dict[str, Any] = {}
    config = _json(project / "cdk.json").get("context", {})
    for part in (config, _json(project / "cdk.context.json")):
        context.update(part)
    return context


def _json(path: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise SourceError(f"{path} is no JSON: {error}") from None
    return value if isinstance(value, dict) else {}
