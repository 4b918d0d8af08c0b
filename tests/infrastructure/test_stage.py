"""The stage's defaults, and what a user puts in their place."""

import json

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_logs as logs

from cdk_apigateway_errors import NonProxyLambdaRestApi
from infrastructure.shop import Template, function

pytestmark = pytest.mark.cdk


def stage(template):
    (properties,) = template.properties("AWS::ApiGateway::Stage")
    return properties


def test_the_stage_logs_and_traces_but_keeps_payloads_out_of_the_log(shop):
    template = shop.template("Plain")
    (settings,) = stage(template)["MethodSettings"]
    assert settings["HttpMethod"] == settings["ResourcePath"][-1] == "*"
    assert settings["LoggingLevel"] == "ERROR"
    assert settings["DataTraceEnabled"] is False
    assert stage(template)["TracingEnabled"] is True


def test_the_access_log_is_json_with_the_type_of_the_gateway_response(shop):
    template = shop.template("Plain")
    (group,) = template.of_type("AWS::Logs::LogGroup")
    setting = stage(template)["AccessLogSetting"]
    assert setting["DestinationArn"] == {"Fn::GetAtt": [group, "Arn"]}
    fields = json.loads(setting["Format"])
    assert fields["requestId"] == "$context.requestId"
    assert fields["errorResponseType"] == "$context.error.responseType"


def test_the_role_that_writes_logs_is_made(shop):
    # Without the account's role, API Gateway refuses a stage with execution logs (developer guide, set-up-logging).
    assert len(shop.template("Plain").of_type("AWS::ApiGateway::Account")) == 1


def test_throttling_and_the_name_of_the_stage_are_passed_on_beside_the_defaults(shop):
    made = stage(shop.template("Shop"))
    (settings,) = made["MethodSettings"]
    assert settings["ThrottlingRateLimit"] == 50
    assert settings["ThrottlingBurstLimit"] == 10
    assert settings["LoggingLevel"] == "ERROR"
    assert made["StageName"] == "live"


def test_every_default_can_be_replaced():
    stack = Stack(App(), "Replaced")
    group = logs.LogGroup(stack, "Own")
    api = NonProxyLambdaRestApi(
        stack,
        "Api",
        gateway_responses="none",
        rest_api_options={"rest_api_name": "named", "cloud_watch_role": False},
        deploy_options={
            "tracing_enabled": False,
            "logging_level": ag.MethodLoggingLevel.INFO,
            "access_log_destination": ag.LogGroupLogDestination(group),
            "access_log_format": ag.AccessLogFormat.clf(),
            "method_options": {"/x/GET": ag.MethodDeploymentOptions(throttling_rate_limit=1)},
        },
    )
    api.add_route("GET /x", handler=function(stack, "F"))
    template = Template(App.of(stack).synth().get_stack_by_name("Replaced").template)
    settings = {s["ResourcePath"]: s for s in stage(template)["MethodSettings"]}
    assert stage(template)["TracingEnabled"] is False
    assert settings["/*"]["LoggingLevel"] == "INFO"
    assert settings["/~1x"]["ThrottlingRateLimit"] == 1
    assert len(template.of_type("AWS::Logs::LogGroup")) == 1
    assert template.of_type("AWS::ApiGateway::Account") == {}
    assert template.properties("AWS::ApiGateway::RestApi")[0]["Name"] == "named"
