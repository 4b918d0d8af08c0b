"""At CDK's own seam: ``resource.add_method(…, NonProxyLambdaIntegration(…))`` needs nothing else."""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import NonProxyLambdaIntegration, NonProxyLambdaRestApi
from infrastructure.shop import Template, function

pytestmark = pytest.mark.cdk


@pytest.fixture(scope="module")
def template(shop):
    return shop.template("Seam")


@pytest.mark.parametrize(
    ("route", "codes"),
    [
        ("POST /orders", {"201", "400", "401", "404", "429"}),
        ("PUT /orders", {"201", "400", "401", "404", "429"}),
        ("GET /", {"200", "418"}),
        ("GET /far", {"200"}),
    ],
)
def test_the_method_responses_come_along(template, route, codes):
    assert set(template.integration_responses(route)) == codes | {"500", "502", "504"}
    assert set(template.method_responses(route)) == codes | {"500", "502", "504"}


def test_all_integrations_of_an_api_share_one_model(template):
    (model,) = template.of_type("AWS::ApiGateway::Model")
    for route in template.routes:
        for status, response in template.method_responses(route).items():
            if int(status) >= 400:
                assert response["ResponseModels"] == {"application/json": {"Ref": model}}


def test_carried_headers_are_in_both_halves(template):
    name = "method.response.header.Retry-After"
    source = "integration.response.body.errorMessage.headers.Retry-After"
    assert template.integration_responses("PUT /orders")["429"]["ResponseParameters"][name] == source
    assert template.method_responses("PUT /orders")["429"]["ResponseParameters"][name] is True


def test_a_method_with_a_body_sends_it_and_one_without_does_not(template):
    event = {route: m["Integration"]["RequestTemplates"]["application/json"] for route, m in template.routes.items()}
    assert '"body":null' in event["GET /"]
    assert "$input.body" in event["POST /orders"]


def test_a_renamed_header_is_pointed_out(shop):
    found = [text for text in shop.warnings("Seam") if "x-amzn-Remapped-WWW-Authenticate" in text]
    assert len(found) == 1


def test_both_ways_to_declare_a_route_give_the_same_method():
    """The construct and the integration are two doors to one thing."""
    app = App()
    cors = ag.CorsOptions(allow_origins=["https://a.example", "https://b.example"])
    declared = {"errors": [400, 404], "success_status": 202, "success_headers": {"A": "b"}, "error_headers": {"C": "d"}}
    one, other = Stack(app, "One"), Stack(app, "Other")
    api = NonProxyLambdaRestApi(one, "Api", cors=cors, gateway_responses="none")
    api.add_route("PUT /x", handler=function(one, "F"), **declared)
    plain = ag.RestApi(other, "Api")
    plain.root.add_resource("x").add_method(
        "PUT", NonProxyLambdaIntegration(function(other, "F"), cors=cors, **declared)
    )
    assembly = app.synth()
    methods = []
    for name in ("One", "Other"):
        method = Template(assembly.get_stack_by_name(name).template).routes["PUT /x"]
        for response in method["MethodResponses"]:
            response.get("ResponseModels", {}).clear()  # the model's logical id
        methods.append([method["MethodResponses"], method["Integration"]])
    assert methods[0] == methods[1]


def test_an_imported_api_and_an_imported_function_are_taken_for_several_methods():
    stack = Stack(App(), "Imported")
    api = ag.RestApi.from_rest_api_attributes(stack, "Api", rest_api_id="abc", root_resource_id="root")
    arn = "arn:aws:lambda:eu-central-1:123456789012:function:there"
    handler = lambda_.Function.from_function_attributes(stack, "F", function_arn=arn, same_environment=True)
    for path in ("a", "b"):
        api.root.add_resource(path).add_method("GET", NonProxyLambdaIntegration(handler, errors=[404]))
    template = Template(App.of(stack).synth().get_stack_by_name("Imported").template)
    assert len(template.of_type("AWS::ApiGateway::Method")) == 2
    assert len(template.of_type("AWS::ApiGateway::Model")) == 1
    assert len(template.of_type("AWS::Lambda::Permission")) == 1


def test_a_version_that_cdk_hands_out_anew_gets_one_permission():
    stack = Stack(App(), "Versions")
    handler = function(stack, "F")
    api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none")
    for path in ("a", "b"):
        api.add_route(f"GET /{path}", handler=handler.current_version)
    template = Template(App.of(stack).synth().get_stack_by_name("Versions").template)
    assert len(template.of_type("AWS::Lambda::Permission")) == 1
