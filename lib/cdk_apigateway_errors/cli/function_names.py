"""What ``--function`` may call a function: its construct ids, beside the names that the loader knows.

CDK writes the construct's path into the template: ``"Metadata": {"aws:cdk:path": "Orders/Handler/Resource"}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BadInput


@dataclass(frozen=True, slots=True)
class Named:
    """One function of a template and every name that means it."""

    logical_id: str
    own: frozenset[str]
    """Logical id and physical name: the loader finds the function by these."""
    constructs: frozenset[str]
    """``Handler``, ``Api/Handler`` and ``Orders/Api/Handler``, and the logical id without its hash."""


def loaders_names(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Each name of ``--function`` as the loader knows it; one that means no construct stays as it is.

    Raises :class:`BadInput` for a construct id that several functions have, and ``TemplateError`` for a malformed source.
    """
    functions = list(_functions(path))
    return {name: _loaders_name(name, functions) for name in names}


def _loaders_name(name: str, functions: list[Named]) -> str:
    if any(name in function.own for function in functions):
        return name
    found = sorted({function.logical_id for function in functions if name in function.constructs})
    if len(found) > 1:
        raise BadInput(f"--function {name!r} may be {' or '.join(found)}: give the logical id, or more of the path")
    return found[0] if found else name


def _functions(path: Path) -> Iterator[Named]:
    from ..cloudformation.assembly import read_sources  # noqa: PLC0415 - not for --help

    for stack in read_sources(path).stacks:
        resources = stack.template.get("Resources")
        for logical_id, resource in resources.items() if isinstance(resources, Mapping) else ():
            if isinstance(resource, Mapping) and resource.get("Type") == "AWS::Lambda::Function":
                yield _named(str(logical_id), resource)


def _named(logical_id: str, resource: Mapping[str, Any]) -> Named:
    from ..cloudformation.identifiers import readable  # noqa: PLC0415 - not for --help

    name = _member(_member(resource, "Properties"), "FunctionName")
    path = _member(_member(resource, "Metadata"), "aws:cdk:path")
    parts = path.split("/") if isinstance(path, str) else []
    parts = parts[:-1] if parts[-1:] == ["Resource"] else parts
    constructs = {"/".join(parts[start:]) for start in range(len(parts))} | {readable(logical_id)}
    return Named(
        logical_id, frozenset({logical_id, name} if isinstance(name, str) else {logical_id}), frozenset(constructs)
    )


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def as_option(text: str) -> str:
    """A message of the loader in the words of the command: ``functions={'X': …}`` is ``--function X=…`` here.

    >>> as_option("the function orders is in no loaded template; pass functions={'orders': path, URL or Function}")
    'the function orders is in no loaded template; give --function orders=PATH_OR_URL'
    >>> as_option("functions: Nobody is no function of the template; it has: Handler.")
    '--function: Nobody is no function of the template; it has: Handler.'
    """
    text = re.sub(r"pass functions=\{'([^']*)': 'http[^}]*\}", r"give --function \1=URL", text)
    text = re.sub(r"pass functions=\{'([^']*)': [^}]*\}", r"give --function \1=PATH_OR_URL", text)
    text = re.sub(r"^functions\['([^']*)'\]", r"--function \1", text)
    return re.sub(r"^functions:", "--function:", text)
