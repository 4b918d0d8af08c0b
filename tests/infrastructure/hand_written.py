"""APIs as people write them without the library, for the tests of the checks at synthesis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

NAME = "cdk-apigateway-errors"
ERROR = {"404": ".*"}
"""Successes match it, and no method response declares 404."""
ERRORS = ("pattern-matches-empty", "status-not-declared")
"""The errors that rules find where :data:`ERROR` is."""
WARNING = {"404": r"(?s)\[404\].*"}
"""A failure with another message is answered 200."""


def function(scope: Construct, name: str = "Handler") -> lambda_.Function:
    code = lambda_.Code.from_inline("def handler(event, context):\n    return event\n")
    return lambda_.Function(scope, name, runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)


def hand_written(
    scope: Construct, patterns: dict[str, str], name: str = "Hand", *, declared: bool = False
) -> tuple[ag.RestApi, ag.Method]:
    """``GET /orders`` with these patterns by status code, of CDK's own constructs; ``declared`` adds method responses."""
    api = ag.RestApi(scope, name, cloud_watch_role=False)
    responses = [ag.IntegrationResponse(status_code="200")]
    body: dict[str, Any] = {"response_templates": {"application/json": "{}"}}
    responses += [
        ag.IntegrationResponse(status_code=status, selection_pattern=pattern, **body)
        for status, pattern in patterns.items()
    ]
    integration = ag.LambdaIntegration(
        function(scope, f"{name}Handler"),
        proxy=False,
        passthrough_behavior=ag.PassthroughBehavior.NEVER,
        request_templates={"application/json": "{}"},
        integration_responses=responses,
    )
    codes = ["200", *(patterns if declared else ())]
    method = api.root.add_resource("orders").add_method(
        "GET", integration, method_responses=[ag.MethodResponse(status_code=code) for code in codes]
    )
    return api, method


def report(app: App) -> dict[str, Any]:
    """What CDK wrote about the plugin's findings, ``{}`` where it found nothing; synthesis must not fail."""
    path = Path(app.synth().directory) / "validation-report.json"
    reports = json.loads(path.read_text(encoding="utf-8"))["pluginReports"] if path.exists() else []
    return next((one for one in reports if one["pluginName"] == NAME), {})


def rules(one: dict[str, Any], key: str = "violations") -> set[str]:
    return {violation["ruleName"] for violation in one.get(key) or ()}


def app_with(patterns: dict[str, str], *, declared: bool = False, **options: Any) -> tuple[App, Stack, ag.Method]:
    app = App(**options)
    stack = Stack(app, "Orders")
    _, method = hand_written(stack, patterns, declared=declared)
    return app, stack, method
