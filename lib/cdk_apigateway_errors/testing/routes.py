"""The routes that a matrix calls: those with a non-proxy Lambda integration, reduced to their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..cloudformation.model import EMPTY, Integration, Method, RestApi
from ..gateway import Gateway
from .client import RestApiClient
from .response import ApiResponse

_ORIGIN = re.compile(r"https?://[\w.:-]+")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
_REQUEST_ID = "7f3e1c2a-0000-4000-8000-000000000000"
_FAILURES = (
    "Any text at all 4b1d2c7e",
    f"RequestId: {_REQUEST_ID} Error: Task timed out after 3.00 seconds",
    f"RequestId: {_REQUEST_ID} Error: Runtime exited with error: exit status 1",
)


@dataclass(frozen=True, slots=True)
class Route:
    """A route as a matrix calls it."""

    name: str
    """``GET /orders/{id}``."""
    http_method: str
    path: str
    """With a value for each path parameter."""
    client: RestApiClient
    statuses: tuple[str, ...]
    """Statuses that have a selection pattern."""
    generated: frozenset[str]
    """Those of them that answer an odd text, a timeout or a crash."""
    origin: str | None

    def send(self, client: RestApiClient) -> ApiResponse:
        """Calls the route with what a client's view answers."""
        headers = {"Origin": self.origin} if self.origin else {}
        return client.request(self.http_method, self.path, headers=headers)


def routes_of(rest_api: RestApiClient, origin: str | None = None) -> Iterator[Route]:
    """The routes of an API whose function errors can be answered."""
    gateway = Gateway(_answers_only(rest_api.rest_api), rest_api.service)
    client = replace(rest_api, gateway=gateway)
    for method in gateway.rest_api.methods:
        integration = method.integration
        if integration is not None and integration.type == "AWS" and integration.function:
            yield _route(method, integration, client, origin)


def _route(method: Method, integration: Integration, client: RestApiClient, origin: str | None) -> Route:
    http_method = _called(method, client.routes)
    statuses = tuple(r.status_code for r in integration.integration_responses if r.selection_pattern)
    selected = (client.gateway.explain(method.http_method, method.path, text) for text in _FAILURES)
    return Route(
        f"{method.http_method} {method.path}",
        http_method,
        re.sub(r"\{[^}]*\}", "value-7f3a", method.path),
        client,
        tuple(sorted(statuses)),
        frozenset(found.status_code for found in selected if found.status_code and not found.is_default),
        origin or _first_origin(integration),
    )


def _called(method: Method, routes: Sequence[str]) -> str:
    """The HTTP method to call; for ``ANY`` one that no other method of the path takes."""
    if method.http_method != "ANY":
        return method.http_method
    return next((name for name in _METHODS if f"{name} {method.path}" not in routes), "PROPFIND")


def _answers_only(rest_api: RestApi) -> RestApi:
    """The API without what a request has to pass first."""
    return replace(rest_api, methods=tuple(_answer_only(method) for method in rest_api.methods if _waits(method)))


def _waits(method: Method) -> bool:
    """Whether the function's error can be answered at all: not behind an asynchronous invocation."""
    sent = method.integration.request_parameters if method.integration else EMPTY
    kinds = {name.lower(): value for name, value in sent.items()}
    return kinds.get("integration.request.header.x-amz-invocation-type", "").lower() != "'event'"


def _answer_only(method: Method) -> Method:
    integration = method.integration
    if integration is not None and integration.type == "AWS":
        integration = replace(
            integration, request_templates=EMPTY, request_parameters=EMPTY, passthrough_behavior="WHEN_NO_MATCH"
        )
    return replace(
        method,
        integration=integration,
        authorization_type="NONE",
        api_key_required=False,
        request_validator=None,
        request_parameters=EMPTY,
    )


def _first_origin(integration: Integration) -> str | None:
    """An origin that the success response names, so that CORS headers show."""
    for response in integration.integration_responses:
        if not response.selection_pattern:
            texts = [v for k, v in response.response_parameters.items() if k.lower().endswith("allow-origin")]
            found = _ORIGIN.search(" ".join([*texts, *response.response_templates.values()]))
            return found[0] if found else None
    return None
