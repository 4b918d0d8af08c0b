"""What an API that was given holds already is looked at before anything is made beside it."""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import DeclarationError, NonProxyLambdaRestApi
from infrastructure.shop import function

pytestmark = pytest.mark.cdk

CORS = ag.CorsOptions(allow_origins=["*"])


@pytest.fixture(scope="module")
def stack():
    stack = Stack(App(), "Existing")
    stack.handler = function(stack, "Handler")
    stack.api = ag.RestApi(stack, "Api")
    orders = stack.api.root.add_resource("o")
    for method in ("GET", "OPTIONS"):
        orders.add_method(method, ag.MockIntegration())
    orders.add_resource("{id}").add_method("ANY", ag.MockIntegration())
    stack.plain = NonProxyLambdaRestApi(stack, "Plain", rest_api=stack.api)
    stack.cors = NonProxyLambdaRestApi(stack, "Cors", rest_api=stack.api, cors=CORS)
    return stack


def tree(stack: Stack) -> list[str]:
    return sorted(construct.node.path for construct in stack.node.find_all())


@pytest.mark.parametrize(
    ("kind", "route", "words"),
    [
        pytest.param("plain", "GET /o", ["the method GET /o already"], id="a method"),
        pytest.param("plain", "GET /o/{id}", ["the method ANY /o/{id} already"], id="ANY"),
        pytest.param("plain", "GET /o/{order}", ["{order}", "has {id}", "below /o", "same name"], id="a parameter"),
        pytest.param("plain", "GET /o/{order}/x", ["{order}", "has {id}"], id="a parameter on the way"),
        pytest.param("cors", "POST /o", ["OPTIONS /o already", "leave cors= out"], id="a preflight"),
    ],
)
def test_what_is_there_already_is_refused(stack, kind, route, words):
    before, api = tree(stack), getattr(stack, kind)
    with pytest.raises(DeclarationError) as caught:
        api.add_route(route, handler=stack.handler)
    assert len(caught.value.problems) == 1
    assert all(word in str(caught.value) for word in words), caught.value
    assert tree(stack) == before


def test_preflights_of_the_api_itself_stand_against_cors():
    stack = Stack(App(), "Preflights")
    api = ag.RestApi(stack, "Api", default_cors_preflight_options=CORS)
    with pytest.raises(DeclarationError, match="default_cors_preflight_options and makes every preflight itself"):
        NonProxyLambdaRestApi(stack, "Routes", rest_api=api, cors=CORS)
    assert NonProxyLambdaRestApi(stack, "Routes", rest_api=api)


def test_preflights_of_one_resource_of_the_api_stand_against_cors_too():
    stack = Stack(App(), "ResourcePreflights")
    api = ag.RestApi(stack, "Api")
    api.root.add_resource("x", default_cors_preflight_options=CORS)
    routes = NonProxyLambdaRestApi(stack, "Routes", rest_api=api, cors=CORS)
    for _ in range(2):  # a refused preflight is not taken for a made one
        with pytest.raises(DeclarationError, match=r"add_route\('GET /x/y'\): .*OPTIONS"):
            routes.add_route("GET /x/y", handler=function_of(stack))
    assert routes.routes == {}


def function_of(stack: Stack):
    return stack.node.try_find_child("Handler") or function(stack, "Handler")


def test_new_methods_beside_those_that_are_there_are_taken(stack):
    assert stack.plain.add_route("POST /o", handler=stack.handler).method
    assert stack.plain.add_route("GET /o/{id}/lines", handler=stack.handler).method
    assert stack.cors.add_route("GET /new", handler=stack.handler).method


def test_two_constructs_on_one_api_share_the_preflight_of_a_path(stack):
    other = NonProxyLambdaRestApi(stack, "OtherCors", rest_api=stack.api, cors=CORS)
    for api, route in ((stack.cors, "GET /shared"), (other, "PUT /shared")):
        assert api.add_route(route, handler=stack.handler).method


def test_a_method_that_a_user_made_on_our_api_is_left_where_it_is():
    stack = Stack(App(), "Own")
    api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none")
    theirs = api.rest_api.root.add_resource("x").add_method("GET", ag.MockIntegration())
    with pytest.raises(DeclarationError, match="There is already a Construct with name 'GET'"):
        api.add_route("GET /x", handler=function(stack, "Handler"))
    assert theirs.node.path in tree(stack)


def test_an_api_imported_by_its_id_alone_is_refused_with_what_to_use():
    stack = Stack(App(), "NoRoot")
    with pytest.raises(DeclarationError, match=r"rest_api cannot take routes: .*fromRestApiAttributes"):
        NonProxyLambdaRestApi(stack, "Routes", rest_api=ag.RestApi.from_rest_api_id(stack, "Api", "abc"))
