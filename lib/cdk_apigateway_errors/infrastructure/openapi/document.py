"""The OpenAPI 3 document of an API, put together from plain parts.

Source of every ``x-amazon-apigateway-`` name: developer guide, "OpenAPI extensions for API Gateway".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...catalog import GatewayErrorResponse

Json = dict[str, Any]


@dataclass
class Document:
    """What the routes of one API add up to.

    >>> Document("orders").json()["info"]
    {'title': 'orders', 'version': '1.0'}
    """

    title: str
    description: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Members of the document's top level that come from CDK's options of the API."""
    policy: Callable[[], Json | None] = lambda: None
    """The resource policy, asked for when the document is handed over, because grants add to it."""
    paths: dict[str, Json] = field(default_factory=dict)
    schemas: dict[str, Json] = field(default_factory=dict)
    security_schemes: dict[str, Json] = field(default_factory=dict)
    validators: dict[str, Json] = field(default_factory=dict)
    gateway_responses: dict[str, Json] = field(default_factory=dict)
    _handed_over: frozenset[str] | None = None

    def add(self, path: str, http_method: str, operation: Json) -> None:
        self.paths.setdefault(path, {})[http_method.lower()] = operation

    def hand_over(self) -> Json:
        """Return the document for CDK, which asks once; see :meth:`late`."""
        self._handed_over = frozenset(self._operations())
        return {**self.json(), **present(**{"x-amazon-apigateway-policy": self.policy()})}

    def late(self) -> list[str]:
        """Return the operations that came after the document was handed over."""
        if self._handed_over is None:
            return []
        return [operation for operation in self._operations() if operation not in self._handed_over]

    def _operations(self) -> list[str]:
        return [f"{method.upper()} {path}" for path, methods in self.paths.items() for method in methods]

    def json(self) -> Json:
        info = {"title": self.title, "version": "1.0"}
        if self.description:
            info["description"] = self.description
        components = present(schemas=self.schemas, securitySchemes=self.security_schemes)
        extensions = {
            "x-amazon-apigateway-request-validators": self.validators,
            "x-amazon-apigateway-gateway-responses": self.gateway_responses,
        }
        return {
            "openapi": "3.0.1",
            "info": info,
            **self.settings,
            "paths": self.paths,
            **present(components=components, **extensions),
        }


def present(**members: Any) -> Json:
    """Return the members that hold something; ``False`` and 0 do."""
    return {name: value for name, value in members.items() if value is not None and value not in ({}, [], "")}


def gateway_responses(wanted: Sequence[GatewayErrorResponse]) -> dict[str, Json]:
    """Return gateway responses by type; none costs a resource here."""
    return {response.response_type: _gateway_response(response) for response in wanted}


def _gateway_response(response: GatewayErrorResponse) -> Json:
    return present(
        # The default types keep the status of the type that they stand for.
        statusCode=str(response.status_code) if response.status_code else None,
        responseParameters={f"gatewayresponse.header.{name}": value for name, value in response.headers.items()},
        responseTemplates={"application/json": response.template},
    )
