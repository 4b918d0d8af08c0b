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
from typing import Any, NoReturn

from .sources import SourceError, Template, template_of
from .synthesis import ASSEMBLY, RECORD

Opened = set[str]
_WRITING = frozenset("wax+")


def main(reference: str, folder: Path) -> None:
    """Synthesizes and records. Raises :class:`SourceError` for what is no source."""
    opened: Opened = set()
    sys.addaudithook(_recorder(opened))
    value = _made(reference)
    template = template_of(value, lambda: folder / ASSEMBLY, _no_text)
    record = {
        "source": str(_kept(template, folder)),
        "stack": template.stack,
        "assets": sorted(set(_assets(value))),
        "files": sorted(_project_files(opened, folder)),
    }
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")


def _recorder(opened: Opened) -> Callable[[str, tuple[Any, ...]], None]:
    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes) and not _writes(arguments[1]):
            opened.add(os.path.abspath(os.fsdecode(arguments[0])))

    return note


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and not _WRITING.isdisjoint(mode)


def _made(reference: str) -> Any:
    """The App, Stack or template of ``module:attribute``; a Stack class and a callable are called."""
    module_name, _, name = reference.partition(":")
    module = import_module(module_name)
    if not hasattr(module, name):
        raise SourceError(f"the source {reference!r}: module {module_name} has no {name!r}")
    value = getattr(module, name)
    cdk = sys.modules.get("aws_cdk")
    if cdk is not None and isinstance(value, type) and issubclass(value, cdk.Stack):
        return value(cdk.App(), value.__name__)
    return value() if callable(value) and not isinstance(value, type) else value


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


def _project_files(opened: Opened, folder: Path) -> Iterator[str]:
    """What was imported or opened, but for Python's own files, the installed packages and what this process wrote."""
    imported = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
    installed = [str(Path(path).resolve()) + os.sep for path in _installed()]
    for name in {*opened, *imported} - {""}:
        path = Path(name).resolve()
        apart = str(path).startswith((*installed, str(folder.resolve()) + os.sep, "/proc/", "/dev/", "/sys/"))
        if not apart and path.is_file() and "__pycache__" not in path.parts:
            yield str(path)


def _installed() -> set[str]:
    paths = sysconfig.get_paths()
    return {paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"]}


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except SourceError as error:
        sys.exit(str(error))
