"""The app that the matrix runs: a stack for each strategy, with an API and its functions.

The APIs use what the construct offers: classes and bare status codes, CORS for one origin, for several with credentials
and for all, carried, static and mapped headers, models, parameters, an API key, templates, the guard, 204, HEAD and
a hook.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk_apigateway_errors import NonProxyLambdaRestApi
from cdk_apigateway_errors.catalog import Response
from cdk_apigateway_errors.infrastructure.route import Route

from .handlers.python.errors import DECLARED
from .model import BOTH, ORIGIN, STRATEGIES, Handler

HANDLERS = Path(__file__).parent / "handlers"
RUNTIMES = {"python": lambda_.Runtime.PYTHON_3_13, "nodejs": lambda_.Runtime.NODEJS_22_X}
KEY = "matrix-key-matrix-key-0001"
SCHEMA = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["items"]}
CORS: dict[str, dict[str, Any]] = {
    "leading": {"allow_origins": [ORIGIN], "expose_headers": ["x-amzn-RequestId"]},
    "top-level": {"allow_origins": ["https://admin.shop.example", ORIGIN], "allow_credentials": True},
    "classic": {"allow_origins": ag.Cors.ALL_ORIGINS},
    "compact": {"allow_origins": ["https://admin.shop.example", ORIGIN], "allow_credentials": True},
}
VARIANTS: dict[str, dict[str, Any]] = {
    "": {},
    "brief": {"timeout": Duration.seconds(1)},
    "small": {"environment": {"NODE_OPTIONS": "--max-old-space-size=24"}},
}
OUT_OF_RANGE = "#set($list=[1])$list.get(7)"
"""Velocity stops here, whatever the variables."""


def _title(name: str) -> str:
    return "".join(part.title() for part in name.split("-"))


def api_name(strategy: str) -> str:
    """The name of the REST API with this strategy."""
    return f"matrix-{strategy}"


class MatrixApi(NonProxyLambdaRestApi):
    """The construct with one hook, for the route whose response template fails."""

    def responses_for(self, route: Route) -> Sequence[Response]:
        responses = super().responses_for(route)
        if route.path != "/other/failing-template":
            return responses
        return [
            dataclasses.replace(one, response_template=OUT_OF_RANGE) if one.status_code == 500 else one
            for one in responses
        ]


class MatrixStack(Stack):
    """The API with one strategy, and its functions. ``api_options`` go to the API's construct."""

    def __init__(self, scope: Construct, strategy: str, **api_options: Any) -> None:
        env = Environment(account="123456789012", region="us-east-1")
        super().__init__(scope, "Matrix" + _title(strategy), env=env)
        self.strategy = strategy
        self._role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self._functions: dict[str, lambda_.Function] = {}
        self.api = self._api(api_options)
        self._usage_plan()
        self._forbid()

    def function(self, name: str, runtime: str, handler: str, **options: Any) -> lambda_.Function:
        """The function ``matrix-<strategy>-<name>``, made once."""
        if name not in self._functions:
            self._functions[name] = lambda_.Function(
                self,
                "Function" + _title(name),
                function_name=f"{api_name(self.strategy)}-{name}",
                runtime=RUNTIMES[runtime],
                handler=handler,
                code=lambda_.Code.from_asset(str(HANDLERS / runtime), exclude=["**/__pycache__"]),
                role=self._role,
                **{"timeout": Duration.seconds(10), **options},
            )
        return self._functions[name]

    def _api(self, options: dict[str, Any]) -> MatrixApi:
        api = MatrixApi(
            self,
            "Api",
            errors=DECLARED,
            selection_patterns=self.strategy,
            cors=ag.CorsOptions(**CORS[self.strategy]),
            error_headers={"Cache-Control": "no-store", "X-Request": "context.requestId"},
            rest_api_options={"rest_api_name": api_name(self.strategy), "cloud_watch_role": False},
            **options,
        )
        for handler in BOTH:
            self._handler_routes(api, handler)
        self._loading_routes(api)
        self._other_routes(api)
        return api

    def _main(self, handler: Handler, variant: str = "") -> lambda_.Function:
        """The function of a handler; ``brief`` times out soon, ``small`` has little memory for JavaScript."""
        kind = "decorated" if handler.decorated else "plain"
        name = "-".join([handler.runtime, kind, *([variant] if variant else [])])
        return self.function(name, handler.runtime, f"main.{kind}", **VARIANTS[variant])

    def _handler_routes(self, api: MatrixApi, handler: Handler) -> None:
        path = f"/{handler}/{{case}}"
        function = self._main(handler)
        api.add_route(f"GET {path}", handler=function)
        api.add_route(f"GET {path}/guarded", handler=function, guard_default_response=True)
        api.add_route(f"GET {path}/brief", handler=self._main(handler, "brief"))
        if handler.runtime == "python":
            api.add_route(f"HEAD {path}", handler=function)
        else:
            api.add_route(f"GET {path}/small", handler=self._main(handler, "small"))

    def _loading_routes(self, api: MatrixApi) -> None:
        for runtime in RUNTIMES:
            for name, entry in (
                ("at-import", "at_import.x"),
                ("no-module", "no_module.x"),
                ("no-handler", "main.nothing"),
            ):
                api.add_route(
                    f"GET /other/{name}-{runtime}", handler=self.function(f"{name}-{runtime}", runtime, entry)
                )
        api.add_route("GET /other/callback", handler=self.function("callback", "nodejs", "main.callback"))

    def _other_routes(self, api: MatrixApi) -> None:
        plain = self._main(Handler.PYTHON)
        api.add_route(
            "GET /other/throttled",
            handler=self.function("throttled", "python", "main.plain", reserved_concurrent_executions=0),
        )
        api.add_route("GET /other/forbidden", handler=self.function("forbidden", "python", "main.plain"))
        api.add_route("GET /other/missing", handler=self.function("missing", "python", "main.plain"))
        api.add_route("GET /other/slow/{case}", handler=plain, integration_options={"timeout": Duration.millis(100)})
        api.add_route("GET /other/failing-template", handler=self.function("at-import-python", "python", "at_import.x"))
        api.add_route("GET /other/failing-request", handler=plain, request_template=OUT_OF_RANGE)
        api.add_route("POST /other/pasted", handler=plain, request_template='{"body":$input.body}')
        api.add_route("POST /other/post", handler=plain, errors=[422], success_headers={"X-Served": "yes"})
        api.add_route("POST /other/model", handler=plain, request_model=SCHEMA, success_status=201)
        api.add_route(
            "GET /other/parameter", handler=plain, request_parameters={"method.request.querystring.limit": True}
        )
        api.add_route("GET /other/key", handler=plain, api_key_required=True)
        api.add_route("DELETE /other/deleted", handler=plain, success_status=204)

    def _usage_plan(self) -> None:
        api = self.api.rest_api
        plan = ag.UsagePlan(self, "Plan", api_stages=[ag.UsagePlanPerApiStage(api=api, stage=api.deployment_stage)])
        plan.add_api_key(ag.ApiKey(self, "Key", value=KEY))

    def _forbid(self) -> None:
        """Takes the permission on one function away again, as somebody may do by hand."""
        (found,) = (
            one
            for one in self.node.find_all()
            if isinstance(one, lambda_.CfnPermission) and "FunctionForbidden" in str(self.resolve(one.function_name))
        )
        assert found.node.scope is not None
        found.node.scope.node.try_remove_child(found.node.id)


def synthesize(folder: Path, strategies: Sequence[str] = STRATEGIES, **api_options: Any) -> Path:
    """The cloud assembly of the app in ``folder``; ``api_options`` go to the construct of every API."""
    app = App(outdir=str(folder), context={"@aws-cdk/core:suppressTemplateIndentation": True})
    for strategy in strategies:
        MatrixStack(app, strategy, **api_options)
    return Path(app.synth().directory)
