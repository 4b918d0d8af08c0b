"""Mapping expressions: the values of ``RequestParameters`` and ``ResponseParameters``.

``'static'``, ``context.x``, ``stageVariables.x``, ``method.request.<place>.<name>`` on the way in and
``integration.response.<place>.<name>`` on the way out. Read once when the API is loaded, evaluated per request.
Source: D ``request-response-data-mappings``.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..velocity.jsonpath import InvalidPath, Path, compile_path, find
from .context import lookup
from .failures import GatewayFailure

Values = Mapping[str, tuple[str, ...]]
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a mapping may read: of a method request on the way in, of an integration response on the way out."""

    context: Mapping[str, Any]
    stage_variables: Mapping[str, str]
    headers: Values
    path: Mapping[str, str]
    querystring: Values
    body: bytes


Expression = Callable[[Sources], str | tuple[str, ...] | None]
BadBody = Callable[[], GatewayFailure]


class InvalidExpression(ValueError):
    """The text is no mapping expression; the message says what is allowed."""


def header_value(value: str) -> str:
    """The value as one header line: each run of control characters becomes one space.

    >>> header_value("two\\r\\nlines")
    'two lines'
    """
    return _CONTROL.sub(" ", value)


def parse_expression(text: str, prefix: str, bad_body: BadBody) -> Expression:
    """Compiles an expression; ``prefix`` is ``method.request`` or ``integration.response``.

    ``bad_body`` makes the failure for a body that must be read and is not JSON.
    Raises :class:`InvalidExpression`.
    """
    if len(text) >= 2 and text[0] == text[-1] == "'":
        static = text[1:-1]
        return lambda _: static
    head, _, rest = text.partition(".")
    if head == "context" and rest:
        return lambda sources: _printed(lookup(sources.context, rest))
    if head == "stageVariables" and rest:
        return lambda sources: sources.stage_variables.get(rest)
    if text.startswith(f"{prefix}."):
        return _parse_place(text, text[len(prefix) + 1 :], bad_body)
    raise InvalidExpression(_allowed(text, prefix))


def _allowed(text: str, prefix: str) -> str:
    return (
        f"Invalid mapping expression specified: {text}. Write a static value in single quotes ('{text}'), or "
        f"{prefix}.header.NAME, {prefix}.body, {prefix}.body.JSONPATH, context.NAME or stageVariables.NAME"
    )


def _parse_place(text: str, expression: str, bad_body: BadBody) -> Expression:
    place, _, name = expression.partition(".")
    if place == "body":
        return _body_path(name, bad_body) if name else lambda sources: _whole_body(sources, bad_body)
    if not name or place not in _PLACES:
        raise InvalidExpression(_allowed(text, text.removesuffix(f".{expression}")))
    pick = _PLACES[place]
    return lambda sources: pick(sources, name)


def _last(values: tuple[str, ...] | None) -> str | None:
    return values[-1] if values else None


def _joined(values: tuple[str, ...] | None) -> str | None:
    return ",".join(values) if values else None


_PLACES: Mapping[str, Callable[[Sources, str], str | tuple[str, ...] | None]] = {
    "path": lambda sources, name: sources.path.get(name),
    "querystring": lambda sources, name: _last(sources.querystring.get(name)),
    "multivaluequerystring": lambda sources, name: sources.querystring.get(name),
    "header": lambda sources, name: _last(sources.headers.get(name)),
    "multivalueheader": lambda sources, name: _joined(sources.headers.get(name)),
}


def _whole_body(sources: Sources, bad_body: BadBody) -> str:
    _parsed(sources.body, bad_body)
    return (sources.body.strip() or b"{}").decode("utf-8", "replace")


def _body_path(path: str, bad_body: BadBody) -> Expression:
    whole, parts = _compiled(path), _splits(path)

    def value(sources: Sources) -> str | None:
        data = _parsed(sources.body, bad_body)
        found = _found(whole, data)
        return _printed(_into_text(data, parts) if found is None else found)

    return value


def _compiled(path: str) -> Path:
    try:
        return compile_path(f"${path}" if path.startswith("[") else f"$.{path}")
    except InvalidPath as error:
        raise InvalidExpression(f"Invalid mapping expression specified: {path} is no JSONPath: {error}") from error


def _splits(path: str) -> tuple[tuple[Path, str], ...]:
    """Each way to cut a path at a dot into two paths: the first, compiled, and the rest."""
    splits = []
    for at in (at for at, character in enumerate(path) if character == "."):
        with contextlib.suppress(InvalidExpression):
            _compiled(path[at + 1 :])
            splits.append((_compiled(path[:at]), path[at + 1 :]))
    return tuple(splits)


def _found(path: Path, data: Any) -> Any:
    return find(path, data) if isinstance(data, (dict, list)) else None


def _into_text(data: Any, splits: tuple[tuple[Path, str], ...]) -> Any:
    """A path that goes on inside a text that holds JSON, as ``errorMessage.httpStatus`` does.

    D ``handle-errors-in-lambda-integration``: header mappings de-serialise the error message, templates do not.
    """
    for before, rest in splits:
        text = _found(before, data)
        if isinstance(text, str):
            return _inside(text, rest)
    return None


def _inside(text: str, path: str) -> Any:
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = _found(_compiled(path), inner)
    return found if found is not None else _into_text(inner, _splits(path))


def _parsed(body: bytes, bad_body: BadBody) -> Any:
    """C LocalStack, from AWS-validated tests: only a body that begins like JSON is read as JSON, others have no members."""
    text = body.strip() or b"{}"
    if text[:1] not in (b"{", b"[", b'"', b"'"):
        return {}
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise bad_body() from error


def _printed(value: Any) -> str | None:
    """Text as it is, everything else as compact JSON; nothing for null."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
