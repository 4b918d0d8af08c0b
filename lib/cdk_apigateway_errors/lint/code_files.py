"""The source files of a function, where its code is on this machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from ..cloudformation.model import Function

SUFFIXES = (".py", ".js", ".mjs", ".cjs")
MAX_FILES = 200
MAX_BYTES = 1_000_000
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "tests", "test"})
Files = tuple[tuple[str, str], ...]


def code_files(function: Function) -> Files | None:
    """Name and text of each file of the function's own code; None where there is none here, or too much of it.

    Installed packages (folders with a ``.dist-info`` beside them, ``node_modules``) are not the function's own.
    """
    if function.inline_code is not None:
        suffix = ".js" if function.runtime.startswith("nodejs") else ".py"
        return ((f"index{suffix}", function.inline_code),)
    if function.code_path is None or not function.runtime.startswith(("python", "nodejs")):
        return None
    return _read(function.code_path)


@lru_cache(maxsize=64)
def _read(path: Path) -> Files | None:
    try:
        found = tuple(_of_folder(path) if path.is_dir() else _of_archive(path))
    except (OSError, zipfile.BadZipFile):
        return None
    return found if found and len(found) <= MAX_FILES else None


def _of_folder(folder: Path) -> Iterator[tuple[str, str]]:
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    for name in _own(names):
        path = folder / name
        if path.stat().st_size <= MAX_BYTES:
            yield name, path.read_text(encoding="utf-8", errors="replace")


def _of_archive(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as archive:
        sizes = {one.filename: one.file_size for one in archive.infolist()}
        for name in _own(list(sizes)):
            if sizes[name] <= MAX_BYTES:
                yield name, archive.read(name).decode("utf-8", errors="replace")


def _own(names: list[str]) -> list[str]:
    installed = {name.split("/")[0].split("-")[0] for name in names if ".dist-info/" in name}
    return sorted(
        name
        for name in names
        if name.endswith(SUFFIXES) and not (set(PurePosixPath(name).parts) & (_SKIPPED | installed))
    )[: MAX_FILES + 1]
