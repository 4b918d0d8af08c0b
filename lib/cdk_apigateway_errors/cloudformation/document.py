"""Read a template or an OpenAPI file: JSON, or YAML with CloudFormation's short tags (``!Ref``, ``!Sub`` …)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .errors import TemplateError

MAX_BYTES = 20 * 1024 * 1024
"""CloudFormation itself stops at 1 MB; an assembly's manifest with its metadata is larger."""

MAX_YAML_NODES = 500_000
"""Nodes after every alias is written out: a few aliases of aliases are enough for billions."""

SHORT_TAGS = frozenset(
    [
        "Ref",
        "Condition",
        "And",
        "Base64",
        "Cidr",
        "Equals",
        "FindInMap",
        "GetAtt",
        "GetAZs",
        "GetStackOutput",
        "If",
        "ImportValue",
        "Join",
        "Length",
        "Not",
        "Or",
        "Select",
        "Split",
        "Sub",
        "ToJsonString",
        "Transform",
    ]
)


def read_document(path: Path) -> Any:
    """The parsed content of a JSON or YAML file.

    Raises :class:`TemplateError` when the file is missing, larger than :data:`MAX_BYTES`, not UTF-8 or not parseable.
    """
    return parse_document(read_text(path), str(path))


def read_mapping(path: Path) -> dict[str, Any]:
    """As :func:`read_document`, for files that must hold an object."""
    document = read_document(path)
    if not isinstance(document, dict):
        raise TemplateError(f"{path}: expected an object at the top level, got {_kind(document)}.")
    return document


def parse_document(text: str, name: str) -> Any:
    """Parse JSON or YAML text; ``name`` is what messages call it.

    >>> parse_document('{"Ref": "Api"}', "x.json") == parse_document("!Ref Api", "x.yaml")
    True
    """
    try:
        return _parse(text, name)
    except RecursionError:
        raise TemplateError(f"{name}: the document is nested too deeply to be a template.") from None


def _parse(text: str, name: str) -> Any:
    looks_like_json = text.lstrip()[:1] in ("{", "[")
    if not looks_like_json and not name.endswith(".json"):
        return _parse_yaml(text, name)
    try:
        return json.loads(text)
    except ValueError as error:  # JSONDecodeError, and plain ValueError for numbers of thousands of digits
        if name.endswith((".json", ".template")):
            raise TemplateError(f"{name}: not valid JSON: {error}.") from None
        return _parse_yaml(text, name)


def read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TemplateError(
                f"{path}: the file has {size:,} bytes; the loader reads at most {MAX_BYTES:,} "
                "(CloudFormation accepts templates up to 1 MB)."
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise TemplateError(f"{path}: cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path}: not UTF-8 text (byte {error.start}).") from None
    except ValueError as error:  # a path with a NUL character
        raise TemplateError(f"{path!s}: cannot be read: {error}.") from None


def _parse_yaml(text: str, name: str) -> Any:
    try:
        from .yaml_tags import load_yaml  # noqa: PLC0415  (PyYAML is in the [local] extra and slow to import)
    except ImportError:
        raise TemplateError(
            f"{name}: reading YAML needs PyYAML: pip install 'cdk-apigateway-errors[local]', or pass a JSON template."
        ) from None
    return load_yaml(text, name)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", type(None): "nothing"}
    return names.get(type(value), type(value).__name__)
