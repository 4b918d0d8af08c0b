"""Stage 1: which method answers.

Literal segments win over ``{name}``, which wins over ``{name+}`` (D ``api-gateway-method-settings-method-request``); a
resource's own method wins over its ``ANY``. No match of path or method: 403 Missing Authentication Token, never 404
(S LocalStack ``test_routing_not_found`` 2024-07-23).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import parse_qsl, unquote

from . import failures
from .values import Headers, Request, first_header

T = TypeVar("T")

HIDDEN_REQUEST_HEADERS = frozenset(
    [
        "connection",
        "content-length",
        "content-md5",
        "expect",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "transfer-encoding",
        "trailer",
        "upgrade",
        "www-authenticate",
    ]
)
"""Never seen by mappings and templates: S ``test_apigateway_header_remapping_aws`` 2024-12-11."""


@dataclass(slots=True)
class _Node(Generic[T]):
    literals: dict[str, _Node[T]] = field(default_factory=dict)
    parameter: _Node[T] | None = None
    greedy: _Node[T] | None = None
    parameter_name: str = ""
    greedy_name: str = ""
    methods: dict[str, T] = field(default_factory=dict)


Found = tuple[T, dict[str, str]]


class Routes(Generic[T]):
    """A tree of resources; built once, asked for every request.

    >>> routes = Routes([("GET", "/orders/{id}", "one"), ("GET", "/orders/new", "new")])
    >>> routes.find("GET", "/orders/new"), routes.find("GET", "/orders/7")
    (('new', {}), ('one', {'id': '7'}))
    """

    def __init__(self, methods: Iterable[tuple[str, str, T]]) -> None:
        self._root: _Node[T] = _Node()
        for http_method, path, value in methods:
            self._insert(path).methods[http_method.upper()] = value

    def _insert(self, path: str) -> _Node[T]:
        node = self._root
        for segment in _segments(path):
            node = _child(node, segment)
        return node

    def find(self, http_method: str, path: str) -> Found[T] | None:
        """The value for a method and a percent-encoded path, with the decoded path parameters."""
        return _walk(self._root, _segments(path), 0, http_method)


def _segments(path: str) -> list[str]:
    """A slash at the end does not count (S ``test_api_gateway_routing``, path with trailing slash)."""
    stripped = path.strip("/")
    return stripped.split("/") if stripped else []


def _child(node: _Node[T], segment: str) -> _Node[T]:
    if segment.startswith("{") and segment.endswith("+}"):
        node.greedy = node.greedy or _Node()
        node.greedy_name = segment[1:-2]
        return node.greedy
    if segment.startswith("{") and segment.endswith("}"):
        node.parameter = node.parameter or _Node()
        node.parameter_name = segment[1:-1]
        return node.parameter
    return node.literals.setdefault(segment, _Node())


def _walk(node: _Node[T], segments: list[str], at: int, http_method: str) -> Found[T] | None:
    if at == len(segments):
        value = node.methods.get(http_method) or node.methods.get("ANY")
        return (value, {}) if value is not None else None
    segment = unquote(segments[at])
    literal = node.literals.get(segment)
    if literal is not None and (found := _walk(literal, segments, at + 1, http_method)):
        return found
    if node.parameter is not None and segment and (found := _walk(node.parameter, segments, at + 1, http_method)):
        found[1][node.parameter_name] = segment
        return found
    return _walk_greedy(node, segments, at, http_method)


def _walk_greedy(node: _Node[T], segments: list[str], at: int, http_method: str) -> Found[T] | None:
    if node.greedy is None:
        return None
    found = _walk(node.greedy, [], 0, http_method)
    if found:
        found[1][node.greedy_name] = unquote("/".join(segments[at:]))
    return found


def find_route(routes: Routes[T], stage_name: str, request: Request) -> tuple[T, dict[str, str], str]:
    """The method, its path parameters and the path within the stage. Raises a failure where nothing answers.

    The stage in front of the path is optional: a resource of that name wins over it.
    """
    prefix = f"/{stage_name}"
    candidates = [request.path]
    if request.path == prefix or request.path.startswith(f"{prefix}/"):
        candidates.append(request.path[len(prefix) :] or "/")
    for path in candidates:
        found = routes.find(request.method, path)
        if found:
            return found[0], found[1], unquote(path)
    raise failures.missing_authentication_token(request.method, request.path)


def query_parameters(query: str) -> dict[str, tuple[str, ...]]:
    """Names to values in order, percent-decoded, ``+`` as a space.

    >>> query_parameters("a=1&a=2&b=")
    {'a': ('1', '2'), 'b': ('',)}
    """
    if not query:
        return {}
    values: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values[name] = (*values.get(name, ()), value)
    return values


def visible_headers(headers: Headers) -> dict[str, tuple[str, ...]]:
    """The request headers that mappings and templates can see, by name as sent.

    >>> visible_headers((("Accept", "text/html"), ("Connection", "close")))
    {'Accept': ('text/html',)}
    """
    values: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        if name.lower() not in HIDDEN_REQUEST_HEADERS:
            values[name] = (*values.get(name, ()), value)
    return values


def media_type(headers: Headers, name: str) -> str:
    """The first media type of a header without its parameters; ``application/json`` where there is none.

    D ``request-response-data-mappings``: only the media type counts, and an absent header stands for JSON.

    >>> media_type((("Accept", "Text/HTML;q=0.8, */*"),), "Accept")
    'text/html'
    """
    value = first_header(headers, name)
    return (value.split(",")[0].split(";")[0].strip().lower() if value else "") or "application/json"


def last_values(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """One value per name, the last one (S ``$input.params`` with repeated parameters)."""
    return {name: several[-1] for name, several in values.items()}
