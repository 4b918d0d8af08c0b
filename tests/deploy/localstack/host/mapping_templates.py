"""What LocalStack's mapping templates lack so much that the sample's requests could not be answered at all.

``$input.params()`` is a map of maps on the service (D: developer guide, "API Gateway mapping template and access logging
variable reference"; F: serverless#1014 prints it as a Java map), so ``keySet()`` of the headers gives their names. Here they
are an object of the HTTP library, which has no ``keySet``: the template renders, without any header.
"""

from __future__ import annotations

from typing import Any

from localstack.services.apigateway.next_gen.execute_api.template_mapping import VelocityInput

_init = VelocityInput.__init__


def install() -> None:
    VelocityInput.__init__ = with_header_map


def with_header_map(self: Any, body: Any, params: Any) -> None:
    headers = (params or {}).get("header") or {}
    _init(self, body, {**(params or {}), "header": dict(headers)})
