"""One route as an OpenAPI operation: its responses, its integration and what it asks of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aws_cdk import aws_apigateway as ag

from ...catalog import Response
from .document import Json, present

DEFAULT: Final = "default"
"""The key of the default integration response; every other key is a selection pattern."""

_LOCATIONS: Final = {"path": "path", "querystring": "query", "header": "header"}
_TEXT: Final = {"type": "string"}
_SEEN_AS: Final = {200: "Success", 204: "Success without a body"}


def integration_responses(responses: Sequence[Response]) -> Json:
    """Return the integration responses by selection pattern.

    >>> integration_responses([Response(200, None), Response(404, "(?s)gone.*")])
    {'default': {'statusCode': '200'}, '(?s)gone.*': {'statusCode': '404'}}
    """
    return {response.selection_pattern or DEFAULT: _integration_response(response) for response in responses}


def _integration_response(response: Response) -> Json:
    template = response.response_template
    return present(
        statusCode=str(response.status_code),
        # No template at all: the body passes through byte for byte. An empty one would too.
        responseTemplates=None if template is None else {"application/json": template},
        responseParameters={f"method.response.header.{name}": value for name, value in response.headers.items()},
    )


def method_responses(responses: Sequence[Response], models: Mapping[int, str]) -> Json:
    """Return the half that allows each answer, by status code; ``models`` are names of schemas by status code."""
    return {str(response.status_code): _method_response(response, models) for response in responses}


def _method_response(response: Response, models: Mapping[int, str]) -> Json:
    model = models.get(response.status_code)
    content = None if model is None else {response.media_type: {"schema": reference(model)}}
    headers = {name: {"schema": _TEXT} for name in response.headers}
    description = _SEEN_AS.get(response.status_code) or ", ".join(response.kinds)
    return {"description": description, **present(headers=headers, content=content)}


def reference(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}


def parameters(path: str, wanted: Mapping[str, bool]) -> list[Json]:
    """Return the parameters of an operation: those of the path, which every document must name, and those given.

    >>> [p["name"] for p in parameters("/files/{path+}", {"method.request.querystring.q": True})]
    ['path', 'q']
    """
    in_path = {f"method.request.path.{name}": True for name in re.findall(r"\{([^}+]+)\+?\}", path)}
    return [_parameter(name, required) for name, required in {**in_path, **wanted}.items()]


def _parameter(name: str, required: bool) -> Json:
    _, _, location, own = name.split(".", 3)
    return {"name": own, "in": _LOCATIONS[location], "required": required or location == "path", "schema": _TEXT}


def integration(uri: str, request_templates: Mapping[str, str], responses: Json, options: Mapping[str, Any]) -> Json:
    """Return the non-proxy integration of a function: type ``aws``, called with POST as Lambda requires.

    ``options`` are CDK's ``IntegrationOptions``.
    """
    return {
        "type": "aws",
        "httpMethod": "POST",
        "uri": uri,
        "passthroughBehavior": "never",
        "requestTemplates": dict(request_templates),
        "responses": responses,
        **_written(options),
    }


def _written(options: Mapping[str, Any]) -> Json:
    """Return CDK's options of an integration under their names in OpenAPI."""
    role, timeout, link = options.get("credentials_role"), options.get("timeout"), options.get("vpc_link")
    return present(
        credentials=role.role_arn
        if role
        else "arn:aws:iam::*:user/*"
        if options.get("credentials_passthrough")
        else None,
        timeoutInMillis=timeout.to_milliseconds() if timeout else None,
        connectionId=link.vpc_link_id if link else None,
        passthroughBehavior=_name(options.get("passthrough_behavior"), lower=True),
        contentHandling=_name(options.get("content_handling")),
        connectionType=_name(options.get("connection_type")),
        responseTransferMode=_name(options.get("response_transfer_mode")),
        requestParameters=dict(options.get("request_parameters") or {}),
        cacheKeyParameters=list(options.get("cache_key_parameters") or []),
        cacheNamespace=options.get("cache_namespace"),
    )


def _name(value: Any, *, lower: bool = False) -> str | None:
    if value is None:
        return None
    return str(value.name).lower() if lower else str(value.name)


def preflight(path: str, options: ag.CorsOptions) -> Json:
    """Return the preflight as CDK's ``add_cors_preflight`` makes it: a MOCK integration.

    The first origin stands in the header; a response template replaces it by another one that asks.
    """
    headers = _preflight_headers(options)
    status = str(options.status_code or 204)
    response = {
        "statusCode": status,
        "responseParameters": {f"method.response.header.{name}": value for name, value in headers.items()},
        **present(responseTemplates=_origin_template(list(options.allow_origins)[1:])),
    }
    return {
        **present(parameters=parameters(path, {})),
        "responses": {status: {"description": "Preflight", "headers": {name: {"schema": _TEXT} for name in headers}}},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {"application/json": "{ statusCode: 200 }"},
            "responses": {DEFAULT: response},
        },
    }


def _preflight_headers(options: ag.CorsOptions) -> dict[str, str]:
    first = next(iter(options.allow_origins))
    headers = list(options.allow_headers or ag.Cors.DEFAULT_HEADERS)
    methods = list(options.allow_methods or ag.Cors.ALL_METHODS)
    if methods == ["ANY"]:
        methods = list(ag.Cors.ALL_METHODS)
    max_age = -1 if options.disable_cache else options.max_age.to_seconds() if options.max_age else None
    found = {
        "Access-Control-Allow-Headers": ",".join(headers),
        "Access-Control-Allow-Origin": first,
        "Vary": None if first == "*" else "Origin",
        "Access-Control-Allow-Methods": ",".join(methods),
        "Access-Control-Allow-Credentials": "true" if options.allow_credentials else None,
        "Access-Control-Max-Age": str(int(max_age)) if max_age else None,
        "Access-Control-Expose-Headers": ",".join(options.expose_headers) if options.expose_headers else None,
    }
    return {name: f"'{value}'" for name, value in found.items() if value is not None}


def _origin_template(others: Sequence[str]) -> dict[str, str] | None:
    if not others:
        return None
    condition = " || ".join(f'$origin == "{origin}"' for origin in others)
    lines = (
        '#set($origin = $input.params().header.get("Origin"))',
        '#if($origin == "")',
        '  #set($origin = $input.params().header.get("origin"))',
        "#end",
        f"#if({condition})",
        "  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
        "#end",
    )
    return {"application/json": "\n".join(lines)}
