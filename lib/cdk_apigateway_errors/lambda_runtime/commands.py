"""Which program runs a function: AWS's client for Python where it is installed, our bootstrap for Node."""

from __future__ import annotations

import functools
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..cloudformation.model import Function
from .deployment import Deployment
from .refusals import UnsupportedRuntime
from .worker import Command

_HERE = Path(__file__).parent
STAND_IN = _HERE / "python_client.py"
BOOTSTRAP = _HERE / "bootstrap.mjs"
_Paths = Callable[[Path], tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Programs:
    """Which interpreters run which runtimes; see :class:`.LambdaService`."""

    interpreters: Mapping[str, str] = field(default_factory=dict)
    named_python: bool = False
    aws_client: bool = True

    def python(self, runtime: str) -> str:
        """The program for ``python3.x``."""
        if runtime in self.interpreters:
            return self.interpreters[runtime]
        return (named_python(runtime) if self.named_python else None) or sys.executable

    def node(self, runtime: str) -> str | None:
        """The program for ``nodejsNN.x``, if there is one."""
        return self.interpreters.get(runtime) or shutil.which("node")


def command(function: Function, deployment: Deployment, environment: Mapping[str, str], programs: Programs) -> Command:
    """The command for a worker of this function.

    Raises :class:`UnsupportedRuntime` where nothing here runs the function's runtime.
    """
    if re.fullmatch(r"python3\.\d+", function.runtime):
        return _python(function, deployment, environment, programs)
    if re.fullmatch(r"nodejs\d+\.x", function.runtime):
        return _node(function, deployment, environment, programs)
    raise UnsupportedRuntime(
        f"The runtime {function.runtime!r} of the function {function.function_name} cannot run here: python3.x and "
        "nodejsNN.x do. Point the function at a container with the runtime emulator, or give a Python callable."
    )


def _python(function: Function, deployment: Deployment, environment: Mapping[str, str], programs: Programs) -> Command:
    program = programs.python(function.runtime)
    client = ("-m", "awslambdaric") if programs.aws_client and has_aws_client(program) else (str(STAND_IN),)
    layers = _existing(deployment.layers, lambda opt: _python_folders(opt, function.runtime))
    own = (environment["PYTHONPATH"],) if environment.get("PYTHONPATH") else ()
    path = ":".join([str(deployment.task_root), *layers, *own])
    # Neither the folder of an asset nor CDK's hash of it may change because its code ran.
    extra = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    return Command((program, *client, function.handler), {**environment, **extra}, deployment.task_root)


def _python_folders(opt: Path, runtime: str) -> tuple[Path, ...]:
    """In this order (D: developer guide, "Packaging layers")."""
    return opt / "python" / "lib" / runtime / "site-packages", opt / "python"


@functools.cache
def has_aws_client(program: str) -> bool:
    """Whether AWS's runtime interface client is installed for this interpreter."""
    if program == sys.executable:
        return bool(importlib.util.find_spec("awslambdaric") and importlib.util.find_spec("runtime_client"))
    try:
        return _runs(program, "import awslambdaric, runtime_client")
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnsupportedRuntime(f"The interpreter {program} does not start: {error}") from error


@functools.cache
def named_python(runtime: str) -> str | None:
    """The interpreter called like the runtime, if it starts (a version manager may leave an empty shell of it)."""
    program = shutil.which(runtime)
    try:
        return program if program is not None and _runs(program, "") else None
    except (OSError, subprocess.TimeoutExpired):
        return None


def _runs(program: str, code: str) -> bool:
    return subprocess.run([program, "-c", code], capture_output=True, check=False, timeout=30).returncode == 0  # noqa: S603


def _node(function: Function, deployment: Deployment, environment: Mapping[str, str], programs: Programs) -> Command:
    program = programs.node(function.runtime)
    if program is None:
        raise UnsupportedRuntime(
            f"The function {function.function_name} needs Node ({function.runtime}): no 'node' on the PATH."
        )
    major = function.runtime.removeprefix("nodejs").removesuffix(".x")
    layers = _existing(deployment.layers, lambda opt: _node_folders(opt, major))
    own = (environment["NODE_PATH"],) if environment.get("NODE_PATH") else ()
    extra = {"NODE_PATH": ":".join([*layers, *own])}
    arguments = (program, str(BOOTSTRAP), function.handler)
    return Command(arguments, {**environment, **extra}, deployment.task_root, inherits_socket=True)


def _node_folders(opt: Path, major: str) -> tuple[Path, ...]:
    """``require`` looks here, ``import`` does not: the same on Lambda (Node's own rule for ``NODE_PATH``)."""
    return opt / "nodejs" / f"node{major}" / "node_modules", opt / "nodejs" / "node_modules"


def _existing(layers: Path | None, folders: _Paths) -> tuple[str, ...]:
    return () if layers is None else tuple(str(folder) for folder in folders(layers) if folder.is_dir())
