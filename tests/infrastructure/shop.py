"""One app with everything that the constructs do, synthesized once for all tests that read templates."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import jsii
from aws_cdk import App, Aspects, IAspect, Stack, Tags, Token, aws_cognito
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import (
    ApiError,
    GatewayResponses,
    NonProxyLambdaIntegration,
    NonProxyLambdaRestApi,
)

ORIGINS = ["https://shop.example", "https://admin.shop.example"]
ORDER = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["items"]}


class ShopError(ApiError):
    pass


class BadOrder(ShopError):
    status, code, message = 400, "BAD_ORDER", "The order cannot be read"


class OrderNotFound(ShopError):
    status, code, message = 404, "ORDER_NOT_FOUND", "No such order"


class SlowDown(ApiError):
    status, code, message = 429, "SLOW_DOWN", "Too many orders"
    headers = ("Retry-After", "X-Limit")


class LogIn(ApiError):
    status, code, message = 401, "LOG_IN", "Who are you?"
    headers = ("WWW-Authenticate",)


def function(scope: Stack, name: str, runtime: lambda_.Runtime = lambda_.Runtime.PYTHON_3_13, **options: Any):
    return lambda_.Function(
        scope, name, runtime=runtime, handler="index.handler", code=lambda_.Code.from_inline("x"), **options
    )


class FunctionsStack(Stack):
    def __init__(self, scope: App) -> None:
        super().__init__(scope, "Functions")
        self.orders = function(self, "Orders")
        self.alias = self.orders.add_alias("live")
        self.version = function(self, "Versioned").current_version


class ShopStack(Stack):
    def __init__(self, scope: App, functions: FunctionsStack) -> None:
        super().__init__(scope, "Shop")
        own = function(self, "Own", lambda_.Runtime.NODEJS_22_X)
        self.api = api = NonProxyLambdaRestApi(
            self,
            "Api",
            errors=[ShopError, SlowDown],
            cors=ag.CorsOptions(allow_origins=ORIGINS, allow_credentials=True, expose_headers=["X-Request"]),
            success_headers={"X-Frame-Options": "DENY"},
            error_headers={"Cache-Control": "no-store", "X-Origin": Token.as_string({"Ref": "Origin"})},
            deploy_options={"throttling_rate_limit": 50, "throttling_burst_limit": 10, "stage_name": "live"},
        )
        pool = aws_cognito.UserPool(self, "Users")
        self.read = api.add_route("GET /orders/{id}", handler=functions.orders)
        api.add_route("PUT /orders/{id}", handler=functions.alias, errors=[409], success_status=202)
        api.add_route("DELETE /orders/{id}", handler=functions.version, success_status=204)
        api.add_route(
            "POST /orders",
            handler=own,
            success_status=201,
            success_headers={"Location": "integration.response.body.location", "X-Frame-Options": "SAMEORIGIN"},
            success_model=ag.Model.EMPTY_MODEL,
            request_model=ORDER,
            request_parameters={"method.request.querystring.dry": True},
            api_key_required=True,
        )
        api.add_route("POST /drafts", handler=own, request_model=dict(ORDER))
        api.add_route("PUT /drafts/{id}", handler=own, request_parameters={"method.request.querystring.n": False})
        api.add_route("GET /search", handler=own, request_parameters={"method.request.querystring.q": True})
        api.add_route("GET /files/{path+}", handler=own, success_template="#set($x=1)ok", request_template="{}")
        self.merged = api.add_route("GET /merged", handler=own, errors=[500])
        api.add_route(
            "GET /people",
            handler=own,
            authorizer=ag.CognitoUserPoolsAuthorizer(self, "Cognito", cognito_user_pools=[pool]),
            method_options={"authorization_scopes": ["read"]},
        )
        self.tokened = api.add_route(
            "GET /tokens", handler=own, authorizer=ag.TokenAuthorizer(self, "TokenAuthorizer", handler=own)
        )
        api.add_route("GET /login", handler=own, errors=[LogIn])
        api.add_route("GET /slow", handler=own, integration_options={"cache_key_parameters": []})
        self.signed = api.add_route(
            "GET /signed", handler=own, method_options={"authorization_type": ag.AuthorizationType.IAM}
        )
        self.signed.grant_execute(iam.Role(self, "Caller", assumed_by=iam.AccountRootPrincipal()))
        Tags.of(self).add("team", "shop")


class PlainStack(Stack):
    """No CORS, one function in the stack itself, defaults everywhere."""

    def __init__(self, scope: App) -> None:
        super().__init__(scope, "Plain")
        own = function(self, "Own")
        self.api = NonProxyLambdaRestApi(self, "Api", errors=[400], gateway_responses=GatewayResponses.DEFAULTS)
        for part in ("a", "b", "c"):
            self.api.add_route(f"GET /{part}", handler=own)


class OneOriginStack(Stack):
    def __init__(self, scope: App) -> None:
        super().__init__(scope, "OneOrigin")
        cors = ag.CorsOptions(allow_origins=["*"])
        api = NonProxyLambdaRestApi(self, "Api", errors=[400], cors=cors, gateway_responses="none")
        api.add_route("GET /", handler=function(self, "Own"))


class SeamStack(Stack):
    """CDK's own RestApi; our integration is all that is ours."""

    def __init__(self, scope: App, functions: FunctionsStack) -> None:
        super().__init__(scope, "Seam")
        own = function(self, "Own")
        api = ag.RestApi(self, "Api")
        integration = NonProxyLambdaIntegration(own, errors=[BadOrder, 404, SlowDown, LogIn], success_status=201)
        orders = api.root.add_resource("orders")
        self.method = orders.add_method("POST", integration)
        orders.add_method("PUT", integration)
        api.root.add_method("GET", NonProxyLambdaIntegration(own, errors=[418]))
        api.root.add_resource("far").add_method("GET", NonProxyLambdaIntegration(functions.orders))


class ImportedFunctionsStack(Stack):
    """Functions that exist already, in a stack that knows no account."""

    ARN = "arn:aws:lambda:eu-central-1:123456789012:function:there"

    def __init__(self, scope: App) -> None:
        super().__init__(scope, "ImportedFunctions")
        unknown = lambda_.Function.from_function_arn(self, "Unknown", self.ARN)
        same = lambda_.Function.from_function_attributes(self, "Same", function_arn=self.ARN, same_environment=True)
        api = NonProxyLambdaRestApi(self, "Api", gateway_responses="none")
        api.add_route("GET /unknown", handler=unknown)
        api.add_route("GET /same", handler=same)


class ImportedApiStack(Stack):
    """An API that exists already, with and without a deployment of the user's."""

    def __init__(self, scope: App) -> None:
        super().__init__(scope, "ImportedApi")
        own = function(self, "Own")
        for name in ("Deployed", "Left"):
            existing = ag.RestApi.from_rest_api_attributes(
                self, f"{name}Existing", rest_api_id=f"{name.lower()}1", root_resource_id="root1"
            )
            api = NonProxyLambdaRestApi(self, f"{name}Api", errors=[400], rest_api=existing)
            api.add_route("GET /first", handler=own)
            if name == "Deployed":
                api.deploy_with(ag.Deployment(self, "Deployment", api=existing))
            api.add_route("GET /second", handler=own)


class Shop:
    """The app and its templates."""

    def __init__(self) -> None:
        self.app = App(context={"@aws-cdk/aws-apigateway:disableCloudWatchRole": True})
        self.functions = FunctionsStack(self.app)
        self.shop = ShopStack(self.app, self.functions)
        self.plain = PlainStack(self.app)
        self.seam = SeamStack(self.app, self.functions)
        for stack in (OneOriginStack, ImportedFunctionsStack, ImportedApiStack):
            stack(self.app)
        self.visited = Visitor()
        Aspects.of(self.plain).add(self.visited)

    @cached_property
    def assembly(self):
        return self.app.synth()

    def template(self, stack: str) -> Template:
        return Template(self.assembly.get_stack_by_name(stack).template)

    def warnings(self, stack: str) -> list[str]:
        return [str(message.entry.data) for message in self.assembly.get_stack_by_name(stack).messages]


def written_out(value: Any, mappings: dict[str, Any]) -> Any:
    """Put the texts of mappings where ``Fn::FindInMap`` refers to them, as CloudFormation does."""
    if isinstance(value, list):
        return [written_out(item, mappings) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Fn::FindInMap"]:
        name, *keys = value["Fn::FindInMap"]
        return mappings[name][keys[0]][keys[1]]
    return {key: written_out(item, mappings) for key, item in value.items()}


class Template:
    """A synthesized template, with its methods by route and the texts of its mappings in their places."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = written_out(body, body.get("Mappings", {}))
        body = self.body
        self.resources: dict[str, dict[str, Any]] = body["Resources"]

    def of_type(self, resource_type: str) -> dict[str, dict[str, Any]]:
        return {name: r for name, r in self.resources.items() if r["Type"] == resource_type}

    def properties(self, resource_type: str) -> list[dict[str, Any]]:
        return [resource["Properties"] for resource in self.of_type(resource_type).values()]

    def path(self, resource_id: Any) -> str:
        if not isinstance(resource_id, dict) or "Ref" not in resource_id:
            return ""
        properties = self.resources[resource_id["Ref"]]["Properties"]
        return f"{self.path(properties['ParentId'])}/{properties['PathPart']}"

    @cached_property
    def routes(self) -> dict[str, dict[str, Any]]:
        methods = self.properties("AWS::ApiGateway::Method")
        return {f"{m['HttpMethod']} {self.path(m['ResourceId']) or '/'}": m for m in methods}

    def integration_responses(self, route: str) -> dict[str, dict[str, Any]]:
        responses = self.routes[route]["Integration"]["IntegrationResponses"]
        return {response["StatusCode"]: response for response in responses}

    def method_responses(self, route: str) -> dict[str, dict[str, Any]]:
        return {response["StatusCode"]: response for response in self.routes[route]["MethodResponses"]}


@jsii.implements(IAspect)
class Visitor:
    """An aspect that writes down what it sees."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def visit(self, node: Any) -> None:
        self.paths.append(node.node.path)
