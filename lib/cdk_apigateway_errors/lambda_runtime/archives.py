"""Zip files of code and layers, extracted so that nothing lands outside the folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from .refusals import ServiceError

UNZIPPED_LIMIT = 262_144_000
"""Bytes: 250 MB, Lambda's quota for code and layers unzipped (D: developer guide, "Lambda quotas")."""
_CHUNK = 1024 * 1024


def content_hash(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def extract(archive: Path, folder: Path) -> None:
    """Extract all of a zip file into a new folder; all or nothing.

    Raises :class:`ServiceError` for names or links that lead outside and for more than 250 MB.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        _extract_members(archive, partial)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise ServiceError(f"{archive} cannot be unzipped: {error}") from error
    except ServiceError:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    partial.rename(folder)


def _extract_members(archive: Path, folder: Path) -> None:
    left = UNZIPPED_LIMIT
    with zipfile.ZipFile(archive) as opened:
        for member in opened.infolist():
            target = folder / _safe(archive, member.filename)
            if member.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if stat.S_ISLNK(member.external_attr >> 16):
                _link(archive, opened.read(member).decode(), target, folder)
            else:
                left = _copy(archive, opened, member, _inside(archive, target, folder), left)


def _safe(archive: Path, name: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name:
        raise ServiceError(f"{archive} holds {name!r}, which leads outside the folder of the code; pack it without")
    return path


def _link(archive: Path, destination: str, target: Path, folder: Path) -> None:
    """Packages of npm link to each other; a link may point anywhere inside."""
    root = folder.resolve()
    if os.path.isabs(destination) or not (target.parent.resolve() / destination).resolve().is_relative_to(root):
        raise ServiceError(f"{archive} holds a link to {destination!r}, outside the folder of the code")
    target.symlink_to(destination)


def _inside(archive: Path, target: Path, folder: Path) -> Path:
    """The path, unless links that were extracted before lead it astray."""
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise ServiceError(f"{archive} holds {target.name!r} below a link that leads outside the folder of the code")
    return target


def _copy(archive: Path, opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    target.unlink(missing_ok=True)  # the same name twice: the last one counts
    with opened.open(member) as source, target.open("xb") as sink:
        while piece := source.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise ServiceError(f"{archive} is larger than {UNZIPPED_LIMIT} bytes unzipped, Lambda's limit")
            sink.write(piece)
    if member.external_attr >> 16 & stat.S_IXUSR:
        target.chmod(0o755)
    return left
