"""Routes spread over nested stacks: what is where, what waits for what, what moves (nothing) and what cannot be deployed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam

from cdk_apigateway_errors import DeclarationError, NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.cloudformation import RestApi, find_cycles, load
from cdk_apigateway_errors.gateway import Gateway, Request
from cdk_apigateway_errors.infrastructure.nested_stacks import Groups, nested_stacks_problems
from cdk_apigateway_errors.lambda_runtime import LambdaService
from cdk_apigateway_errors.lint import Severity
from cdk_apigateway_errors.lint.synthesized import lint_templates
from infrastructure.shop import ORDER, SlowDown, Template, function

NESTED = "AWS::CloudFormation::Stack"
DEPLOYMENT = "AWS::ApiGateway::Deployment"
PERMISSION = "AWS::Lambda::Permission"
CORS = ag.CorsOptions(allow_origins=["https://shop.example"])


def made(scope: Stack, **options: Any) -> NonProxyLambdaRestApi:
    return NonProxyLambdaRestApi(
        scope, "Api", **{"errors": [404], "gateway_responses": "none", "nested_stacks": True, **options}
    )


# --- stacks, each with one API; synthesized together ------------------------------------------------------------------


def functions_in_the_parent(scope: Stack) -> None:
    """Everything that an API of one stack may have: authorizer, CORS, usage plan, models, a named stage."""
    api = made(scope, cors=CORS, gateway_responses="defaults", deploy_options={"stage_name": "live"})
    own, checker = function(scope, "Own"), function(scope, "Checker")
    authorizer = ag.TokenAuthorizer(scope, "Authorizer", handler=checker)
    api.add_route("GET /", handler=own)
    read = api.add_route("GET /orders/{id}", handler=own, authorizer=authorizer)
    api.add_route("POST /orders", handler=own, request_model=ORDER, api_key_required=True)
    api.add_route("POST /carts", handler=own, request_model=ORDER, errors=[SlowDown])
    api.add_route("GET /carts/{id}", handler=own, request_parameters={"method.request.querystring.q": True})
    api.add_route("GET /{page+}", handler=own)
    stage = api.rest_api.deployment_stage
    throttle = ag.ThrottlingPerMethod(method=read.method, throttle=ag.ThrottleSettings(rate_limit=1, burst_limit=2))
    plan = api.rest_api.add_usage_plan("Plan")
    plan.add_api_stage(stage=stage, throttle=[throttle])
    plan.add_api_key(api.rest_api.add_api_key("Key", value="a-key-of-twenty-characters"))
    read.grant_execute(iam.Role(scope, "Caller", assumed_by=iam.AccountRootPrincipal()))
    CfnOutput(scope, "Metric", value=read.metric("5XXError", stage).to_string())


def functions_in_the_nested_stacks(scope: Stack) -> None:
    api = made(scope)
    for segment in ("orders", "carts"):
        own = function(api.nested_stack(segment), "orders")  # the name of a segment, in the nested stack's own scope
        for path in (segment, f"{segment}/{{id}}"):
            api.add_route(f"GET /{path}", handler=own)
    api.add_route("GET /carts/{id}/order", handler=api.routes["GET /orders"].handler)  # carts needs orders: one way


def functions_of_another_stack(scope: Stack) -> None:
    other = Stack(scope.node.scope, "OtherFunctions")
    api = made(scope, cors=CORS)
    far = function(other, "Far")
    api.add_route("GET /orders", handler=far)
    api.add_route("GET /carts", handler=far.add_alias("live"))
    api.add_route("PUT /carts", handler=function(other, "Versioned").current_version)


def a_stage_of_the_users(scope: Stack) -> None:
    api = made(scope, cors=CORS, rest_api_options={"deploy": False})
    api.add_route("GET /orders", handler=function(scope, "Own"))
    deployment = ag.Deployment(scope, "Deployment", api=api.rest_api)
    api.deploy_with(deployment)
    ag.Stage(scope, "Stage", deployment=deployment, stage_name="theirs")
    api.add_route("GET /carts", handler=function(scope, "Late"))


def on_an_imported_api(scope: Stack) -> None:
    existing = ag.RestApi.from_rest_api_attributes(scope, "Existing", rest_api_id="abc", root_resource_id="root")
    api = made(scope, rest_api=existing)
    api.deploy_with(ag.Deployment(scope, "Deployment", api=existing))
    api.add_route("GET /orders", handler=function(scope, "Own"))


def by_groups(scope: Stack) -> None:
    api = made(scope, nested_stacks={"orders": "shop", "carts": "shop", "{page+}": "rest"})
    own = function(scope, "Own")
    for path in ("orders/{id}", "carts", "{page+}", "health"):
        api.add_route(f"GET /{path}", handler=own)


def with_what_a_user_adds(scope: Stack) -> None:
    """A path that was there before, and methods at CDK's own seam below ours."""
    existing = ag.RestApi(scope, "Existing")
    own = function(scope, "Own")
    existing.root.add_resource("orders").add_method("PUT", NonProxyLambdaIntegration(own))
    api = made(scope, rest_api=existing)
    api.add_route("GET /orders/{id}", handler=own)
    carts = api.add_route("GET /carts", handler=own)
    carts.resource.add_method("PUT", NonProxyLambdaIntegration(own, errors=[409]))
    existing.root.resource_for_path("/carts/{id}/items").add_method("GET", NonProxyLambdaIntegration(own))


def with_the_ways_round(scope: Stack) -> None:
    """What stands beside each circle in docs/big-apis.md."""
    api, own = made(scope), function(scope, "Own")
    route = api.add_route("GET /orders", handler=own)
    route.resource.add_method("PUT", ag.LambdaIntegration(own, scope_permission_to_method=False))
    other = Stack(scope.node.scope, "Callers")
    calling = function(other, "Calling", environment={"URL": api.rest_api.url})
    route.grant_execute(calling)
    api.add_route(
        "GET /users",
        handler=function(api.nested_stack("users"), "Read"),
        authorizer=ag.TokenAuthorizer(scope, "Authorizer", handler=function(scope, "Checker")),
    )


SAMPLES: dict[str, Callable[[Stack], None]] = {
    "Parent": functions_in_the_parent,
    "Inside": functions_in_the_nested_stacks,
    "Elsewhere": functions_of_another_stack,
    "TheirStage": a_stage_of_the_users,
    "Imported": on_an_imported_api,
    "Grouped": by_groups,
    "Added": with_what_a_user_adds,
    "WaysRound": with_the_ways_round,
}


def plain(scope: Stack, *paths: str, more: dict[str, Any] | None = None, **options: Any) -> None:
    api, own = made(scope, **options), function(scope, "Own")
    for path in paths or ("orders", "orders/{id}", "carts"):
        api.add_route(f"GET /{path}", handler=own, **(more or {}) if path == "carts" else {})


VARIANTS: dict[str, Callable[[Stack], None]] = {
    "base": plain,
    "route in a group that is there": lambda s: plain(s, "orders", "orders/{id}", "carts", "carts/{id}"),
    "route in a group of its own": lambda s: plain(s, "orders", "orders/{id}", "carts", "users"),
    "route less": lambda s: plain(s, "orders", "carts"),
    "group less": lambda s: plain(s, "orders", "orders/{id}"),
    "status code": lambda s: plain(s, more={"errors": [409]}),
    "template": lambda s: plain(s, more={"success_template": "ok"}),
    "long template": lambda s: plain(s, more={"success_template": "ok" * 200}),
    "other long template": lambda s: plain(s, more={"success_template": "no" * 200}),
    "header": lambda s: plain(s, more={"success_headers": {"A": "b"}}),
    "model": lambda s: plain(s, more={"request_model": {"type": "object"}}),
    "schema of the model": lambda s: plain(s, more={"request_model": ORDER}),
    "preflight": lambda s: plain(s, cors=CORS),
}


class Samples:
    def __init__(self) -> None:
        app = App(context={"aws:cdk:enable-asset-metadata": True, "cdk-apigateway-errors:synthChecks": False})
        for name, make in SAMPLES.items():
            make(Stack(app, name))
        for number, make in enumerate(VARIANTS.values()):
            make(Stack(app, f"Variant{number}"))
        self.folder = Path(app.synth().directory)

    def template(self, file: str) -> Template:
        return Template(json.loads((self.folder / f"{file}.template.json").read_text()))

    def nested(self, stack: str) -> dict[str, Template]:
        """The templates of the nested stacks by logical id in the parent."""
        resources = self.template(stack).of_type(NESTED)
        files = {name: self.folder / body["Metadata"]["aws:asset:path"] for name, body in resources.items()}
        return {name: Template(json.loads(file.read_text())) for name, file in files.items()}

    def ids(self, variant: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Every resource by its stack and logical id, but for the deployment, whose id follows from its contents."""
        stack = f"Variant{list(VARIANTS).index(variant)}"
        stacks = {"": self.template(stack), **self.nested(stack)}
        return {
            (where, name): body
            for where, template in stacks.items()
            for name, body in template.resources.items()
            if body["Type"]
            not in (DEPLOYMENT, PERMISSION)  # the id of a permission holds the name of the function's stack
        }

    def deployment(self, variant: str) -> str:
        return next(iter(self.template(f"Variant{list(VARIANTS).index(variant)}").of_type(DEPLOYMENT)))

    def rest_api(self, stack: str) -> RestApi:
        return load(self.folder, stack=stack).rest_apis[0]


@pytest.fixture(scope="module")
def samples() -> Samples:
    return Samples()


def methods(template: Template) -> set[str]:
    return {name for name, body in template.resources.items() if body["Type"] == "AWS::ApiGateway::Method"}


# --- where things are -------------------------------------------------------------------------------------------------


@pytest.mark.cdk
@pytest.mark.parametrize(
    ("stack", "own", "nested"),
    [
        pytest.param("Parent", {"OPTIONS", "GET"}, [1, 2, 2], id="by first segment, the root in the parent"),
        pytest.param("Grouped", {"GET"}, [1, 2], id="by group, what no group has in the parent"),
        pytest.param("Added", {"PUT", "GET"}, [3], id="a path that was there before stays"),
    ],
)
def test_routes_are_in_the_nested_stack_of_their_first_segment(samples, stack, own, nested):
    parent = samples.template(stack)
    assert {body["HttpMethod"] for body in parent.properties("AWS::ApiGateway::Method")} == own
    found = [template.properties("AWS::ApiGateway::Method") for template in samples.nested(stack).values()]
    assert sorted(sum(body["HttpMethod"] != "OPTIONS" for body in bodies) for bodies in found) == nested


@pytest.mark.cdk
def test_nested_templates_are_written_without_indentation(samples):
    files = list(samples.folder.glob("*.nested.template.json"))
    assert files
    assert all("\n" not in file.read_text() for file in files)
    assert "\n" in (samples.folder / "Parent.template.json").read_text()


@pytest.mark.cdk
@pytest.mark.parametrize("stack", SAMPLES)
def test_the_deployment_waits_for_every_nested_stack(samples, stack):
    template = samples.template(stack)
    (deployment,) = template.of_type(DEPLOYMENT).values()
    nested = set(template.of_type(NESTED))
    assert nested
    assert nested <= set(deployment["DependsOn"])


@pytest.mark.cdk
def test_request_models_are_in_the_nested_stack_and_validators_and_the_error_model_in_the_parent(samples):
    kinds = {"AWS::ApiGateway::Model", "AWS::ApiGateway::RequestValidator"}
    parent = [body["Type"] for body in samples.template("Parent").resources.values() if body["Type"] in kinds]
    assert sorted(parent) == ["AWS::ApiGateway::Model", *["AWS::ApiGateway::RequestValidator"] * 2]
    nested = [body["Type"] for template in samples.nested("Parent").values() for body in template.resources.values()]
    assert [kind for kind in nested if kind in kinds] == ["AWS::ApiGateway::Model"] * 2  # one for each of two stacks


@pytest.mark.cdk
def test_there_is_one_permission_per_function_beside_the_function(samples):
    assert len(samples.template("Parent").of_type(PERMISSION)) == 1 + 1  # Own's, and CDK's own for the authorizer
    assert not any(template.of_type(PERMISSION) for template in samples.nested("Parent").values())
    assert samples.template("Inside").of_type(PERMISSION) == {}
    assert [len(template.of_type(PERMISSION)) for template in samples.nested("Inside").values()] == [1, 1]
    assert len(samples.template("Elsewhere").of_type(PERMISSION)) == 3


# --- deployable -------------------------------------------------------------------------------------------------------


@pytest.mark.cdk
def test_cloudformation_can_order_every_sample(samples):
    assert find_cycles(samples.folder) == ()


def the_url_in_a_nested_function(scope: Stack) -> None:
    api = made(scope)
    own = function(api.nested_stack("orders"), "Own", environment={"URL": api.rest_api.url})
    api.add_route("GET /orders", handler=own)


def cdks_integration_below_a_route(scope: Stack) -> None:
    api, own = made(scope), function(scope, "Own")
    api.add_route("GET /orders", handler=own).resource.add_method("PUT", ag.LambdaIntegration(own))


def an_authorizers_function_in_the_nested_stack(scope: Stack) -> None:
    api = made(scope)
    own = function(api.nested_stack("orders"), "Own")
    api.add_route("GET /orders", handler=own, authorizer=ag.TokenAuthorizer(scope, "Authorizer", handler=own))


def a_grant_to_a_role_in_the_nested_stack(scope: Stack) -> None:
    api = made(scope)
    route = api.add_route("GET /orders", handler=function(scope, "Own"))
    route.grant_execute(iam.Role(api.nested_stack("orders"), "Caller", assumed_by=iam.AccountRootPrincipal()))


@pytest.mark.cdk
@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(
            a_grant_to_a_role_in_the_nested_stack, "DeploymentStage", id="a role's policy that names the stage"
        ),
        pytest.param(the_url_in_a_nested_function, "DeploymentStage", id="the API's URL in a function's environment"),
        pytest.param(cdks_integration_below_a_route, "DeploymentStage", id="a permission that names the stage"),
        pytest.param(an_authorizers_function_in_the_nested_stack, "Authorizer", id="an authorizer's function"),
    ],
)
def test_what_cdk_synthesizes_and_cloudformation_refuses_is_found(make, words):
    app = App(context={"aws:cdk:enable-asset-metadata": True, "cdk-apigateway-errors:synthChecks": False})
    stack = Stack(app, "Circle")
    make(stack)
    folder = Path(app.synth().directory)
    (sentence,) = find_cycles(folder)
    assert "circular dependency" in sentence
    assert "NestedStack" in sentence
    assert words in sentence
    (finding,) = lint_templates([str(folder / stack.template_file)])  # what the checks at synthesis report
    assert finding.severity is Severity.ERROR
    assert sentence in finding.message


@pytest.mark.cdk
def test_nested_stacks_that_would_need_each_other_are_refused_when_the_route_is_added():
    api = made(Stack(App(), "Circle"))
    orders, carts = (function(api.nested_stack(group), "Own") for group in ("orders", "carts"))
    api.add_route("GET /orders", handler=carts)
    with pytest.raises(DeclarationError) as caught:
        api.add_route("GET /carts/{id}", handler=orders)
    assert "nested stack 'orders'" in str(caught.value)
    assert "API's own stack" in str(caught.value)
    api.add_route("GET /carts", handler=carts)
    assert set(api.routes) == {"GET /orders", "GET /carts"}


@pytest.mark.cdk
def test_a_longer_way_round_is_refused_too():
    api = made(Stack(App(), "Circle"))
    functions = {group: function(api.nested_stack(group), "Own") for group in ("a", "b", "c")}
    api.add_route("GET /a", handler=functions["b"])
    api.add_route("GET /b", handler=functions["c"])
    with pytest.raises(DeclarationError, match="could make neither first"):
        api.add_route("GET /c", handler=functions["a"])


@pytest.mark.cdk
def test_a_nested_stack_without_anything_in_it_is_refused_at_synthesis():
    api = made(Stack(App(), "Empty"))
    api.add_route("GET /orders", handler=function(api.nested_stack("orders"), "Own"))
    api.nested_stack("carts")
    (problem,) = [text for construct in api.node.find_all() for text in construct.node.validate()]
    assert "'carts'" in problem
    assert "holds nothing" in problem


# --- changes ----------------------------------------------------------------------------------------------------------


@pytest.mark.cdk
@pytest.mark.parametrize("change", [name for name in VARIANTS if name != "base"])
def test_a_change_in_a_nested_stack_makes_a_new_deployment(samples, change):
    assert samples.deployment(change) != samples.deployment("base")


@pytest.mark.cdk
def test_every_change_makes_another_deployment_and_none_makes_none(samples):
    assert len({samples.deployment(name) for name in VARIANTS}) == len(VARIANTS)
    app = App()
    plain(Stack(app, "Variant0"))
    again = Template(app.synth().get_stack_by_name("Variant0").template)
    assert samples.deployment("base") in again.of_type(DEPLOYMENT)


@pytest.mark.cdk
def test_texts_are_in_the_template_that_uses_them_and_in_no_other(samples):
    """A nested template cannot refer to its parent's mappings, and a parent holds no copy of a nested one's."""
    files = list(samples.folder.glob("*.template.json"))
    found = 0
    for file in files:
        template = json.loads(file.read_text())
        used = re.findall(r'"Fn::FindInMap": \["(\w+)"', json.dumps(template["Resources"]))
        assert set(used) == set(template.get("Mappings", {}))
        found += len(used)
    assert found > len(files)


@pytest.mark.cdk
@pytest.mark.parametrize(
    ("variant", "added", "gone"),
    [
        pytest.param("route in a group that is there", 2, 0, id="added to a group"),  # a path part and a method
        pytest.param("route in a group of its own", 3, 0, id="added in a group of its own"),  # and the nested stack
        pytest.param("route less", 0, 2, id="removed"),
        pytest.param("group less", 0, 3, id="removed with its group"),
    ],
)
def test_adding_or_removing_a_route_moves_no_other(samples, variant, added, gone):
    before, after = samples.ids("base"), samples.ids(variant)
    assert len(after.keys() - before.keys()) == added
    assert len(before.keys() - after.keys()) == gone
    kept = [(before[name], after[name]) for name in before.keys() & after.keys()]
    ours = [pair for pair in kept if pair[0]["Type"] in ("AWS::ApiGateway::Method", "AWS::ApiGateway::Resource")]
    assert ours
    assert all(unnumbered(one) == unnumbered(other) for one, other in ours)


NESTED_IDS = {
    ("", "ApiNestedStacksordersNestedStackordersNestedStackResource1E399ED4"),
    ("ApiNestedStacksordersNestedStackordersNestedStackResource1E399ED4", "Routesorders5095D562"),
    ("ApiNestedStacksordersNestedStackordersNestedStackResource1E399ED4", "RoutesordersGET268CBD62"),
    ("ApiNestedStacksordersNestedStackordersNestedStackResource1E399ED4", "RoutesordersidA2B34484"),
    ("ApiNestedStacksordersNestedStackordersNestedStackResource1E399ED4", "RoutesordersidGET828B21DE"),
    ("ApiNestedStackscartsNestedStackcartsNestedStackResourceD68D2F58", "PartsGetCartsModelCEB7CB74"),
}
"""Part of the public surface: users' stacks are deployed under them, and a path that moves cannot be deployed."""


@pytest.mark.cdk
def test_logical_ids_are_pinned(samples):
    assert samples.ids("model").keys() >= NESTED_IDS


def unnumbered(body: dict[str, Any]) -> str:
    """Without the number of the stack, which is in the names of parameters."""
    text = json.dumps(body)
    for number in range(len(VARIANTS)):
        text = text.replace(f"Variant{number}Api", "Api").replace(f"Variant{number}Own", "Own")
    return text.split("referenceto")[0] + str(text.count("referenceto"))


# --- in use -----------------------------------------------------------------------------------------------------------


@pytest.mark.cdk
def test_the_local_gateway_serves_what_is_in_nested_stacks(samples):
    rest_api = samples.rest_api("Parent")
    assert rest_api.stage.stage_name == "live"
    assert [key.value for key in rest_api.api_keys] == ["a-key-of-twenty-characters"]
    callables = {one.logical_id: lambda event, context: event for one in rest_api.functions.values()}
    with Gateway(rest_api, LambdaService(callables=callables)) as gateway:

        def status(method: str, path: str, body: bytes = b"", **headers: str) -> int:
            given = [("content-type", "application/json"), *((n.replace("_", "-"), v) for n, v in headers.items())]
            return gateway.handle(Request(method, path, headers=tuple(given), body=body)).status

        assert status("GET", "/") == 200
        assert status("GET", "/some/page") == 200
        assert status("GET", "/carts/1") == 400  # the required parameter
        assert status("POST", "/carts", b"{}") == 400  # the model
        assert status("POST", "/carts", b'{"items": []}') == 200
        assert status("POST", "/orders", b'{"items": []}') == 403  # the key
        assert status("POST", "/orders", b'{"items": []}', x_api_key="a-key-of-twenty-characters") == 200
        assert status("OPTIONS", "/orders/1", origin="https://shop.example") == 204


@pytest.mark.cdk
@pytest.mark.parametrize("stack", SAMPLES)
def test_every_method_that_was_made_is_loaded_with_its_path_and_function(samples, stack):
    rest_api = samples.rest_api(stack)
    templates = [samples.template(stack), *samples.nested(stack).values()]
    assert len(rest_api.methods) == sum(len(methods(template)) for template in templates)
    invoked = [m.integration.function for m in rest_api.methods if m.http_method != "OPTIONS" and m.integration]
    assert all(key in rest_api.functions for key in invoked)
    assert all(any(p.function == key for p in rest_api.permissions) for key in invoked)


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(True, None, id="each first segment"),
        pytest.param(False, None, id="none"),
        pytest.param({"orders": "shop", "{id}": "shop", "{all+}": "rest-1"}, None, id="a mapping"),
        pytest.param({}, "empty mapping", id="empty"),
        pytest.param("orders", "nested_stacks is 'orders'", id="a text"),
        pytest.param(["orders"], "allowed: True", id="a list"),
        pytest.param(2, "nested_stacks is 2", id="a number of stacks"),
        pytest.param({"/orders": "shop"}, "'/orders'", id="a segment with a slash"),
        pytest.param({"orders/items": "shop"}, "'orders/items'", id="two segments"),
        pytest.param({"": "shop"}, "''", id="the root"),
        pytest.param({1: "shop"}, "the segment 1", id="a segment that is no text"),
        pytest.param({"orders": "my shop"}, "the group 'my shop'", id="a group with a space"),
        pytest.param({"orders": ""}, "the group ''", id="a group without a name"),
        pytest.param({"orders": None}, "the group None", id="no group"),
    ],
)
def test_groups_that_cannot_be_are_named(given, words):
    problems = nested_stacks_problems(given)
    assert len(problems) == bool(words)
    assert all(words in problem and "allowed: " in problem for problem in problems)


@pytest.mark.parametrize(
    ("groups", "path", "group"),
    [
        pytest.param(Groups(), "/orders/{id}/items", "orders", id="the first of several"),
        pytest.param(Groups(), "/", None, id="the root"),
        pytest.param(Groups({"orders": "shop"}), "/orders", "shop", id="named"),
        pytest.param(Groups({"orders": "shop"}), "/ordersx", None, id="not named"),
    ],
)
def test_a_path_has_one_group_whatever_other_routes_there_are(groups, path, group):
    assert groups.of_path(path) == group


@pytest.mark.cdk
@pytest.mark.parametrize(
    ("options", "group", "words"),
    [
        pytest.param({"nested_stacks": False}, "orders", "has no nested stacks", id="none at all"),
        pytest.param({"nested_stacks": True}, "a/b", "a first path segment", id="no segment"),
        pytest.param({"nested_stacks": {"orders": "shop"}}, "orders", "allowed: 'shop'", id="the segment of a group"),
    ],
)
def test_asking_for_a_nested_stack_that_cannot_be_says_why(options, group, words):
    api = made(Stack(App(), "Asked"), **options)
    with pytest.raises(DeclarationError, match=words):
        api.nested_stack(group)


@pytest.mark.cdk
@pytest.mark.parametrize("definition", ["openapi", "openapi-asset"])
def test_an_openapi_definition_has_nothing_to_spread(definition):
    with pytest.raises(DeclarationError, match="with an OpenAPI definition the API is one"):
        made(Stack(App(), "Body"), definition=definition)


@pytest.mark.cdk
@pytest.mark.parametrize("segment", ["Texts", "Parts", "Routes", "PostXModel", "Resource", "Default", "Own"])
def test_a_first_segment_may_be_named_as_any_construct(segment):
    stack = Stack(App(), "Named")
    api = made(stack, nested_stacks={segment: "group", "x": "group"})
    own = function(api.nested_stack("group"), "Own")
    for path in (f"/{segment}", "/x"):
        api.add_route(f"GET {path}", handler=own)
        api.add_route(f"POST {path}", handler=own, request_model=ORDER)
    assert api.routes.keys() == {f"{verb} {path}" for path in (f"/{segment}", "/x") for verb in ("GET", "POST")}
    assert App.of(stack).synth()
