"""What the app of the fault matrix leaves out of the construct's features: another format, hooks, the seam, options.

Authorizers are left out: CloudFormation of LocalStack's open core makes none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import ApiError, GeneratedError, NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.catalog import SelectionStrategy
from cdk_apigateway_errors.runtime import ErrorFormat, ProblemJson

NAME = "Features"
SCHEMA = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["name"]}


class Problem(ApiError):
    format = ProblemJson(type_base="https://errors.shop.example/")


class Unknown(Problem):
    status, code, message = 404, "UNKNOWN", "It's unknown: $5 #1"


class LogIn(Problem):
    status, code, message = 401, "LOG_IN", "Who are you?"
    headers = ("WWW-Authenticate",)


class Flat(ErrorFormat):
    """A team's own format."""

    def members(self, status: int, errors: Any) -> dict[str, Any]:
        return {"code": errors[0].code, "text": errors[0].message}


class FlatFirst(SelectionStrategy):
    """A team's own strategy."""

    name = "flat first"

    def pattern(self, status_field: str, status_code: int) -> str:
        return rf'(?s)\{{"{status_field}":{status_code},.*\}}'


class CompanyApi(NonProxyLambdaRestApi):
    def default_error_format(self) -> ErrorFormat:
        return Flat(status_field="statusCode")


class FeaturesStack(Stack):
    def __init__(self, scope: App) -> None:
        super().__init__(scope, NAME, env=Environment(account="123456789012", region="us-east-1"))
        own = lambda_.Function(
            self,
            "Own",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_inline("def handler(event, context): return event"),
        )
        self._problems(own)
        self._company(own)
        self._seam(own)

    def _problems(self, own: lambda_.Function) -> None:
        cors = ag.CorsOptions(
            allow_origins=["https://shop.example", "https://admin.shop.example"],
            allow_credentials=True,
            max_age=Duration.hours(1),
            expose_headers=["X-Request"],
        )
        api = NonProxyLambdaRestApi(
            self,
            "Problems",
            errors=[Problem],
            cors=cors,
            gateway_responses="defaults",
            unhandled=GeneratedError(500, "OOPS", "It's us, not you: $0"),
            timeout=GeneratedError(503, "SLOW", "Try again"),
            crash=None,
            success_headers={"X-Frame-Options": "DENY"},
            error_headers={"X-Request": "context.requestId"},
            guard_default_response=True,
            rest_api_options={"cloud_watch_role": False},
            deploy_options={"stage_name": "live", "throttling_rate_limit": 50, "throttling_burst_limit": 10},
            method_options={"operation_name": "named"},
        )
        api.add_route("GET /things/{id}", handler=own, errors=[500, 503], success_template="$input.json('$')")
        api.add_route("PUT /files/{path+}", handler=own, success_status=202, request_template="{}")
        api.add_route("DELETE /things", handler=own.current_version, success_status=204)
        api.add_route(
            "POST /things",
            handler=own.add_alias("live"),
            success_status=201,
            success_headers={"Location": "integration.response.body.location"},
            success_model=ag.Model.EMPTY_MODEL,
            request_model=SCHEMA,
            request_parameters={"method.request.header.X-Tenant": True},
            integration_options={"timeout": Duration.seconds(5)},
        )

    def _company(self, own: lambda_.Function) -> None:
        options = {"cloud_watch_role": False}
        api = CompanyApi(self, "Company", errors=[400], selection_patterns=FlatFirst(), rest_api_options=options)
        api.add_route("GET /", handler=own, errors=[409], guard_default_response=True)

    def _seam(self, own: lambda_.Function) -> None:
        api = ag.RestApi(self, "Seam", cloud_watch_role=False)
        integration = NonProxyLambdaIntegration(own, errors=[400, 404], success_status=201)
        orders = api.root.add_resource("orders")
        orders.add_method("POST", integration)
        orders.add_method("PUT", integration)


def synthesize(folder: Path) -> Path:
    """The cloud assembly in ``folder``."""
    app = App(outdir=str(folder))
    FeaturesStack(app)
    return Path(app.synth().directory)
