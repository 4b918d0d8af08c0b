"""The same REST API, made in several ways: by this library and by hand.

Every one has eight declared status codes, unhandled, timeout and crash, the same patterns, response templates, request
template and model, each route on a path of its own; no CORS, gateway responses, logs and tracing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from cdk_apigateway_errors.catalog import ErrorCatalog

CODES = [400, 401, 403, 404, 409, 410, 422, 429]
_CATALOG = ErrorCatalog.of(CODES)
# What follows from the codes; the hand-written stacks hold the same texts.
_ANSWERS = (_CATALOG.success(), *_CATALOG.responses())
_SCHEMA = _CATALOG.schema()


def function(stack: Any) -> Any:
    from aws_cdk import aws_lambda  # noqa: PLC0415

    code = aws_lambda.Code.from_inline("x")
    return aws_lambda.Function(stack, "Handler", runtime=aws_lambda.Runtime.PYTHON_3_13, handler="i.h", code=code)


def by_openapi(stack: Any, handler: Any, routes: int) -> None:
    by_route(stack, handler, routes, definition="openapi")


def by_compact(stack: Any, handler: Any, routes: int) -> None:
    by_route(stack, handler, routes, selection_patterns="compact")


def by_classic(stack: Any, handler: Any, routes: int) -> None:
    by_route(stack, handler, routes, selection_patterns="classic")


def by_cors(stack: Any, handler: Any, routes: int) -> None:
    """With CORS for one origin, a preflight for each path."""
    by_route(stack, handler, routes, cors=_origins("https://shop.example"))


def by_cors_of_several(stack: Any, handler: Any, routes: int) -> None:
    by_route(stack, handler, routes, cors=_origins("https://shop.example", "https://admin.shop.example"))


def _origins(*origins: str) -> Any:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    return ag.CorsOptions(allow_origins=list(origins))


def by_route(stack: Any, handler: Any, routes: int, **options: Any) -> None:
    add_routes(rest_api(stack, **options), handler, range(routes))


def add_routes(api: Any, handler: Any, numbers: Iterable[int]) -> None:
    for number in numbers:
        api.add_route(f"GET /r{number}", handler=handler)


def rest_api(stack: Any, **options: Any) -> Any:
    from cdk_apigateway_errors import NonProxyLambdaRestApi  # noqa: PLC0415

    return NonProxyLambdaRestApi(
        stack,
        "Api",
        errors=CODES,
        gateway_responses="none",
        runtime_layer=False,
        rest_api_options={"cloud_watch_role": False, "deploy": True},
        deploy_options={"access_log_destination": None, "tracing_enabled": False, "logging_level": None},
        **options,
    )


def by_seam(stack: Any, handler: Any, routes: int) -> None:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    from cdk_apigateway_errors import NonProxyLambdaIntegration  # noqa: PLC0415

    api = ag.RestApi(stack, "Api", cloud_watch_role=False)
    integration = NonProxyLambdaIntegration(handler, errors=CODES, runtime_layer=False)
    for number in range(routes):
        api.root.add_resource(f"r{number}").add_method("GET", integration)


def by_hand(stack: Any, handler: Any, routes: int) -> None:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    api, model = _hand_api(stack)
    for number in range(routes):
        integration = ag.LambdaIntegration(handler, proxy=False, **_integration_options())
        resource = api.root.add_resource(f"r{number}")
        resource.add_method("GET", integration, method_responses=_method_responses(model))


def by_careful_hand(stack: Any, handler: Any, routes: int) -> None:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    api, model = _hand_api(stack)
    integration = ag.LambdaIntegration(handler, proxy=False, scope_permission_to_method=False, **_integration_options())
    method_responses = _method_responses(model)
    for number in range(routes):
        api.root.add_resource(f"r{number}").add_method("GET", integration, method_responses=method_responses)


def _hand_api(stack: Any) -> tuple[Any, Any]:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    api = ag.RestApi(stack, "Api", cloud_watch_role=False)
    return api, api.add_model("ErrorModel", schema=_json_schema(_SCHEMA), content_type="application/json")


def _json_schema(schema: dict[str, Any]) -> Any:
    """The error format's schema in CDK's words."""
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    given: dict[str, Any] = {}
    for name, value in schema.items():
        if name == "$schema":
            given["schema"] = ag.JsonSchemaVersion.DRAFT4
        elif name == "type":
            given["type"] = ag.JsonSchemaType[value.upper()]
        elif name == "properties":
            given["properties"] = {key: _json_schema(part) for key, part in value.items()}
        elif name in {"items", "additionalProperties"}:
            given[re.sub("P", "_p", name)] = _json_schema(value)
        else:
            given[re.sub("I", "_i", name)] = value
    return ag.JsonSchema(**given)


def _integration_options() -> dict[str, Any]:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    from cdk_apigateway_errors.infrastructure.request import request_templates  # noqa: PLC0415

    return {
        "passthrough_behavior": ag.PassthroughBehavior.NEVER,
        "request_templates": dict(request_templates(None, "GET")),
        "integration_responses": [
            ag.IntegrationResponse(
                status_code=str(answer.status_code),
                selection_pattern=answer.selection_pattern,
                response_templates={"application/json": answer.response_template} if answer.response_template else None,
            )
            for answer in _ANSWERS
        ],
    }


def _method_responses(model: Any) -> list[Any]:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    return [
        ag.MethodResponse(
            status_code=str(answer.status_code),
            response_models={"application/json": model} if answer.error_model else None,
        )
        for answer in _ANSWERS
    ]


BUILDERS: dict[str, Callable[[Any, Any, int], None]] = {
    "route": by_route,
    "openapi": by_openapi,
    "compact": by_compact,
    "classic": by_classic,
    "cors": by_cors,
    "cors, 2 origins": by_cors_of_several,
    "seam": by_seam,
    "hand": by_hand,
    "careful": by_careful_hand,
}
