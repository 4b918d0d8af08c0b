"""``make bench``: runs every benchmark, each in a process of its own, and writes the tables of ``docs/benchmarks.md``.

``python -m benchmarks infrastructure`` runs one of them and writes nothing; ``--quick`` repeats little and writes nothing
either, to see that all of them run. Every figure is a ratio within one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from . import page
from .figures import FILE

ROOT = Path(__file__).resolve().parent.parent
ORDER = {
    "infrastructure": ["--repeat", "2"],
    "stack_size": [],
    "thousand_routes": ["--routes", "120"],
    "checks": ["--rounds", "1"],
    "runtime": [],
    "user_suite": ["--tests", "20"],
    "gateway": ["--seconds", "1", "--rounds", "1"],
    "localstack_rate": ["--seconds", "2"],
    "templates": ["0.1"],
}
"""The programs and what makes them quick."""
ENVIRONMENT = {
    "CDK_VALIDATION": "false",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "18,20",
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
}


def run(name: str, arguments: list[str], figures: Path) -> str | None:
    """What a program printed, shown as it comes too; ``None`` where it failed."""
    print(f"\n== {name}", flush=True)
    began, lines = time.perf_counter(), []
    environment = {**os.environ, **ENVIRONMENT, FILE: str(figures)}
    path = [str(ROOT), str(ROOT / "lib"), *filter(None, [environment.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(path)
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    print(f"({time.perf_counter() - began:.0f} s)", flush=True)
    return "".join(lines) if process.returncode == 0 else None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n", 1)[0])
    parser.add_argument("programs", nargs="*", choices=[*ORDER, []], help="which to run; nothing is written then")
    parser.add_argument("--quick", action="store_true", help="repeat little; nothing is written")
    options = parser.parse_args()
    printed: dict[str, str | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        for name in options.programs or ORDER:
            printed[name] = run(name, ORDER[name] if options.quick else [], figures)
        found = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    print("\n" + page.aims(found))
    failed = [name for name, text in printed.items() if text is None]
    if failed:
        print(f"failed, their tables stay as they were: {', '.join(failed)}", file=sys.stderr)
    if not options.programs and not options.quick:
        _write(found, {name: text for name, text in printed.items() if text is not None})
    return 1 if failed else 0


def _write(found: page.Figures, printed: dict[str, str]) -> None:
    from .infrastructure import machine  # noqa: PLC0415  (starts node)

    load = ", ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "not known"
    where = f"{machine()}; {datetime.now(UTC):%d %B %Y}; load of the machine at the end {load}."
    sections = {name: page.section(name, text) for name, text in printed.items()}
    text = page.PAGE.read_text(encoding="utf-8")
    page.PAGE.write_text(page.written(text, {"machine": where, "aims": page.aims(found), **sections}), encoding="utf-8")
    print(f"written: {page.PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
