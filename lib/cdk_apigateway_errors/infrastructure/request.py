"""Request templates: what the function gets as its event."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ..catalog.templates import fill, template
from .route import BODILESS

JSON = "application/json"


@cache
def default_request_template(http_method: str) -> str:
    """Return the template of the default event: members named as in a proxy event, so a handler can move either way.

    ``resource``, ``httpMethod``, ``pathParameters``, ``queryStringParameters``, ``headers``, ``body`` (text, ``null`` for
    methods without one), ``isBase64Encoded`` and ``requestContext``. Every value is escaped.
    """
    return fill("request_event", body="null" if http_method in BODILESS else template("request_body"))


def request_templates(given: str | Mapping[str, str] | None, http_method: str) -> Mapping[str, str]:
    """Return the request templates by media type."""
    if given is None:
        return MappingProxyType({JSON: default_request_template(http_method)})
    return MappingProxyType({JSON: given} if isinstance(given, str) else dict(given))


def request_template_problem(given: object) -> str | None:
    """Return what is wrong with a request template, or ``None``."""
    allowed = (
        "allowed: the text of a mapping template, a mapping of media types to texts, or None for the default event"
    )
    if given is None:
        return None
    if isinstance(given, Mapping):
        wrong = [k for k, v in given.items() if not (isinstance(k, str) and "/" in k and isinstance(v, str) and v)]
        if wrong or not given:
            return f"request_template has {'no entry' if not given else f'a wrong entry for {wrong[0]!r}'}; {allowed}"
        return None
    return None if isinstance(given, str) and given else f"request_template is {given!r}; {allowed}"
