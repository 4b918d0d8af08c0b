"""The text of an exception class in a function's code: what the handler would raise.

Classes are found by reading the code, never by running it; then the one class is made in a process of its own, with
the function's code and layers on its path, as Lambda would have them.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from ..cloudformation import Function
from ..lint.python_source import parse_python
from .errors import BadInput

SECONDS = 30
MOST_FILES = 5000
_NAME = re.compile(r"(?:(?P<module>[^\W\d]\w*(?:\.[^\W\d]\w*)*):)?(?P<name>[^\W\d]\w*)")
_PASSED_OVER = {"__pycache__", "node_modules", ".git"}

PROGRAM = """
import importlib, json, os, sys
result = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what the module prints is no answer
paths, module, name = json.loads(sys.argv[1])
sys.path[:0] = paths
try:
    found = getattr(importlib.import_module(module), name)
    if not (isinstance(found, type) and issubclass(found, BaseException)):
        raise TypeError(f"{name} is no exception class")
    answer = {"message": str(found())}
except BaseException as error:
    answer = {"error": f"{type(error).__name__}: {error}"}
result.write(json.dumps(answer))
result.close()
"""


def message_of(raises: str, function: Function | None, errors: Path | None) -> str:
    """The message of an exception class, ``Name`` or ``module:Name``, of a Python function's code.

    Raises :class:`BadInput` where there is no such class, or it cannot be made without arguments.
    """
    parsed = _NAME.fullmatch(raises)
    if parsed is None:
        raise BadInput(f"--raises {raises!r}: write Name or module:Name")
    with ExitStack() as stack:
        places = [errors] if errors else _places(function, stack)
        module = parsed["module"] or _module_of(parsed["name"], places[0])
        return _made(module, parsed["name"], _search_path(places, function), function)


def _places(function: Function | None, stack: ExitStack) -> list[Path]:
    if function is None or not function.runtime.startswith("python"):
        raise BadInput("--raises reads the code of Python functions; give the text with --message, or --errors FOLDER")
    if function.inline_code is not None:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="inline-")))
        (folder / "index.py").write_text(function.inline_code, "utf-8")
        return [folder]
    if function.code_path is None:
        raise BadInput(f"the code of {function.logical_id} is not here; name its folder with --errors")
    return [function.code_path]


def _module_of(name: str, place: Path) -> str:
    """The module that defines a class, from the code's text."""
    found = [module for module, text in _modules(place) if _defines(text, name)]
    if not found:
        raise BadInput(f"no class {name} in {place}; name its module, for example --raises errors:{name}")
    if len(found) > 1:
        names = ", ".join(f"{module}:{name}" for module in sorted(found))
        raise BadInput(f"{len(found)} classes are called {name}: {names}; choose one with --raises module:{name}")
    return found[0]


def _modules(place: Path) -> Iterator[tuple[str, bytes]]:
    for name, read in _zipped(place) if place.is_file() else _in_folder(place):
        parts = list(PurePosixPath(name).with_suffix("").parts)
        if all(part.isidentifier() for part in parts):
            yield ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts), read


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    count = 0
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        for name in sorted(files):
            if name.endswith(".py"):
                count += 1
                if count > MOST_FILES:
                    raise BadInput(f"{folder} has more than {MOST_FILES} modules; name the class as module:Name")
                path = Path(root, name)
                yield path.relative_to(folder).as_posix(), path.read_bytes()


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".py":
        yield path.name, path.read_bytes()
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield from ((name, archive.read(name)) for name in sorted(archive.namelist()) if name.endswith(".py"))
    except (zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"{path}: no zip file that can be read: {error}") from error


def _defines(text: bytes, name: str) -> bool:
    if name.encode() not in text:
        return False
    try:
        tree = parse_python(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return any(isinstance(node, ast.ClassDef) and node.name == name for node in tree.body)


def _search_path(places: list[Path], function: Function | None) -> list[str]:
    """The code first, then the layers, as on Lambda."""
    code = [str((place.parent if place.suffix == ".py" else place).absolute()) for place in places]
    return [*code, *(str(layer.absolute() / "python") for layer in (function.layers if function else ()))]


def _made(module: str, name: str, paths: list[str], function: Function | None) -> str:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    environment = {**kept, **(function.environment if function else {}), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-P", "-c", PROGRAM, json.dumps([paths, module, name])]
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and program; the names are data
            command, env=environment, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadInput(f"importing {module} took longer than {SECONDS} s") from None
    return _message(ended.stdout, module, name)


def _message(output: bytes, module: str, name: str) -> str:
    try:
        answer = json.loads(output)
    except ValueError:
        raise BadInput(f"importing {module} ended the process") from None
    if "message" not in answer:
        raise BadInput(f"cannot make {module}:{name}: {answer['error']}; give its text with --message")
    return str(answer["message"])
