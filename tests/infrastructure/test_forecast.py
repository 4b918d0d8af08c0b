"""The forecast of resources and bytes, against synthesized templates."""

import json

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.catalog import ErrorCatalog, Response
from cdk_apigateway_errors.infrastructure.forecast import (
    API_RESOURCES,
    TEMPLATE_BYTES,
    Forecast,
    ForecastCounter,
    indents_templates,
    method_bytes,
    template_problems,
)
from infrastructure.shop import SlowDown, Template, function

TOLERANCE = 0.1


def test_the_limits_are_those_of_the_service():
    assert TEMPLATE_BYTES == 1024 * 1024  # CloudFormation quotas: template body in S3
    assert API_RESOURCES == 300  # API Gateway quotas: resources per API


@pytest.mark.parametrize(
    ("forecast", "words"),
    [
        pytest.param(Forecast(template_bytes=TEMPLATE_BYTES), [], id="just fits"),
        pytest.param(Forecast(api_resources=300), [], id="300 resources"),
        pytest.param(
            Forecast(template_bytes=TEMPLATE_BYTES + 1),
            ["1,048,577 bytes", "1,048,576", "fewer status codes", "split the API"],
            id="too many bytes",
        ),
        pytest.param(
            Forecast(api_resources=301),
            ["301 API Gateway resources", "has 300", "api_resource_quota="],
            id="too many resources",
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
    assert counter.forecast().api_resources == 1 + len({"/a", "/a/{b}", "/a/{b}/c", "/a/d"})
    assert counter.forecast().stack_resources == 4 + 4
    assert counter.forecast().routes == 4


@pytest.mark.parametrize(("size", "found"), [(300 * 1024, 0), (300 * 1024 + 1, 1)], ids=["300 KB", "one byte more"])
def test_mapping_templates_have_300_kilobytes_of_utf_8(size, found):
    assert len(template_problems([Response(200, None, "x" * size)], {})) == found
    assert len(template_problems([], {"application/json": "é" * (size // 2) + "x" * (size % 2)})) == found


def grown(build, few: int, many: int) -> tuple[int, int]:
    """What routes add to a template: bytes and resources of many routes, less those of few."""
    app = App(context={"aws:cdk:enable-path-metadata": True})  # as the CDK command line does
    stacks = [build(Stack(app, f"Size{count}"), count) for count in (few, many)]
    assembly = app.synth()
    small, large = (assembly.get_stack_by_name(stack.stack_name).template for stack in stacks)
    return (
        len(json.dumps(large, indent=1, ensure_ascii=False).encode())
        - len(json.dumps(small, indent=1, ensure_ascii=False).encode()),
        len(large["Resources"]) - len(small["Resources"]),
    )


def plain(stack, count):
    api = NonProxyLambdaRestApi(stack, "Api", errors=[400, 404, 429], gateway_responses="none")
    return routes(stack, api, count)


def with_cors(stack, count):
    cors = ag.CorsOptions(allow_origins=["https://a.example", "https://b.example"], allow_credentials=True)
    errors = [400, 401, 403, 404, 409, 410, 422, SlowDown]
    return routes(stack, NonProxyLambdaRestApi(stack, "Api", errors=errors, cors=cors, gateway_responses="none"), count)


def routes(stack, api, count):
    handler = function(stack, "Own")
    for number in range(count):
        api.add_route(f"GET /path{number}", handler=handler)
    stack.api = api
    stack.forecast = api.forecast()
    FORECASTS[stack.stack_name] = stack.forecast
    return stack


FORECASTS = {}
SUPPRESS = "@aws-cdk/core:suppressTemplateIndentation"


@pytest.mark.cdk
@pytest.mark.parametrize("build", [plain, with_cors])
def test_the_forecast_is_within_a_tenth_of_the_template(build):
    added_bytes, added_resources = grown(build, 2, 12)
    few, many = FORECASTS["Size2"], FORECASTS["Size12"]
    assert many.stack_resources - few.stack_resources == added_resources
    assert many.template_bytes - few.template_bytes == pytest.approx(added_bytes, rel=TOLERANCE)


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
    assert "CloudFormation takes 1,048,576" in str(caught.value)
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
    assert "CloudFormation takes 1,048,576" in problem


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
        return counter.forecast().template_bytes

    assert size([400], "{}") < size([400, 404], "{}") < size([400, 404], "x" * 5000)


def test_equal_answers_with_other_request_templates_are_counted_on_their_own():
    counter = ForecastCounter()
    for template in ("x", "x" * 5000):
        counter.add("/", ("same",), [Response(200, None)], {"application/json": template})
    assert counter.forecast().template_bytes > 5000


def test_a_template_without_indentation_is_forecast_smaller():
    responses = ErrorCatalog.of([400, 404]).responses()
    assert method_bytes(responses, {}, indented=False) < 0.85 * method_bytes(responses, {})


@pytest.mark.cdk
@pytest.mark.parametrize(("context", "indented"), [({}, True), ({SUPPRESS: True}, False)])
def test_the_context_says_whether_cdk_indents(context, indented):
    assert indents_templates(Stack(App(context=context), "Stack")) is indented
