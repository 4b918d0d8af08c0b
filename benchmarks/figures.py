"""Where a benchmark puts the figures that ``docs/benchmarks.md`` compares with its aims.

``python -m benchmarks`` names a file in ``BENCHMARK_FIGURES``; a program that is run by itself prints only.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = "BENCHMARK_FIGURES"


def record(**figures: float | str) -> None:
    """Add figures of this program, by name; texts say why a figure is missing."""
    if FILE not in os.environ:
        return
    path = Path(os.environ[FILE])
    there = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps({**there, **figures}), encoding="utf-8")
