"""CDK values made from the catalog's plain responses, each once per distinct set.

Every call into CDK crosses from Python into Node.js, and every struct in it is written out on the way. Routes with the
same errors therefore share their integration and their method responses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import aws_apigateway as ag

from ..catalog import Response

ResponseKey = tuple[object, ...]


def response_key(responses: Sequence[Response]) -> ResponseKey:
    return tuple(response.key for response in responses)


def integration_response(response: Response) -> ag.IntegrationResponse:
    """Return the half that selects and writes an answer."""
    return ag.IntegrationResponse(
        status_code=str(response.status_code),
        selection_pattern=response.selection_pattern,
        # None: no template at all, the body passes through byte for byte.
        response_templates=None
        if response.response_template is None
        else {"application/json": response.response_template},
        response_parameters=_parameters(response.headers) or None,
    )


def method_response(response: Response, model: ag.IModel | None) -> ag.MethodResponse:
    """Return the half that allows an answer: the same status code and the same header names."""
    return ag.MethodResponse(
        status_code=str(response.status_code),
        response_models=None if model is None else {response.media_type: model},
        response_parameters=dict.fromkeys(_parameters(response.headers), True) or None,
    )


def _parameters(headers: Mapping[str, str]) -> dict[str, str]:
    return {f"method.response.header.{name}": value for name, value in headers.items()}


def lambda_integration(
    uri: str, responses: Sequence[Response], request_templates: Mapping[str, str], options: Mapping[str, Any]
) -> ag.Integration:
    """Return the non-proxy integration of a function: type ``AWS``, called with POST as Lambda requires."""
    return ag.Integration(
        type=ag.IntegrationType.AWS,
        integration_http_method="POST",
        uri=uri,
        options=integration_options(responses, request_templates, options),
    )


def integration_options(
    responses: Sequence[Response], request_templates: Mapping[str, str], options: Mapping[str, Any]
) -> ag.IntegrationOptions:
    return ag.IntegrationOptions(
        **{
            "passthrough_behavior": ag.PassthroughBehavior.NEVER,
            **options,
            "request_templates": dict(request_templates),
            "integration_responses": [integration_response(response) for response in responses],
        }
    )
