"""Defaults of the API and its stage: access log, execution log level, tracing, no data trace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_logs as logs
from constructs import Construct

ACCESS_LOG_FIELDS: Mapping[str, str] = {
    "requestId": "$context.requestId",
    "requestTime": "$context.requestTime",
    "httpMethod": "$context.httpMethod",
    "resourcePath": "$context.resourcePath",
    "status": "$context.status",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
    "integrationStatus": "$context.integration.status",
    "integrationLatency": "$context.integrationLatency",
    "errorResponseType": "$context.error.responseType",
    "errorMessage": "$context.error.message",
    "sourceIp": "$context.identity.sourceIp",
    "xrayTraceId": "$context.xrayTraceId",
}
"""What a line of the access log holds; ``errorResponseType`` is set where the gateway itself made the answer."""


def stage_options(scope: Construct, given: Mapping[str, Any]) -> ag.StageOptions:
    """Return CDK's stage options: secure defaults, each replaced by what the user gives under the same name."""
    defaults: dict[str, Any] = {
        "logging_level": ag.MethodLoggingLevel.ERROR,
        "data_trace_enabled": False,
        "tracing_enabled": True,
    }
    if "access_log_destination" not in given:
        log_group = logs.LogGroup(scope, "AccessLog", retention=logs.RetentionDays.THREE_MONTHS)
        defaults["access_log_destination"] = ag.LogGroupLogDestination(log_group)
        defaults["access_log_format"] = ag.AccessLogFormat.custom(json.dumps(ACCESS_LOG_FIELDS, separators=(",", ":")))
    return ag.StageOptions(**{**defaults, **given})


def rest_api(scope: Construct, api_options: Mapping[str, Any], deploy_options: Mapping[str, Any]) -> ag.RestApi:
    """Make the REST API. API Gateway writes logs with a role of the account, which ``cloud_watch_role`` sets up."""
    given = dict(api_options)
    if given.get("deploy", True):
        given.setdefault("cloud_watch_role", True)
        given["deploy_options"] = stage_options(scope, deploy_options)
    return ag.RestApi(scope, "RestApi", **given)
