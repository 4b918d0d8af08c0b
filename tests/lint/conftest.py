"""What is synthesized, once for all tests here: the sample's stacks, an API for each strategy, a hand-written one."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import NonProxyLambdaRestApi
from cdk_apigateway_errors.cloudformation import Application, load
from cdk_apigateway_errors.runtime import ProblemJson

ROOT = Path(__file__).resolve().parents[2]
STATUSES = [400, 401, 403, 404, 409, 422, 429, 503]


class StrategyStack(Stack):
    """Eight declared codes, one that merges with the unhandled error, CORS for two origins, a request body."""

    def __init__(self, scope: App, name: str, strategy: str) -> None:
        super().__init__(scope, name)
        inline = lambda_.Code.from_inline("def handler(event, context):\n    return event\n")
        handler = lambda_.Function(
            self, "Handler", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=inline
        )
        self._plain(handler, strategy)
        self._rich(handler, strategy)

    def _plain(self, handler: lambda_.Function, strategy: str) -> None:
        api = NonProxyLambdaRestApi(self, "Api", errors=STATUSES, selection_patterns=strategy)
        api.add_route("GET /orders/{id}", handler=handler)
        api.add_route("GET /merged", handler=handler, errors=[500, 502, 504])
        api.add_route("DELETE /orders/{id}", handler=handler, success_status=204)

    def _rich(self, handler: lambda_.Function, strategy: str) -> None:
        api = NonProxyLambdaRestApi(
            self,
            "Rich",
            errors=[400, 404],
            error_format=ProblemJson(),
            selection_patterns=strategy,
            cors=ag.CorsOptions(allow_origins=["https://a.example", "https://b.example"], allow_credentials=True),
            error_headers={"Cache-Control": "no-store"},
            guard_default_response=True,
        )
        api.add_route("PUT /orders/{id}", handler=handler, request_model={"type": "object"})
        api.add_route("GET /merged", handler=handler, errors=[500])


class HandWrittenStack(Stack):
    """CDK's own constructs: a careful route, and one with patterns of AWS's documentation."""

    ALLOW_ORIGIN = "method.response.header.Access-Control-Allow-Origin"

    def __init__(self, scope: App) -> None:
        super().__init__(scope, "HandWritten")
        inline = lambda_.Code.from_inline("def handler(event, context):\n    return event\n")
        handler = lambda_.Function(
            self, "Handler", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=inline
        )
        api = ag.RestApi(self, "Api", default_cors_preflight_options=ag.CorsOptions(allow_origins=["*"]))
        headers = {"Access-Control-Allow-Origin": "'*'"}
        for kind in (ag.ResponseType.DEFAULT_4_XX, ag.ResponseType.DEFAULT_5_XX):
            api.add_gateway_response(f"Default{kind.response_type}", type=kind, response_headers=headers)
        message = "{\"message\":$input.json('$.errorMessage')}"
        constant = '{"message":"Internal server error"}'
        careful = {"404": (r"(?s)\[NotFound\] .*", message), "500": (r"(?s)(?!\[NotFound\] ).+", constant)}
        documented = {
            "400": ("Malformed.*", message),
            "500": ('.*"errorType":"InternalServerError".*', "$input.path('$.errorMessage')"),
        }
        self._add(api, "careful", handler, careful)
        self._add(api, "documented", handler, documented)

    def _add(self, api: ag.RestApi, name: str, handler: lambda_.Function, errors: dict[str, tuple[str, str]]) -> None:
        mapped = {self.ALLOW_ORIGIN: "'*'"}
        responses = [ag.IntegrationResponse(status_code="200", response_parameters=mapped)]
        responses += [
            ag.IntegrationResponse(
                status_code=status,
                selection_pattern=pattern,
                response_templates={"application/json": template},
                response_parameters=mapped,
            )
            for status, (pattern, template) in errors.items()
        ]
        integration = ag.LambdaIntegration(
            handler,
            proxy=False,
            integration_responses=responses,
            passthrough_behavior=ag.PassthroughBehavior.NEVER,
            request_templates={"application/json": '{"q":"$util.escapeJavaScript($input.params(\'q\'))"}'},
        )
        declared = [
            ag.MethodResponse(status_code=status, response_parameters={self.ALLOW_ORIGIN: True})
            for status in ("200", *errors)
        ]
        api.root.add_resource(name).add_method("GET", integration, method_responses=declared)


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Application]:
    """The loaded application by stack name: Blog, Orders, one per strategy, HandWritten."""
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(ROOT), *sys.path])
        app = App(context=context, outdir=str(tmp_path_factory.mktemp("cdk.out")))
        import_module("examples.blog.stack").BlogStack(app, "Blog")
        import_module("examples.orders.stack").OrdersStack(app, "Orders")
        for strategy in ("leading", "top-level", "classic", "compact"):
            StrategyStack(app, strategy, strategy)
        HandWrittenStack(app)
        assembly = app.synth()
    return {stack.stack_name: load(Path(assembly.directory), stack=stack.stack_name) for stack in assembly.stacks}
