"""Construct ids and logical ids are part of the public surface: users' stacks are deployed under them.

A change here replaces resources in every deployed stack. Change it on purpose only, and say so in the change log.
"""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import NonProxyLambdaIntegration, NonProxyLambdaRestApi
from infrastructure.shop import Template, function

pytestmark = pytest.mark.cdk

CONSTRUCT_IDS = {
    "Api/AccessLog",
    "Api/RestApi",
    "Api/ErrorModel",
    "Api/ErrorModelName",
    "Api/ErrorModelText",
    "Api/Texts",
    "Api/PostOrdersIdModel",
    "Api/PostOrdersIdModelName",
    "Api/Validate",
    "Api/ValidateParameters",
    "Api/GatewayResponseDefault4Xx",
    "Api/GatewayResponseDefault5Xx",
    "Api/InvokePermissionPinnedHandler55F3225D",
    "Seam/ApigatewayErrors",
    "Seam/ApigatewayErrors/ErrorModel",
    "Seam/ApigatewayErrors/ErrorModelName",
    "Seam/ApigatewayErrors/InvokePermissionPinnedHandler55F3225D",
    "ApigatewayErrorsRuntime",
}
LOGICAL_IDS = {
    "HandlerServiceRoleFCDC14AE": "AWS::IAM::Role",
    "Handler886CB40B": "AWS::Lambda::Function",
    "ApiAccessLog713001CC": "AWS::Logs::LogGroup",
    "ApiRestApiE35FEAFE": "AWS::ApiGateway::RestApi",
    "ApiRestApiCloudWatchRoleB7879BFC": "AWS::IAM::Role",
    "ApiRestApiAccount598A1DA6": "AWS::ApiGateway::Account",
    "ApiRestApiorders4A880D02": "AWS::ApiGateway::Resource",
    "ApiRestApiordersidE8DEFD7D": "AWS::ApiGateway::Resource",
    "ApiRestApiordersidPOST51ED7E2F": "AWS::ApiGateway::Method",
    "ApiRestApiordersGET21498915": "AWS::ApiGateway::Method",
    "ApiGatewayResponseDefault4Xx6D8D22B4": "AWS::ApiGateway::GatewayResponse",
    "ApiGatewayResponseDefault5Xx346CD550": "AWS::ApiGateway::GatewayResponse",
    "ApiPostOrdersIdModel9B3E68EA": "AWS::ApiGateway::Model",
    "ApiValidateD941CC72": "AWS::ApiGateway::RequestValidator",
    "ApiInvokePermissionPinnedHandler55F3225D58394B94": "AWS::Lambda::Permission",
    "ApiErrorModelFAABC35A": "AWS::ApiGateway::Model",
    "ApiValidateParameters7ECE0B09": "AWS::ApiGateway::RequestValidator",
    "ApigatewayErrorsRuntimeF8A08492": "AWS::Lambda::LayerVersion",
    "Seam6EC380F3": "AWS::ApiGateway::RestApi",
    "SeamCloudWatchRole24CDF84A": "AWS::IAM::Role",
    "SeamAccountA9D32B52": "AWS::ApiGateway::Account",
    "SeamGETCC018D3A": "AWS::ApiGateway::Method",
    "SeamApigatewayErrorsErrorModel682A22D2": "AWS::ApiGateway::Model",
    "SeamApigatewayErrorsInvokePermissionPinnedHandler55F3225D8B640F38": "AWS::Lambda::Permission",
}


@pytest.fixture(scope="module")
def pinned():
    stack = Stack(App(), "Pinned")
    handler = function(stack, "Handler")
    api = NonProxyLambdaRestApi(stack, "Api", errors=[404], gateway_responses="defaults")
    api.add_route("POST /orders/{id}", handler=handler, request_model={"type": "object"})
    api.add_route("GET /orders", handler=handler, request_parameters={"method.request.header.A": True})
    ag.RestApi(stack, "Seam").root.add_method("GET", NonProxyLambdaIntegration(handler, errors=[404]))
    template = Template(App.of(stack).synth().get_stack_by_name("Pinned").template)
    return stack, template


def test_construct_ids_are_the_same_as_ever(pinned):
    stack, _ = pinned
    below = ("Api/RestApi/", "Seam/Default", "Seam/Deployment", "Handler", "CDKMetadata")
    ours = {
        path
        for construct in stack.node.find_all()
        if (path := construct.node.path.removeprefix("Pinned").removeprefix("/")).count("/") <= 2
        and (path.startswith(("Api/", "Seam/ApigatewayErrors")) or path == "ApigatewayErrorsRuntime")
        and not path.startswith(below)
        and not path.endswith("/Resource")
    }
    assert ours == CONSTRUCT_IDS


def test_logical_ids_are_the_same_as_ever(pinned):
    _, template = pinned
    found = {name: resource["Type"] for name, resource in template.resources.items()}
    assert {name: type_ for name, type_ in found.items() if "Deployment" not in name} == LOGICAL_IDS
