"""One permission and one error model per function and API, whoever adds the methods."""

from collections.abc import Callable
from itertools import permutations

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import NonProxyLambdaIntegration, NonProxyLambdaRestApi
from infrastructure.shop import Template, function

pytestmark = pytest.mark.cdk

SHARED = ("AWS::ApiGateway::Model", "AWS::Lambda::Permission", "AWS::ApiGateway::RequestValidator")


def construct(name: str) -> Callable[[Stack, ag.IRestApi, lambda_.IFunction], None]:
    def add(stack: Stack, api: ag.IRestApi, handler: lambda_.IFunction) -> None:
        made = NonProxyLambdaRestApi(stack, f"Routes{name}", errors=[404], rest_api=api)
        parameters = {"method.request.querystring.q": True}
        made.add_route(f"GET /{name}", handler=handler, request_parameters=parameters)

    return add


def seam(stack: Stack, api: ag.IRestApi, handler: lambda_.IFunction) -> None:
    api.root.add_resource("seam").add_method("GET", NonProxyLambdaIntegration(handler, errors=[404]))


ADDERS = (construct("a"), construct("b"), seam)


def template_of(api_of: Callable[[Stack], ag.IRestApi], adders) -> Template:
    stack = Stack(App(), "Shared")
    api, handler = api_of(stack), function(stack, "Handler")
    for add in adders:
        add(stack, api, handler)
    return Template(App.of(stack).synth().get_stack_by_name("Shared").template)


def made(stack: Stack) -> ag.IRestApi:
    return ag.RestApi(stack, "Existing")


def imported(stack: Stack) -> ag.IRestApi:
    return ag.RestApi.from_rest_api_attributes(stack, "Existing", rest_api_id="abc", root_resource_id="root")


def own(stack: Stack) -> ag.IRestApi:
    return NonProxyLambdaRestApi(stack, "Api", errors=[404], gateway_responses="none").rest_api


@pytest.mark.parametrize("api_of", [made, imported, own])
def test_the_parts_are_shared(api_of):
    template = template_of(api_of, ADDERS)
    assert [len(template.of_type(type_)) for type_ in SHARED] == [1, 1, 1]
    models = {
        str(response["ResponseModels"]).replace("{'Ref': 'ApiErrorModelFAABC35A'}", "'ErrorModel'")
        for method in template.properties("AWS::ApiGateway::Method")
        for response in method["MethodResponses"]
        if response["StatusCode"] >= "400"
    }
    assert len(template.properties("AWS::ApiGateway::Method")) == 3
    assert len(models) == 1


def test_who_comes_first_on_a_given_api_changes_no_logical_id():
    first, *others = [
        {name for type_ in SHARED for name in template_of(made, order).of_type(type_)} for order in permutations(ADDERS)
    ]
    assert all(other == first for other in others)


def test_one_deployment_deploys_the_routes_of_all_constructs_on_an_imported_api():
    stack = Stack(App(), "Deployed")
    api, handler = imported(stack), function(stack, "Handler")
    first, second = (NonProxyLambdaRestApi(stack, name, errors=[404], rest_api=api) for name in ("One", "Two"))
    first.add_route("GET /a", handler=handler)
    second.deploy_with(ag.Deployment(stack, "Deployment", api=api))
    second.add_route("GET /b", handler=handler)
    artifact = App.of(stack).synth().get_stack_by_name("Deployed")
    template = Template(artifact.template)
    (deployment,) = template.of_type("AWS::ApiGateway::Deployment").values()
    assert set(template.of_type("AWS::ApiGateway::Method")) <= set(deployment["DependsOn"])
    assert not [message for message in artifact.messages if "notDeployed" in str(message.entry.data)]


def test_the_runtime_layer_comes_along_when_any_of_the_methods_asks_for_it():
    stack = Stack(App(), "Layer")
    api, handler = made(stack), function(stack, "Handler")
    api.root.add_method("GET", NonProxyLambdaIntegration(handler, errors=[404], runtime_layer=False))
    NonProxyLambdaRestApi(stack, "Routes", rest_api=api).add_route("GET /a", handler=handler)
    template = Template(App.of(stack).synth().get_stack_by_name("Layer").template)
    (properties,) = template.properties("AWS::Lambda::Function")
    assert len(properties["Layers"]) == 1
