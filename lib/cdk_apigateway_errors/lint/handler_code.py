"""Which statuses a handler raises, as far as constants in its code say: nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from .code_files import Files
from .python_source import parse_python

_NUMBER = re.compile(r"(?<![\w.])([45]\d\d)(?![\w.])")
_THROWN = re.compile(
    r"(?:throw\s+(?:new\s+)?[\w.]+\s*\(|reject\s*\(|callback\s*\(|\.fail\s*\()[^;{}]*JSON\.stringify\s*\(\s*\{"
    r"[^{}]*?[\"']?(?P<name>\w+)[\"']?\s*:\s*(?P<status>[45]\d\d)\b"
)
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Raised:
    """A status, and the line that raises it: ``errors.py:12``."""

    status: int
    place: str


@dataclass(frozen=True, slots=True)
class HandlerCode:
    """``raised`` is what certainly is; ``mentioned`` is every number that could be a status."""

    raised: tuple[Raised, ...]
    mentioned: frozenset[int]


@lru_cache(maxsize=64)
def handler_code(files: Files, fields: frozenset[str]) -> HandlerCode:
    """What the files say; ``fields`` are the names of the status in error bodies."""
    classes: dict[str, int] = {}
    trees = []
    for name, text in files:
        tree = _parsed(text) if name.endswith(".py") else None
        if tree is not None:
            trees.append((name, tree))
    for _ in range(3):  # a class can be declared in a later file than its base
        for _, tree in trees:
            classes.update(_class_statuses(tree, classes))
    raised = [
        Raised(status, f"{name}:{line}") for name, tree in trees for status, line in _raised(tree, classes, fields)
    ]
    for name, text in files:
        if not name.endswith(".py"):
            raised += [Raised(status, f"{name}:{line}") for status, line in _thrown(text, fields)]
    return HandlerCode(tuple(dict.fromkeys(raised)), frozenset(_mentioned(files)))


def _parsed(text: str) -> ast.Module | None:
    try:
        return parse_python(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _mentioned(files: Files) -> Iterator[int]:
    for _, text in files:
        yield from map(int, _NUMBER.findall(text))
        yield from (status for status in HTTPStatus if status.name in text)


def _class_statuses(tree: ast.Module, known: dict[str, int]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            own = [status for statement in node.body for status in _assigned(statement)]
            inherited = [known[name] for base in node.bases if (name := _name(base)) in known]
            yield from ((node.name, status) for status in (own or inherited)[:1])


def _assigned(statement: ast.stmt) -> Iterator[int]:
    """``status = 404``, ``status: int = 404`` and ``status, code = 404, "GONE"``."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    value = getattr(statement, "value", None)
    for target in targets:
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        for name, given in pairs:
            status = _status(given)
            if isinstance(name, ast.Name) and name.id == "status" and status is not None:
                yield status


def _status(node: object) -> int | None:
    """A constant from 400 to 599, or ``HTTPStatus.GONE``."""
    if isinstance(node, ast.Attribute) and _name(node.value) == "HTTPStatus":
        found = HTTPStatus.__members__.get(node.attr)
        return int(found) if found is not None and found >= 400 else None
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 599 else None


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _raised(tree: ast.Module, classes: dict[str, int], fields: frozenset[str]) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            call = node.exc if isinstance(node.exc, ast.Call) else None
            given = _keyword(call) if call else None
            status = given if given is not None else classes.get(_name(call.func if call else node.exc))
            if status is not None:
                yield status, node.lineno
            yield from ((found, node.lineno) for found in _in_dicts(node.exc, fields))


def _keyword(call: ast.Call) -> int | None:
    """``raise ApiError(status=409)``"""
    return next((_status(one.value) for one in call.keywords if one.arg == "status"), None)


def _in_dicts(node: ast.AST, fields: frozenset[str]) -> Iterator[int]:
    """``raise Exception(json.dumps({"status": 404}))``; what is nested in the object belongs to something else."""
    if not isinstance(node, ast.Dict):
        for child in ast.iter_child_nodes(node):
            yield from _in_dicts(child, fields)
        return
    for key, value in zip(node.keys, node.values, strict=True):
        status = _status(value)
        if isinstance(key, ast.Constant) and key.value in fields and status is not None:
            yield status


def _thrown(text: str, fields: frozenset[str]) -> Iterator[tuple[int, int]]:
    """``throw new Error(JSON.stringify({status: 404}))``, with ``reject``, ``callback`` and ``context.fail``."""
    bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for found in _THROWN.finditer(bare):
        if found["name"] in fields:
            yield int(found["status"]), bare.count("\n", 0, found.start()) + 1
