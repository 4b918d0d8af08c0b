"""One answer of a route, as plain data: what the integration response and the method response are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

JSON = "application/json"


@dataclass(frozen=True)
class Response:
    """Both halves of one answer: the integration response that selects and writes it, the method response that allows it.

    The two are made from this one value, so they cannot drift apart.

    ``selection_pattern`` is ``None`` for the default integration response. ``response_template`` is ``None`` where the
    body passes through unchanged. ``headers`` maps header names to mapping expressions (``'no-store'`` with its single
    quotes, ``integration.response.body.errorMessage.headers.Retry-After``). ``error_model`` says that the body is one of
    the catalog's error format. ``kinds`` names what the answer stands for: ``success``, ``declared``, ``unhandled``,
    ``timeout``, ``crash``.

    >>> Response(404, "(?s)gone.*").kinds
    ('declared',)
    """

    status_code: int
    selection_pattern: str | None
    response_template: str | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    media_type: str = JSON
    error_model: bool = True
    kinds: tuple[str, ...] = ("declared",)

    @property
    def key(self) -> tuple[object, ...]:
        """What two equal responses share; hashable."""
        return (
            self.status_code,
            self.selection_pattern,
            self.response_template,
            tuple(self.headers.items()),
            self.media_type,
            self.error_model,
        )
