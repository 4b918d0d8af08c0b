"""The forecast of resources and bytes, against synthesized templates."""

import json
from functools import partial
from pathlib import Path

import pytest
from aws_cdk import App, CfnResource, NestedStack, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam

from cdk_apigateway_errors import NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.catalog import ErrorCatalog, Response
from cdk_apigateway_errors.infrastructure import forecast as forecast_module
from cdk_apigateway_errors.infrastructure.api_parts import parts_of
from cdk_apigateway_errors.infrastructure.census import resources_of
from cdk_apigateway_errors.infrastructure.forecast import (
    API_RESOURCES,
    FUNCTION_POLICY_BYTES,
    STACK_PARAMETERS,
    STACK_RESOURCES,
    TEMPLATE_BYTES,
    Forecast,
    ForecastCounter,
    StackForecast,
    indents_templates,
    method_bytes,
    template_problems,
)
from infrastructure.shop import SlowDown, Template, function

TOLERANCE = 0.1


def test_the_limits_are_those_of_the_service():
    assert TEMPLATE_BYTES == 1_000_000  # "Template may not exceed 1000000 bytes in size.", in aws/aws-cdk#32798
    assert (STACK_RESOURCES, STACK_PARAMETERS) == (500, 200)  # CloudFormation quotas
    assert API_RESOURCES == 300  # API Gateway quotas: resources per API
    assert FUNCTION_POLICY_BYTES == 20 * 1024  # Lambda quotas: function resource-based policy, 20 KB


@pytest.mark.parametrize(
    ("forecast", "words"),
    [
        pytest.param(Forecast(template_bytes=TEMPLATE_BYTES), [], id="just fits"),
        pytest.param(Forecast(api_resources=300), [], id="300 resources"),
        pytest.param(Forecast(stack_resources=500), [], id="500 resources of the stack"),
        pytest.param(
            Forecast(nested_stacks={"a": StackForecast(500, TEMPLATE_BYTES, 200)}), [], id="nested, just fits"
        ),
        pytest.param(Forecast(function_policy_bytes={"S/Fn": 20 * 1024}), [], id="a full policy"),
        pytest.param(
            Forecast(template_bytes=TEMPLATE_BYTES + 1),
            ["1,000,001 bytes", "1,000,000", "fewer status codes", "nested_stacks=True", "openapi-asset"],
            id="too many bytes",
        ),
        pytest.param(
            Forecast(api_resources=301),
            ["301 API Gateway resources", "has 300", "api_resource_quota="],
            id="too many resources",
        ),
        pytest.param(
            Forecast(stack_resources=501),
            ["501 resources", "takes 500", "nested_stacks=True", "definition='openapi-asset'"],
            id="too many resources of the stack",
        ),
        pytest.param(
            Forecast(nested_stacks={"a": StackForecast(resources=501)}),
            ["nested stack 'a' needs 501 resources", "takes 500", "several groups"],
            id="too many resources of a nested stack",
        ),
        pytest.param(
            Forecast(nested_stacks={"a": StackForecast(template_bytes=TEMPLATE_BYTES + 1)}),
            ["nested stack 'a' needs about 1,000,001 bytes", "several groups"],
            id="too many bytes of a nested stack",
        ),
        pytest.param(
            Forecast(nested_stacks={"a": StackForecast(parameters=201)}),
            ["nested stack 'a' takes about 201 parameters", "allows 200", "nested_stack('a')"],
            id="too many parameters of a nested stack",
        ),
        pytest.param(
            Forecast(function_policy_bytes={"S/Fn": 20 * 1024 + 1}),
            ["function S/Fn", "20,481 bytes", "20,480", "NonProxyLambdaIntegration"],
            id="too large a policy",
        ),
    ],
)
def test_what_would_fail_at_deploy_is_said_with_what_to_do(forecast, words):
    problems = forecast.problems()
    assert len(problems) == bool(words)
    assert all(word in problem for problem in problems for word in words)


def test_a_raised_quota_is_taken():
    assert Forecast(api_resources=301).problems(api_resource_quota=600) == []


def test_paths_share_their_parents():
    counter = ForecastCounter()
    for path in ("/", "/a/{b}/c", "/a/{b}", "/a/d"):
        counter.add(path, (), [Response(200, None)], {})
    assert counter.path_parts == len({"/a", "/a/{b}", "/a/{b}/c", "/a/d"})
    assert counter.stack().resources == 4 + 4
    assert counter.methods == 4


@pytest.mark.parametrize(("size", "found"), [(300 * 1024, 0), (300 * 1024 + 1, 1)], ids=["300 KB", "one byte more"])
def test_mapping_templates_have_300_kilobytes_of_utf_8(size, found):
    assert len(template_problems([Response(200, None, "x" * size)], {})) == found
    assert len(template_problems([], {"application/json": "é" * (size // 2) + "x" * (size % 2)})) == found


def grown(build, few: int, many: int, **options) -> tuple[int, int]:
    """What routes add to a template: bytes and resources of many routes, less those of few."""
    app = App(context={"aws:cdk:enable-path-metadata": True, CHECKS: False})  # metadata as the CDK command line has it
    stacks = [build(Stack(app, f"Size{count}", **options), count) for count in (few, many)]
    assembly = app.synth()
    small, large = (Path(assembly.directory, file_of(stack)).read_text() for stack in stacks)
    return (
        len(large.encode()) - len(small.encode()),
        len(json.loads(large)["Resources"]) - len(json.loads(small)["Resources"]),
    )


def file_of(stack) -> str:
    nested = [file for one in stack.node.find_all() if isinstance(one, NestedStack) for file in [one.template_file]]
    return next(iter(nested), stack.template_file)


CHECKS = "cdk-apigateway-errors:synthChecks"


def plain(stack, count):
    api = NonProxyLambdaRestApi(stack, "Api", errors=[400, 404, 429], gateway_responses="none")
    return routes(stack, api, count)


CORS = ag.CorsOptions(allow_origins=["https://a.example", "https://b.example"], allow_credentials=True)
ERRORS = [400, 401, 403, 404, 409, 410, 422, SlowDown]


def with_cors(stack, count):
    return routes(stack, NonProxyLambdaRestApi(stack, "Api", errors=ERRORS, cors=CORS, gateway_responses="none"), count)


def routes(stack, api, count, path="path{}"):
    handler = function(stack, "Own")
    for number in range(count):
        api.add_route(f"GET /{path.format(number)}", handler=handler)
    stack.api = api
    stack.forecast = api.forecast()
    FORECASTS[stack.stack_name] = stack.forecast
    return stack


FORECASTS = {}
SUPPRESS = "@aws-cdk/core:suppressTemplateIndentation"


def nested(stack, count):
    """All routes in one nested stack, the function outside."""
    api = NonProxyLambdaRestApi(stack, "Api", errors=ERRORS, cors=CORS, gateway_responses="none", nested_stacks=True)
    return routes(stack, api, count, path="all/path{}")


def at_the_seam(stack, count):
    api = ag.RestApi(stack, "Api")
    integration = NonProxyLambdaIntegration(function(stack, "Own"), errors=[400, 404, 429])
    for number in range(count):
        api.root.add_resource(f"path{number}").add_method("GET", integration)
    counted = parts_of(api)._seam.stack()
    # The paths are CDK's own add_resource(); their resources are counted in the tree, their bytes nowhere.
    FORECASTS[stack.stack_name] = Forecast(count, counted.resources + count, counted.template_bytes + count * 400)
    return stack


@pytest.mark.cdk
@pytest.mark.parametrize("plainly", [False, True], ids=["indented", "without indentation"])
@pytest.mark.parametrize("build", [plain, with_cors, at_the_seam])
def test_the_forecast_is_within_a_tenth_of_the_template(build, plainly):
    added_bytes, added_resources = grown(partial(unindented, build) if plainly else build, 2, 12, **PLAINLY[plainly])
    few, many = FORECASTS["Size2"], FORECASTS["Size12"]
    assert many.stack_resources - few.stack_resources == added_resources
    assert many.template_bytes - few.template_bytes == pytest.approx(added_bytes, rel=TOLERANCE)


PLAINLY = {False: {}, True: {"suppress_template_indentation": True}}


def unindented(build, stack, count):
    stack.node.set_context(SUPPRESS, True)
    return build(stack, count)


@pytest.mark.cdk
def test_the_forecast_of_a_nested_stack_is_within_a_tenth_of_its_template():
    added_bytes, added_resources = grown(nested, 2, 12)
    few, many = (FORECASTS[name].nested_stacks["all"] for name in ("Size2", "Size12"))
    assert many.resources - few.resources == added_resources
    assert many.template_bytes - few.template_bytes == pytest.approx(added_bytes, rel=TOLERANCE)
    assert FORECASTS["Size12"].template_bytes < 5000  # nothing of the routes is in the parent


@pytest.mark.cdk
def test_the_forecast_of_the_shop_counts_its_methods_and_paths(shop):
    template: Template = shop.template("Shop")
    forecast = shop.shop.api.forecast()
    methods, resources = (template.of_type(f"AWS::ApiGateway::{kind}") for kind in ("Method", "Resource"))
    assert forecast.stack_resources == len(methods) + len(resources)
    assert forecast.api_resources == len(resources) + 1
    assert forecast.routes == len(shop.shop.api.routes)


@pytest.mark.cdk
def test_synthesis_stops_at_a_template_that_cloudformation_would_refuse():
    stack = Stack(App(), "TooLarge")
    api = NonProxyLambdaRestApi(stack, "Api", errors=range(400, 500), gateway_responses="none", api_resource_quota=5)
    handler = function(stack, "Own")
    for number in range(28):
        api.add_route(f"GET /path{number}", handler=handler)
    with pytest.raises(RuntimeError) as caught:
        App.of(stack).synth()
    assert "CloudFormation takes 1,000,000" in str(caught.value)
    assert "the paths need 29 API Gateway resources, an API has 5" in str(caught.value)


def problems_of(stack):
    return [problem for construct in stack.node.find_all() for problem in construct.node.validate()]


@pytest.mark.cdk
def test_the_bytes_of_all_apis_in_a_stack_are_added_up_and_said_once():
    app = App()
    alone, together = Stack(app, "Alone"), Stack(app, "Together")
    for stack, names in ((alone, ["One"]), (together, ["One", "Two"])):
        handler = function(stack, "Own")
        for name in names:
            api = NonProxyLambdaRestApi(stack, name, errors=range(400, 500), gateway_responses="none")
            for number in range(14):
                api.add_route(f"GET /path{number}", handler=handler)
    assert problems_of(alone) == []
    (problem,) = problems_of(together)
    assert "CloudFormation takes 1,000,000" in problem


def resources_of_others(stack, api):
    api.root.add_resource("a").add_resource("b")


def methods_at_the_seam(stack, api):
    integration = NonProxyLambdaIntegration(function(stack, "Seam"), errors=[404])
    api.root.add_resource("a").add_resource("b").add_method("GET", integration)


@pytest.mark.cdk
@pytest.mark.parametrize(
    ("given", "others"),
    [
        pytest.param(True, resources_of_others, id="what others made on an API that was given"),
        pytest.param(True, methods_at_the_seam, id="methods at the seam of an API that was given"),
        pytest.param(False, methods_at_the_seam, id="methods at the seam of our own API"),
    ],
)
@pytest.mark.parametrize(("quota", "found"), [(4, 0), (3, 1)])
def test_the_resources_that_others_add_to_an_api_count_too(given, others, quota, found):
    stack = Stack(App(), "Others")
    existing = {"rest_api": ag.RestApi(stack, "Existing")} if given else {"gateway_responses": "none"}
    api = NonProxyLambdaRestApi(stack, "Api", api_resource_quota=quota, **existing)
    api.add_route("GET /c", handler=function(stack, "Own"))
    if given:
        NonProxyLambdaRestApi(stack, "Other", **existing)
    others(stack, api.rest_api)
    problems = problems_of(stack)
    assert len(problems) == found
    assert all("the paths need 4 API Gateway resources" in problem for problem in problems)


def test_the_forecast_follows_the_answers_and_the_request_template():
    def size(statuses, template):
        counter = ForecastCounter()
        responses = ErrorCatalog.of(statuses).responses()
        counter.add("/", tuple(response.key for response in responses), responses, {"application/json": template})
        return counter.stack().template_bytes

    assert size([400], "{}") < size([400, 404], "{}") < size([400, 404], "x" * 5000)


def test_equal_answers_with_other_request_templates_are_counted_on_their_own():
    counter = ForecastCounter()
    for template in ("x", "x" * 5000):
        counter.add("/", ("same",), [Response(200, None)], {"application/json": template})
    assert counter.stack().template_bytes > 5000


def test_a_template_without_indentation_is_forecast_smaller():
    responses = ErrorCatalog.of([400, 404]).responses()
    assert method_bytes(responses, {}, indented=False) < 0.85 * method_bytes(responses, {})


@pytest.mark.cdk
@pytest.mark.parametrize(("context", "indented"), [({}, True), ({SUPPRESS: True}, False)])
def test_the_context_says_whether_cdk_indents(context, indented):
    assert indents_templates(Stack(App(context=context), "Stack")) is indented


@pytest.mark.cdk
@pytest.mark.parametrize(("others", "found"), [(0, 0), (30, 1)])
def test_everything_in_the_stack_counts_where_the_routes_are_many(monkeypatch, others, found):
    """With the limits of a small world: 12 routes on 12 paths, and what an API and a function need."""
    monkeypatch.setattr(forecast_module, "STACK_RESOURCES", 50)
    monkeypatch.setattr(forecast_module, "_WORTH_COUNTING", 24)
    stack = plain(Stack(App(), "Full"), 12)
    for number in range(others):
        CfnResource(stack, f"Other{number}", type="AWS::SNS::Topic")
    problems = problems_of(stack)
    assert len(problems) == found
    exact = sum(isinstance(construct, CfnResource) for construct in stack.node.find_all())
    assert all(f"the stack Full needs {exact} resources, CloudFormation takes 50" in problem for problem in problems)


@pytest.mark.cdk
@pytest.mark.parametrize(("functions", "found"), [(12, 0), (13, 1)])
def test_functions_in_a_nested_stack_count_where_its_routes_are_many(monkeypatch, functions, found):
    monkeypatch.setattr(forecast_module, "STACK_RESOURCES", 40)
    monkeypatch.setattr(forecast_module, "_WORTH_COUNTING", 16)
    stack = nested(Stack(App(), "Outer"), 5)
    inner = stack.api.nested_stack("all")
    for number in range(functions):
        function(inner, f"Own{number}")
    problems = [problem for problem in problems_of(stack) if "nested stack 'all'" in problem]
    assert len(problems) == found
    assert all(
        f"needs {1 + 5 * 3 + functions * 2} resources, CloudFormation takes 40" in problem for problem in problems
    )


@pytest.mark.cdk
def test_resources_of_nested_stacks_do_not_count_in_their_parent():
    stack = nested(Stack(App(), "Outer"), 5)
    inner = next(one for one in stack.node.find_all() if isinstance(one, NestedStack))
    everything = sum(isinstance(construct, CfnResource) for construct in stack.node.find_all())
    assert resources_of(inner) == 1 + 5 * 3  # the group's path, and a path, a method and a preflight a route
    assert resources_of(stack) == everything - resources_of(inner)


@pytest.mark.cdk
def test_a_nested_stack_that_takes_too_many_parameters_is_forecast():
    """A test of one's own limits: three functions of another stack, the API, its root, the error model, a validator."""
    stack = Stack(App(), "Outer")
    api = NonProxyLambdaRestApi(stack, "Api", errors=[400], gateway_responses="none", nested_stacks=True)
    inside = function(api.nested_stack("all"), "Inside")
    for number, handler in enumerate([*(function(stack, f"Own{n}") for n in range(3)), inside, inside]):
        api.add_route(f"POST /all/{number}", handler=handler, request_model={"type": "object"} if number == 4 else None)
    template = json.loads(Path(App.of(stack).synth().directory, file_of(stack)).read_text())
    assert api.forecast().nested_stacks["all"].parameters == len(template["Parameters"]) == 7


@pytest.mark.cdk
@pytest.mark.parametrize(("permissions", "found"), [(40, 0), (60, 1)])
@pytest.mark.parametrize("build", ["construct", "seam"])
def test_the_policy_of_a_function_holds_the_permissions_of_others_too(build, permissions, found):
    stack = Stack(App(), "Policies")
    handler = function(stack, "Busy")
    if build == "construct":
        NonProxyLambdaRestApi(stack, "Api", gateway_responses="none").add_route("GET /", handler=handler)
    else:
        ag.RestApi(stack, "Api").root.add_method("GET", NonProxyLambdaIntegration(handler))
    for number in range(permissions):
        handler.add_permission(f"Rule{number}", principal=iam.ServicePrincipal("events.amazonaws.com"))
    problems = problems_of(stack)
    assert len(problems) == found
    assert all("the permissions of the function Policies/Busy" in problem for problem in problems)


@pytest.mark.cdk
def test_api_resources_in_nested_stacks_count_and_those_that_others_add_there():
    stack = Stack(App(), "Spread")
    api = NonProxyLambdaRestApi(
        stack, "Api", errors=[400], gateway_responses="none", nested_stacks=True, api_resource_quota=5
    )
    own = function(stack, "Own")
    for path in ("a", "a/b", "c"):
        route = api.add_route(f"GET /{path}", handler=own)
    assert api.forecast().api_resources == 4
    assert problems_of(stack) == []
    for part in ("d", "e"):
        route.resource.add_resource(part).add_method("GET", NonProxyLambdaIntegration(own))
    (problem,) = problems_of(stack)
    assert "the paths need 6 API Gateway resources, an API has 5" in problem


@pytest.mark.cdk
def test_methods_at_the_seam_below_a_nested_route_count_in_its_stack():
    stack = Stack(App(), "Seam")
    api = NonProxyLambdaRestApi(stack, "Api", errors=[400], gateway_responses="none", nested_stacks=True)
    route = api.add_route("GET /a", handler=function(stack, "Own"))
    before = api.forecast()
    route.resource.add_method("PUT", NonProxyLambdaIntegration(route.handler, errors=[400, 404]))
    after = api.forecast()
    assert after.nested_stacks["a"].resources == before.nested_stacks["a"].resources + 1
    assert after.nested_stacks["a"].template_bytes > before.nested_stacks["a"].template_bytes + 1000
    assert after.template_bytes == before.template_bytes


@pytest.mark.cdk
@pytest.mark.parametrize(
    ("quotas", "by_hand", "found"),
    [((3, 3), 0, 1), ((5, 5), 0, 0), ((5, 5), 1, 1), ((5, 3), 0, 1), ((3, 5), 0, 1), ((5,), 3, 1), ((6,), 3, 0)],
)
def test_the_resources_of_all_constructs_of_an_api_count_once_against_the_smallest_quota(quotas, by_hand, found):
    stack = Stack(App(), "Several")
    own, rest_api = function(stack, "Own"), None
    for number, quota in enumerate(quotas):
        given = {"rest_api": rest_api} if rest_api else {"gateway_responses": "none"}
        api = NonProxyLambdaRestApi(stack, f"Api{number}", api_resource_quota=quota, **given)
        rest_api = rest_api or api.rest_api
        api.add_route(f"GET /shared/{number}", handler=own)
        api.add_route(f"GET /x{number}" if number else "POST /shared", handler=own)
    for number in range(by_hand):
        rest_api.root.add_resource(f"own{number}")
    problems = problems_of(stack)
    assert len(problems) == found
    assert all(f"an API has {min(quotas)}" in problem for problem in problems)
