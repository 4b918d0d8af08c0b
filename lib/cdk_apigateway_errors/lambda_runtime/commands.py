"""Which program runs a function: AWS's client for Python where it is installed, our bootstrap for Node."""

from __future__ import annotations

import functools
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ..cloudformation.model import Function
from .deployment import Deployment
from .refusals import UnsupportedRuntime
from .worker import Command

_HERE = Path(__file__).parent
STAND_IN = _HERE / "python_client.py"
BOOTSTRAP = _HERE / "bootstrap.mjs"
_Paths = Callable[[Path], tuple[Path, ...]]


def command(
    function: Function,
    deployment: Deployment,
    environment: Mapping[str, str],
    *,
    interpreters: Mapping[str, str],
    aws_client: bool = True,
) -> Command:
    """The command for a worker of this function.

    ``interpreters`` names programs by runtime (``{"python3.12": "/usr/bin/python3.12"}``). Raises
    :class:`UnsupportedRuntime` where nothing here runs the function's runtime.
    """
    if re.fullmatch(r"python3\.\d+", function.runtime):
        return _python(function, deployment, environment, interpreters.get(function.runtime), aws_client)
    if re.fullmatch(r"nodejs\d+\.x", function.runtime):
        return _node(function, deployment, environment, interpreters.get(function.runtime))
    raise UnsupportedRuntime(
        f"The runtime {function.runtime!r} of the function {function.function_name} cannot run here: python3.x and "
        "nodejsNN.x do. Point the function at a container with the runtime emulator, or give a Python callable."
    )


def _python(
    function: Function,
    deployment: Deployment,
    environment: Mapping[str, str],
    interpreter: str | None,
    aws_client: bool,
) -> Command:
    program = interpreter or sys.executable
    client = ("-m", "awslambdaric") if aws_client and has_aws_client(program) else (str(STAND_IN),)
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
        check = [program, "-c", "import awslambdaric, runtime_client"]
        return subprocess.run(check, capture_output=True, check=False, timeout=30).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnsupportedRuntime(f"The interpreter {program} does not start: {error}") from error


def _node(
    function: Function, deployment: Deployment, environment: Mapping[str, str], interpreter: str | None
) -> Command:
    program = interpreter or shutil.which("node")
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
