"""Models and validators are made once and shared."""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import ApiError, NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.infrastructure.models import request_model_problems
from cdk_apigateway_errors.runtime import ErrorList
from infrastructure.shop import ORDER, Template, function

pytestmark = pytest.mark.cdk


def test_two_routes_with_an_equal_schema_share_a_model_and_a_validator(shop):
    template = shop.template("Shop")
    (request_model,) = [n for n, p in template.of_type("AWS::ApiGateway::Model").items() if "ErrorModel" not in n]
    assert template.resources[request_model]["Properties"]["Schema"] == ORDER
    for route in ("POST /orders", "POST /drafts"):
        assert template.routes[route]["RequestModels"] == {"application/json": {"Ref": request_model}}


@pytest.mark.parametrize(
    ("route", "body", "parameters"),
    [("POST /orders", True, True), ("POST /drafts", True, True), ("GET /search", False, True)],
)
def test_a_model_has_everything_validated_and_a_required_parameter_the_parameters(shop, route, body, parameters):
    template = shop.template("Shop")
    validator = template.resources[template.routes[route]["RequestValidatorId"]["Ref"]]["Properties"]
    assert validator.get("ValidateRequestBody", False) is body
    assert validator.get("ValidateRequestParameters", False) is parameters


def test_an_optional_parameter_is_declared_and_not_validated(shop):
    method = shop.template("Shop").routes["PUT /drafts/{id}"]
    assert method["RequestParameters"] == {"method.request.querystring.n": False}
    assert "RequestValidatorId" not in method


def test_there_is_no_validator_that_nothing_uses(shop):
    template = shop.template("Shop")
    used = {m["RequestValidatorId"]["Ref"] for m in template.routes.values() if "RequestValidatorId" in m}
    assert set(template.of_type("AWS::ApiGateway::RequestValidator")) == used
    assert shop.template("Plain").of_type("AWS::ApiGateway::RequestValidator") == {}


def test_paths_that_spell_alike_get_models_of_their_own():
    stack = Stack(App(), "Alike")
    handler = function(stack, "F")
    api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none")
    for number, path in enumerate(("/a/b", "/a/{b}", "/A/B")):
        api.add_route(f"POST {path}", handler=handler, request_model={"type": "object", "maxProperties": number})
    schema = ag.JsonSchema(type=ag.JsonSchemaType.OBJECT)
    api.add_route("POST /a_b", handler=handler, request_model=schema)
    template = Template(App.of(stack).synth().get_stack_by_name("Alike").template)
    models = {str(m["RequestModels"]) for m in template.routes.values()}
    assert len(models) == 4


def test_integrations_with_settings_of_one_format_get_a_model_each():
    stack = Stack(App(), "Formats")
    handler = function(stack, "F")
    api = ag.RestApi(stack, "Api")
    for field in ("status", "code", "number"):
        error = type("E", (ApiError,), {"status": 404, "code": "X", "format": ErrorList(status_field=field)})
        api.root.add_resource(field).add_method("GET", NonProxyLambdaIntegration(handler, errors=[error]))
    template = Template(App.of(stack).synth().get_stack_by_name("Formats").template)
    schemas = [m["Schema"]["required"][0] for m in template.properties("AWS::ApiGateway::Model")]
    assert sorted(schemas) == ["code", "number", "status"]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (None, []),
        ({"type": "object"}, []),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, []),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, ["draft-07", "draft 4 only"]),
        ("Order", ["'Order'", "an IModel"]),
        ({"a": {1, 2}}, ["no JSON"]),
        ({"required": "id"}, ["draft 4", "#/required is 'id'", "a list"]),
        ({"enum": [1], 3: "x"}, ["the key 3"]),
    ],
)
def test_a_request_model_is_checked(model, words):
    problems = request_model_problems(model)
    assert len(problems) == bool(words)
    assert all(word in problem for problem in problems for word in words)


def test_the_event_of_a_route_with_a_request_model_holds_the_body_whatever_the_method():
    stack = Stack(App(), "Bodies")
    api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none")
    handler = function(stack, "F")
    with_model = api.add_route("DELETE /orders", handler=handler, request_model={"type": "object"})
    without = api.add_route("GET /orders", handler=handler)
    assert "$input.body" in with_model.request_templates["application/json"]
    assert '"body":null' in without.request_templates["application/json"]
