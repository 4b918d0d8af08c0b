"""Model schemas: references from one model to another become definitions inside the schema.

API Gateway addresses a model by ``https://apigateway.amazonaws.com/restapis/{id}/models/{name}`` (D: developer guide,
"Data models for REST APIs"). A JSON schema validator cannot fetch that, so each schema gets its own copy of what it
refers to under ``definitions``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MODEL_URL = re.compile(r"https?://apigateway\.amazonaws\.com/restapis/[^/]+/models/([A-Za-z0-9]+)(?:#(/.*))?")
_COMPONENT = re.compile(r"#/(?:components/schemas|definitions)/([^/]+)(/.*)?")
_DATA_KEYWORDS = frozenset({"enum", "default", "const", "example", "examples"})

EMPTY_SCHEMA: Mapping[str, Any] = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "Empty Schema",
    "type": "object",
}
ERROR_SCHEMA: Mapping[str, Any] = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "Error Schema",
    "type": "object",
    "properties": {"message": {"type": "string"}},
}
BUILT_IN: Mapping[str, Mapping[str, Any]] = {"Empty": EMPTY_SCHEMA, "Error": ERROR_SCHEMA}
"""The models that API Gateway makes with every REST API (D: developer guide, same page)."""

_Schema = Mapping[str, Any] | bool


def bundle(name: str, schemas: Mapping[str, _Schema], *, openapi: bool = False) -> tuple[_Schema, list[str]]:
    """The schema of ``name`` with all models it refers to, and the names of models that do not exist.

    ``openapi`` also follows ``#/components/schemas/X`` and ``#/definitions/X``, as bodies of OpenAPI write them.
    """
    root = schemas[name]
    if isinstance(root, bool):
        return root, []
    bundler = _Bundler(name, schemas, openapi)
    result = bundler.rewrite(root, "")
    while bundler.pending:
        bundler.add_next()
    if bundler.definitions:
        result = {**result, "definitions": {**result.get("definitions", {}), **bundler.definitions}}
    return result, bundler.missing


class _Bundler:
    def __init__(self, root: str, schemas: Mapping[str, _Schema], openapi: bool) -> None:
        self.root, self.schemas, self.openapi = root, schemas, openapi
        self.keys: dict[str, str] = {}
        self.pending: list[str] = []
        self.definitions: dict[str, Any] = {}
        self.missing: list[str] = []

    def add_next(self) -> None:
        name = self.pending.pop()
        key = self.keys[name]
        self.definitions[key] = self.rewrite(self.schemas[name], f"/definitions/{_escape(key)}")

    def rewrite(self, schema: Any, base: str) -> Any:
        if isinstance(schema, list):
            return [self.rewrite(item, base) for item in schema]
        if not isinstance(schema, Mapping):
            return schema
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return {**schema, "$ref": self.pointer(reference, base)}
        return {key: item if key in _DATA_KEYWORDS else self.rewrite(item, base) for key, item in schema.items()}

    def pointer(self, reference: str, base: str) -> str:
        found = _MODEL_URL.fullmatch(reference) or (_COMPONENT.fullmatch(reference) if self.openapi else None)
        if found is None:
            return f"#{base}{reference[1:]}" if reference.startswith("#") else reference
        name, rest = _unescape(found[1]), found[2] or ""
        if name == self.root:
            return f"#{rest}"
        if name not in self.schemas:
            self.missing.append(name)
            return reference
        return f"#/definitions/{_escape(self.key(name))}{rest}"

    def key(self, name: str) -> str:
        if name not in self.keys:
            root = self.schemas[self.root]
            taken = set(root.get("definitions", {})) if isinstance(root, Mapping) else set()
            key = name
            while key in taken:
                key += "_"
            self.keys[name] = key
            self.pending.append(name)
        return self.keys[name]


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _unescape(name: str) -> str:
    return name.replace("~1", "/").replace("~0", "~")
