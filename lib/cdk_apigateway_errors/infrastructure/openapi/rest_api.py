"""CDK's ``SpecRestApi`` from the options of a ``RestApi``, so that both definitions take the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aws_cdk import aws_apigateway as ag
from constructs import Construct

from ..stage import stage_options
from .document import Json, present

IN_THE_BODY: Final = ("api_key_source_type", "binary_media_types", "minimum_compression_size", "description")
REFUSED: Final = {
    "clone_from": "the body says what the API holds; leave it out",
    "account": "a SpecRestApi has no such option; give it to the stack",
    "environment_from_arn": "a SpecRestApi has no such option; give it to the stack",
    "physical_name": "a SpecRestApi has no such option; use rest_api_name",
    "region": "a SpecRestApi has no such option; give it to the stack",
}


def option_refusals(options: Mapping[str, Any]) -> list[str]:
    """Return a problem for every option of a ``RestApi`` that an API with a body has not."""
    return [
        f"rest_api_options holds {name!r}, which an OpenAPI definition has not: {REFUSED[name]}"
        for name in options
        if name in REFUSED
    ]


def title_of(options: Mapping[str, Any]) -> str:
    """Return the API's name: CDK's own default is the construct's id."""
    return str(options.get("rest_api_name") or "RestApi")


def settings_of(options: Mapping[str, Any]) -> Json:
    """Return what stands at the top of the body: as properties, an import that overwrites would not keep it."""
    source = options.get("api_key_source_type")
    return present(
        **{
            "x-amazon-apigateway-api-key-source": None if source is None else source.name,
            "x-amazon-apigateway-binary-media-types": list(options.get("binary_media_types") or []),
            "x-amazon-apigateway-minimum-compression-size": options.get("minimum_compression_size"),
        }
    )


def spec_rest_api(
    scope: Construct, body: ag.ApiDefinition, api_options: Mapping[str, Any], deploy_options: Mapping[str, Any]
) -> ag.SpecRestApi:
    """Make the REST API with ``body``.

    Without ``Mode: overwrite``, a path that leaves the body stays in the API (CloudFormation, "Mode": for APIs made after
    March 2021 the default merges; F: zenn.dev/enven/articles/cd5b3777337f7cc53a84).
    """
    given = {name: value for name, value in api_options.items() if name not in IN_THE_BODY}
    if given.get("deploy", True):
        given.setdefault("cloud_watch_role", True)
        given["deploy_options"] = stage_options(scope, deploy_options)
    return ag.SpecRestApi(
        scope,
        "RestApi",
        api_definition=body,
        mode=ag.RestApiMode.OVERWRITE,
        **given,
    )
