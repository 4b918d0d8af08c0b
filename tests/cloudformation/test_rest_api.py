from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import TemplateError, load
from cdk_apigateway_errors.cloudformation.model import (
    GatewayResponse,
    IntegrationResponse,
    MethodResponse,
    Permission,
    RequestValidator,
    RestApi,
    Stage,
)
from cloudformation.builders import (
    function,
    lambda_integration,
    method,
    path_resource,
    resource,
    rest_api,
    template,
)

API, FN = rest_api(), function()


def load_api(*parts: dict[str, Any], **options: Any) -> RestApi:
    (api,) = load(template(API, FN, *parts), **options).rest_apis
    return api


def reasons(*parts: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(u.logical_id, u.method, u.reason) for u in load(template(API, FN, *parts)).unsupported]


def test_paths_follow_the_chain_of_parents() -> None:
    api = load_api(
        {
            "Orders": path_resource("orders"),
            "Order": path_resource("{id}", {"Ref": "Orders"}),
            "Any": path_resource("{proxy+}", {"Fn::GetAtt": ["Orders", "ResourceId"]}),
            "A": method(),
            "B": method({"Ref": "Order"}, "PUT"),
            "C": method({"Ref": "Any"}, "ANY"),
        }
    )
    assert [(m.http_method, m.path, m.logical_id) for m in api.methods] == [
        ("GET", "/", "A"),
        ("PUT", "/orders/{id}", "B"),
        ("ANY", "/orders/{proxy+}", "C"),
    ]


def test_every_property_of_a_method_arrives() -> None:
    validator = resource(
        "AWS::ApiGateway::RequestValidator",
        RestApiId={"Ref": "Api"},
        ValidateRequestBody=True,
        ValidateRequestParameters="false",
    )
    integration = lambda_integration(
        PassthroughBehavior="NEVER",
        ContentHandling="CONVERT_TO_TEXT",
        TimeoutInMillis="5000",
        Credentials="arn:aws:iam::123456789012:role/invoke",
        RequestTemplates={"application/json": "$input.body"},
        RequestParameters={"integration.request.header.X": "method.request.header.Y"},
        IntegrationResponses=[
            {
                "StatusCode": 400,
                "SelectionPattern": '.*"status":400.*',
                "ResponseTemplates": {"application/json": "$input.path('$.errorMessage')"},
                "ResponseParameters": {"method.response.header.X": "'1'"},
                "ContentHandling": "CONVERT_TO_BINARY",
            },
            {"StatusCode": "200"},
        ],
    )
    responses = [
        {
            "StatusCode": "400",
            "ResponseModels": {"application/json": "Error"},
            "ResponseParameters": {"method.response.header.X": True},
        }
    ]
    api = load_api(
        {
            "V": validator,
            "M": method(
                integration=integration,
                MethodResponses=responses,
                ApiKeyRequired="true",
                RequestParameters={"method.request.querystring.limit": True},
                RequestModels={"application/json": "Empty"},
                RequestValidatorId={"Ref": "V"},
                OperationName="getAll",
            ),
        }
    )
    (found,) = api.methods
    assert found.integration is not None
    assert found.integration.integration_responses == (
        IntegrationResponse(
            "400",
            '.*"status":400.*',
            {"application/json": "$input.path('$.errorMessage')"},
            {"method.response.header.X": "'1'"},
            "CONVERT_TO_BINARY",
        ),
        IntegrationResponse("200"),
    )
    read = found.integration
    assert (read.type, read.function, read.integration_http_method) == ("AWS", "Fn", "POST")
    assert (read.passthrough_behavior, read.content_handling, read.timeout_in_millis) == (
        "NEVER",
        "CONVERT_TO_TEXT",
        5000,
    )
    assert read.credentials == "arn:aws:iam::123456789012:role/invoke"
    assert read.request_templates == {"application/json": "$input.body"}
    assert read.request_parameters == {"integration.request.header.X": "method.request.header.Y"}
    assert found.method_responses == (
        MethodResponse("400", {"application/json": "Error"}, {"method.response.header.X": True}),
    )
    assert found.request_validator == RequestValidator(True, False, "V")
    assert (found.api_key_required, found.operation_name) == (True, "getAll")
    assert found.request_parameters == {"method.request.querystring.limit": True}
    assert found.request_models == {"application/json": "Empty"}


def test_defaults_are_those_of_the_service() -> None:
    (found,) = load_api({"M": method()}).methods
    assert found.integration is not None
    assert (found.integration.timeout_in_millis, found.integration.passthrough_behavior) == (29_000, "WHEN_NO_MATCH")
    assert (found.authorization_type, found.api_key_required, found.request_validator) == ("NONE", False, None)


def test_gateway_responses_are_found_by_type() -> None:
    api = load_api(
        {
            "R": resource(
                "AWS::ApiGateway::GatewayResponse",
                RestApiId={"Ref": "Api"},
                ResponseType="DEFAULT_5XX",
                StatusCode=500,
                ResponseParameters={"gatewayresponse.header.X": "'1'"},
                ResponseTemplates={"application/json": "{}"},
            )
        }
    )
    expected = GatewayResponse(
        "DEFAULT_5XX", "500", {"gatewayresponse.header.X": "'1'"}, {"application/json": "{}"}, "R"
    )
    assert api.gateway_responses == {"DEFAULT_5XX": expected}


def stage(name: str, **properties: Any) -> dict[str, Any]:
    return resource("AWS::ApiGateway::Stage", RestApiId={"Ref": "Api"}, StageName=name, **properties)


def test_the_first_stage_counts_unless_one_is_wanted() -> None:
    stages = {"S1": stage("dev", Variables={"n": 1}, TracingEnabled=True), "S2": stage("live")}
    assert load_api(stages).stage == Stage("dev", {"n": "1"}, True, "S1")
    assert load_api(stages, stage="live").stage.logical_id == "S2"


def test_a_stage_that_does_not_exist_is_an_error_that_lists_the_stages() -> None:
    with pytest.raises(TemplateError, match="no stage 'prod'; there is: dev"):
        load_api({"S": stage("dev")}, stage="prod")


def test_a_deployment_makes_a_stage_too() -> None:
    deployment = resource(
        "AWS::ApiGateway::Deployment",
        RestApiId={"Ref": "Api"},
        StageName="old",
        StageDescription={"Variables": {"a": "b"}},
    )
    assert load_api({"D": deployment}).stage == Stage("old", {"a": "b"}, False, "D")


def test_a_stage_variable_in_the_uri_names_function_and_alias() -> None:
    integration = {
        "Type": "AWS",
        "Uri": {
            "Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:"
            "${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.name}:${!stageVariables.alias}/invocations"
        },
    }
    parts = {
        **function(FunctionName="get-orders"),
        "S": stage("dev", Variables={"name": "get-orders", "alias": "live"}),
        "L": resource("AWS::Lambda::Alias", FunctionName={"Ref": "Fn"}, Name="live", FunctionVersion="7"),
        "M": method(integration=integration),
    }
    api = load_api(parts)
    assert api.methods[0].integration is not None
    assert api.methods[0].integration.function == "Fn:live"
    assert (api.functions["Fn:live"].version, api.functions["Fn:live"].arn) == (
        "7",
        "arn:aws:lambda:us-east-1:123456789012:function:get-orders:live",
    )


def test_a_stage_variable_that_is_not_set_is_named() -> None:
    uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${stageVariables.fn}/invocations"
    ((logical_id, where, reason),) = reasons({"M": method(integration={"Type": "AWS", "Uri": uri})})
    assert (logical_id, where) == ("M", "GET /")
    assert "has no variable fn" in reason


@pytest.mark.parametrize(
    ("integration", "says"),
    [
        pytest.param({"Type": "HTTP", "Uri": "https://x.example"}, "HTTP integrations are not run", id="HTTP"),
        pytest.param(
            {"Type": "HTTP_PROXY", "Uri": "https://x", "ConnectionType": "VPC_LINK"},
            "through a VPC link",
            id="VPC link",
        ),
        pytest.param(
            {"Type": "AWS", "Uri": "arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders"},
            "AWS integration with sqs (123456789012/orders)",
            id="another service",
        ),
        pytest.param(
            lambda_integration("arn:aws:lambda:us-east-1:999999999999:function:theirs"),
            "the function theirs is in no loaded template; pass functions={'theirs'",
            id="function elsewhere",
        ),
        pytest.param(
            lambda_integration({"Fn::ImportValue": "other"}),
            "needs Fn::ImportValue other, not known here; pass functions={'other'",
            id="unknown import",
        ),
        pytest.param(
            {
                "Type": "AWS_PROXY",
                "Uri": "arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/x/response-streaming-invocations",
            },
            "response streaming",
            id="response streaming",
        ),
        pytest.param({"Type": "AWS"}, "needs a Uri", id="no URI"),
        pytest.param({"Type": "MAGIC"}, "integration type MAGIC", id="unknown type"),
        pytest.param({"Type": "AWS", "Uri": "https://wrong"}, "not understood", id="odd URI"),
        pytest.param({}, "no integration is defined", id="no integration"),
    ],
)
def test_an_integration_that_cannot_run_is_named_and_the_rest_runs(integration: Any, says: str) -> None:
    application = load(template(API, FN, {"M": method(integration=integration), "N": method(http_method="POST")}))
    ((logical_id, where, reason),) = [(u.logical_id, u.method, u.reason) for u in application.unsupported]
    assert (logical_id, where) == ("M", "GET /")
    assert says in reason
    assert [m.logical_id for m in application.rest_apis[0].methods] == ["M", "N"]


@pytest.mark.parametrize("kind", ["CUSTOM", "COGNITO_USER_POOLS", "AWS_IAM"])
def test_authorization_is_kept_and_named_because_it_is_not_done(kind: str) -> None:
    application = load(template(API, FN, {"M": method(AuthorizationType=kind)}))
    assert application.rest_apis[0].methods[0].authorization_type == kind
    assert kind in application.unsupported[0].reason


def test_permissions_of_the_used_functions_arrive() -> None:
    permission = resource(
        "AWS::Lambda::Permission",
        FunctionName={"Fn::GetAtt": ["Fn", "Arn"]},
        Principal="apigateway.amazonaws.com",
        Action="lambda:InvokeFunction",
        SourceArn={"Fn::Sub": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/*"},
    )
    api = load_api({"M": method(), "P": permission})
    source = f"arn:aws:execute-api:us-east-1:123456789012:{api.rest_api_id}/*/*/*"
    assert api.permissions == (Permission("Fn", "apigateway.amazonaws.com", "lambda:InvokeFunction", source, "P"),)


def test_a_circle_of_parents_is_an_error() -> None:
    parts = {"A": path_resource("a", {"Ref": "B"}), "B": path_resource("b", {"Ref": "A"}), "M": method({"Ref": "A"})}
    with pytest.raises(TemplateError, match="circular dependency between resources: A -> B -> A"):
        load_api(parts)


def test_an_api_of_another_deployment_gets_its_methods_under_its_own_id() -> None:
    parts = {
        "R": resource("AWS::ApiGateway::Resource", RestApiId="abc123", ParentId="root99", PathPart="orders"),
        "M": resource(
            "AWS::ApiGateway::Method",
            RestApiId="abc123",
            ResourceId={"Ref": "R"},
            HttpMethod="get",
            Integration={"Type": "MOCK"},
        ),
    }
    application = load(template(parts))
    (api,) = application.rest_apis
    assert (api.rest_api_id, api.methods[0].path, api.methods[0].http_method) == ("abc123", "/orders", "GET")
    assert ["abc123" in u.reason or "root99" in u.reason for u in application.unsupported] == [True, True]


def test_a_method_that_is_defined_twice_is_named() -> None:
    assert reasons({"M": method(), "N": method()})[0][:2] == ("N", "GET /")


def test_a_resource_whose_condition_is_false_does_not_exist() -> None:
    parts = {"M": {**method(), "Condition": "Never"}, "N": method(http_method="POST")}
    text = template(API, FN, parts, Conditions={"Never": {"Fn::Equals": ["a", "b"]}})
    assert [m.logical_id for m in load(text).rest_apis[0].methods] == ["N"]


def test_binary_media_types_arrive() -> None:
    (api,) = load(template(rest_api(BinaryMediaTypes=["image/png"]))).rest_apis
    assert api.binary_media_types == ("image/png",)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"M": method(MethodResponses={"StatusCode": "200"})}, "M .*MethodResponses must be a list"),
        (
            {"M": method(integration={"Type": "AWS", "TimeoutInMillis": "soon"})},
            "TimeoutInMillis must be a whole number",
        ),
        ({"M": method(integration="AWS")}, "Integration must be an object"),
        ({"M": method(ApiKeyRequired="maybe")}, "ApiKeyRequired must be true or false"),
        (
            {"M": method(integration={"Type": "MOCK", "RequestTemplates": {"a": {"b": 1}}})},
            "RequestTemplates.a must be text",
        ),
        ({"M": method(resource_id="")}, "ResourceId is missing"),
        ({"M": {"Type": "AWS::ApiGateway::Method", "Properties": []}}, "M: Properties must be an object"),
        ({"M": {"Type": "AWS::ApiGateway::Method", "Properties": [1]}}, "template: M: Properties must be an object"),
        ({"M": "text"}, "template: M: a resource is an object with a Type"),
        ({"M": {"Properties": {}}}, "template: M: a resource is an object with a Type"),
        ({"M": {"Type": "A::B::C", "Condition": 7}}, "Condition takes the name"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_wrong_type_is_one_error_with_the_logical_id(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        load(template(API, FN, parts))


def test_a_permission_for_an_unknown_source_is_named() -> None:
    permission = resource(
        "AWS::Lambda::Permission",
        FunctionName={"Ref": "Fn"},
        Principal="apigateway.amazonaws.com",
        SourceArn={"Fn::ImportValue": "arn-of-api"},
    )
    ((logical_id, _, reason),) = reasons({"M": method(), "P": permission})
    assert (logical_id, "arn-of-api" in reason) == ("P", True)


def test_permissions_of_functions_that_the_api_does_not_invoke_are_left_out() -> None:
    other = resource("AWS::Lambda::Permission", FunctionName={"Ref": "Other"}, Principal="s3.amazonaws.com")
    assert load_api({"M": method(), "P": other, **function("Other")}).permissions == ()


UNKNOWN = {"Fn::Sub": "'https://${Domain.Name}'"}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        pytest.param(
            {
                "M": method(
                    integration={
                        "Type": "MOCK",
                        "IntegrationResponses": [
                            {
                                "StatusCode": "200",
                                "ResponseParameters": {"method.response.header.Access-Control-Allow-Origin": UNKNOWN},
                            }
                        ],
                    }
                )
            },
            ("M", "GET /"),
            id="header of a response",
        ),
        pytest.param(
            {
                "G": resource(
                    "AWS::ApiGateway::GatewayResponse",
                    RestApiId={"Ref": "Api"},
                    ResponseType="DEFAULT_4XX",
                    ResponseTemplates={"application/json": UNKNOWN},
                )
            },
            ("G", ""),
            id="gateway response",
        ),
        pytest.param({"S": stage("dev", Variables={"url": UNKNOWN})}, ("S", ""), id="stage variable"),
    ],
)
def test_an_unknown_value_that_a_client_would_see_is_named(parts: dict[str, Any], found: tuple[str, str]) -> None:
    ((logical_id, where, reason),) = reasons(parts)
    assert (logical_id, where) == found
    assert "Domain.Name" in reason
