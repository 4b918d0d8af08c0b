"""Request templates: what the function gets as its event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ..catalog.templates import fill, template
from .route import BODILESS

JSON = "application/json"
_PARAMETER = re.compile(r"method\.request\.(?:(path)|querystring|header|multivaluequerystring|multivalueheader)\.(\S+)")


@cache
def default_request_template(http_method: str, has_model: bool = False) -> str:
    """Return the template of the default event: members named as in a proxy event, so a handler can move either way.

    ``resource``, ``httpMethod``, ``pathParameters``, ``queryStringParameters``, ``headers``, ``body`` (text, ``null`` for
    methods that have none, unless a request model says otherwise), ``isBase64Encoded`` and ``requestContext``. Every
    value is escaped.
    """
    bodiless = http_method in BODILESS and not has_model
    return fill("request_event", body="null" if bodiless else template("request_body"))


def request_templates(
    given: str | Mapping[str, str] | None, http_method: str, has_model: bool = False
) -> Mapping[str, str]:
    """Return the request templates by media type."""
    if given is None:
        return MappingProxyType({JSON: default_request_template(http_method, has_model)})
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


def request_parameter_problems(given: object, path: str | None) -> list[str]:
    """Return what is wrong with request parameters: names that the service refuses, values that are no booleans.

    >>> request_parameter_problems({"limit": True}, "/")[0].split(";")[0]
    "request_parameters holds 'limit'"
    """
    if given is None:
        return []
    if not isinstance(given, Mapping):
        return [
            f"request_parameters is {given!r}; allowed: a mapping such as {{'method.request.querystring.limit': True}}"
        ]
    problems = [problem for name in given if (problem := _parameter_problem(name, path))]
    problems += [
        f"request_parameters has {value!r} for {name!r}; allowed: True (required) or False"
        for name, value in given.items()
        if not isinstance(value, bool)
    ]
    return problems


def _parameter_problem(name: object, path: str | None) -> str | None:
    found = _PARAMETER.fullmatch(name) if isinstance(name, str) else None
    if found is None:
        return f"request_parameters holds {name!r}; allowed: method.request.{{path, querystring or header}}.NAME"
    if found[1] and path is not None and not {f"{{{found[2]}}}", f"{{{found[2]}+}}"} & set(path.split("/")):
        return f"request_parameters holds {name!r}, but the path {path} has no {{{found[2]}}}; add it to the path"
    return None
