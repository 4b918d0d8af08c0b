"""Long texts stand in the template once, and the methods refer to them."""

import json
import re

import jsii
import pytest
from aws_cdk import App, Aspects, CfnMapping, CfnParameter, IAspect, NestedStack, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template as Assertions

from cdk_apigateway_errors import NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.infrastructure.shared_texts import LONG, TEXTS_OF_A_MAPPING

pytestmark = pytest.mark.cdk


def synthesized(build):
    stack = Stack(App(), "Shop")
    code = lambda_.Code.from_inline("x")
    handler = lambda_.Function(stack, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="i.h", code=code)
    build(stack, handler)
    return App.of(stack).synth().get_stack_by_name("Shop").template


def routes(*names, **options):
    def build(stack, handler):
        api = NonProxyLambdaRestApi(stack, "Api", errors=[404], gateway_responses="none")
        for name in names:
            api.add_route(name, handler=handler, **options)

    return build


def methods(template):
    return [r["Properties"] for r in template["Resources"].values() if r["Type"] == "AWS::ApiGateway::Method"]


def texts(template):
    return [text for kinds in template["Mappings"].values() for named in kinds.values() for text in named.values()]


def test_a_long_text_stands_in_the_template_once():
    template = synthesized(routes("GET /a", "GET /b", "GET /c"))
    written = json.dumps(template)
    assert written.count("queryStringParameters") == 1
    assert written.count("Unable to (?:import module") == 2  # the pattern of crashes, and of what is none
    assert len(texts(template)) == len(set(texts(template))) == 3
    assert all(len(text) >= LONG for text in texts(template))


def test_a_short_text_stays_where_it_is_used():
    (method,) = methods(synthesized(routes("GET /a")))
    declared = next(r for r in method["Integration"]["IntegrationResponses"] if r["StatusCode"] == "404")
    assert declared["SelectionPattern"].startswith("(?s)")
    assert declared["ResponseTemplates"] == {"application/json": "$input.path('$.errorMessage')"}


def test_the_name_of_a_text_follows_from_the_text_so_that_adding_a_route_renames_none():
    few = synthesized(routes("GET /b"))
    many = synthesized(routes("PUT /a", "GET /b", "POST /c"))
    assert few["Mappings"].items() <= many["Mappings"].items() or all(
        named.items() <= many["Mappings"][mapping][kind].items()
        for mapping, kinds in few["Mappings"].items()
        for kind, named in kinds.items()
    )
    assert methods(few)[0]["Integration"] in [method["Integration"] for method in methods(many)]


def test_a_changed_text_makes_a_new_deployment():
    def deployment(extra):
        template = synthesized(routes("GET /a", request_template='{"long": "' + "x" * LONG + extra + '"}'))
        return [name for name, r in template["Resources"].items() if r["Type"] == "AWS::ApiGateway::Deployment"]

    assert deployment("a") == deployment("a") != deployment("b")


def test_a_text_with_a_reference_stays_in_its_method_because_a_mapping_holds_none():
    def build(stack, handler):
        table = CfnParameter(stack, "Table").value_as_string
        routes("GET /a", request_template=f'{{"table": "{table}", "long": "{"x" * LONG}"}}')(stack, handler)

    template = synthesized(build)
    (method,) = methods(template)
    assert "Fn::Join" in method["Integration"]["RequestTemplates"]["application/json"]
    assert "x" * LONG not in "".join(texts(template))


def test_texts_beyond_the_quota_of_a_mapping_stay_in_their_methods():
    def build(stack, handler):
        api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none", timeout=None, crash=None)
        for number in range(TEXTS_OF_A_MAPPING + 2):
            api.add_route(f"GET /r{number}", handler=handler, request_template="x" * LONG + str(number))

    template = synthesized(build)
    assert len(texts(template)) == TEXTS_OF_A_MAPPING
    inline = [m for m in methods(template) if isinstance(m["Integration"]["RequestTemplates"]["application/json"], str)]
    assert len(inline) == 2


def test_at_cdks_own_seam_methods_hold_their_texts():
    def build(stack, handler):
        ag.RestApi(stack, "Api").root.add_method("GET", NonProxyLambdaIntegration(handler, errors=[404]))

    template = synthesized(build)
    assert "Fn::FindInMap" not in json.dumps(methods(template))


def references(template):
    """The mappings that a template refers to, and those that it has."""
    written = re.findall(r'"Fn::FindInMap": \["([^"]+)"', json.dumps(template))
    return set(written), set(template.get("Mappings", {}))


def template_of(nested):
    return Assertions.from_stack(nested).to_json()


def test_texts_below_a_nested_stack_of_another_construct_are_in_its_template():
    def build(stack, handler):
        first = NonProxyLambdaRestApi(stack, "Api", nested_stacks=True, gateway_responses="none")
        first.add_route("GET /orders", handler=handler)
        second = NonProxyLambdaRestApi(stack, "Second", rest_api=first.rest_api)
        second.add_route("GET /orders/own", handler=handler, request_template="x" * LONG)
        inner.append(template_of(first.nested_stack("orders")))

    inner = []
    outer = synthesized(build)
    assert references(outer) == (set(), set())
    used, there = references(inner[0])
    assert used == there != set()
    assert "x" * LONG in texts(inner[0])


def test_methods_below_a_resource_in_a_stack_of_the_users_hold_their_texts():
    def build(stack, handler):
        api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none")
        own = NestedStack(stack, "Own")
        ag.Resource(own, "orders", parent=api.rest_api.root, path_part="orders")
        api.add_route("GET /orders", handler=handler)
        api.add_route("GET /orders/{id}", handler=handler)
        api.add_route("GET /carts", handler=handler)
        inner.append(template_of(own))

    inner = []
    outer = synthesized(build)
    assert references(inner[0]) == (set(), set())
    assert len(methods(inner[0])) == 2
    used, there = references(outer)
    assert used == there != set()


@jsii.implements(IAspect)
class Renaming:
    def visit(self, node):
        if isinstance(node, CfnMapping):
            node.override_logical_id("Renamed")


def test_methods_refer_to_a_mapping_that_is_renamed_later_by_its_new_name():
    def build(stack, handler):
        routes("GET /a", "GET /b")(stack, handler)
        Aspects.of(stack).add(Renaming())

    assert references(synthesized(build)) == ({"Renamed"}, {"Renamed"})


def test_on_an_existing_api_routes_share_their_texts():
    def build(stack, handler):
        existing = ag.RestApi.from_rest_api_attributes(stack, "Existing", rest_api_id="abc", root_resource_id="root")
        api = NonProxyLambdaRestApi(stack, "Api", rest_api=existing)
        api.add_route("GET /a", handler=handler)
        api.add_route("GET /b", handler=handler)

    used, there = references(synthesized(build))
    assert used == there != set()
