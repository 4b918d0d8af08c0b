"""What goes with an OpenAPI definition, what is refused, and when it is deployed anew."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Sequence
from inspect import signature
from pathlib import Path
from typing import Any

import jsii
import pytest
from aws_cdk import App, Aspects, CfnParameter, Duration, Fn, IAspect, Size, Stack, Token, aws_cognito
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Match, Template
from constructs import IConstruct

from cdk_apigateway_errors import (
    DeclarationError,
    NonProxyLambdaIntegration,
    NonProxyLambdaRestApi,
    RestApiDefinition,
    Route,
)
from cdk_apigateway_errors.catalog import Response
from cdk_apigateway_errors.infrastructure.checked_templates import FINDINGS_FAIL_SYNTHESIS
from cdk_apigateway_errors.infrastructure.openapi.asset import marked, meaning_of
from cdk_apigateway_errors.infrastructure.openapi.rest_api import IN_THE_BODY, REFUSED
from cdk_apigateway_errors.infrastructure.options import RESERVED

from .shop import function

pytestmark = pytest.mark.cdk
DEFINITIONS = ["openapi", "openapi-asset"]


@pytest.fixture
def stack() -> Stack:
    return Stack(App(context={"cdk-apigateway-errors:synthChecks": False}), "S")


def api_of(stack: Stack, name: str = "Api", **options: Any) -> NonProxyLambdaRestApi:
    return NonProxyLambdaRestApi(stack, name, **{"definition": "openapi", "errors": [400, 404], **options})


def own(stack: Stack) -> lambda_.IFunction:
    found = stack.node.try_find_child("Own")
    return found if isinstance(found, lambda_.Function) else function(stack, "Own")


def body_of(stack: Stack) -> dict[str, Any]:
    (api,) = Template.from_stack(stack).find_resources("AWS::ApiGateway::RestApi").values()
    body: dict[str, Any] = api["Properties"]["Body"]
    return body


# What is refused, before anything is made.


@jsii.implements(ag.IAuthorizer)
class Foreign:
    @property
    def authorizer_id(self) -> str:
        return "abc"

    @property
    def authorization_type(self) -> ag.AuthorizationType:
        return ag.AuthorizationType.CUSTOM


class Strange(NonProxyLambdaRestApi):
    def responses_for(self, route: Route) -> Sequence[Response]:
        return [
            dataclasses.replace(response, selection_pattern="default") if response.status_code == 404 else response
            for response in super().responses_for(route)
        ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"definition": "swagger"}, "allowed: 'methods', 'openapi', 'openapi-asset'"),
        ({"rest_api_options": {"clone_from": "x"}}, "clone_from"),
        ({"nested_stacks": True}, "nested_stacks"),
    ],
    ids=["name", "clone", "nested"],
)
def test_options_that_a_body_has_not_are_refused(stack: Stack, options: dict[str, Any], said: str) -> None:
    if "rest_api_options" in options:
        options = {"rest_api_options": {"clone_from": ag.RestApi.from_rest_api_id(stack, "Other", "abc")}}
    with pytest.raises(DeclarationError, match=said):
        api_of(stack, **options)
    assert stack.node.try_find_child("Api") is None


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_an_existing_api_is_refused_because_a_body_replaces_what_it_holds(stack: Stack, definition: str) -> None:
    with pytest.raises(DeclarationError, match=r"rest_api is an existing API.*definition='methods'"):
        api_of(stack, rest_api=ag.RestApi(stack, "Existing"), definition=definition)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"request_parameters": {"method.request.multivaluequerystring.q": True}}, "use 'method.request.querystring.q'"),
        ({"request_model": {"type": "array", "minItems": 1}}, "#/minItems is not taken"),
        ({"request_model": {"properties": {"a": {"exclusiveMinimum": True}}}}, "#/properties/a/exclusiveMinimum is not"),
        ({"request_model": {"definitions": {"a": {"type": ["string", "null"]}}}}, "#/definitions/a/type is"),
        ({"request_model": {"items": [{}]}}, "#/items is a list"),
        ({"request_model": {"oneOf": [{"$ref": "#/properties/a"}]}}, r"#/oneOf/0/\$ref is '#/properties/a'"),
        ({"request_model": {"patternProperties": {"^a": {}}}}, "#/patternProperties is not taken"),
        ({"request_model": {"additionalProperties": {"readOnly": True}}}, "#/additionalProperties/readOnly is not"),
        ({"request_model": ag.JsonSchema(max_items=3)}, "#/maxItems is not taken"),
        ({"method_options": {"operation_name": "list"}}, "operation_name is 'list', as another route has it"),
        ({"method_options": {"authorization_type": ag.AuthorizationType.COGNITO}}, "COGNITO without an authorizer"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_a_body_cannot_say_of_a_route_is_refused(stack: Stack, options: dict[str, Any], said: str) -> None:
    api = api_of(stack)
    api.add_route("GET /a", handler=own(stack), method_options={"operation_name": "list"})
    with pytest.raises(DeclarationError, match=said):
        api.add_route("GET /b", handler=own(stack), **options)
    assert list(body_of(stack)["paths"]) == ["/a"]


def test_an_authorizer_of_unknown_kind_is_refused(stack: Stack) -> None:
    with pytest.raises(DeclarationError, match=r"a body writes its authorizers itself; allowed .* TokenAuthorizer"):
        api_of(stack).add_route("GET /a", handler=own(stack), authorizer=Foreign())


def test_an_authorizer_of_another_api_is_refused(stack: Stack) -> None:
    authorizer = ag.TokenAuthorizer(stack, "Authorizer", handler=own(stack))
    api_of(stack).add_route("GET /a", handler=own(stack), authorizer=authorizer)
    with pytest.raises(DeclarationError, match="belongs to another API already"):
        api_of(stack, "Second").add_route("GET /a", handler=own(stack), authorizer=authorizer)


def test_an_authorizer_that_reads_no_header_is_refused(stack: Stack) -> None:
    source = ag.IdentitySource.query_string("key")
    authorizer = ag.TokenAuthorizer(stack, "Authorizer", handler=own(stack), identity_source=source)
    with pytest.raises(DeclarationError, match=r"identity_source is 'method\.request\.querystring\.key'"):
        api_of(stack).add_route("GET /a", handler=own(stack), authorizer=authorizer)


def test_a_pattern_that_reads_as_the_key_of_the_default_response_is_refused(stack: Stack) -> None:
    api = Strange(stack, "Api", errors=[404], definition="openapi", selection_patterns="classic")
    with pytest.raises(DeclarationError, match=r"write it '\(\?:default\)'"):
        api.add_route("GET /a", handler=own(stack))


@pytest.mark.parametrize("option", ["request_model", "success_model"])
def test_a_model_beside_the_body_is_refused(stack: Stack, option: str) -> None:
    api = api_of(stack)
    model = ag.Model.from_model_name(stack, "Model", "Order")
    with pytest.raises(DeclarationError, match=f"{option} is a model that does not stand in the OpenAPI body"):
        api.add_route("POST /a", handler=own(stack), **{option: model})  # type: ignore[arg-type]


def test_our_integration_at_cdks_own_seam_is_refused(stack: Stack) -> None:
    api = api_of(stack)
    with pytest.raises(RuntimeError, match=r"defined by an OpenAPI body.*use add_route\(\)"):
        api.rest_api.root.add_method("GET", NonProxyLambdaIntegration(own(stack), errors=[400]))
    api.add_route("GET /", handler=own(stack))
    body_of(stack)


def test_a_method_beside_the_body_fails_the_synthesis(stack: Stack) -> None:
    api = api_of(stack)
    api.rest_api.root.add_method("GET", ag.MockIntegration())
    with pytest.raises(RuntimeError, match="a method beside the OpenAPI body, and the next import takes it away"):
        Template.from_stack(stack)


def l1_parts(api_id: str, root: str) -> dict[str, tuple[type, dict[str, Any]]]:
    """One L1 resource of every kind that an import replaces, with its properties."""
    one = {"rest_api_id": api_id}
    part = {"location": ag.CfnDocumentationPart.LocationProperty(type="API"), "properties": "{}"}
    return {
        "a method": (ag.CfnMethod, {**one, "resource_id": root, "http_method": "GET"}),
        "a resource": (ag.CfnResource, {**one, "parent_id": root, "path_part": "x"}),
        "a gateway response": (ag.CfnGatewayResponse, {**one, "response_type": "DEFAULT_4XX"}),
        "a model": (ag.CfnModel, one),
        "a request validator": (ag.CfnRequestValidator, one),
        "an authorizer": (ag.CfnAuthorizer, {**one, "name": "a", "type": "TOKEN"}),
        "a documentation part": (ag.CfnDocumentationPart, {**one, **part}),
    }


PARTS = list(l1_parts("", ""))


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_beside_the_body_fails_the_synthesis_from_another_stack_too(kind: str) -> None:
    app = App(context={"cdk-apigateway-errors:synthChecks": False})
    api, other = api_of(Stack(app, "S")), Stack(app, "Other")
    resource, properties = l1_parts(api.rest_api.rest_api_id, "root")[kind]
    resource(other, "Part", **properties)
    with pytest.raises(RuntimeError, match=f"Other/Part is {kind} beside the OpenAPI body, and the next import"):
        app.synth()


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_of_another_api_is_no_problem(stack: Stack, kind: str) -> None:
    api_of(stack).add_route("GET /a", handler=own(stack))
    other = ag.SpecRestApi(stack, "Spec", api_definition=ag.ApiDefinition.from_inline({"openapi": "3.0.1"}))
    resource, properties = l1_parts(other.rest_api_id, "root")[kind]
    resource(stack, "Part", **properties)
    Template.from_stack(stack)


def test_a_gateway_response_that_cdk_adds_to_the_api_fails_the_synthesis(stack: Stack) -> None:
    rest_api = api_of(stack).rest_api
    assert isinstance(rest_api, ag.SpecRestApi)
    rest_api.add_gateway_response("Denied", type=ag.ResponseType.ACCESS_DENIED)
    with pytest.raises(RuntimeError, match="is a gateway response beside the OpenAPI body"):
        Template.from_stack(stack)


def test_a_reference_by_hand_means_the_api_of_its_own_stack(stack: Stack) -> None:
    api = api_of(stack)
    by_hand = Fn.ref(stack.resolve(api.rest_api.rest_api_id)["Ref"])
    elsewhere = Stack(stack.node.root, "Elsewhere")  # type: ignore[arg-type]
    ag.CfnModel(elsewhere, "Foreign", rest_api_id=by_hand)
    Template.from_stack(stack)
    ag.CfnModel(stack, "Model", rest_api_id=by_hand)
    problems = api.node.validate()
    assert [problem.split(" beside")[0] for problem in problems] == ["S/Model is a model"]


def test_equal_ids_in_two_stacks_are_two_apis() -> None:
    app = App(context={"cdk-apigateway-errors:synthChecks": False})
    api_of(Stack(app, "S"))
    other = Stack(app, "Other")
    api = api_of(other, definition="methods")
    api.add_route("GET /a", handler=own(other))
    app.synth()


def test_an_authorizer_of_another_api_is_read_through_its_late_id(stack: Stack) -> None:
    api_of(stack).add_route("GET /a", handler=own(stack))
    authorizer = ag.TokenAuthorizer(stack, "Authorizer", handler=own(stack))
    ag.RestApi(stack, "Plain").root.add_method("GET", authorizer=authorizer)
    Template.from_stack(stack)


def test_an_authorizer_that_no_api_has_is_left_to_cdk(stack: Stack) -> None:
    api_of(stack).add_route("GET /a", handler=own(stack))
    ag.TokenAuthorizer(stack, "Authorizer", handler=own(stack))
    with pytest.raises(RuntimeError, match="must be attached to a RestApi"):
        Template.from_stack(stack)


def test_a_route_that_comes_after_the_body_was_resolved_fails_the_synthesis(stack: Stack) -> None:
    api = api_of(stack)
    api.add_route("GET /early", handler=own(stack))
    stack.resolve(api.rest_api.latest_deployment.deployment_id)  # type: ignore[union-attr]
    api.add_route("GET /late", handler=own(stack))
    with pytest.raises(RuntimeError, match="asked for before GET /late was added"):
        Template.from_stack(stack)


def test_a_route_may_come_from_an_aspect(stack: Stack) -> None:
    @jsii.implements(IAspect)
    class Adds:
        def visit(self, node: IConstruct) -> None:
            if node is api:
                api.add_route("GET /from-an-aspect", handler=handler)

    handler, api = own(stack), api_of(stack)
    Aspects.of(stack).add(Adds())
    assert list(body_of(stack)["paths"]) == ["/from-an-aspect"]


# What a route gives without a method of its own.


def test_a_route_says_what_to_use_instead_of_its_method(stack: Stack) -> None:
    route = api_of(stack).add_route("GET /a", handler=own(stack))
    with pytest.raises(AttributeError, match=r"no method: it is an operation of an OpenAPI body. Use route.method_arn"):
        route.method  # noqa: B018
    with pytest.raises(AttributeError, match="no resource: it is an operation"):
        route.resource  # noqa: B018
    with pytest.raises(AttributeError, match="'Route' object has no attribute 'methods'"):
        route.methods  # type: ignore[attr-defined]  # noqa: B018


def test_a_hook_that_asks_for_the_method_is_told_that_there_is_none_yet(stack: Stack) -> None:
    class Early(NonProxyLambdaRestApi):
        def responses_for(self, route: Route) -> Sequence[Response]:
            route.method  # noqa: B018
            return super().responses_for(route)

    with pytest.raises(DeclarationError, match=r"no method yet; add_route\(\) makes it"):
        Early(stack, "Api").add_route("GET /a", handler=own(stack))


@pytest.mark.parametrize("path", ["/", "/orders/{id}/lines/{line+}"])
def test_arns_grants_and_metrics_are_those_of_a_method(stack: Stack, path: str) -> None:
    assert facts(stack, "openapi", path) == facts(Stack(App(), "S"), "methods", path)


def facts(stack: Stack, definition: str, path: str) -> dict[str, Any]:
    api = api_of(stack, definition=definition, deploy_options={"stage_name": "live"})
    route = api.add_route(f"GET {path}", handler=own(stack))
    route.grant_execute(iam.User(stack, "User"))
    metric = route.metric("4XXError", api.rest_api.deployment_stage, statistic="Sum").to_metric_config().metric_stat
    assert metric is not None
    (policy,) = Template.from_stack(stack).find_resources("AWS::IAM::Policy").values()
    return {
        "arn": stack.resolve(route.method_arn),
        "policy": policy["Properties"],
        "metric": (metric.namespace, metric.metric_name, metric.statistic),
        "dimensions": stack.resolve({d.name: d.value for d in metric.dimensions or ()}),
    }


def test_throttling_of_one_route_is_an_option_of_the_stage(stack: Stack) -> None:
    throttled = ag.MethodDeploymentOptions(throttling_rate_limit=1, throttling_burst_limit=2)
    api = api_of(stack, deploy_options={"method_options": {"/a/GET": throttled}})
    api.add_route("GET /a", handler=own(stack))
    settings = Match.array_with([Match.object_like({"HttpMethod": "GET", "ThrottlingRateLimit": 1})])
    Template.from_stack(stack).has_resource_properties("AWS::ApiGateway::Stage", {"MethodSettings": settings})


def test_an_api_without_a_stage_has_an_arn_for_every_stage(stack: Stack) -> None:
    api = api_of(stack, rest_api_options={"deploy": False})
    route = api.add_route("GET /a", handler=own(stack))
    assert "/*/GET/a" in json.dumps(stack.resolve(route.method_arn))


# Options of the API and of its methods.


def test_options_of_the_api_stand_in_the_body_where_an_overwriting_import_would_drop_them(stack: Stack) -> None:
    options = {
        "rest_api_name": "orders",
        "description": "größer",
        "binary_media_types": ["image/png"],
        "minimum_compression_size": 0,
        "api_key_source_type": ag.ApiKeySourceType.HEADER,
        "fail_on_warnings": True,
        "endpoint_types": [ag.EndpointType.REGIONAL],
        "disable_execute_api_endpoint": True,
    }
    api_of(stack, rest_api_options=options).add_route("GET /a", handler=own(stack))
    body = body_of(stack)
    assert body["info"] == {"title": "orders", "version": "1.0", "description": "größer"}
    assert body["x-amazon-apigateway-binary-media-types"] == ["image/png"]
    assert body["x-amazon-apigateway-minimum-compression-size"] == 0
    assert body["x-amazon-apigateway-api-key-source"] == "HEADER"
    expected = {
        "Name": "orders",
        "Mode": "overwrite",
        "FailOnWarnings": True,
        "DisableExecuteApiEndpoint": True,
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
    }
    Template.from_stack(stack).has_resource_properties("AWS::ApiGateway::RestApi", expected)


def asset_of(app: App, stack: Stack) -> tuple[str, dict[str, Any]]:
    """The text of the file beside the template, and the values of its markers."""
    assembly = app.synth()
    resources = assembly.get_stack_by_name(stack.stack_name).template["Resources"].values()
    (copy,) = (one["Properties"] for one in resources if one["Type"] == "Custom::CDKBucketDeployment")
    (text,) = [path.read_text() for path in Path(assembly.directory).glob("asset.*/openapi-*.json")]
    return text, copy["SourceMarkers"][0]


@pytest.fixture
def guarded(tmp_path: Path) -> tuple[App, Stack, dict[str, Any]]:
    """A stack, and options of an API whose VPC endpoint and caller stand in another stack."""
    app = App(outdir=str(tmp_path / "out"), context={"cdk-apigateway-errors:synthChecks": False})
    network, stack = Stack(app, "Network"), Stack(app, "S")
    endpoint = ec2.InterfaceVpcEndpoint.from_interface_vpc_endpoint_attributes(
        network, "Endpoint", vpc_endpoint_id=CfnParameter(network, "EndpointId").value_as_string, port=443
    )
    role = iam.Role(network, "Caller", assumed_by=iam.AccountRootPrincipal())
    statement = iam.PolicyStatement(
        principals=[iam.ArnPrincipal(role.role_arn)],
        actions=["execute-api:Invoke"],
        resources=["execute-api:/*"],
        conditions={"StringEquals": {"aws:SourceVpce": endpoint.vpc_endpoint_id}},
    )
    options = {
        "policy": iam.PolicyDocument(statements=[statement]),
        "endpoint_configuration": ag.EndpointConfiguration(types=[ag.EndpointType.PRIVATE], vpc_endpoints=[endpoint]),
        "disable_execute_api_endpoint": True,
        "min_compression_size": Size.kibibytes(2),
    }
    return app, stack, options


def test_who_may_call_stands_in_the_body_and_as_properties(guarded: tuple[App, Stack, dict[str, Any]]) -> None:
    _, stack, options = guarded
    api_of(stack, rest_api_options=options).add_route("GET /a", handler=own(stack))
    (found,) = Template.from_stack(stack).find_resources("AWS::ApiGateway::RestApi").values()
    properties = found["Properties"]
    ids = properties["EndpointConfiguration"]["VpcEndpointIds"]
    assert list(ids[0]) == ["Fn::ImportValue"]
    (server,) = properties["Body"]["servers"]
    assert server["x-amazon-apigateway-endpoint-configuration"] == {
        "disableExecuteApiEndpoint": True,
        "vpcEndpointIds": ids,
    }
    assert properties["DisableExecuteApiEndpoint"] is True
    policy = properties["Body"]["x-amazon-apigateway-policy"]
    assert policy == properties["Policy"]
    assert policy["Statement"][0]["Condition"] == {"StringEquals": {"aws:SourceVpce": ids[0]}}
    assert list(policy["Statement"][0]["Principal"]["AWS"]) == ["Fn::ImportValue"]
    assert properties["Body"]["x-amazon-apigateway-minimum-compression-size"] == 2048


def test_who_may_call_stands_in_the_file_beside_the_template(guarded: tuple[App, Stack, dict[str, Any]]) -> None:
    app, stack, options = guarded
    api = api_of(stack, rest_api_options=options, definition="openapi-asset")
    api.add_route("GET /a", handler=own(stack))
    text, values = asset_of(app, stack)
    body = json.loads(text)
    (statement,) = body["x-amazon-apigateway-policy"]["Statement"]
    (server,) = body["servers"]
    (endpoint,) = server["x-amazon-apigateway-endpoint-configuration"]["vpcEndpointIds"]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceVpce": endpoint}}
    assert list(values[endpoint]) == list(values[statement["Principal"]["AWS"]]) == ["Fn::ImportValue"]
    assert "Token[" not in text


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_a_grant_that_cdk_adds_to_the_policy_stands_in_the_body(
    guarded: tuple[App, Stack, dict[str, Any]], definition: str
) -> None:
    app, stack, options = guarded
    api = api_of(stack, definition=definition)
    api.add_route("GET /a", handler=own(stack))
    rest_api = api.rest_api
    assert isinstance(rest_api, ag.SpecRestApi)
    rest_api.grant_invoke_from_vpc_endpoints_only(options["endpoint_configuration"].vpc_endpoints)
    body = body_of(stack) if definition == "openapi" else json.loads(asset_of(app, stack)[0])
    denied, allowed = body["x-amazon-apigateway-policy"]["Statement"]
    assert (denied["Effect"], allowed["Effect"]) == ("Deny", "Allow")
    assert len(denied["Condition"]["StringNotEquals"]["aws:SourceVpce"]) == 1


def test_an_api_without_endpoints_and_policy_says_nothing_of_them(stack: Stack) -> None:
    api_of(stack).add_route("GET /a", handler=own(stack))
    (found,) = Template.from_stack(stack).find_resources("AWS::ApiGateway::RestApi").values()
    assert not {"servers", "x-amazon-apigateway-policy"} & set(found["Properties"]["Body"])
    assert "Policy" not in found["Properties"]


def test_two_sizes_of_compression_are_refused(stack: Stack) -> None:
    sizes = {"min_compression_size": Size.bytes(1), "minimum_compression_size": 2}
    with pytest.raises(DeclarationError, match="leave one out"):
        api_of(stack, rest_api_options=sizes)


def test_authorizers_are_written_into_the_body_and_leave_the_template(stack: Stack) -> None:
    pool = aws_cognito.UserPool(stack, "Pool")
    token = ag.TokenAuthorizer(stack, "Token", handler=own(stack), authorizer_name="my token")
    cognito = ag.CognitoUserPoolsAuthorizer(
        stack, "Cognito", cognito_user_pools=[pool], results_cache_ttl=Duration.seconds(0)
    )
    api = api_of(stack)
    api.add_route("GET /a", handler=own(stack), authorizer=token, api_key_required=True)
    api.add_route("PUT /a", handler=own(stack), authorizer=token)
    api.add_route("GET /b", handler=own(stack), authorizer=cognito, method_options={"authorization_scopes": ["r"]})
    api.add_route("GET /c", handler=own(stack), method_options={"authorization_type": ag.AuthorizationType.IAM})
    body, template = body_of(stack), Template.from_stack(stack)
    schemes, paths = body["components"]["securitySchemes"], body["paths"]
    assert paths["/a"]["get"]["security"] == [{"my_token": []}, {"api_key": []}]
    assert paths["/a"]["put"]["security"] == [{"my_token": []}]
    ((pool_scheme, scopes),) = paths["/b"]["get"]["security"][0].items()
    assert scopes == ["r"]
    assert paths["/c"]["get"]["security"] == [{"sigv4": []}]
    assert schemes["my_token"]["name"] == "Authorization"
    assert schemes["my_token"]["x-amazon-apigateway-authorizer"]["type"] == "token"
    assert schemes[pool_scheme]["x-amazon-apigateway-authorizer"] == {
        "type": "cognito_user_pools",
        "authorizerResultTtlInSeconds": 0,
        "providerARNs": [{"Fn::GetAtt": ["PoolD3F588B8", "Arn"]}],
    }
    template.resource_count_is("AWS::ApiGateway::Authorizer", 0)
    permissions = template.find_resources("AWS::Lambda::Permission").values()
    sources = [json.dumps(permission["Properties"]["SourceArn"]) for permission in permissions]
    assert sum("/authorizers/*" in source for source in sources) == 1
    assert len(sources) == 2


def test_a_model_that_stands_in_the_body_serves_for_successes(stack: Stack) -> None:
    api = api_of(stack)
    error = api.models.error(api.catalog.error_format)
    api.add_route("GET /a", handler=own(stack), success_model=error)
    content = body_of(stack)["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert content == {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorModel"}}}


def test_options_of_a_rest_api_are_passed_on_written_into_the_body_or_refused() -> None:
    def names(props: Any) -> set[str]:
        return set(signature(props.__init__).parameters) - {"self"}

    known = names(ag.SpecRestApiProps) | set(IN_THE_BODY) | set(REFUSED) | set(RESERVED["rest_api_options"])
    assert names(ag.RestApiProps) - known == set()


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([ag.IdentitySource.header("A")], ("A", "header")),
        ([ag.IdentitySource.query_string("k")], ("k", "query")),
        ([ag.IdentitySource.header("A"), ag.IdentitySource.query_string("k")], ("Unused", "header")),
        ([ag.IdentitySource.stage_variable("v")], ("Unused", "header")),
    ],
    ids=["header", "query", "both", "stage variable"],
)
def test_a_request_authorizer_is_named_after_its_single_source(
    stack: Stack, sources: list[str], expected: tuple[str, str]
) -> None:
    """Developer guide, "x-amazon-apigateway-authorizer object", the examples of the request type."""
    authorizer = ag.RequestAuthorizer(stack, "Request", handler=own(stack), identity_sources=sources)
    api_of(stack).add_route("GET /a", handler=own(stack), authorizer=authorizer)
    (scheme,) = body_of(stack)["components"]["securitySchemes"].values()
    assert (scheme["name"], scheme["in"]) == expected
    assert scheme["x-amazon-apigateway-authorizer"]["identitySource"] == ",".join(sources)


def test_names_of_models_are_letters_and_digits_and_never_shared(stack: Stack) -> None:
    api = api_of(stack)
    definitions = {"line": {"type": "string"}, "Line": {"type": "integer"}, "ö": {"type": "object"}}
    refs = {key: {"$ref": f"#/definitions/{key}"} for key in definitions}
    for path in ("/order-lines/{order_id}", "/order/lines", "/orderlines"):
        model = {"title": path, "definitions": definitions, "properties": refs}
        api.add_route(f"POST {path}", handler=own(stack), request_model=model)
    schemas = body_of(stack)["components"]["schemas"]
    assert all(re.fullmatch("[A-Za-z0-9]+", name) for name in schemas)
    assert len(schemas) == 3 * 4 + 1
    for schema in (one for one in schemas.values() if "title" in one):
        parts = {key: schemas[ref["$ref"].split("/")[-1]]["type"] for key, ref in schema["properties"].items()}
        assert parts == {"line": "string", "Line": "integer", "ö": "object"}


def test_equal_models_are_written_once(stack: Stack) -> None:
    api = api_of(stack)
    for path in ("/a", "/b"):
        api.add_route(f"POST {path}", handler=own(stack), request_model={"type": "object"})
    assert list(body_of(stack)["components"]["schemas"]) == ["PostAModel", "ErrorModel"]


def test_a_route_costs_no_crossing_into_node(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    from jsii._kernel.providers.process import _NodeProcess  # noqa: PLC0415

    handler, calls, send = own(stack), [], _NodeProcess.send
    api = api_of(stack)
    api.add_route("GET /first", handler=handler)
    monkeypatch.setattr(_NodeProcess, "send", lambda *given: calls.append(given) or send(*given))
    for number in range(50):
        api.add_route(f"GET /r{number}/{{id}}", handler=handler, errors=[409])
    assert calls == []


def test_a_whole_api_crosses_into_node_30_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jsii._kernel.providers.process import _NodeProcess  # noqa: PLC0415

    app = App(outdir=str(tmp_path))
    stack = Stack(app, "S")
    handler, calls, send = own(stack), [], _NodeProcess.send
    monkeypatch.setattr(_NodeProcess, "send", lambda *given: calls.append(type(given[1]).__name__) or send(*given))
    options = {"cloud_watch_role": False}
    deploy = {"access_log_destination": None, "logging_level": None}
    api = api_of(stack, gateway_responses="none", runtime_layer=False, rest_api_options=options, deploy_options=deploy)
    for number in range(110):
        api.add_route(f"GET /r{number}", handler=handler)
    app.synth()
    # Below aws-cdk-lib 2.262 the annotations of the checks ask for the folder of the stage as well.
    assert len(calls) <= (30 if FINDINGS_FAIL_SYNTHESIS else 31)


# When it is deployed anew.


def built(folder: Path, definition: str, change: Callable[[NonProxyLambdaRestApi, Stack], None], **named: Any) -> Any:
    """Logical id of the deployment, and the key of the file where there is one."""
    app = App(outdir=str(folder), context={"cdk-apigateway-errors:synthChecks": False})
    stack = Stack(app, "S")
    parameter = CfnParameter(stack, "Origin").value_as_string
    handler = function(stack, "Own", **named)
    api = api_of(stack, definition=definition, error_headers={"X": parameter})
    api.add_route("GET /a", handler=handler)
    change(api, stack)
    app.synth()
    resources = json.loads((folder / "S.template.json").read_text())["Resources"]
    (deployment,) = (key for key, one in resources.items() if one["Type"] == "AWS::ApiGateway::Deployment")
    (rest_api,) = (one["Properties"] for one in resources.values() if one["Type"] == "AWS::ApiGateway::RestApi")
    return deployment, rest_api.get("BodyS3Location", {}).get("Key")


def nothing(api: NonProxyLambdaRestApi, stack: Stack) -> None:
    pass


def another_route(api: NonProxyLambdaRestApi, stack: Stack) -> None:
    api.add_route("GET /b", handler=function(stack, "Other"))


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_equal_builds_are_deployed_once(tmp_path: Path, definition: str) -> None:
    first = built(tmp_path / "1", definition, nothing)
    App()  # tokens are numbered on and on, so the texts differ from here on
    Token.as_string({"Ref": "x"})
    assert built(tmp_path / "2", definition, nothing) == first


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (another_route, {}),
        (nothing, {"function_name": "named"}),
        (lambda api, stack: api.add_route("GET /b", handler=own(stack), success_template="x"), {}),
    ],
    ids=["route", "function's name", "template"],
)
def test_a_change_is_deployed(tmp_path: Path, definition: str, change: Any, named: dict[str, Any]) -> None:
    before, after = built(tmp_path / "1", definition, nothing), built(tmp_path / "2", definition, change, **named)
    assert after[0] != before[0]
    assert definition == "openapi" or after[1] != before[1]


def built_with_two_stacks(folder: Path, definition: str, functions: str) -> Any:
    """Logical id of the deployment and the RestApi, where two stacks have a function with the same id."""
    app = App(outdir=str(folder), context={"cdk-apigateway-errors:synthChecks": False})
    handlers = {name: function(Stack(app, name), "Fn") for name in ("S1", "S2")}
    stack = Stack(app, "Api")
    api_of(stack, definition=definition, runtime_layer=False).add_route("GET /a", handler=handlers[functions])
    app.synth()
    resources = json.loads((folder / "Api.template.json").read_text())["Resources"]
    (deployment,) = (key for key, one in resources.items() if one["Type"] == "AWS::ApiGateway::Deployment")
    (rest_api,) = (one["Properties"] for one in resources.values() if one["Type"] == "AWS::ApiGateway::RestApi")
    return deployment, rest_api.get("BodyS3Location", {}).get("Key")


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_a_route_that_moves_to_a_function_of_the_same_id_in_another_stack_is_deployed(
    tmp_path: Path, definition: str
) -> None:
    before, after = (built_with_two_stacks(tmp_path / name, definition, name) for name in ("S1", "S2"))
    assert built_with_two_stacks(tmp_path / "again", definition, "S1") == before
    assert after[0] != before[0]
    assert definition == "openapi" or after[1] != before[1]


def test_a_function_of_another_stack_is_told_apart_inside_of_other_tokens() -> None:
    app = App()
    stacks = [Stack(app, name) for name in ("S1", "S2")]
    joined = [Fn.join(":", ["a", function(stack, "Fn").function_arn, "live"]) for stack in stacks]
    first, second = (meaning_of([token], Stack(app, f"Api{number}")) for number, token in enumerate(joined))
    assert first != second


def test_redeploy_on_makes_a_new_deployment_of_the_same_body(tmp_path: Path) -> None:
    changed = built(tmp_path / "1", "openapi", lambda api, _: api.redeploy_on({"version": 2}))
    assert changed[0] != built(tmp_path / "2", "openapi", nothing)[0]


def test_a_deployment_of_ones_own_deploys_the_body(stack: Stack) -> None:
    api = api_of(stack, rest_api_options={"deploy": False})
    api.deploy_with(ag.Deployment(stack, "Deployment", api=api.rest_api))
    api.add_route("GET /a", handler=own(stack))
    Template.from_stack(stack).resource_count_is("AWS::ApiGateway::Deployment", 1)


# Sizes.


@pytest.mark.parametrize("definition", [*DEFINITIONS, RestApiDefinition.OPENAPI])
def test_the_forecast_knows_the_bytes_of_the_body(tmp_path: Path, definition: str) -> None:
    app = App(outdir=str(tmp_path), context={"@aws-cdk/core:suppressTemplateIndentation": True})
    stack = Stack(app, "S")
    api = api_of(stack, definition=definition, synth_checks=False)
    for number in range(40):
        api.add_route(f"GET /r{number}/{{id}}", handler=own(stack), errors=[409, 422])
    forecast = api.forecast()
    assert (forecast.routes, forecast.api_resources, forecast.stack_resources) == (40, 81, 0)
    app.synth()
    size = (tmp_path / "S.template.json").stat().st_size
    if definition == "openapi-asset":
        assert forecast.template_bytes == 0
        assert size < 25_000
    else:
        assert size * 0.9 < forecast.template_bytes < size * 1.1


def test_a_body_that_does_not_fit_into_a_template_fails_the_synthesis_and_fits_into_a_file(tmp_path: Path) -> None:
    def large(definition: str, templates: int) -> Stack:
        app = App(outdir=str(tmp_path / f"{definition}{templates}"))
        stack = Stack(app, "S")
        api = api_of(stack, definition=definition, synth_checks=False)
        for number in range(templates):
            api.add_route(f"GET /r{number}", handler=own(stack), success_template="é" * 130_000)
        return stack

    with pytest.raises(RuntimeError, match=r"takes 1,0\d\d,\d{3}: use definition='openapi-asset'"):
        Template.from_stack(large("openapi", 5))
    Template.from_stack(large("openapi-asset", 5))
    with pytest.raises(RuntimeError, match="API Gateway imports 6,291,456"):
        Template.from_stack(large("openapi-asset", 26))


def test_numbers_of_the_deployment_are_refused_in_a_file() -> None:
    number = Token.as_number({"Ref": "Seconds"})
    with pytest.raises(DeclarationError, match="number that is known only at deployment"):
        marked({"a": [{"b": number}]})


def test_lists_of_the_deployment_are_refused_in_a_file() -> None:
    with pytest.raises(DeclarationError, match="list that is known only at deployment"):
        marked({"a": {"b": Token.as_list({"Ref": "Ids"})}})
