"""Both definitions of one API: what the gateway's model of them holds is the same, route by route."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Method, RestApi

from .definitions import Definitions

pytestmark = pytest.mark.cdk
ROUTES = [
    "DELETE /orders/{id}", "GET /", "GET /files/{path+}", "GET /login", "GET /merged", "GET /orders/{id}", "GET /people",
    "GET /requests", "GET /search", "GET /signed/{id}", "GET /slow", "GET /tokens", "OPTIONS /", "OPTIONS /drafts",
    "OPTIONS /drafts/{id}", "OPTIONS /files/{path+}", "OPTIONS /login", "OPTIONS /merged", "OPTIONS /orders",
    "OPTIONS /orders/{id}", "OPTIONS /people", "OPTIONS /requests", "OPTIONS /search", "OPTIONS /signed/{id}",
    "OPTIONS /slow", "OPTIONS /tokens", "PATCH /drafts/{id}", "POST /drafts", "POST /orders", "PUT /orders/{id}",
    "PUT /tokens",
]  # fmt: skip


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    return Definitions(tmp_path_factory.mktemp("definitions"))


def method_of(api: RestApi, route: str) -> Method:
    return next(m for m in api.methods if f"{m.http_method} {m.path}" == route)


def meaning(api: RestApi, method: Method) -> dict[str, Any]:
    """What a method means, without the names that only one of the definitions has."""
    integration = method.integration
    assert integration is not None
    function = integration.function and integration.function.split("/")[-1]
    return {
        **asdict(
            replace(
                method, integration=None, method_responses=(), request_models={}, request_validator=None, logical_id="",
                resource_id="", request_parameters={},
            )
        ),
        "integration": plain(asdict(replace(integration, uri=None, function=function))),
        "responses": {
            r.status_code: (schemas(api, r.response_models), set(r.response_parameters)) for r in method.method_responses
        },
        "models": schemas(api, method.request_models),
        "validator": method.request_validator and asdict(replace(method.request_validator, logical_id="")),
        # An import adds the path's own parameters, which every request has.
        "parameters": {name: value for name, value in method.request_parameters.items() if ".path." not in name},
    }  # fmt: skip


def plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def schemas(api: RestApi, models: Mapping[str, str]) -> dict[str, Any]:
    return {media_type: without_dialect(api.models[name].schema) for media_type, name in models.items()}


def without_dialect(schema: Any) -> Any:
    """A schema as it is validated: definitions put in place, what checks nothing left out."""
    definitions = schema.get("definitions", {})

    def placed(value: Any, seen: tuple[str, ...] = ()) -> Any:
        if isinstance(value, list):
            return [placed(item, seen) for item in value]
        if not isinstance(value, Mapping):
            return value
        target = value.get("$ref")
        if isinstance(target, str) and target.startswith("#/definitions/"):
            return placed(definitions[target.removeprefix("#/definitions/")], seen)
        return {k: placed(v, seen) for k, v in value.items() if k not in ("$schema", "definitions", "minItems")}

    return placed(schema)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("stack", ["OpenApi", "OpenApiAsset"])
def test_a_route_means_the_same_under_both_definitions(definitions: Definitions, stack: str, route: str) -> None:
    methods, openapi = definitions.rest_api("Methods"), definitions.rest_api(stack)
    assert meaning(openapi, method_of(openapi, route)) == meaning(methods, method_of(methods, route))


@pytest.mark.parametrize(
    ("first", "second"),
    [("Methods", "OpenApi"), ("Methods", "OpenApiAsset"), ("ProblemMethods", "ProblemOpenApi")],
    ids=["errors", "asset", "problems"],
)
def test_the_apis_mean_the_same_beside_their_routes(definitions: Definitions, first: str, second: str) -> None:
    methods, openapi = definitions.rest_api(first), definitions.rest_api(second)
    assert sorted(f"{m.http_method} {m.path}" for m in openapi.methods) == sorted(
        f"{m.http_method} {m.path}" for m in methods.methods
    )
    assert set(openapi.gateway_responses) == set(methods.gateway_responses)
    for name, response in methods.gateway_responses.items():
        assert asdict(replace(openapi.gateway_responses[name], logical_id="")) == asdict(
            replace(response, logical_id="")
        )
    assert openapi.binary_media_types == methods.binary_media_types
    assert asdict(replace(openapi.stage, logical_id="")) == asdict(replace(methods.stage, logical_id=""))
    assert openapi.name == methods.name
    assert grants(openapi) == grants(methods)


def grants(api: RestApi) -> list[tuple[str, str]]:
    """Who may be called from where; an authorizer's id is known to the import alone."""
    found = [
        (p.function.split("/")[-1], str(p.source_arn)) for p in api.permissions if api.rest_api_id in str(p.source_arn)
    ]
    return sorted((f, re.sub(r"authorizers/.*", "authorizers/*", s).replace(api.rest_api_id, "API")) for f, s in found)


def test_the_list_of_routes_is_whole(definitions: Definitions) -> None:
    assert sorted(f"{m.http_method} {m.path}" for m in definitions.rest_api("OpenApi").methods) == ROUTES


def test_the_whole_api_is_one_resource(definitions: Definitions) -> None:
    types = [r["Type"] for r in definitions.template("OpenApi")["Resources"].values() if "ApiGateway" in r["Type"]]
    assert sorted(types) == [
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Stage",
    ]


def test_the_api_keeps_its_logical_ids_under_either_definition(definitions: Definitions) -> None:
    def ids(stack: str) -> dict[str, str]:
        resources = definitions.template(stack)["Resources"]
        kept = ("RestApi", "Stage", "Account")
        return {r["Type"]: key for key, r in resources.items() if r["Type"].split("::")[-1] in kept}

    assert ids("OpenApi") == ids("Methods")


@pytest.mark.parametrize("stack", ["OpenApi", "OpenApiAsset"])
def test_no_token_text_is_left_in_the_template(definitions: Definitions, stack: str) -> None:
    assert "${Token" not in json.dumps(definitions.template(stack))


def test_nothing_of_the_body_is_left_out_by_the_loader(definitions: Definitions) -> None:
    reasons = [u.reason for u in definitions.application.unsupported if u.logical_id.startswith("ApiRestApi")]
    assert [
        reason for reason in reasons if "authorization is not done here" not in reason and "imported" not in reason
    ] == []
