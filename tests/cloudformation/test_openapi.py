import json
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import TemplateError, load
from cdk_apigateway_errors.cloudformation.model import (
    Application,
    GatewayResponse,
    IntegrationResponse,
    RequestValidator,
    RestApi,
)
from cdk_apigateway_errors.cloudformation.openapi import parse_body
from cloudformation.builders import function, invoke_uri, rest_api, template

INTEGRATION = "x-amazon-apigateway-integration"
MOCK = {INTEGRATION: {"type": "mock"}}

OPENAPI3: dict[str, Any] = {
    "openapi": "3.0.1",
    "info": {"title": "orders", "version": "1"},
    "x-amazon-apigateway-request-validators": {
        "all": {"validateRequestBody": True, "validateRequestParameters": True},
        "none": {"validateRequestBody": False, "validateRequestParameters": False},
    },
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    "x-amazon-apigateway-gateway-responses": {
        "MISSING_AUTHENTICATION_TOKEN": {
            "statusCode": 404,
            "responseParameters": {"gatewayresponse.header.X": "'1'"},
            "responseTemplates": {"application/json": "{}"},
        }
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
            "pool": {
                "type": "apiKey",
                "name": "Authorization",
                "in": "header",
                "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools"},
            },
            "iam": {
                "type": "apiKey",
                "name": "Authorization",
                "in": "header",
                "x-amazon-apigateway-authtype": "awsSigv4",
            },
        },
        "schemas": {
            "Order": {"type": "object", "properties": {"sku": {"$ref": "#/components/schemas/Sku"}}},
            "Sku": {"type": "string"},
        },
        "parameters": {"Limit": {"name": "limit", "in": "query", "required": True, "schema": {"type": "integer"}}},
    },
    "paths": {
        "/orders": {
            "parameters": [{"name": "X-Tenant", "in": "header", "schema": {"type": "string"}}],
            "get": {
                "operationId": "listOrders",
                "security": [{"key": []}],
                "parameters": [{"$ref": "#/components/parameters/Limit"}],
                "responses": {
                    "200": {
                        "headers": {"X-Count": {"schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                    },
                    "400": {"description": "bad"},
                },
                INTEGRATION: {
                    "type": "aws",
                    "httpMethod": "POST",
                    "uri": invoke_uri({"Fn::GetAtt": ["Fn", "Arn"]}),
                    "passthroughBehavior": "never",
                    "timeoutInMillis": 1000,
                    "requestTemplates": {"application/json": "{}"},
                    "requestParameters": {"integration.request.header.A": "'b'"},
                    "responses": {
                        "default": {
                            "statusCode": "200",
                            "responseParameters": {"method.response.header.X-Count": "'1'"},
                        },
                        '.*"status":400.*': {
                            "statusCode": 400,
                            "responseTemplates": {"application/json": "$input.path('$.errorMessage')"},
                        },
                    },
                },
            },
            "post": {
                "security": [{"pool": []}],
                "x-amazon-apigateway-request-validator": "none",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                **MOCK,
            },
            "put": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "array"}}}},
                "security": [{"iam": []}],
                **MOCK,
            },
        },
        "/{proxy+}": {"x-amazon-apigateway-any-method": MOCK},
    },
}


def load_body(body: Any, **api: Any) -> Application:
    return load(template(rest_api(Body=body, **api), function()))


@pytest.fixture(scope="module")
def api() -> RestApi:
    return load_body(OPENAPI3).rest_apis[0]


def test_operations_become_methods(api: RestApi) -> None:
    assert [(m.http_method, m.path) for m in api.methods] == [
        ("GET", "/orders"),
        ("PUT", "/orders"),
        ("POST", "/orders"),
        ("ANY", "/{proxy+}"),
    ]


def test_an_integration_keeps_its_patterns_and_templates(api: RestApi) -> None:
    integration = api.methods[0].integration
    assert integration is not None
    assert (integration.type, integration.function, integration.timeout_in_millis) == ("AWS", "Fn", 1000)
    assert (integration.passthrough_behavior, integration.integration_http_method) == ("NEVER", "POST")
    assert integration.request_templates == {"application/json": "{}"}
    assert integration.request_parameters == {"integration.request.header.A": "'b'"}
    assert integration.integration_responses == (
        IntegrationResponse("200", None, {}, {"method.response.header.X-Count": "'1'"}),
        IntegrationResponse("400", '.*"status":400.*', {"application/json": "$input.path('$.errorMessage')"}),
    )


def test_parameters_of_path_and_operation_are_request_parameters(api: RestApi) -> None:
    assert api.methods[0].request_parameters == {
        "method.request.header.X-Tenant": False,
        "method.request.querystring.limit": True,
    }


def test_responses_become_method_responses(api: RestApi) -> None:
    ok, bad = api.methods[0].method_responses
    assert (ok.status_code, ok.response_models) == ("200", {"application/json": "Order"})
    assert ok.response_parameters == {"method.response.header.X-Count": False}
    assert (bad.status_code, bad.response_models) == ("400", {})


def test_validators_apply_to_the_api_or_to_one_operation(api: RestApi) -> None:
    assert api.methods[0].request_validator == RequestValidator(True, True, "Api")
    assert api.methods[2].request_validator == RequestValidator(False, False, "Api")


def test_security_decides_the_api_key_and_the_authorization(api: RestApi) -> None:
    found = [(m.api_key_required, m.authorization_type) for m in api.methods]
    assert found == [(True, "NONE"), (False, "AWS_IAM"), (False, "COGNITO_USER_POOLS"), (False, "NONE")]


def test_schemas_become_models_without_references_that_nobody_can_follow(api: RestApi) -> None:
    assert api.methods[2].request_models == {"application/json": "Order"}
    assert api.models["Order"].schema == {
        "type": "object",
        "properties": {"sku": {"$ref": "#/definitions/Sku"}},
        "definitions": {"Sku": {"type": "string"}},
    }


def test_a_schema_written_in_place_becomes_a_model(api: RestApi) -> None:
    (name,) = api.methods[1].request_models.values()
    assert api.models[name].schema == {"type": "array"}


def test_gateway_responses_and_binary_media_types_arrive(api: RestApi) -> None:
    expected = GatewayResponse(
        "MISSING_AUTHENTICATION_TOKEN", "404", {"gatewayresponse.header.X": "'1'"}, {"application/json": "{}"}, "Api"
    )
    assert api.gateway_responses == {"MISSING_AUTHENTICATION_TOKEN": expected}
    assert api.binary_media_types == ("image/png",)


SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "legacy"},
    "basePath": "/v1/api",
    "produces": ["application/xml"],
    "definitions": {"Pet": {"type": "object", "required": ["id"]}},
    "paths": {
        "/pets": {
            "post": {
                "consumes": ["application/json", "text/json"],
                "parameters": [
                    {"name": "body", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Pet"}},
                    {"name": "id", "in": "path", "required": True, "type": "string"},
                ],
                "responses": {"200": {"schema": {"$ref": "#/definitions/Pet"}, "headers": {"X": {"type": "string"}}}},
                **MOCK,
            }
        }
    },
}


def test_openapi_2_has_body_parameters_consumes_and_produces() -> None:
    (method,) = load_body(SWAGGER).rest_apis[0].methods
    assert method.request_models == {"application/json": "Pet", "text/json": "Pet"}
    assert method.request_parameters == {"method.request.path.id": True}
    assert method.method_responses[0].response_models == {"application/xml": "Pet"}
    assert method.method_responses[0].response_parameters == {"method.response.header.X": False}


@pytest.mark.parametrize(
    ("mode", "path"),
    [("ignore", "/pets"), ("prepend", "/v1/api/pets"), ("split", "/api/pets")],
)
def test_the_base_path_follows_the_import_parameter(mode: str, path: str) -> None:
    """Developer guide, "Set the OpenAPI basePath property for REST APIs in API Gateway"."""
    (api,) = load_body(SWAGGER, Parameters={"basepath": mode}).rest_apis
    assert api.methods[0].path == path


def test_the_title_names_an_api_without_a_name() -> None:
    assert load_body(SWAGGER, Name=None).rest_apis[0].name == "legacy"


def write_template(folder: Path, **api: Any) -> Path:
    path = folder / "template.json"
    path.write_text(json.dumps(template(rest_api(**api), function())))
    return path


def test_an_included_file_is_read_and_its_intrinsics_resolved(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(OPENAPI3))
    include = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "api.json"}}}
    application = load(write_template(tmp_path, Body=include))
    method = application.rest_apis[0].methods[0]
    assert method.integration is not None
    assert method.integration.function == "Fn"
    assert tmp_path / "api.json" in application.sources


def test_an_included_yaml_file_may_stand_beside_other_members(tmp_path: Path) -> None:
    (tmp_path / "paths.yaml").write_text(
        "paths:\n  /:\n    get:\n      x-amazon-apigateway-integration: {type: mock}\n"
    )
    include = {"Name": "AWS::Include", "Parameters": {"Location": "paths.yaml"}}
    application = load(write_template(tmp_path, Body={"openapi": "3.0.1", "Fn::Transform": include}))
    assert [m.path for m in application.rest_apis[0].methods] == ["/"]


def test_a_body_in_s3_is_read_from_beside_the_template(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("swagger: '2.0'\npaths:\n  /x:\n    get: {responses: {200: {}}}\n")
    application = load(write_template(tmp_path, BodyS3Location="api.yaml"))
    (method,) = application.rest_apis[0].methods
    assert (method.path, method.method_responses[0].status_code, method.integration) == ("/x", "200", None)
    assert application.unsupported[0].method == "GET /x"


@pytest.mark.parametrize(
    "api",
    [
        {"BodyS3Location": {"Bucket": "b", "Key": "k.json"}},
        {"Body": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://bucket/key.json"}}}},
        {"Body": {"Fn::Transform": {"Name": "OwnMacro"}}},
    ],
    ids=["S3", "include", "macro"],
)
def test_a_body_that_is_not_here_is_named(api: dict[str, Any]) -> None:
    application = load(template(rest_api(**api)))
    assert [(u.logical_id, "left out" in u.reason) for u in application.unsupported] == [("Api", True)]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"paths": []}, "Body: paths must be an object"),
        ({"paths": {"/": {"get": "x"}}}, "get must be an object"),
        ({"paths": {"/": {"$ref": "#/nowhere"}}}, "names nothing in this document"),
        ({"paths": {"/": {"$ref": "#/paths/~1"}}}, "circular reference"),
        ({"paths": {"/": {"get": {**MOCK, "x-amazon-apigateway-request-validator": "x"}}}}, "'x' is not defined"),
        ("text", "Body must be an object"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_malformed_document_is_one_error_with_the_logical_id(body: Any, says: str) -> None:
    with pytest.raises(TemplateError, match=says) as error:
        load_body(body)
    assert "template: Api (AWS::ApiGateway::RestApi)" in str(error.value)


def test_members_that_are_no_paths_are_ignored() -> None:
    assert parse_body({"paths": {"x-note": "text", "/": {"get": MOCK}}}, "t", "Api").operations[0].path == "/"


def test_security_at_the_root_is_named_because_it_does_not_count() -> None:
    application = load_body({"openapi": "3.0.1", "security": [{"key": []}], "paths": {"/": {"get": MOCK}}})
    assert not application.rest_apis[0].methods[0].api_key_required
    assert "security at the root" in application.unsupported[0].reason
