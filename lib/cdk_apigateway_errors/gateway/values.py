"""The values that pass from stage to stage, one per stage, frozen.

A request becomes a :class:`Request`, then in turn the values below, and ends as a :class:`Response`. Each knows
how to print itself as plain data (``to_dict``), so that a trace can be stored, compared or shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .failures import Failure

Headers = tuple[tuple[str, str], ...]
"""Header lines in order; the case of names is kept, as the service keeps it."""


def header_lines(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> Headers:
    """Header lines from a mapping or from pairs.

    >>> header_lines({"Accept": "text/html"})
    (('Accept', 'text/html'),)
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return tuple((str(name), str(value)) for name, value in pairs)


def first_header(headers: Headers, name: str) -> str | None:
    """The value of the first header of that name, whatever its case.

    >>> first_header((("Content-Type", "text/plain"),), "content-type")
    'text/plain'
    """
    wanted, length = name.lower(), len(name)
    for key, value in headers:
        if len(key) == length and key.lower() == wanted:
            return value
    return None


def text_of(body: bytes) -> str:
    """The body as text: UTF-8, with U+FFFD for what is not."""
    return body.decode("utf-8", "replace")


def printed(body: bytes) -> str:
    """The body as a trace shows it: text, or its size where it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return f"<{len(body)} bytes that are not UTF-8>"


@dataclass(frozen=True, slots=True)
class Request:
    """What the client sent.

    ``path`` is as on the wire (percent-encoded), with or without the stage in front.

    >>> Request.of("GET", "/orders/7?limit=2", headers={"Accept": "application/json"}).query
    'limit=2'
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    source_ip: str = "127.0.0.1"

    @classmethod
    def of(
        cls,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: str | bytes = b"",
    ) -> Request:
        """A request from a method and a path with an optional query; text bodies are sent as UTF-8."""
        path, _, query = url.partition("?")
        data = body.encode("utf-8") if isinstance(body, str) else body
        return cls(method.upper(), path or "/", query, header_lines(headers), data)

    def to_dict(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": [list(line) for line in self.headers],
            "body": printed(self.body),
        }


@dataclass(frozen=True, slots=True)
class RoutedRequest:
    """A request with the method that answers it; AWS calls it the method request.

    ``headers`` are those that parameter mappings and templates can see. ``context`` is ``$context``: the one thing
    that templates may change on the way (overrides), which is why it is a plain dict.
    """

    request: Request
    route: str
    """``GET /orders/{id}``."""
    path_parameters: Mapping[str, str]
    query_parameters: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, tuple[str, ...]]
    content_type: str
    """Media type without parameters; ``application/json`` where the request has none."""
    accept: str
    """First media type of ``Accept`` without parameters; ``application/json`` where the request has none."""
    context: dict[str, Any]
    parameters: Mapping[str, Mapping[str, str]]
    """What ``$input.params`` reads: ``path``, ``querystring`` and ``header``, one value per name."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "route": self.route,
            "path_parameters": dict(self.path_parameters),
            "query_parameters": {name: list(values) for name, values in self.query_parameters.items()},
            "headers": {name: list(values) for name, values in self.headers.items()},
            "content_type": self.content_type,
            "accept": self.accept,
            "request_id": self.context["requestId"],
        }


@dataclass(frozen=True, slots=True)
class IntegrationRequest:
    """What goes to the integration."""

    http_method: str
    uri: str
    headers: Mapping[str, str] = field(default_factory=dict)
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    query_parameters: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    body: bytes = b""
    template: str | None = None
    """Media type of the request template that wrote the body; ``None`` where the body was passed through."""
    asynchronous: bool = False
    """Lambda invocation type ``Event``."""

    def to_dict(self) -> dict[str, Any]:
        query = {k: v if isinstance(v, str) else list(v) for k, v in self.query_parameters.items()}
        return {
            "http_method": self.http_method,
            "uri": self.uri,
            "headers": dict(self.headers),
            "path_parameters": dict(self.path_parameters),
            "query_parameters": query,
            "body": printed(self.body),
            "template": self.template,
            "asynchronous": self.asynchronous,
        }


@dataclass(frozen=True, slots=True)
class IntegrationResult:
    """What the integration answered. For Lambda ``status`` is that of the Invoke API, 200 also for function errors."""

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    function_error: str | None = None
    """``Handled`` or ``Unhandled`` where a Lambda function failed."""
    logs: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "headers": [list(line) for line in self.headers],
            "body": printed(self.body),
            "function_error": self.function_error,
            "logs": self.logs,
        }


@dataclass(frozen=True, slots=True)
class SelectedResponse:
    """The integration response that was selected, and why."""

    status_code: str
    compared: str
    """The text that the patterns were compared with: an error message, ``""`` for a success, or an HTTP status."""
    selection_pattern: str | None = None
    """``None`` for the default integration response."""
    also_matching: tuple[str, ...] = ()
    """Status codes of further patterns that match; filled only where a trace is kept."""
    diagnosis: str = ""
    """Set where a function error reached the default integration response."""

    @property
    def is_default(self) -> bool:
        return self.selection_pattern is None

    def to_dict(self) -> dict[str, Any]:
        return {
            "status_code": self.status_code,
            "compared": self.compared,
            "selection_pattern": self.selection_pattern,
            "also_matching": list(self.also_matching),
            "diagnosis": self.diagnosis,
        }


@dataclass(frozen=True, slots=True)
class RenderedResponse:
    """The body after the response template, with the overrides that it set."""

    body: bytes
    template: str | None = None
    """Media type of the response template; ``None`` where the body was passed through."""
    override_status: int | None = None
    override_headers: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        headers = {k: v if isinstance(v, str) else list(v) for k, v in self.override_headers.items()}
        return {
            "body": printed(self.body),
            "template": self.template,
            "override_status": self.override_status,
            "override_headers": headers,
        }


@dataclass(frozen=True, slots=True)
class Response:
    """What the client gets.

    >>> Response(404, (("Content-Type", "application/json"),), b'{"status":404}').json()
    {'status': 404}
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    failure: Failure | None = field(default=None, compare=False)
    """Why the gateway itself made the answer, where it did."""
    selected: SelectedResponse | None = field(default=None, compare=False)
    """Which integration response made the answer, where one did."""

    @property
    def response_type(self) -> str | None:
        """Type of the gateway response, where the gateway itself made the answer."""
        return self.failure.response_type if self.failure else None

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return first_header(self.headers, name)

    @property
    def text(self) -> str:
        """The body as UTF-8 text; U+FFFD for bytes that are not."""
        return text_of(self.body)

    def json(self) -> Any:
        """The body parsed as JSON. Raises ``ValueError`` where it is not JSON."""
        return json.loads(self.body)

    def to_dict(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "headers": [list(line) for line in self.headers],
            "body": printed(self.body),
            "failure": self.failure.to_dict() if self.failure else None,
            "selected": self.selected.to_dict() if self.selected else None,
        }
