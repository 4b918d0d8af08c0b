"""Makes what a new machine lacks: LocalStack's open core, and a Python that runs the handlers.

Both are virtual environments under one folder (``.cache/localstack``) that may be deleted at any time. A stamp, written
last, holds everything that decides their content; with another stamp or none they are made again from nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONSTRAINTS = HERE / "constraints.txt"

SERVER_PACKAGES = ("localstack-core[runtime]==4.14.0", "service-identity==24.2.0")
HANDLER_PACKAGES = ("awslambdaric==4.2.2", "boto3==1.42.54")
"""What AWS's own Python runtimes bring along: the runtime interface client and boto3. Nothing of this project: its
runtime must come from the layer, or the test would not notice that the layer is missing."""

OLDEST = (3, 12)
"""LocalStack 4.14.0 says 3.10 in its metadata, but its source has type parameter lists (PEP 695)."""

PROBE = "import json, sys, ensurepip, venv; print(json.dumps([sys.executable, sys.version_info[:2]]))"


class InstallError(RuntimeError):
    """Something that this machine lacks and that cannot be installed from here."""


@dataclass(frozen=True)
class Installation:
    """Where the two Pythons are.

    >>> Installation(Path("/cache")).server_python.as_posix()
    '/cache/server/bin/python'
    """

    folder: Path

    @property
    def server_python(self) -> Path:
        return self.folder / "server" / "bin" / "python"

    @property
    def handler_python(self) -> Path:
        return self.folder / "handler" / "bin" / "python"


def install(folder: Path) -> Installation:
    """The installation in ``folder``, made now unless it is there. Raises :class:`InstallError`."""
    installation = Installation(folder)
    python = find_python()
    stamp, wanted = folder / "stamp", _stamp(python)
    if stamp.is_file() and stamp.read_text() == wanted and installation.server_python.exists():
        return installation
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    _make(python, folder / "server", SERVER_PACKAGES)
    _make(python, folder / "handler", HANDLER_PACKAGES)
    stamp.write_text(wanted)
    return installation


def find_python() -> str:
    """A Python that runs LocalStack: ``$LOCALSTACK_PYTHON``, this one, one of the path, or one of pyenv's."""
    seen: list[str] = []
    for candidate in _candidates():
        answer = _probe(candidate)
        if answer is None:
            continue
        executable, version = answer
        if version >= OLDEST:
            return executable
        seen.append(f"{executable} ({version[0]}.{version[1]})")
    raise InstallError(
        f"LocalStack 4.14.0 needs Python {OLDEST[0]}.{OLDEST[1]} or newer with venv and ensurepip; found "
        f"{', '.join(dict.fromkeys(seen)) or 'none'}. Install one (Debian: python3-venv beside it) or name it in "
        "LOCALSTACK_PYTHON."
    )


def _candidates() -> Iterator[str]:
    if named := os.environ.get("LOCALSTACK_PYTHON"):
        yield named
    yield sys.executable
    for version in ("3.13", "3.12", "3.14"):
        if found := shutil.which(f"python{version}"):
            yield found
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from (str(path) for path in sorted(pyenv.glob("3.1[234].*/bin/python"), reverse=True))


def _probe(candidate: str) -> tuple[str, tuple[int, int]] | None:
    """The real executable and its version; nothing where it cannot make virtual environments.

    pyenv's shims exist for versions that are not switched on: they answer with an error.
    """
    try:
        done = subprocess.run([candidate, "-c", PROBE], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    executable, version = json.loads(done.stdout)
    return executable, (version[0], version[1])


def _stamp(python: str) -> str:
    pins = "\n".join((python, *SERVER_PACKAGES, *HANDLER_PACKAGES, CONSTRAINTS.read_text()))
    return hashlib.sha256(pins.encode()).hexdigest()


def _make(python: str, folder: Path, packages: tuple[str, ...]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _run(python, "-m", "venv", str(folder))
    pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--no-compile", "--constraint", str(CONSTRAINTS), *packages)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    print(install(Path(sys.argv[1])).folder)
