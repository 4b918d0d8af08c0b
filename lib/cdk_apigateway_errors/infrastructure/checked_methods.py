"""What a method declares, before there is a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..catalog import Response


@dataclass(frozen=True)
class CheckedMethod:
    """A method with a non-proxy Lambda integration, and the construct that its findings are put on."""

    construct: Any
    http_method: str
    path: str
    responses: Sequence[Response]
    request_templates: Mapping[str, str]
