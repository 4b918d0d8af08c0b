"""Which answers carry the CORS headers that let a browser's script read them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..cloudformation.model import IntegrationResponse

NEEDED = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")
_OVERRIDE = re.compile(r"responseOverride\.header\.([A-Za-z-]+)\s*=")


def cors_headers(response: IntegrationResponse) -> set[str]:
    """Those of :data:`NEEDED` that the response maps, or that a template of it sets."""
    names = {name.lower() for name in _names(response.response_parameters)}
    for text in response.response_templates.values():
        names |= {name.lower() for name in _OVERRIDE.findall(text)}
    return {name for name in NEEDED if name.lower() in names}


def gateway_cors_headers(parameters: Mapping[str, str]) -> set[str]:
    """Those of :data:`NEEDED` that a gateway response sets."""
    names = {name.lower() for name in _names(parameters)}
    return {name for name in NEEDED if name.lower() in names}


def _names(parameters: Mapping[str, str]) -> list[str]:
    return [name.rsplit("header.", 1)[-1] for name in parameters]
