"""Mapping templates: which one applies, and rendering it.

One place for both directions, because ``$input``, ``$context`` and the errors are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..patterns import python_pattern
from ..velocity import Options, Template, VelocityError, compile_template
from ..velocity.mapping import mapping_variables
from . import failures
from .context import OverriddenTwice
from .values import RoutedRequest

Templates = Mapping[str, Template | None]
"""By media type; ``None`` for an empty template, which the service stores as null (S 2026-02-12)."""
JSON = "application/json"


_OPTIONS = Options(pattern=python_pattern)


@lru_cache(maxsize=1024)
def compiled_template(text: str, name: str) -> Template:
    """A mapping template, read once. Raises ``VelocityError`` where the service would answer 500 for it."""
    return compile_template(text, name=name, options=_OPTIONS)


def request_template(templates: Templates, content_type: str) -> str | None:
    """Key of the template for a Content-Type; ``$default`` covers the rest (C LocalStack, from an AWS-validated test)."""
    if templates.get(content_type) is not None:
        return content_type
    return "$default" if templates.get("$default") is not None else None


def response_template(templates: Templates, accept: str) -> str | None:
    """Key of the template for an Accept: its media type, then JSON, then the first (D ``request-response-data-mappings``).

    The first of several unmatched is not established; C LocalStack found that the service favours JSON.
    """
    key = next((key for key in (accept, JSON) if key in templates), next(iter(templates), None))
    return key if key is not None and templates[key] is not None else None


def render(template: Template, body: str, routed: RoutedRequest, stage_variables: Mapping[str, str]) -> str:
    """The text of a template; ``$context`` of the request changes where the template sets overrides.

    Raises a 500 failure for a template that breaks off (F ``Unable to transform``).
    """
    variables: dict[str, object] = mapping_variables(
        body=body, params=routed.parameters, context=routed.context, stage_variables=stage_variables
    )
    try:
        return template.render(variables)
    except VelocityError as error:
        raise failures.internal_error(
            f"Execution failed due to configuration error: Unable to transform: {error}"
        ) from error
    except OverriddenTwice as error:
        raise failures.internal_error(f"Execution failed due to configuration error: {error}") from error
    except RecursionError as error:
        raise failures.internal_error("Execution failed: the template or its input is nested too deeply") from error


def override(context: Mapping[str, Any], kind: str, member: str) -> dict[str, str | tuple[str, ...]]:
    """The headers, path or query string parameters that a template set in ``$context.<kind>.<member>``."""
    found = context.get(kind)
    values = found.get(member) if isinstance(found, Mapping) else None
    if not values or not isinstance(values, Mapping):
        return {}
    return {str(name): _value(value) for name, value in values.items() if value is not None}


def _value(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(_text(item) for item in value)
    return _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
