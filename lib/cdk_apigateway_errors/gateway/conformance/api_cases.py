"""Kind ``control-plane``: what the API accepts, stores or refuses, as far as the gateway has the notion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..gateway_response import effective
from .http_cases import gateway_responses
from .notions import NotionMissing, require_known

Case = Mapping[str, Any]


def replay_control_plane(case: Case) -> list[str]:
    """Inheritance of gateway responses; returns what does not agree."""
    operation = case.get("operation") or {}
    if "call" in operation:
        raise NotionMissing(f"the API call {operation['call']}")
    definitions = gateway_responses((case.get("api") or {}).get("gatewayResponses") or {})
    expect = case["expect"]
    require_known(expect, ("effective_status", "effective_parameters"), "expect")
    found = []
    for kind, status in (expect.get("effective_status") or {}).items():
        actual = effective(kind, definitions).status_code
        if str(actual) != str(status):
            found.append(f"status of {kind}: expected {status}, got {actual}")
    for kind, names in (expect.get("effective_parameters") or {}).items():
        actual_names = list(effective(kind, definitions).response_parameters)
        if sorted(names) != sorted(actual_names):
            found.append(f"headers of {kind}: expected {names}, got {actual_names}")
    return found
