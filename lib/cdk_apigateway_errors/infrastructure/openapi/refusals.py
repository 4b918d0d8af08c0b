"""What an OpenAPI body cannot say of a route; nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..definition import PlannedRoute
from .operations import DEFAULT
from .rest_api import option_refusals
from .schemas import BodyModels, request_schema, schema_refusals


def openapi_problems(rest_api: object, rest_api_options: object) -> list[str]:
    """Return what of an API's own arguments goes with L2 methods only."""
    problems = option_refusals(rest_api_options) if isinstance(rest_api_options, Mapping) else []
    if rest_api is not None:
        problems.append(
            "rest_api is an existing API, and an OpenAPI body replaces everything that an API holds: leave rest_api out to "
            "have an API made, or use definition='methods'"
        )
    return problems


def route_refusals(planned: PlannedRoute, models: BodyModels, operation_names: Collection[str]) -> list[str]:
    """Return a problem for everything of a route that a body cannot say; ``operation_names`` are those in use."""
    return [
        *_patterns(planned),
        *_parameters(planned),
        *_models(planned, models),
        *_operation_name(planned, operation_names),
    ]


def _patterns(planned: PlannedRoute) -> list[str]:
    return [
        f"the selection pattern of {response.status_code} is {DEFAULT!r}, which is the key of the default response in an "
        f"OpenAPI body: write it '(?:{DEFAULT})'"
        for response in planned.responses
        if response.selection_pattern == DEFAULT
    ]


def _parameters(planned: PlannedRoute) -> list[str]:
    return [
        f"request_parameters holds {name!r}; an OpenAPI body knows a parameter by its name alone: use "
        f"{name.replace('.multivalue', '.')!r}"
        for name in planned.request_parameters
        if name.startswith("method.request.multivalue")
    ]


def _models(planned: PlannedRoute, models: BodyModels) -> list[str]:
    problems = []
    model = planned.request_model
    schema = None if model is None else request_schema(model)
    if schema is not None:
        problems += schema_refusals(schema)
    elif model is not None and models.known_name(model) is None:
        problems.append(_elsewhere("request_model"))
    if planned.success_model is not None and models.known_name(planned.success_model) is None:
        problems.append(_elsewhere("success_model"))
    return problems


def _elsewhere(name: str) -> str:
    how = "give the JSON schema itself as a mapping" if name == "request_model" else "use api.models or leave it out"
    return (
        f"{name} is a model that does not stand in the OpenAPI body, and an import takes every other model away: {how}"
    )


def _operation_name(planned: PlannedRoute, taken: Collection[str]) -> list[str]:
    name = planned.method_options.get("operation_name")
    if name not in taken:
        return []
    return [f"operation_name is {name!r}, as another route has it; an OpenAPI document takes each once"]
