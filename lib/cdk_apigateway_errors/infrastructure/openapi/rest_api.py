"""CDK's ``SpecRestApi`` from the options of a ``RestApi``, so that both definitions take the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam
from constructs import Construct

from ..stage import stage_options
from .document import Json, present
from .policy import ResourcePolicy

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
    refused = [
        f"rest_api_options holds {name!r}, which an OpenAPI definition has not: {REFUSED[name]}"
        for name in options
        if name in REFUSED
    ]
    if options.get("min_compression_size") is not None and options.get("minimum_compression_size") is not None:
        refused.append("rest_api_options holds min_compression_size and minimum_compression_size: leave one out")
    return refused


def title_of(options: Mapping[str, Any]) -> str:
    """Return the API's name: CDK's own default is the construct's id."""
    return str(options.get("rest_api_name") or "RestApi")


def settings_of(options: Mapping[str, Any]) -> Json:
    """Return what stands at the top of the body: as properties alone, an import that overwrites may not keep it.

    D: CloudFormation, "AWS::ApiGateway::RestApi", Mode: top-level properties in addition to OpenAPI go with the default
    mode, and the extensions are preferred. aws/aws-cdk#15760 is an endpoint that stayed open.
    """
    source = options.get("api_key_source_type")
    return present(
        servers=_servers(options),
        **{
            "x-amazon-apigateway-api-key-source": None if source is None else source.name,
            "x-amazon-apigateway-binary-media-types": list(options.get("binary_media_types") or []),
            "x-amazon-apigateway-minimum-compression-size": _compression(options),
        },
    )


def _servers(options: Mapping[str, Any]) -> list[Json]:
    """Return where OpenAPI 3.0 has the endpoints (D: "x-amazon-apigateway-endpoint-configuration object")."""
    endpoints = present(
        disableExecuteApiEndpoint=options.get("disable_execute_api_endpoint"),
        vpcEndpointIds=_vpc_endpoint_ids(options.get("endpoint_configuration")),
    )
    return [{"url": "/", "x-amazon-apigateway-endpoint-configuration": endpoints}] if endpoints else []


def _vpc_endpoint_ids(given: Any) -> list[str]:
    configuration = ag.EndpointConfiguration(**given) if isinstance(given, Mapping) else given
    vpc_endpoints = configuration.vpc_endpoints if configuration else None
    return [endpoint.vpc_endpoint_id for endpoint in vpc_endpoints or []]


def _compression(options: Mapping[str, Any]) -> Any:
    size = options.get("min_compression_size")
    return options.get("minimum_compression_size") if size is None else size.to_bytes()


def spec_rest_api(
    scope: Construct,
    body: ag.ApiDefinition,
    api_options: Mapping[str, Any],
    deploy_options: Mapping[str, Any],
    policy: ResourcePolicy,
) -> ag.SpecRestApi:
    """Make the REST API with ``body``; what says who may call stands there and as a property, so that neither fails open.

    Without ``Mode: overwrite``, a path that leaves the body stays in the API (CloudFormation, "Mode": for APIs made after
    March 2021 the default merges; F: zenn.dev/enven/articles/cd5b3777337f7cc53a84).
    """
    given = {name: value for name, value in api_options.items() if name not in IN_THE_BODY}
    if given.get("deploy", True):
        given.setdefault("cloud_watch_role", True)
        given["deploy_options"] = stage_options(scope, deploy_options)
    return _Api(
        scope,
        "RestApi",
        policy,
        api_definition=body,
        mode=ag.RestApiMode.OVERWRITE,
        **given,
    )


class _Api(ag.SpecRestApi):
    """Has the body know what is added to the resource policy."""

    def __init__(self, scope: Construct, id: str, resource_policy: ResourcePolicy, **props: Any) -> None:
        self._added_to = resource_policy
        super().__init__(scope, id, **props)

    def add_to_resource_policy(self, statement: iam.PolicyStatement) -> iam.AddToResourcePolicyResult:
        self._added_to.add(statement)
        return super().add_to_resource_policy(statement)
