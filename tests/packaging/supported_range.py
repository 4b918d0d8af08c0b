"""Both ends of the ranges that ``pyproject.toml`` declares: ``python tests/packaging/supported_range.py``.

``oldest`` is the lowest version of every dependency on the lowest Python, ``newest`` the highest of both that are here.
Each gets an environment of its own under ``.cache/range`` and runs the tests of the constructs, the catalog and the runtime
there, then ``app.py``. The expectations that hold CDK's own output (snapshots) are not among them.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "range"
TESTS = ("tests/infrastructure", "tests/catalog", "tests/runtime")
LEFT_OUT = ("tests/infrastructure/test_cost_model.py",)
"""What asks nothing of the versions: a page of figures."""
NEWER_CDK = (
    "tests/infrastructure/test_nested_stacks.py::test_nested_templates_are_written_without_indentation",
    "tests/infrastructure/test_forecast.py::test_the_forecast_of_a_nested_stack_is_within_a_tenth_of_its_template",
)
"""What the oldest CDK cannot do: it indents the templates of nested stacks."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OPTIONS = [*(f"--ignore={path}" for path in LEFT_OUT), *(f"--deselect={test}" for test in NEWER_CDK)]
ABSENT = re.compile(r"No matching distribution found for (\S+)")

sys.path.insert(0, str(ROOT / "tests"))


class NotHere(Exception):
    """The Python or a package is not to be had on this machine: a reason to skip."""


@dataclass(frozen=True)
class End:
    """One end of the range."""

    name: str
    python: str
    requirements: tuple[str, ...]

    @property
    def folder(self) -> Path:
        key = hashlib.sha256("\n".join((self.python, *self.requirements)).encode()).hexdigest()[:12]
        return CACHE / f"{self.name}-{key}"


def declared() -> list[str]:
    """What users install: the dependencies and those of the extras, and what the tests need."""
    extras = PROJECT["optional-dependencies"]
    every = [*PROJECT["dependencies"], *extras["local"], *extras["testing"]]
    return [each for each in every if not each.startswith(PROJECT["name"])]


def lowest(requirement: str) -> str:
    """The requirement at the lower end of its range.

    >>> lowest("aws-cdk-lib>=2.230,<3"), lowest("awslambdaric>=3; sys_platform == 'linux'")
    ('aws-cdk-lib==2.230', "awslambdaric==3; sys_platform == 'linux'")
    """
    return re.sub(r">=([\w.]+)(,<[\w.]+)?", r"==\1", requirement)


def ends() -> list[End]:
    from runtime.test_every_python import PYTHONS  # noqa: PLC0415

    least = PROJECT["requires-python"].removeprefix(">=")
    found = sorted((tuple(map(int, version.split("."))), path) for version, path in PYTHONS.items())
    newest = found[-1][1]
    oldest = PYTHONS.get(least, "")
    return [
        End("oldest", oldest, (*map(lowest, declared()), "hypothesis")),
        End("newest", newest, (*declared(), "hypothesis")),
    ]


def run(command: list[str], log: Path, **variables: str) -> int:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CDK_VALIDATION": "false", **variables}
    with log.open("a", encoding="utf-8") as output:
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False).returncode


def installed(end: End, log: Path) -> Path:
    """The environment's Python. Raises :class:`NotHere`."""
    if not end.python:
        raise NotHere(f"no Python {PROJECT['requires-python']} here")
    python = end.folder / "bin" / "python"
    if (end.folder / "ready").exists():
        return python
    pip = [str(python), "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check"]
    for command in (
        [end.python, "-m", "venv", str(end.folder)],
        [*pip, *end.requirements],
        [*pip, "--no-deps", "-e", "."],
    ):
        if run(command, log):
            missing = ABSENT.search(log.read_text(encoding="utf-8"))
            if missing:
                raise NotHere(f"{missing[1]} is not in the registry here")
            raise RuntimeError(f"{' '.join(command)} failed")
    (end.folder / "ready").touch()
    return python


def tried(end: End) -> int:
    """0 where all is well or cannot be tried here; what happened is printed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    log = CACHE / f"{end.name}.log"
    log.write_text("", encoding="utf-8")
    try:
        python = installed(end, log)
    except NotHere as reason:
        print(f"{end.name}: skipped, {reason}")
        return 0
    except RuntimeError as error:
        print(f"{end.name}: {error}\n{log.read_text(encoding='utf-8')[-3000:]}")
        return 1
    run([str(python), "-c", "import sys; print('Python', sys.version)"], log)
    run([str(python), "-m", "pip", "list", "--disable-pip-version-check"], log)
    failed = run([str(python), "-m", "pytest", "-p", "no:cacheprovider", *TESTS, *OPTIONS], log)
    failed = failed or run([str(python), "app.py"], log, CDK_OUTDIR=str(end.folder / "cdk.out"))
    text = log.read_text(encoding="utf-8")
    kept = [
        line
        for line in text.splitlines()
        if re.match(r"(Python|aws-cdk-lib|constructs|jsii|\d+ passed|FAILED|ERROR)", line)
    ]
    print(f"{end.name}: {'failed' if failed else 'passed'}", *(kept if not failed else [text[-6000:]]), sep="\n  ")
    return failed


def main(names: list[str]) -> int:
    """Both at once, as there are two cores; each in a process, so that a log line never waits for the other."""
    if names:
        return max(tried(end) for end in ends() if end.name in names)
    started = [subprocess.Popen([sys.executable, __file__, end.name]) for end in ends()]
    return max(process.wait() for process in started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
