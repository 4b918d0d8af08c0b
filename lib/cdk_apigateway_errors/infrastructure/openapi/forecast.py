"""What a body costs: bytes of template, and the API's own resources; it is one CloudFormation resource."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from ...catalog.quotas import API_RESOURCES, TEMPLATE_BYTES
from ..forecast import Forecast, api_resource_problems
from .document import Document

_MARK: Final = "${Token["
IMPORT_BYTES: Final = 6 * 1024 * 1024
"""Source: API reference, PutRestApi."""
_INTRINSIC_BYTES: Final = 40
"""How much longer an intrinsic function is than the token that it takes the place of (measured on integrations' URIs)."""


@dataclass(frozen=True)
class BodyForecast(Forecast):
    """A forecast whose advice is for one resource: nested stacks and shorter templates are no way out."""

    def problems(self, *, api_resource_quota: int = API_RESOURCES) -> list[str]:
        return [*body_problems(self), *api_resource_problems(self.api_resources, api_resource_quota)]


def body_forecast(document: Document, *, in_template: bool = True) -> BodyForecast:
    """Return what the body adds to the template, and which resources the API has."""
    parts = [path.strip("/").split("/") for path in document.paths if path != "/"]
    prefixes = {tuple(own[: n + 1]) for own in parts for n in range(len(own))}
    operations = (operation for path in document.paths.values() for operation in path.items())
    routes = sum(1 for name, operation in operations if not _is_preflight(name, operation))
    return BodyForecast(
        routes=routes,
        stack_resources=0,
        template_bytes=body_bytes(document) if in_template else 0,
        api_resources=len(prefixes) + 1,
    )


def body_bytes(document: Document) -> int:
    """Return how many bytes the body has when its tokens are resolved."""
    text = json.dumps(document.json(), separators=(",", ":"), ensure_ascii=False)
    return len(text.encode()) + text.count(_MARK) * _INTRINSIC_BYTES


def _is_preflight(name: str, operation: dict[str, dict[str, object]]) -> bool:
    return name == "options" and operation["x-amazon-apigateway-integration"]["type"] == "mock"


def body_problems(forecast: Forecast) -> list[str]:
    """Return what is wrong with a body of so many bytes."""
    if forecast.template_bytes <= TEMPLATE_BYTES:
        return []
    problem = (
        f"the OpenAPI body has about {forecast.template_bytes:,} bytes, a CloudFormation template takes {TEMPLATE_BYTES:,}: "
        "use definition='openapi-asset', declare fewer status codes per route, or split the API"
    )
    return [problem]


def file_problems(document: Document) -> list[str]:
    """Return what is wrong with a body in a file of its own."""
    size = body_bytes(document)
    if size <= IMPORT_BYTES:
        return []
    problem = (
        f"the OpenAPI body has about {size:,} bytes, API Gateway imports {IMPORT_BYTES:,}: declare fewer status codes per "
        "route, or split the API"
    )
    return [problem]
