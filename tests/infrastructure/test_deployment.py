"""A deployment of API Gateway is a snapshot: every change needs a new one, and no change none."""

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import ErrorList, GeneratedError, NonProxyLambdaIntegration, NonProxyLambdaRestApi
from infrastructure.shop import OrderNotFound, SlowDown, Template, function

pytestmark = pytest.mark.cdk

ORDER = {"type": "object"}
PREFLIGHT = ag.CorsOptions(allow_origins=["*"])


def imported(scope: Stack) -> ag.IRestApi:
    return ag.RestApi.from_rest_api_attributes(scope, "Existing", rest_api_id="abc", root_resource_id="root")


def handler(scope: Stack, options: dict[str, Any]) -> lambda_.Function:
    return function(scope, options.pop("function", "Own"), function_name=options.pop("function_name", None))


def construct(scope: Stack, *, api: dict[str, Any] | None = None, redeploy_on: Any = None, **route: Any) -> None:
    made = NonProxyLambdaRestApi(scope, "Api", **{"gateway_responses": "none", **(api or {})})
    made.add_route("GET /x", handler=handler(scope, route), **{"errors": [404], **route})
    if redeploy_on is not None:
        made.redeploy_on(redeploy_on)


def on_imported(scope: Stack, *, api: dict[str, Any] | None = None, **route: Any) -> None:
    existing = imported(scope)
    made = NonProxyLambdaRestApi(scope, "Api", rest_api=existing, **(api or {}))
    made.deploy_with(ag.Deployment(scope, "Deployment", api=existing))
    made.add_route("GET /x", handler=handler(scope, route), **{"errors": [404], **route})


def at_the_seam(scope: Stack, **options: Any) -> None:
    api = ag.RestApi(scope, "Api")
    api.root.add_method("GET", NonProxyLambdaIntegration(handler(scope, options), **{"errors": [404], **options}))


def beside_its_own(scope: Stack, *, api: dict[str, Any] | None = None, **route: Any) -> None:
    """An API with a deployment of its own, made by CDK, and a second one for another stage."""
    made = NonProxyLambdaRestApi(scope, "Api", **{"gateway_responses": "none", **(api or {})})
    made.deploy_with(ag.Deployment(scope, "Deployment", api=made.rest_api))
    made.add_route("GET /x", handler=handler(scope, route), **{"errors": [404], **route})


def deployed_at_the_seam(scope: Stack, *, late: bool = False, method: Any = None, **options: Any) -> None:
    """A method of CDK's own add_method, on an API that deploys nothing itself."""
    api = ag.RestApi(scope, "Api", deploy=False)
    made = NonProxyLambdaRestApi(scope, "Errors", rest_api=api)
    deployment = ag.Deployment(scope, "Deployment", api=api)
    if not late:
        made.deploy_with(deployment)
    integration = NonProxyLambdaIntegration(handler(scope, options), **{"errors": [404], **options})
    api.root.add_method("GET", integration, **(method or {}))
    if late:
        made.deploy_with(deployment)


def role(scope: Stack, name: str) -> iam.IRole:
    return iam.Role.from_role_arn(scope, "Role", f"arn:aws:iam::123456789012:role/{name}")


def added_method_response(scope: Stack) -> None:
    made = NonProxyLambdaRestApi(scope, "Api", gateway_responses="none")
    route = made.add_route("GET /x", handler=function(scope, "Own"), errors=[404])
    route.method.add_method_response(status_code="418")


BASES: dict[str, Callable[..., None]] = {
    "construct": construct,
    "imported": on_imported,
    "seam": at_the_seam,
    "beside": beside_its_own,
    "given": deployed_at_the_seam,
}

CHANGES: dict[str, tuple[str, Callable[[Stack], None]]] = {
    "pattern": ("construct", lambda s: construct(s, api={"selection_patterns": "top-level"})),
    "status code": ("construct", lambda s: construct(s, errors=[404, 409])),
    "carried header": ("construct", lambda s: construct(s, errors=[404, SlowDown])),
    "response template": ("construct", lambda s: construct(s, success_template="ok")),
    "body of a generated error": (
        "construct",
        lambda s: construct(s, api={"unhandled": GeneratedError(500, "OTHER", "Other")}),
    ),
    "request template": ("construct", lambda s: construct(s, request_template="{}")),
    "static header": ("construct", lambda s: construct(s, success_headers={"A": "b"})),
    "method response's model": ("construct", lambda s: construct(s, success_model=ag.Model.EMPTY_MODEL)),
    "error model": ("construct", lambda s: construct(s, api={"error_format": ErrorList(status_field="code")})),
    "request model": ("construct", lambda s: construct(s, request_model=ORDER)),
    "request model's schema": (
        "construct",
        lambda s: construct(s, request_model={"type": "object", "required": ["a"]}),
    ),
    "request parameter": ("construct", lambda s: construct(s, request_parameters={"method.request.header.A": True})),
    "gateway response": ("construct", lambda s: construct(s, api={"gateway_responses": "defaults"})),
    "preflight": ("construct", lambda s: construct(s, api={"cors": ag.CorsOptions(allow_origins=["*"])})),
    "name of the function": ("construct", lambda s: construct(s, function_name="named")),
    "integration option": ("construct", lambda s: construct(s, integration_options={"timeout": Duration.seconds(3)})),
    "api key": ("construct", lambda s: construct(s, api_key_required=True)),
    "redeploy_on": ("construct", lambda s: construct(s, redeploy_on={"override": 1})),
    "other redeploy_on": ("construct", lambda s: construct(s, redeploy_on={"override": 2})),
    "added method response": ("construct", added_method_response),
    "imported: status code": ("imported", lambda s: on_imported(s, errors=[409])),
    "imported: template": ("imported", lambda s: on_imported(s, success_template="ok")),
    "imported: header": ("imported", lambda s: on_imported(s, success_headers={"A": "b"})),
    "imported: function": ("imported", lambda s: on_imported(s, function="Other")),
    "imported: model": ("imported", lambda s: on_imported(s, request_model=ORDER)),
    "imported: gateway responses": ("imported", lambda s: on_imported(s, api={"gateway_responses": "defaults"})),
    "imported: preflight": ("imported", lambda s: on_imported(s, api={"cors": PREFLIGHT})),
    "imported: preflight's age": (
        "imported",
        lambda s: on_imported(s, api={"cors": ag.CorsOptions(allow_origins=["*"], max_age=Duration.minutes(1))}),
    ),
    "imported: preflight's methods": (
        "imported",
        lambda s: on_imported(s, api={"cors": ag.CorsOptions(allow_origins=["*"], allow_methods=["GET"])}),
    ),
    **{
        f"imported: {name}": ("imported", make)
        for name, make in {
            "authorization type": lambda s: on_imported(
                s, method_options={"authorization_type": ag.AuthorizationType.IAM}
            ),
            "timeout": lambda s: on_imported(s, integration_options={"timeout": Duration.seconds(3)}),
            "longer timeout": lambda s: on_imported(s, integration_options={"timeout": Duration.seconds(4)}),
            "API's timeout": lambda s: on_imported(s, api={"integration_options": {"timeout": Duration.seconds(5)}}),
            "cache key": lambda s: on_imported(
                s, integration_options={"cache_key_parameters": ["method.request.path.a"]}
            ),
            "integration's parameter": lambda s: on_imported(
                s, integration_options={"request_parameters": {"integration.request.header.A": "'b'"}}
            ),
            "passthrough": lambda s: on_imported(
                s, integration_options={"passthrough_behavior": ag.PassthroughBehavior.WHEN_NO_MATCH}
            ),
            "role": lambda s: on_imported(s, integration_options={"credentials_role": role(s, "one")}),
            "other role": lambda s: on_imported(s, integration_options={"credentials_role": role(s, "other")}),
            "authorizer": lambda s: on_imported(
                s,
                authorizer=ag.CognitoUserPoolsAuthorizer(
                    s,
                    "Authorizer",
                    cognito_user_pools=[cognito.UserPool.from_user_pool_id(s, "Users", "eu-central-1_a")],
                ),
            ),
        }.items()
    },
    **{
        f"beside its own: {name}": ("beside", make)
        for name, make in {
            "status code": lambda s: beside_its_own(s, errors=[404, 409]),
            "authorization": lambda s: beside_its_own(
                s, method_options={"authorization_type": ag.AuthorizationType.IAM}
            ),
            "gateway responses": lambda s: beside_its_own(s, api={"gateway_responses": "defaults"}),
            "preflight": lambda s: beside_its_own(s, api={"cors": PREFLIGHT}),
        }.items()
    },
    **{
        f"seam, given: {name}": ("given", make)
        for name, make in {
            "status code": lambda s: deployed_at_the_seam(s, errors=[404, 409]),
            "request template": lambda s: deployed_at_the_seam(s, request_template="{}"),
            "timeout": lambda s: deployed_at_the_seam(s, integration_options={"timeout": Duration.seconds(3)}),
            "authorization": lambda s: deployed_at_the_seam(s, method={"authorization_type": ag.AuthorizationType.IAM}),
            "api key": lambda s: deployed_at_the_seam(s, method={"api_key_required": True}),
            "api key, given late": lambda s: deployed_at_the_seam(
                s, late=True, method={"api_key_required": True}, errors=[409]
            ),
        }.items()
    },
    "seam: status code": ("seam", lambda s: at_the_seam(s, errors=[409])),
    "seam: template": ("seam", lambda s: at_the_seam(s, success_template="ok")),
    "seam: header": ("seam", lambda s: at_the_seam(s, error_headers={"A": "b"})),
    "seam: error class": ("seam", lambda s: at_the_seam(s, errors=[OrderNotFound, SlowDown])),
    "seam: name of the function": ("seam", lambda s: at_the_seam(s, function_name="n")),
    "seam: error model": ("seam", lambda s: at_the_seam(s, error_format=ErrorList(status_field="code"))),
}


def deployments() -> dict[str, str]:
    """Logical ids of the deployments, every variant in a stack of its own, all synthesized at once.

    A stack's name is no part of a logical id, so equal stacks have equal ids.
    """
    app = App()
    variants = {**BASES, **{name: make for name, (_, make) in CHANGES.items()}}
    for number, make in enumerate(variants.values()):
        make(Stack(app, f"Variant{number}"))
    assembly = app.synth()
    return {
        name: given_else_own(Template(assembly.get_stack_by_name(f"Variant{number}").template).of_type(DEPLOYMENT))
        for number, name in enumerate(variants)
    }


def given_else_own(deployments: dict[str, Any]) -> str:
    return next((name for name in deployments if name.startswith("Deployment")), next(iter(deployments)))


DEPLOYMENT = "AWS::ApiGateway::Deployment"


@pytest.fixture(scope="module")
def ids():
    return deployments()


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_a_new_deployment(ids, change):
    base, _ = CHANGES[change]
    assert ids[change] != ids[base]


def test_different_changes_make_different_deployments(ids):
    assert len(set(ids.values())) == len(ids)


def test_two_identical_builds_have_the_same_deployments(ids):
    assert deployments() == ids


def test_a_deployment_given_to_an_imported_api_waits_for_all_its_methods(shop):
    template = shop.template("ImportedApi")
    (deployment,) = template.of_type(DEPLOYMENT).values()
    methods = [name for name in template.of_type("AWS::ApiGateway::Method") if "Deployed" in name]
    assert len(methods) == 2
    assert set(methods) <= set(deployment["DependsOn"])


def test_a_deployment_given_to_an_imported_api_waits_for_its_preflights():
    stack = Stack(App(), "Preflights")
    on_imported(stack, api={"cors": PREFLIGHT})
    template = Template(App.of(stack).synth().get_stack_by_name("Preflights").template)
    (deployment,) = template.of_type(DEPLOYMENT).values()
    assert set(template.of_type("AWS::ApiGateway::Method")) <= set(deployment["DependsOn"])
    assert set(template.routes) == {"GET /x", "OPTIONS /x"}


def test_routes_that_nothing_deploys_are_warned_about(shop):
    (warning,) = [text for text in shop.warnings("ImportedApi") if "notDeployed" in text]
    assert "deploy_with(deployment)" in warning
    assert "[ack: cdk-apigateway-errors:notDeployed]" in warning


def test_an_imported_api_gets_no_gateway_responses_unless_asked(shop):
    assert shop.template("ImportedApi").of_type("AWS::ApiGateway::GatewayResponse") == {}


def test_a_deployment_beside_the_apis_own_waits_for_the_methods():
    stack = Stack(App(), "Beside")
    beside_its_own(stack, api={"cors": PREFLIGHT})
    template = Template(App.of(stack).synth().get_stack_by_name("Beside").template)
    given = template.of_type(DEPLOYMENT)[given_else_own(template.of_type(DEPLOYMENT))]
    assert set(template.of_type("AWS::ApiGateway::Method")) <= set(given["DependsOn"])


def test_routes_that_no_given_deployment_learns_of_leave_the_apis_own_id_alone():
    def own(make):
        stack = Stack(App(), "Own")
        make(stack)
        template = Template(App.of(stack).synth().get_stack_by_name("Own").template)
        return next(name for name in template.of_type(DEPLOYMENT) if name.startswith("Api"))

    assert own(construct) == own(beside_its_own)
