"""CORS headers of answers that are not the preflight: success, errors and gateway responses."""

from __future__ import annotations

from dataclasses import dataclass

from .headers import header_mapping
from .templates import fill

ALLOW_ORIGIN = "Access-Control-Allow-Origin"


@dataclass(frozen=True, slots=True)
class CorsHeaders:
    """Who may read the answers: the part of CORS that every response needs.

    ``origins`` holds ``("*",)`` or one or several origins such as ``https://shop.example``. With several, the header
    holds the first origin and a line in the response template overrides it when the request comes from another one
    (the way CDK's own preflight does it); ``Vary: Origin`` keeps shared caches honest.

    >>> CorsHeaders(("https://shop.example",)).headers()
    {'Access-Control-Allow-Origin': "'https://shop.example'", 'Vary': "'Origin'"}
    """

    origins: tuple[str, ...]
    allow_credentials: bool = False
    expose_headers: tuple[str, ...] = ()

    def headers(self, carried: tuple[str, ...] = ()) -> dict[str, str]:
        """Return the header mappings of an integration response; ``carried`` are headers that its errors carry."""
        return {ALLOW_ORIGIN: header_mapping(self.origins[0]), **self._others(carried)}

    def gateway_headers(self) -> dict[str, str]:
        """Return the header values of a gateway response.

        Its templates are no Velocity templates, so several origins cannot be compared there: the header repeats the
        request's own origin. What a gateway response says is constant text, see ``docs/decisions``.
        """
        several = len(self.origins) > 1
        origin = "method.request.header.Origin" if several else header_mapping(self.origins[0])
        return {ALLOW_ORIGIN: origin, **self._others(())}

    def _others(self, carried: tuple[str, ...]) -> dict[str, str]:
        headers = {} if self.origins == ("*",) else {"Vary": "'Origin'"}
        if self.allow_credentials:
            headers["Access-Control-Allow-Credentials"] = "'true'"
        exposed = dict.fromkeys((*self.expose_headers, *carried))
        if exposed:
            headers["Access-Control-Expose-Headers"] = f"'{','.join(exposed)}'"
        return headers

    def template_prefix(self) -> str:
        """Return the line that a response template starts with where there are several origins, else ``""``."""
        if len(self.origins) < 2:
            return ""
        condition = "||".join(f"$origin=='{origin}'" for origin in self.origins[1:])
        return fill("allow_origin", condition=condition)
