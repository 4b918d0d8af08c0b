"""REST APIs from an OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import GatewayResponse, RequestValidator
from .properties import Properties
from .stacks import Resource, World


@dataclass(frozen=True, slots=True)
class Operation:
    http_method: str
    path: str
    properties: Properties
    validator: RequestValidator | None = None


@dataclass(frozen=True, slots=True)
class Body:
    title: str = ""
    operations: tuple[Operation, ...] = ()
    schemas: Mapping[str, Any] = field(default_factory=dict)
    gateway_responses: tuple[GatewayResponse, ...] = ()
    binary_media_types: tuple[str, ...] = ()


NO_BODY = Body()


def read_body(resource: Resource, world: World) -> Body:
    return NO_BODY
