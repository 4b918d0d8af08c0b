"""One API with the hard cases, built by each definition and synthesized once."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from aws_cdk import App, CfnParameter, Duration, Stack, aws_cognito
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import NonProxyLambdaRestApi, ProblemJson, Route
from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.cloudformation.model import Application, RestApi

from .shop import LogIn, ShopError, SlowDown, function

IMPORTED = "arn:aws:lambda:eu-west-1:123456789012:function:imported:live"
LINES = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["größe"],
    "properties": {"größe": {"$ref": "#/definitions/line"}, "next": {"$ref": "#"}},
    "definitions": {"line": {"type": "string", "pattern": "^[^\u2028]+$"}},
}


class Pair(Stack):
    """The same routes under either definition."""

    def __init__(self, scope: App, name: str, definition: str, other: Any) -> None:
        super().__init__(scope, name)
        own = function(self, "Own")
        named = function(self, "Named", function_name=f"named-{name.lower()}")
        imported = lambda_.Function.from_function_attributes(
            self, "Imported", function_arn=IMPORTED, same_environment=True
        )
        origin = CfnParameter(self, "Origin", default="https://späm.example").value_as_string
        self.api = api = NonProxyLambdaRestApi(
            self,
            "Api",
            definition=definition,
            errors=[ShopError, SlowDown],
            cors=ag.CorsOptions(
                allow_origins=["https://shop.example", "https://admin.shop.example", origin],
                allow_credentials=True,
                expose_headers=["X-Request"],
                max_age=Duration.hours(1),
            ),
            success_headers={"X-Frame-Options": "DENY"},
            error_headers={"Cache-Control": "no-store", "X-Origin": origin},
            rest_api_options={"binary_media_types": ["image/png"], "description": "orders – größer"},
            deploy_options={"stage_name": "live", "variables": {"a": "b"}},
        )
        pool = aws_cognito.UserPool(self, "Users")
        token = ag.TokenAuthorizer(
            self, "Token", handler=own, identity_source="method.request.header.X-Who", validation_regex="^Bearer .*$"
        )
        request = ag.RequestAuthorizer(
            self,
            "Request",
            handler=named,
            identity_sources=[ag.IdentitySource.header("A"), ag.IdentitySource.query_string("b")],
            results_cache_ttl=Duration.seconds(0),
        )
        cognito = ag.CognitoUserPoolsAuthorizer(self, "Cognito", cognito_user_pools=[pool])
        api.add_route("GET /", handler=own)
        self.read = api.add_route("GET /orders/{id}", handler=other.alias)
        api.add_route("PUT /orders/{id}", handler=imported, errors=[409], success_status=202)
        api.add_route("DELETE /orders/{id}", handler=other.version, success_status=204)
        api.add_route(
            "POST /orders",
            handler=own,
            success_status=201,
            success_headers={"Location": "integration.response.body.location"},
            success_model=ag.Model.EMPTY_MODEL,
            request_model=LINES,
            request_parameters={"method.request.querystring.dry": True, "method.request.header.X-Tenant": False},
            api_key_required=True,
            method_options={"operation_name": "createOrder"},
        )
        api.add_route("POST /drafts", handler=named, request_model=dict(LINES))
        schema = ag.JsonSchema(type=ag.JsonSchemaType.OBJECT, required=["a"], max_properties=3)
        api.add_route("PATCH /drafts/{id}", handler=own, request_model=schema)
        api.add_route("GET /search", handler=own, request_parameters={"method.request.querystring.q": True})
        api.add_route(
            "GET /files/{path+}", handler=own, success_template="#set($x=1)\nok ✓ $x", request_template='{"é":"\u2028"}'
        )
        api.add_route("GET /merged", handler=own, errors=[500], guard_default_response=True)
        api.add_route("GET /people", handler=own, authorizer=cognito, method_options={"authorization_scopes": ["read"]})
        api.add_route("GET /tokens", handler=own, authorizer=token)
        api.add_route("PUT /tokens", handler=own, authorizer=token, api_key_required=True)
        api.add_route("GET /requests", handler=own, authorizer=request)
        api.add_route("GET /login", handler=own, errors=[LogIn])
        api.add_route(
            "GET /slow",
            handler=own,
            integration_options={
                "timeout": Duration.seconds(3),
                "passthrough_behavior": ag.PassthroughBehavior.WHEN_NO_TEMPLATES,
                "content_handling": ag.ContentHandling.CONVERT_TO_TEXT,
                "request_parameters": {"integration.request.header.X-A": "'b'"},
                "credentials_passthrough": True,
            },
        )
        self.signed: Route = api.add_route(
            "GET /signed/{id}", handler=own, method_options={"authorization_type": ag.AuthorizationType.IAM}
        )
        self.signed.grant_execute(iam.Role(self, "Caller", assumed_by=iam.AccountRootPrincipal()))


class Others(Stack):
    def __init__(self, scope: App) -> None:
        super().__init__(scope, "Others")
        orders = function(self, "Orders")
        self.alias = orders.add_alias("live")
        self.version = function(self, "Versioned").current_version


class Problems(Stack):
    """Another error format, patterns as in the article, default gateway responses."""

    def __init__(self, scope: App, name: str, definition: str) -> None:
        super().__init__(scope, name)
        own = function(self, "Own")
        api = NonProxyLambdaRestApi(
            self,
            "Api",
            definition=definition,
            errors=[400, 404],
            error_format=ProblemJson(),
            selection_patterns="top-level",
            gateway_responses="defaults",
        )
        api.add_route("GET /a/b", handler=own)


class Definitions:
    def __init__(self, folder: Path) -> None:
        self.app = App(outdir=str(folder))
        others = Others(self.app)
        self.methods = Pair(self.app, "Methods", "methods", others)
        self.openapi = Pair(self.app, "OpenApi", "openapi", others)
        self.asset = Pair(self.app, "OpenApiAsset", "openapi-asset", others)
        Problems(self.app, "ProblemMethods", "methods")
        Problems(self.app, "ProblemOpenApi", "openapi")

    @cached_property
    def assembly(self) -> Any:
        return self.app.synth()

    def template(self, name: str) -> dict[str, Any]:
        template: dict[str, Any] = self.assembly.get_stack_by_name(name).template
        return template

    @cached_property
    def application(self) -> Application:
        return load(Path(self.assembly.directory))

    def rest_api(self, name: str) -> RestApi:
        return next(api for api in self.application.rest_apis if api.stack_name == name)

    def bytes_of(self, name: str) -> int:
        template = json.dumps(self.template(name), separators=(",", ":"), ensure_ascii=False)
        return len(template.encode())
