"""Checks on the arguments of ``add_route`` that are CDK objects, and on its path beside the paths before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..catalog.catalog import ErrorDeclaration
from ..runtime import ErrorFormat


def listed(errors: object) -> list[ErrorDeclaration]:
    """Return what ``errors=`` holds; raises ``ValueError`` for a single class, number or text.

    >>> listed([400, 404])
    [400, 404]
    """
    if isinstance(errors, Iterable) and not isinstance(errors, str | bytes | Mapping | type):
        return list(errors)
    raise ValueError(f"errors is {errors!r}; allowed: a list of ApiError classes and status codes, such as [400, 404]")


def format_problem(api: ErrorFormat, route: ErrorFormat) -> str | None:
    """Return a problem where a route writes its errors in another format than its API, or ``None``.

    The API's own errors, and what the routes have in common, would be of another shape than the route's.
    """
    if api == route:
        return None
    return (
        f"the route's errors are written in {route!r}, those of the API in {api!r}, and one API has one error "
        f"format: pass error_format={route!r} to the API, declare a class of that format in the API's errors=, or "
        "declare errors of the API's format here"
    )


def handler_problem(handler: object) -> str | None:
    """Return what is wrong with a handler, or ``None``."""
    if _has(handler, "function_arn"):
        return None
    return f"handler is {handler!r}; allowed: a Lambda function, an alias, a version or an imported function"


def success_model_problem(model: object) -> str | None:
    if model is None or _has(model, "model_id"):
        return None
    return f"success_model is {model!r}; allowed: an aws_apigateway.IModel or None"


def authorizer_problem(authorizer: object) -> str | None:
    if authorizer is None or _has(authorizer, "authorizer_id"):
        return None
    return f"authorizer is {authorizer!r}; allowed: an aws_apigateway.IAuthorizer or None"


def method_problems(options: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a method's options taken together, which CDK finds when half of it is made."""
    problems = []
    key = options.get("api_key_required")
    if key is not None and not isinstance(key, bool):
        problems.append(f"api_key_required is {key!r}; allowed: True, False or None")
    authorizer, given = options.get("authorizer"), options.get("authorization_type")
    own = getattr(authorizer, "authorization_type", None) if given is not None and authorizer is not None else None
    if own is not None and own != given:
        problems.append(
            f"method_options holds the authorization_type {options['authorization_type'].name}, and the authorizer is one "
            f"of {own.name}: leave authorization_type out, or leave the authorizer out"
        )
    return problems


def deployment_problem(deployment: object) -> str | None:
    if _has(deployment, "add_to_logical_id"):
        return None
    return f"deployment is {deployment!r}; allowed: an aws_apigateway.Deployment of the API"


def existing_api_problems(rest_api: object, *options: object) -> list[str]:
    """Return what is wrong with ``rest_api=`` and with options that have nothing to act on beside it."""
    if rest_api is None:
        return []
    if not _has(rest_api, "rest_api_id"):
        allowed = (
            "an aws_apigateway.RestApi, an imported one (RestApi.from_rest_api_attributes), or None to have one made"
        )
        return [f"rest_api is {rest_api!r}; allowed: {allowed}"]
    try:
        rest_api.root  # type: ignore[attr-defined]  # noqa: B018
    except RuntimeError as error:  # what jsii raises where CDK refuses: an API imported by its id alone
        return [f"rest_api cannot take routes: {str(error).strip()}"]
    if not any(options):
        return []
    return [
        "rest_api is an existing API, so rest_api_options and deploy_options have nothing to act on; leave them out"
    ]


def path_variables(path: str) -> dict[str, str]:
    """Return the path parameters of a path by the path above each: ``/orders`` has ``{id}`` in ``/orders/{id}``."""
    parts = path.split("/")
    return {"/".join(parts[:n]): part for n, part in enumerate(parts) if part.startswith("{")}


def path_parameter_problems(path: str, known: Mapping[str, str]) -> list[str]:
    """Return a problem for every part of ``path`` that names a path parameter otherwise than ``known`` does."""
    return [
        f"the path {path} holds {part} where a route before it has {known[parent]}; API Gateway takes one path "
        f"parameter below {parent or '/'}: use the same name"
        for parent, part in path_variables(path).items()
        if known.get(parent, part) != part
    ]


def _has(value: object, name: str) -> bool:
    if isinstance(value, type):
        return False
    # The class first: on an object, the question reads the property, which crosses into Node.js.
    return hasattr(type(value), name) or hasattr(value, name)
