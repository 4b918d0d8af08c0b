"""The code of a function as folders: Lambda's ``/var/task`` and ``/opt``."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..cloudformation.model import Function
from .archives import content_hash, extract
from .fingerprint import Watched
from .refusals import ResourceNotFound


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where a function's code lies; ``generation`` changes with the code and the function's configuration."""

    task_root: Path
    layers: Path | None
    generation: str


class Deployments:
    """Brings code into folders: folders stay where they are, zip files and inline code go below ``folder``.

    With ``reload`` the files are looked at before each invocation, otherwise once.
    """

    def __init__(self, folder: Path, *, reload: bool = True) -> None:
        self.folder = folder
        self._reload = reload
        self._lock = threading.Lock()
        self._watched: dict[Path, Watched] = {}
        self._hashes: dict[tuple[Path, str], str] = {}
        self._known: dict[str, Deployment] = {}

    def current(self, function: Function) -> Deployment | None:
        """The deployment as far as nothing changed; ``None`` when :meth:`deploy` has work to do."""
        return self._known.get(self._generation(function))

    def deploy(self, function: Function) -> Deployment:
        """Make the folders. Raises :class:`ResourceNotFound` without code, ``ServiceError`` for a bad zip file."""
        with self._lock:
            generation = self._generation(function)
            if generation not in self._known:
                root, layers = self._task_root(function), self._layers(function)
                self._known[generation] = Deployment(root, layers, generation)
            return self._known[generation]

    def _generation(self, function: Function) -> str:
        parts = [repr(function), *(self._seen(path) for path in _paths(function))]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()

    def _seen(self, path: Path) -> str:
        watched = self._watched.get(path)
        if watched is None:
            watched = self._watched.setdefault(path, Watched(path))
        elif not self._reload:
            return ""
        return watched.value() if self._reload else ""

    def _task_root(self, function: Function) -> Path:
        if function.inline_code is not None:
            return self._inline(function)
        if function.code_path is None or not function.code_path.exists():
            raise ResourceNotFound(_no_code(function))
        return self._as_folder(function.code_path)

    def _inline(self, function: Function) -> Path:
        """Inline code lies in ``index.py`` or ``index.js`` (D: AWS::Lambda::Function Code, ``ZipFile``)."""
        assert function.inline_code is not None
        name = "index.js" if function.runtime.startswith("nodejs") else "index.py"
        text = function.inline_code.encode()
        return self._made(
            "inline-" + hashlib.sha256(name.encode() + text).hexdigest(), lambda folder: _write(folder, name, text)
        )

    def _as_folder(self, path: Path) -> Path:
        if path.is_dir():
            return path.resolve()
        return self._made(f"zip-{self._hash(path)}", lambda folder: extract(path, folder))

    def _hash(self, path: Path) -> str:
        key = (path, self._watched[path].value())
        if key not in self._hashes:
            self._hashes[key] = content_hash(path)
        return self._hashes[key]

    def _layers(self, function: Function) -> Path | None:
        """One layer lies where it is; several are put into one folder, the later over the earlier, as in ``/opt``."""
        for layer in function.layers:
            if not layer.exists():
                raise ResourceNotFound(f"The layer {layer} of the function {function.function_name} does not exist.")
        folders = [self._as_folder(layer) for layer in function.layers]
        if len(folders) < 2:
            return folders[0] if folders else None
        seen = [f"{folder}\0{self._seen(path)}" for folder, path in zip(folders, function.layers, strict=True)]
        name = "layers-" + hashlib.sha256("\0".join(seen).encode()).hexdigest()
        return self._made(name, lambda target: _merge(folders, target))

    def _made(self, name: str, make: Callable[[Path], None]) -> Path:
        folder = self.folder / name
        if not folder.exists():
            make(folder)
        return folder.resolve()


def _paths(function: Function) -> tuple[Path, ...]:
    code = () if function.code_path is None else (function.code_path,)
    return (*code, *function.layers)


def _no_code(function: Function) -> str:
    where = f" ({function.code_path} does not exist)" if function.code_path is not None else ""
    return (
        f"Function not found: {function.arn or function.function_name} has no code here{where}. "
        "Give it a folder or zip file, inline code, the URL of a container, or a Python callable."
    )


def _write(folder: Path, name: str, text: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / name).write_bytes(text)


def _merge(folders: list[Path], target: Path) -> None:
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for folder in folders:
        shutil.copytree(folder, partial, symlinks=True, dirs_exist_ok=True)
    partial.rename(target)
