"""How the judges are run; what is marked ``judge`` runs with ``make judges`` (``RUN_JUDGES=1`` or ``-m judge``)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300.0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("markexpr") == "judge" or os.environ.get("RUN_JUDGES") == "1":
        return
    left = [item for item in items if item.get_closest_marker("judge")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def environment(*first: Path, **variables: str) -> dict[str, str]:
    """Variables of a process that finds the tests, the examples and the library; ``first`` stands before them."""
    path = os.pathsep.join(str(each) for each in (*first, ROOT / "tests", ROOT, ROOT / "lib"))
    return {**os.environ, "CDK_VALIDATION": "false", "PYTHONPATH": path, **variables}


Synthesize = Callable[..., Path]


@pytest.fixture(scope="session")
def synthesize(tmp_path_factory: pytest.TempPathFactory) -> Synthesize:
    """Synthesizes parts of the app of ``every_feature`` in a process of its own; gives the cloud assembly's folder."""

    def run(*parts: str, variables: Mapping[str, str] | None = None, first: tuple[Path, ...] = ()) -> Path:
        folder = tmp_path_factory.mktemp("assembly")
        done = subprocess.run(
            [sys.executable, "-m", "judges.every_feature", *parts],
            cwd=ROOT,
            env=environment(*first, CDK_OUTDIR=str(folder), **(variables or {})),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        # cdk-nag fails a synth that it finds something in, after it has written its report.
        assert (folder / "manifest.json").exists() or (folder / "validation-report.json").exists(), done.stderr[-4000:]
        return folder

    return run


@pytest.fixture(scope="session")
def assembly(synthesize: Synthesize) -> Path:
    """The examples, every feature, each strategy and format once, each definition."""
    return synthesize("examples", "features", "some_variants", "definitions")
