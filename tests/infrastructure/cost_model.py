"""What an API costs, as formulas: the ones of ``docs/cost-model.md``.

``test_cost_model.py`` holds them against synthesized templates, and the page against them. Bytes are those of templates
without indentation and with CDK's path metadata; they were measured and are good to a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

DEFINITIONS: Final = ("methods", "nested", "openapi", "openapi-asset")
NO_CORS, ONE_ORIGIN, ORIGINS = "none", "one origin", "several origins"

FIXED: Final = 6
"""RestApi, Deployment, Stage, the access log's group, and the account's role for logs with its Account."""
ASSET: Final = 10
"""A bucket with its policy, CDK's two custom resources with a function and a role each, the AWS CLI's layer, a policy."""

# Bytes of a route by CORS: for each answer, and once (method, a path of its own, preflight).
ROUTE_BYTES: Final = {NO_CORS: (240, 1235), ONE_ORIGIN: (498, 2395), ORIGINS: (527, 2664)}
BODY_ROUTE_BYTES: Final = {NO_CORS: (271, 1967), ONE_ORIGIN: (520, 2794), ORIGINS: (760, 3167)}
REST_BYTES: Final = {"methods": 6000, "nested": 6000, "openapi": 4100, "openapi-asset": 10_900}
FUNCTION_BYTES: Final = 1600
"""A function in the same stack, with its role and its permission."""
GROUP_BYTES: Final = 3000
"""What every nested template holds once (texts, parameters)."""
GROUP_IN_PARENT_BYTES: Final = 1250
GATEWAY_RESPONSE_BYTES: Final = {"methods": 520, "nested": 520, "openapi": 230, "openapi-asset": 0}

# API Gateway quotas, "Creating, deploying and managing an API": requests per second and account.
CREATE_RESOURCE_RATE: Final = 5
TOTAL_RATE, BURST = 10, 40


@dataclass(frozen=True)
class Api:
    """``answers`` are the integration responses of a route: success, declared codes, unhandled, timeout, crash.

    ``paths`` are those that have routes (each gets a preflight), ``path_parts`` the API's resources without its root,
    ``groups`` the nested stacks. ``models`` are distinct schemas of requests in one stack.
    """

    routes: int
    answers: int
    paths: int
    path_parts: int
    functions: int = 1
    cors: str = NO_CORS
    gateway_responses: int = 20
    models: int = 0
    validators: int = 0
    groups: int = 0

    @property
    def preflights(self) -> int:
        return 0 if self.cors == NO_CORS else self.paths


def by_route(api: Api) -> int:
    """CloudFormation resources that follow from routes: methods, path parts, preflights, models of requests."""
    return api.routes + api.path_parts + api.preflights + api.models


def resources(api: Api, definition: str) -> int:
    """In the API's own stack; functions, their roles and the runtime layer left out."""
    if definition in ("openapi", "openapi-asset"):
        return FIXED + api.functions + (ASSET if definition == "openapi-asset" else 0)
    shared = FIXED + 1 + api.gateway_responses + api.functions + api.validators  # and the error model
    return shared + (api.groups if definition == "nested" else by_route(api))


def nested_resources(api: Api) -> int:
    """In each nested stack, where the groups are of one size."""
    return ceil(by_route(api) / api.groups)


def template_bytes(api: Api, definition: str) -> int:
    """Of the largest template: a nested one where the groups are of one size, else the API's own."""
    rest = REST_BYTES[definition] + api.functions * FUNCTION_BYTES
    rest += api.gateway_responses * GATEWAY_RESPONSE_BYTES[definition]
    if definition == "openapi-asset":
        return rest
    per_answer, once = (BODY_ROUTE_BYTES if definition == "openapi" else ROUTE_BYTES)[api.cors]
    routes = api.routes * (per_answer * api.answers + once)
    if definition == "nested":
        return max(GROUP_BYTES + routes // api.groups, rest + api.groups * GROUP_IN_PARENT_BYTES)
    return rest + routes


def permissions(api: Api) -> int:
    """One per function and API, whatever the definition."""
    return api.functions


def method_calls(answers: int) -> int:
    """``PutMethod``, ``PutIntegration``, and for each answer ``PutMethodResponse`` and ``PutIntegrationResponse``."""
    return 2 + 2 * answers


def calls(api: Api, definition: str) -> int:
    """Requests to API Gateway's control plane that make the API, reads left out."""
    stage = 3  # CreateDeployment, CreateStage, UpdateAccount
    if definition in ("openapi", "openapi-asset"):
        return 2 + stage  # CreateRestApi, PutRestApi
    parts = api.path_parts + api.gateway_responses + 1 + api.models + api.validators
    return 1 + stage + parts + api.routes * method_calls(api.answers) + api.preflights * method_calls(1)


def seconds(api: Api, definition: str) -> int:
    """The least that these requests take at the account's rates; nested stacks share them."""
    total = max(0, calls(api, definition) - BURST) / TOTAL_RATE
    path_parts = 0 if definition.startswith("openapi") else api.path_parts
    return ceil(max(total, path_parts / CREATE_RESOURCE_RATE))


EXAMPLES: Final = {
    "10 routes, a path each": Api(10, 12, 10, 10, groups=2),
    "110 routes, a path each": Api(110, 12, 110, 110, functions=10, groups=10),
    "240 routes, a path each": Api(240, 12, 240, 240, functions=20, groups=20),
    "240 routes, one CORS origin": Api(240, 12, 240, 240, functions=20, cors=ONE_ORIGIN, groups=20),
    "1,000 routes, four a path": Api(1000, 12, 250, 275, functions=25, groups=25),
}


def table() -> str:
    """The examples as the page shows them."""
    head = (
        "| API, 8 status codes a route | definition | resources (500) | bytes of the largest template (1,000,000) "
        "| permissions | calls | at least |\n|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(_row(name, api, definition) for name, api in EXAMPLES.items() for definition in DEFINITIONS)


def _row(name: str, api: Api, definition: str) -> str:
    nested = f" + {api.groups} × {nested_resources(api)}" if definition == "nested" else ""
    return (
        f"| {name} | `{definition}` | {resources(api, definition):,}{nested} | {template_bytes(api, definition):,} | "
        f"{permissions(api)} | {calls(api, definition):,} | {seconds(api, definition):,} s |\n"
    )
