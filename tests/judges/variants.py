"""Every selection strategy with every error format and every kind of CORS, as stacks: what the construct can generate.

One stack holds one strategy and one format; its APIs differ in CORS, guard and generated errors.
"""

from __future__ import annotations

from typing import Any

from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import GatewayResponses, GeneratedError, NonProxyLambdaRestApi
from judges.declarations import FORMATS, STRATEGIES, Variant

CORS: dict[str, ag.CorsOptions | None] = {
    "None": None,
    "Any": ag.CorsOptions(allow_origins=["*"]),
    "One": ag.CorsOptions(allow_origins=["https://shop.example"], allow_credentials=True),
    "Several": ag.CorsOptions(
        allow_origins=["https://shop.example", "https://admin.shop.example", "http://localhost:3000"],
        allow_credentials=True,
        expose_headers=["X-Request"],
    ),
}


class VariantStack(Stack):
    """One API for each kind of CORS; ``Several`` has own generated errors and every gateway response."""

    def __init__(self, scope: App, variant: Variant, construct_id: str | None = None, **options: Any) -> None:
        super().__init__(scope, construct_id or variant.name)
        self._options = options
        handler = lambda_.Function(
            self,
            "Handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_inline("def handler(event, context): pass"),
        )
        for name, cors in CORS.items():
            self._api(name, cors, variant, handler)

    def _api(self, name: str, cors: ag.CorsOptions | None, variant: Variant, handler: lambda_.Function) -> None:
        not_found, slow_down = variant.errors()
        api = NonProxyLambdaRestApi(
            self,
            name,
            errors=[not_found],
            selection_patterns=STRATEGIES[variant.strategy],
            error_format=FORMATS[variant.error_format],
            cors=cors,
            gateway_responses=GatewayResponses.PER_TYPE if name == "Several" else GatewayResponses.DEFAULTS,
            synth_checks=variant.strategy not in OPEN,
            **OPTIONS.get(name, {}),
            **self._options,
        )
        api.add_route("GET /one", handler=handler, success_template='{"answer":$input.body}')
        api.add_route(
            "PUT /several",
            handler=handler,
            errors=[400, 409, slow_down, 503],
            success_status=202,
            request_model={"type": "object", "required": ["items"]},
        )
        api.add_route(
            "DELETE /merged", handler=handler, errors=[500, 502, 504, slow_down], success_status=204,
            guard_default_response=True,
        )  # fmt: skip


OPEN = ("classic", "own")
"""Strategies that our own checks find fault with, and rightly so."""
OPTIONS: dict[str, dict[str, Any]] = {
    "Any": {"timeout": None, "crash": None, "guard_default_response": True},
    "Several": {
        "unhandled": GeneratedError(503, "UNHANDLED", "costs $5 #1 \"quoted\" 'it\\s' é 😀"),
        "timeout": GeneratedError(408, "TIMEOUT", "later"),
        "crash": GeneratedError(503, "CRASH", "gone"),
    },
}
