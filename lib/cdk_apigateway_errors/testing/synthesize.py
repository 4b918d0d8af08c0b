"""The process in which a source given as text is synthesized: ``python -m … module:attribute FOLDER``.

It leaves the cloud assembly in ``FOLDER/cdk.out`` and, in ``FOLDER/record.json``, what Python imported and opened on the
way and what became an asset: what the assembly depends on.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from .sources import SourceError, Template, template_of
from .synthesis import ASSEMBLY, RECORD

_LISTING = ("os.listdir", "os.scandir")
_WRITING = frozenset("wax+")


def main(reference: str, folder: Path) -> None:
    """Synthesizes and records. Raises :class:`SourceError` for what is no source."""
    opened: set[str] = set()
    listed: set[str] = set()
    sys.addaudithook(_recorder(opened, listed))
    value = _made(reference)
    template = template_of(value, lambda: folder / ASSEMBLY, _no_text)
    record = {
        "source": str(_kept(template, folder)),
        "stack": template.stack,
        "assets": sorted(set(_assets(value))),
        "files": sorted(path for path in _outside(opened | _imported(), folder) if os.path.isfile(path)),
        "folders": sorted(path for path in _outside(listed, folder) if os.path.isdir(path)),
    }
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")


def _recorder(opened: set[str], listed: set[str]) -> Callable[[str, tuple[Any, ...]], None]:
    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not _writes(arguments[1]):
            _add(opened, arguments[0])
        elif event in _LISTING:
            _add(listed, "." if arguments[0] is None else arguments[0])

    return note


def _add(paths: set[str], path: object) -> None:
    if isinstance(path, str | bytes):  # a number is a file that is open already
        paths.add(os.path.abspath(os.fsdecode(path)))


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and not _WRITING.isdisjoint(mode)


def _made(reference: str) -> Any:
    """The App, Stack or template of ``module:attribute``; a Stack class and a callable are called."""
    module_name, _, name = reference.partition(":")
    module = _imported_module(module_name, reference)
    if not hasattr(module, name):
        raise SourceError(f"the source {reference!r}: module {module_name} has no {name!r}")
    value = getattr(module, name)
    cdk = sys.modules.get("aws_cdk")
    if cdk is not None and isinstance(value, type) and issubclass(value, cdk.Stack):
        return value(cdk.App(), value.__name__)
    return value() if callable(value) and not isinstance(value, type) else value


def _imported_module(name: str, reference: str) -> ModuleType:
    """The module. Where it is itself what is missing one line says so; errors inside it keep their stack trace."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            raise SourceError(f"the source {reference!r}: {error}") from None
        raise


def _no_text(reference: str) -> NoReturn:
    raise SourceError(f"the source leads to another text, {reference!r}: name its module and attribute directly")


def _kept(template: Template, folder: Path) -> Path:
    """The template inside the folder, wherever the app wrote it."""
    target = folder / ASSEMBLY
    if isinstance(template.source, Mapping):
        target = folder / "template.json"
        target.write_text(json.dumps(template.source), encoding="utf-8")
    elif template.source.resolve() != target.resolve():
        if not template.source.is_dir():
            return template.source.resolve()
        shutil.copytree(template.source, target, dirs_exist_ok=True)
    return target.relative_to(folder)


def _assets(value: Any) -> Iterator[str]:
    """What was made an asset of. CDK reads it in a process of its own, where no audit hook sees it."""
    cdk = sys.modules.get("aws_cdk")
    if cdk is None or not hasattr(value, "node"):
        return
    for construct in value.node.root.node.find_all():
        if isinstance(construct, cdk.AssetStaging):
            yield os.path.abspath(construct.source_path)


def _imported() -> set[str]:
    return {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())} - {""}


def _outside(paths: set[str], folder: Path) -> Iterator[str]:
    """But for Python's own files, the installed packages, what this process wrote, and the system's."""
    apart = [str(Path(path).resolve()) for path in [*_installed(), str(folder)]] + ["/proc", "/dev", "/sys"]
    for name in paths:
        path = Path(name).resolve()
        if "__pycache__" not in path.parts and not any(path.is_relative_to(other) for other in apart):
            yield str(path)


def _installed() -> set[str]:
    paths = sysconfig.get_paths()
    return {paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"]}


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except SourceError as error:
        sys.exit(str(error))
