"""Bad input gives one error at construction, with every problem in it, and leaves nothing in the construct tree."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack, Token
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import (
    ApiError,
    DeclarationError,
    ErrorList,
    NonProxyLambdaIntegration,
    NonProxyLambdaRestApi,
    SelectionStrategy,
)
from cdk_apigateway_errors.runtime import ProblemJson
from infrastructure.shop import function

pytestmark = pytest.mark.cdk

KB300 = 300 * 1024


class Bracketed(SelectionStrategy):
    """A user's own strategy: any text for the pattern of a status code."""

    name = "bracketed"

    def __init__(self, text: str) -> None:
        self.text = text

    def pattern(self, status_field: str, status_code: int) -> str:
        return self.text.replace("CODE", str(status_code))


class Problem(ApiError):
    status, code, format = 400, "PROBLEM", ProblemJson()


class Seed(ApiError):
    status, code = 409, "SEED"


class Twin(ApiError):
    status, code = 409, "SEED"


class NoStatus(ApiError):
    pass


@pytest.fixture(scope="module")
def stack():
    stack = Stack(App(), "Bad")
    stack.handler = function(stack, "Handler")
    stack.api = NonProxyLambdaRestApi(
        stack, "Api", errors=[404], cors=ag.CorsOptions(allow_origins=["*"]), gateway_responses="none"
    )
    stack.api.add_route("GET /orders/{id}", handler=stack.handler)
    stack.seam = ag.RestApi(stack, "SeamApi")
    return stack


def tree(scope: Any) -> list[str]:
    return sorted(construct.node.path for construct in scope.node.find_all())


def refused(stack: Stack, make: Callable[[], Any]) -> DeclarationError:
    """The error of ``make``, which must leave the tree and the routes as they were."""
    before, routes = tree(stack), dict(stack.api.routes)
    with pytest.raises(DeclarationError) as caught:
        make()
    assert tree(stack) == before
    assert stack.api.routes == routes
    return caught.value


# What the declaration says, wherever it is given: (arguments, what the message must name).
DECLARATIONS = {
    "status too small": ({"errors": [399]}, ["399", "400 to 599"]),
    "status too large": ({"errors": [600]}, ["600", "400 to 599"]),
    "status as text": ({"errors": ["400"]}, ["'400'", "400 to 599"]),
    "status as boolean": ({"errors": [True]}, ["True", "400 to 599"]),
    "an instance": ({"errors": [ValueError("x")]}, ["ApiError class"]),
    "a text": ({"errors": "400"}, ["'400'", "allowed: a list of ApiError classes and status codes"]),
    "a number": ({"errors": 400}, ["errors is 400", "[400, 404]"]),
    "a class": ({"errors": Seed}, ["Seed", "allowed: a list"]),
    "base class without subclasses": ({"errors": [NoStatus]}, ["NoStatus", "import the module"]),
    "two classes with one status and code": ({"errors": [Seed, Twin]}, ["409", "SEED", "another code"]),
    "two formats": ({"errors": [Problem, Seed]}, ["ProblemJson", "ErrorList", "once"]),
}
PATTERNS = {
    "no Java": ({"selection_patterns": Bracketed("[CODE")}, ["[400", "does not compile in Java"]),
    "Python's named group": ({"selection_patterns": Bracketed("(?P<a>CODE).*")}, ["does not compile in Java"]),
    "matches the empty message": (
        {"selection_patterns": Bracketed("(?s)(?:CODE)?.*")},
        ["matches the empty message", "success"],
    ),
    "overlaps": (
        {"selection_patterns": Bracketed(r".*CODE.*"), "errors": [400, 404]},
        ["both match", "404", "make them exclude each other"],
    ),
    "unknown name": ({"selection_patterns": "leeding"}, ["'leeding'", "'leading', 'top-level', 'classic'"]),
}
HEADERS = {
    "space in a header name": ({"success_headers": {"X Y": "1"}}, ["'X Y'", "RFC 9110"]),
    "error header": ({"error_headers": {"Ä": "1"}}, ["'Ä'", "RFC 9110"]),
    "header that never arrives": ({"error_headers": {"Transfer-Encoding": "x"}}, ["drops it"]),
    "line end in a value": ({"success_headers": {"A": "1\r\nB: 2"}}, ["line ends"]),
    "quote in a value": ({"success_headers": {"A": "it's"}}, ["single quote"]),
    "list of headers": ({"success_headers": ["X"]}, ["success_headers", "['X']", "a mapping of header names"]),
    "text as headers": ({"error_headers": "X"}, ["error_headers", "'X'", "a mapping of header names"]),
    "number as a value": ({"success_headers": {"A": 1}}, ["'A'", "allowed: a text"]),
}
CORS = {
    "origin with a path": (
        {"cors": ag.CorsOptions(allow_origins=["https://a.example/x"])},
        ["'https://a.example/x'", "without a path"],
    ),
    "credentials for all": (
        {"cors": ag.CorsOptions(allow_origins=["*"], allow_credentials=True)},
        ["credentials", "name the origins"],
    ),
}
INTEGRATION_OPTIONS = {
    "proxy": ({"integration_options": {"proxy": True}}, ["'proxy'", "non-proxy"]),
    "integration_responses": ({"integration_options": {"integration_responses": []}}, ["made from errors="]),
    "unknown integration option": ({"integration_options": {"timeot": 1}}, ["'timeot'", "allowed:", "timeout"]),
    "wrong type": ({"integration_options": {"timeout": 3}}, ["integration_options", "timeout", "Duration"]),
    "CDK's own rule": (
        {"integration_options": {"timeout": Duration.millis(1)}},
        ["integration_options", "greater than 50 milliseconds"],
    ),
}
SUCCESS = {
    "guard": ({"guard_default_response": "no"}, ["guard_default_response is 'no'", "True or False"]),
    "status of a success": ({"success_status": 404}, ["404", "200 to 399"]),
    "template with 204": ({"success_status": 204, "success_template": "x"}, ["no body"]),
    "too large a template": ({"success_template": "x" * (KB300 + 1)}, ["307,201 bytes", "307,200", "shorter"]),
    "too large a request template": ({"request_template": "ü" * (KB300 // 2 + 1)}, ["307,202 bytes"]),
    "no template": ({"request_template": ""}, ["request_template is ''"]),
}
ROUTE = {
    "ANY": ({"route": "ANY /x"}, ["ANY is not supported", "add one route for each"]),
    "unknown method": ({"route": "FETCH /x"}, ["'FETCH'", "GET"]),
    "no path": ({"route": "GET"}, ["'GET'", "such as 'GET /orders/{id}'"]),
    "a route twice": ({"route": "GET /orders/{id}"}, ["was added before"]),
    "preflight with cors": ({"route": "OPTIONS /x"}, ["cors= makes the preflight", "leave the route out"]),
    "another path parameter": ({"route": "PUT /orders/{order}/x"}, ["{order}", "{id}", "use the same name"]),
    "greedy beside a parameter": ({"route": "GET /orders/{rest+}"}, ["{rest+}", "{id}"]),
    "no function": ({"handler": "index.handler"}, ["'index.handler'", "a Lambda function"]),
    "class of a function": ({"handler": lambda_.Function}, ["handler is <class", "a Lambda function"]),
    "model": ({"request_model": ["a"]}, ["['a']", "JSON schema (draft 4)"]),
    "model of another draft": (
        {"request_model": {"$schema": "https://json-schema.org/draft/2020-12/schema"}},
        ["2020-12", "draft 4"],
    ),
    "model that is no schema": (
        {"request_model": {"properties": {"id": {"type": "text"}}}},
        ["no JSON schema of draft 4", "#/properties/id/type is 'text'", "integer"],
    ),
    "model that is a class": ({"request_model": ag.Model}, ["request_model is <class"]),
    "path parameter twice": ({"route": "GET /orders/{id}/{id}"}, ["holds {id} twice", "name of its own"]),
    "greedy path parameter twice": ({"route": "GET /orders/{id}/{id+}"}, ["holds {id} twice"]),
    "part of the name of a path parameter": (
        {"route": "PUT /orders/{id}/x", "request_parameters": {"method.request.path.i": True}},
        ["method.request.path.i'", "no {i}"],
    ),
    "model that is no JSON": ({"request_model": {"type": object}}, ["no JSON"]),
    "success model": ({"success_model": {"type": "object"}}, ["success_model", "IModel"]),
    "authorizer": ({"authorizer": "me"}, ["'me'", "IAuthorizer"]),
    "api key as text": ({"api_key_required": "yes"}, ["api_key_required is 'yes'", "True, False or None"]),
    "name of a parameter": ({"request_parameters": {"limit": True}}, ["'limit'", "method.request."]),
    "parameter that is not in the path": (
        {"request_parameters": {"method.request.path.id": True}},
        ["method.request.path.id", "no {id}"],
    ),
    "value of a parameter": ({"request_parameters": {"method.request.header.A": "yes"}}, ["'yes'", "True (required)"]),
    "method_responses": ({"method_options": {"method_responses": []}}, ["method_responses", "responses_for()"]),
    "request_validator": ({"method_options": {"request_validator": None}}, ["request_model="]),
    "unknown method option": ({"method_options": {"operation": "x"}}, ["'operation'", "operation_name"]),
}
API = {
    "option of the API": ({"rest_api_options": {"default_cors_preflight_options": None}}, ["use cors="]),
    "list of options": ({"rest_api_options": ["x"]}, ["rest_api_options is ['x']", "a mapping"]),
    "options that CDK refuses": (
        {
            "rest_api_options": {
                "deploy": False,
                "cloud_watch_role": False,
                "endpoint_types": [],
                "endpoint_configuration": ag.EndpointConfiguration(types=[ag.EndpointType.EDGE]),
            }
        },
        ["CDK refuses this", "endpoint"],
    ),
    "options of the stage that CDK refuses": (
        {"deploy_options": {"cache_cluster_enabled": False, "caching_enabled": True}},
        ["CDK refuses this", "aching"],
    ),
    "guard": ({"guard_default_response": 1}, ["guard_default_response is 1", "True or False"]),
    "layer": ({"runtime_layer": None}, ["runtime_layer is None", "True or False"]),
    "name of the stage": ({"deploy_options": {"stage_name": "live/1"}}, ["'live/1'", "letters, digits, _ and -"]),
    "quota as text": ({"api_resource_quota": "600"}, ["api_resource_quota is '600'", "whole number"]),
    "quota of nothing": ({"api_resource_quota": 0}, ["api_resource_quota is 0"]),
    "quota as a boolean": ({"api_resource_quota": True}, ["api_resource_quota is True"]),
    "unknown option of the API": ({"rest_api_options": {"nme": 1}}, ["'nme'", "rest_api_name"]),
    "options that are no mapping": ({"deploy_options": ag.StageOptions()}, ["deploy_options is", "a mapping"]),
    "option of the stage": ({"deploy_options": {"throttling": 5}}, ["'throttling'", "throttling_rate_limit"]),
    "binary media type": ({"rest_api_options": {"binary_media_types": ["*/*"]}}, ["'*/*'", "image/png"]),
    "gateway responses": ({"gateway_responses": "all"}, ["'all'", "'per-type'", "'defaults'", "'none'"]),
    "options of a stage that is not made": (
        {"rest_api_options": {"deploy": False}, "deploy_options": {"stage_name": "x"}},
        ["deploy=False", "deploy_options"],
    ),
    "no API": ({"rest_api": "abc"}, ["rest_api is 'abc'", "from_rest_api_attributes"]),
    "class of an API": ({"rest_api": ag.RestApi}, ["rest_api is <class"]),
    "options of an API that exists": (
        {"rest_api": "given below", "deploy_options": {"stage_name": "x"}},
        ["existing API", "leave them out"],
    ),
}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [pytest.param(*case, id=name) for name, case in {**DECLARATIONS, **PATTERNS, **HEADERS, **CORS, **API}.items()],
)
def test_the_api_refuses(stack, arguments, words):
    given = {"errors": [400], **arguments}
    if given.get("rest_api") == "given below":
        given["rest_api"] = stack.seam
    given.setdefault("integration_options", None)
    error = refused(stack, lambda: NonProxyLambdaRestApi(stack, "Bad", **given))
    assert error.where == "NonProxyLambdaRestApi 'Bad'"
    assert len(error.problems) == 1
    assert all(word in str(error) for word in words), error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(*case, id=name)
        for name, case in {**DECLARATIONS, **HEADERS, **INTEGRATION_OPTIONS, **SUCCESS, **ROUTE}.items()
    ],
)
def test_a_route_refuses(stack, arguments, words):
    given = {"route": "POST /new", "handler": stack.handler, **arguments}
    error = refused(stack, lambda: stack.api.add_route(given.pop("route"), **given))
    assert len(error.problems) == 1
    assert all(word in str(error) for word in words), error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(*case, id=name)
        for name, case in {
            **DECLARATIONS,
            **PATTERNS,
            **HEADERS,
            **CORS,
            **INTEGRATION_OPTIONS,
            **SUCCESS,
            "no function": ROUTE["no function"],
        }.items()
    ],
)
def test_the_integration_refuses(stack, arguments, words):
    given = {"handler": stack.handler, "errors": [400], **arguments}
    error = refused(stack, lambda: NonProxyLambdaIntegration(given.pop("handler"), **given))
    assert error.where == "NonProxyLambdaIntegration"
    assert "responses_for" not in str(error)  # the integration has no such hook
    assert len(error.problems) == 1
    assert all(word in str(error) for word in words), error


def test_all_problems_of_a_route_come_at_once(stack):
    error = refused(
        stack,
        lambda: stack.api.add_route(
            "ANY /x",
            handler=None,
            errors=[200, "x"],
            success_status=99,
            success_headers={"a b": "1"},
            request_template="",
            request_model=3,
            method_options={"foo": 1, "method_responses": []},
            integration_options={"proxy": True},
        ),
    )
    assert len(error.problems) == 10
    assert str(error).startswith("add_route('ANY /x'): 10 problems\n  - ")


def test_all_problems_of_an_api_come_at_once(stack):
    error = refused(
        stack,
        lambda: NonProxyLambdaRestApi(
            stack,
            "Bad",
            errors=[200],
            cors=ag.CorsOptions(allow_origins=["a", "b"]),
            gateway_responses="some",
            rest_api_options={"binary_media_types": ["*/*", "application/json"]},
            deploy_options={"foo": 1},
        ),
    )
    assert len(error.problems) == 7


def test_a_quote_in_a_users_pattern_that_a_template_must_hold_is_refused(stack):
    strategy = Bracketed(r"it's CODE.*")
    api = NonProxyLambdaRestApi(stack, "Quoted", selection_patterns=strategy, gateway_responses="none")
    error = refused(stack, lambda: api.add_route("GET /", handler=stack.handler, errors=[500]))
    assert r"\x27" in str(error)


def test_what_a_hook_returns_is_checked_too(stack):
    class Doubling(NonProxyLambdaRestApi):
        def responses_for(self, route):
            answers = super().responses_for(route)
            return [*answers, answers[-1]]

    api = Doubling(stack, "Doubling", errors=[404], gateway_responses="none")
    error = refused(stack, lambda: api.add_route("GET /", handler=stack.handler))
    assert "two responses have the status code 504" in str(error)


def test_an_authorizer_and_another_authorization_type_are_refused_before_anything_is_made(stack):
    authorizer = ag.TokenAuthorizer(stack, "Token", handler=stack.handler)
    options = {"authorization_type": ag.AuthorizationType.IAM}
    add = lambda **given: stack.api.add_route("GET /authorized", handler=stack.handler, **given)  # noqa: E731
    error = refused(stack, lambda: add(authorizer=authorizer, method_options=options))
    (problem,) = error.problems
    assert "authorization_type IAM, and the authorizer is one of CUSTOM" in problem


def test_what_cdk_refuses_in_the_end_leaves_a_template_that_can_be_deployed():
    stack = Stack(App(), "RefusedByCdk")
    handler = function(stack, "F")
    one, other = (NonProxyLambdaRestApi(stack, name, gateway_responses="none") for name in ("One", "Other"))
    authorizer = ag.TokenAuthorizer(stack, "Token", handler=handler)
    one.add_route("GET /", handler=handler, authorizer=authorizer)
    other.add_route("GET /", handler=handler)
    with pytest.raises(DeclarationError, match=r"add_route\('GET /x/y'\): CDK refuses this: .*authorizer"):
        other.add_route("GET /x/y", handler=handler, authorizer=authorizer)
    assert list(other.routes) == ["GET /"]
    assert other.forecast().routes == 1
    assert other.add_route("GET /x/y", handler=handler).method
    resources = App.of(stack).synth().get_stack_by_name("RefusedByCdk").template["Resources"]
    waited_for = {name for resource in resources.values() for name in resource.get("DependsOn", [])}
    assert waited_for <= set(resources)


def test_what_deploys_nothing_is_refused(stack):
    error = refused(stack, lambda: stack.api.deploy_with("x"))
    assert "deployment is 'x'; allowed: an aws_apigateway.Deployment" in str(error)


@pytest.mark.parametrize(
    ("data", "wrong"), [({1, 2}, "{1, 2}"), ({"a": [object]}, "class 'object'"), ({1: "a"}, "holds 1;")]
)
def test_data_without_json_is_refused(stack, data, wrong):
    error = refused(stack, lambda: stack.api.redeploy_on({"fine": [1, None, True, "x"]}, data))
    assert wrong in str(error)
    assert "allowed: JSON structures" in str(error)


class OddFormat(ErrorList):
    """Writes the bodies of generated errors, but not those of the API's own 403."""

    def members(self, status, errors):
        if status == 403:
            raise KeyError("no words for 403")
        return super().members(status, errors)


class NoMapping(NonProxyLambdaRestApi):
    def gateway_response_for(self, response_type):
        return {"status": self.catalog.error_format.status_field}


class Broken(NonProxyLambdaRestApi):
    def gateway_response_for(self, response_type):
        return self.no_such_thing

    def responses_for(self, route):
        return self.no_such_thing


@pytest.mark.parametrize(
    ("kind", "arguments", "words"),
    [
        pytest.param(
            NonProxyLambdaRestApi, {"error_format": OddFormat()}, ["OddFormat", "no words for 403"], id="a format"
        ),
        pytest.param(
            NoMapping, {}, ["returned {'status': 'status'}", "allowed: a GatewayErrorResponse"], id="a mapping"
        ),
        pytest.param(Broken, {}, ["raised AttributeError", "no_such_thing"], id="an exception"),
    ],
)
def test_gateway_responses_that_cannot_be_made_leave_nothing_behind(stack, kind, arguments, words):
    error = refused(stack, lambda: kind(stack, "Bad", **arguments))
    assert all("gateway_response_for('" in problem for problem in error.problems)
    assert all(word in str(error) for word in words), error


def test_an_exception_in_a_hook_is_the_cause_of_the_error(stack):
    api = Broken(stack, "Broken", gateway_responses="none")
    error = refused(stack, lambda: api.add_route("GET /", handler=stack.handler))
    assert "responses_for() raised AttributeError" in str(error)
    assert isinstance(error.__cause__, AttributeError)


def test_a_route_writes_its_errors_in_the_format_of_its_api(stack):
    api = NonProxyLambdaRestApi(stack, "OneFormat", gateway_responses="none")
    error = refused(stack, lambda: api.add_route("GET /", handler=stack.handler, errors=[Problem]))
    (problem,) = error.problems
    assert "pass error_format=ProblemJson() to the API" in problem
    assert "those of the API in ErrorList(" in problem
    assert "declare a class of that format in the API's errors=" in problem


@pytest.mark.parametrize("given", [{"error_format": ProblemJson()}, {"errors": [Problem]}], ids=["format", "class"])
def test_either_change_that_the_refusal_names_lets_the_route_pass(given):
    stack = Stack(App(), "Formats")
    api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none", **given)
    assert api.add_route("GET /", handler=function(stack, "F"), errors=[Problem]).errors == (400,)


@pytest.mark.parametrize("method", ["ANY", "any"])
def test_any_is_refused_at_the_seam_and_leaves_no_method(stack, method):
    resource = stack.seam.root.resource_for_path("/any")
    before = tree(resource)
    with pytest.raises(RuntimeError, match="ANY is not supported"):  # jsii hands every exception on as this one
        resource.add_method(method, NonProxyLambdaIntegration(stack.handler, errors=[400]))
    assert tree(resource) == before


def test_a_method_response_beside_a_generated_one_is_refused_at_the_seam(stack):
    resource = stack.seam.root.resource_for_path("/doubled")
    before = tree(resource)
    given = [ag.MethodResponse(status_code=code) for code in ("404", "200", "206")]
    with pytest.raises(RuntimeError) as caught:
        resource.add_method("GET", NonProxyLambdaIntegration(stack.handler, errors=[404]), method_responses=given)
    assert "GET /doubled" in str(caught.value)
    assert "a method response for 200 was given" in str(caught.value)
    assert "a method response for 404 was given" in str(caught.value)
    assert "responses_for" not in str(caught.value)
    assert "for 206" not in str(caught.value)
    assert tree(resource) == before


def test_a_method_response_of_its_own_status_is_taken_at_the_seam(stack):
    resource = stack.seam.root.resource_for_path("/partial")
    integration = NonProxyLambdaIntegration(stack.handler, errors=[404])
    assert resource.add_method("GET", integration, method_responses=[ag.MethodResponse(status_code="206")])


def test_a_method_response_added_later_is_refused_at_synthesis_at_the_seam():
    stack = Stack(App(), "Later")
    api = ag.RestApi(stack, "Api")
    method = api.root.add_method("GET", NonProxyLambdaIntegration(function(stack, "Handler"), errors=[404]))
    method.add_method_response(status_code="418")
    assert [problem for construct in stack.node.find_all() for problem in construct.node.validate()] == []
    method.add_method_response(status_code="404", response_parameters={"method.response.header.A": True})
    with pytest.raises(RuntimeError, match="a method response for 404 was given") as caught:
        App.of(stack).synth()
    assert "GET: a method response" in str(caught.value)


def test_a_method_response_added_to_a_route_is_refused_for_generated_status_codes(stack):
    method = stack.api.add_route("GET /later", handler=stack.handler).method
    with pytest.raises(DeclarationError, match="method of the route GET /later: a method response for 404 was given"):
        method.add_method_response(status_code="404", response_parameters={"method.response.header.A": True})
    method.add_method_response(status_code="418")
    assert stack.api.routes["GET /later"].method is method


def test_tokens_are_let_through(stack):
    token = Token.as_string({"Ref": "Something"})
    cors = ag.CorsOptions(allow_origins=[token, "https://b.example"])
    api = NonProxyLambdaRestApi(stack, "Tokens", errors=[404], cors=cors, error_headers={"A": token})
    route = api.add_route("GET /", handler=stack.handler, success_headers={"B": token}, success_template=token)
    assert route.method
