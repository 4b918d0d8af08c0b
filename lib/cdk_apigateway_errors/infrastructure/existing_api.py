"""Checks against what an API that was given holds already; CDK would find it when half of a route is made."""

from __future__ import annotations

from collections.abc import Iterator

from aws_cdk import aws_apigateway as ag


def preflight_problem(api: ag.IRestApi) -> str | None:
    """Return a problem where the API makes preflights of its own, beside which ``cors=`` would make a second one."""
    if api.root.default_cors_preflight_options is None:
        return None
    return (
        "rest_api has default_cors_preflight_options and makes every preflight itself; leave them out there, or leave cors= "
        "out here"
    )


def route_problems(api: ag.IRestApi, http_method: str, path: str, *, preflight: bool) -> list[str]:
    """Return what stands against a route: its method or preflight is there already, or another path parameter."""
    resource: ag.IResource | None = api.root
    problems: list[str] = []
    for part in [part for part in path.split("/") if part]:
        if resource is None:
            return problems
        problems += [
            f"the path {path} holds {part} where the existing API has {other}; API Gateway takes one path parameter below "
            f"{resource.path}: use the same name"
            for other in _variables(resource)
            if part.startswith("{") and part != other
        ]
        resource = resource.get_resource(part)
    return problems + ([] if resource is None else _method_problems(resource, http_method, path, preflight=preflight))


def _variables(resource: ag.IResource) -> Iterator[str]:
    names = (str(child.node.id) for child in resource.node.children)
    return (name for name in names if name.startswith("{"))


def _method_problems(resource: ag.IResource, http_method: str, path: str, *, preflight: bool) -> list[str]:
    problems = [
        f"the existing API has the method {name} {path} already; take it out there, or leave the route out here"
        for name in (http_method, "ANY")
        if resource.node.try_find_child(name) is not None
    ]
    if preflight and resource.node.try_find_child("OPTIONS") is not None:
        problems.append(
            f"the existing API has the method OPTIONS {path} already, which cors= would make as the preflight; take it out "
            "there, or leave cors= out here"
        )
    return problems
