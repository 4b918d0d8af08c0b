"""The sample, deployed by the real command line, read back, called, changed and destroyed.

The tests run in the order of this file: what changes the deployment comes after what looks at it.
"""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from java.judge import shared_judge, why_absent

from . import readback, stacks
from . import sample as declared
from .cdk import Cdk, CdkFailed, install_cli
from .conftest import ROOT
from .intrinsics import Deployed
from .localstack.server import LocalStack

pytestmark = pytest.mark.deploy

STACKS = ("Blog", "Orders")
CLEAN = "Number of stacks with differences: 0"
RAISES = (Path(__file__).parent / "functions" / "raises.py").read_text()


@dataclass(frozen=True)
class Sample:
    """The sample as deployed."""

    server: LocalStack
    cdk: Cdk
    stacks: Mapping[str, Deployed]

    def api(self, name: str) -> tuple[Deployed, str]:
        """The stack and the logical id of the REST API that the construct ``name`` made."""
        stack = self.stacks[next(one.stack for one in declared.APIS if one.api == name)]
        return stack, next(one for one in stack.of_type("AWS::ApiGateway::RestApi") if one.startswith(f"{name}RestApi"))

    def url(self, name: str) -> str:
        stack, api = self.api(name)
        stages = stack.of_type("AWS::ApiGateway::Stage").values()
        stage = next(one for one in stages if one["RestApiId"] == stack.physical[api])
        return self.server.api_url(stage["RestApiId"], stage["StageName"])

    def methods(self, name: str) -> dict[str, dict[str, Any]]:
        """``GET /orders`` to what API Gateway holds for it, preflight left out."""
        stack, api = self.api(name)
        client = self.server.client("apigateway")
        found = {}
        for item in client.get_resources(restApiId=stack.physical[api], limit=500)["items"]:
            for method in item.get("resourceMethods", {}):
                if method != "OPTIONS":
                    key = {"restApiId": stack.physical[api], "resourceId": item["id"], "httpMethod": method}
                    found[f"{method} {item['path']}"] = client.get_method(**key)
        return found


@pytest.fixture(scope="module")
def cdk(localstack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Cdk:
    """The command line for the sample, in a bootstrapped environment."""
    install_cli()
    cdk = Cdk(ROOT, tmp_path_factory.mktemp("assembly"), localstack.environment)
    cdk.run("bootstrap")
    return cdk


@pytest.fixture(scope="module")
def sample(localstack: LocalStack, cdk: Cdk) -> Sample:
    cdk.run("deploy", "--all", "--require-approval", "never", "--concurrency", "2")
    return _read(localstack, cdk)


def _read(server: LocalStack, cdk: Cdk) -> Sample:
    return Sample(server, cdk, {name: stacks.read(server, name, cdk.template(name)) for name in STACKS})


# What was deployed is what the template says.


def test_nothing_of_the_template_goes_unread(sample: Sample) -> None:
    assert {name: readback.uncovered(stack) for name, stack in sample.stacks.items()} == {
        "Blog": set(),
        "Orders": set(),
    }


@pytest.mark.parametrize("kind", readback.EVERYTHING)
@pytest.mark.parametrize("stack", STACKS)
def test_what_is_deployed_equals_the_template(sample: Sample, stack: str, kind: str) -> None:
    in_template, deployed = readback.EVERYTHING[kind](sample.server, sample.stacks[stack])
    assert deployed == in_template


# What was deployed is what the sample declares.

ROUTES = [pytest.param(one, route, id=f"{one.api} {route}") for one in declared.APIS for route in one.routes]


def test_the_deployed_routes_are_the_declared_ones(sample: Sample) -> None:
    assert {one.api: set(sample.methods(one.api)) for one in declared.APIS} == {
        one.api: set(one.routes) for one in declared.APIS
    }


@pytest.mark.parametrize(("api", "route"), ROUTES)
def test_a_route_has_both_kinds_of_response_for_each_declared_status(
    sample: Sample, api: declared.Declared, route: str
) -> None:
    success, errors = api.routes[route]
    method = sample.methods(api.api)[route]
    statuses = {str(status) for status in (success, *errors, *declared.GENERATED)}
    assert set(method["methodIntegration"]["integrationResponses"]) == statuses
    assert set(method["methodResponses"]) == statuses


def matches(pattern: str, text: str) -> bool:
    """Java's verdict where there is a JDK; Python agrees on the patterns that the construct makes."""
    if why_absent() is None:
        return bool(shared_judge().matches(pattern, text))
    return re.fullmatch(pattern, text) is not None


@pytest.mark.parametrize(("api", "route"), ROUTES)
def test_each_declared_error_is_selected_by_its_own_pattern_alone(
    sample: Sample, api: declared.Declared, route: str
) -> None:
    responses = sample.methods(api.api)[route]["methodIntegration"]["integrationResponses"]
    for status in api.routes[route][1]:
        text = declared.message(status)
        picked = [code for code, one in responses.items() if matches(one.get("selectionPattern") or "(?!)", text)]
        assert picked == [str(status)]
        assert responses[str(status)]["responseTemplates"]["application/json"].endswith("$input.path('$.errorMessage')")


@pytest.mark.parametrize(("api", "route"), ROUTES)
def test_only_the_success_is_without_a_pattern(sample: Sample, api: declared.Declared, route: str) -> None:
    responses = sample.methods(api.api)[route]["methodIntegration"]["integrationResponses"]
    without = [code for code, response in responses.items() if not response.get("selectionPattern")]
    assert without == [str(api.routes[route][0])]


@pytest.mark.parametrize(("api", "route"), ROUTES)
def test_an_error_has_a_model_that_its_body_satisfies(sample: Sample, api: declared.Declared, route: str) -> None:
    stack, rest_api = sample.api(api.api)
    client = sample.server.client("apigateway")
    for status in (*api.routes[route][1], *declared.GENERATED):
        response = sample.methods(api.api)[route]["methodResponses"][str(status)]
        name = response["responseModels"]["application/json"]
        model = client.get_model(restApiId=stack.physical[rest_api], modelName=name)
        jsonschema.Draft4Validator(json.loads(model["schema"])).validate(json.loads(declared.message(status)))


@pytest.mark.parametrize(("api", "route"), ROUTES)
def test_a_response_sets_the_headers_that_are_declared_for_it(
    sample: Sample, api: declared.Declared, route: str
) -> None:
    method = sample.methods(api.api)[route]
    for status, response in method["methodResponses"].items():
        mapped = method["methodIntegration"]["integrationResponses"][status].get("responseParameters", {})
        names = {name.removeprefix("method.response.header.") for name in mapped}
        assert set(mapped) == set(response.get("responseParameters", {}))
        assert ({"Access-Control-Allow-Origin", "Vary"} <= names) is api.cors
        carried = declared.CARRIED.get(int(status))
        assert carried is None or carried in names


@pytest.mark.parametrize("api", declared.APIS, ids=lambda one: one.api)
def test_the_gateways_own_errors_have_the_body_shape_of_the_declared_ones(
    sample: Sample, api: declared.Declared
) -> None:
    """The orders API sets every type, those of the article the two defaults, which cannot know the status."""
    stack, rest_api = sample.api(api.api)
    client = sample.server.client("apigateway")
    items = client.get_gateway_responses(restApiId=stack.physical[rest_api])["items"]
    own = {one["responseType"]: one for one in items if not one["defaultResponse"]}
    statuses = declared.GATEWAY_RESPONSES if api.cors else {}
    assert set(own) == {*declared.DEFAULTS, *statuses}
    for type_, one in own.items():
        body = json.loads(
            one["responseTemplates"]["application/json"]
            .replace("$context.error.messageString", '"text"')
            .replace("$context.error.responseType", type_)
        )
        assert body.pop("status", None) == statuses.get(type_)
        assert body == {"errors": [{"code": type_, "message": "text"}], "requestId": "$context.requestId"}
        assert one.get("statusCode", str(statuses.get(type_))) == str(statuses.get(type_))
        headers = {name.removeprefix("gatewayresponse.header.") for name in one.get("responseParameters", {})}
        assert ({"Access-Control-Allow-Origin", "Vary"} <= headers) is api.cors


def test_only_the_route_that_takes_an_order_validates_its_body(sample: Sample) -> None:
    stack, rest_api = sample.api("Api")
    client = sample.server.client("apigateway")
    validated = {
        route: client.get_request_validator(
            restApiId=stack.physical[rest_api], requestValidatorId=method["requestValidatorId"]
        )["validateRequestBody"]
        for route, method in sample.methods("Api").items()
        if method.get("requestValidatorId") and method.get("requestModels")
    }
    assert validated == {"POST /orders": True}


def test_a_function_may_be_invoked_by_its_own_api_only(sample: Sample) -> None:
    found: dict[str, list[str]] = {}
    for stack in sample.stacks.values():
        for name, rows in readback.permissions(sample.server, stack)[1].items():
            assert {(action, principal) for action, principal, _ in rows} == {
                ("lambda:InvokeFunction", "apigateway.amazonaws.com")
            }
            found[name] = [source for *_, source in rows]
    apis = [sample.api(one.api) for one in declared.APIS]
    prefix = "arn:aws:execute-api:us-east-1:123456789012"
    assert sorted(found.values()) == sorted([f"{prefix}:{stack.physical[api]}/*/*/*"] for stack, api in apis)


# The deployed API answers.


@pytest.mark.parametrize("request_", declared.REQUESTS, ids=lambda request: request.name)
def test_a_request_is_answered_with_the_declared_status_and_body(sample: Sample, request_: declared.Request) -> None:
    answer = httpx.request(
        request_.method,
        sample.url(request_.api) + request_.path,
        json=request_.content,
        headers=dict(request_.headers),
        timeout=30,
    )
    assert answer.status_code == request_.status, answer.text
    if request_.body is not None:
        assert (answer.json() if answer.text else "") == request_.body
        assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("origin", [declared.ORIGIN, declared.OTHER_ORIGIN])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/orders/7", 200),
        ("GET", "/orders/1", 404),
        ("GET", "/orders/7/position", 503),
        ("OPTIONS", "/orders", 204),
    ],
)
def test_each_allowed_origin_is_told_so(sample: Sample, origin: str, method: str, path: str, status: int) -> None:
    answer = httpx.request(method, sample.url("Api") + path, headers={"Origin": origin}, timeout=30)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Vary"] == "Origin"


# Every route × every status, also those that the sample's handlers never reach.


def call(sample: Sample, api: str, route: str, ends: str) -> httpx.Response:
    method, path = route.split()
    content: Any = {"items": []} if method in {"POST", "PUT"} else None
    url = sample.url(api) + path.replace("{id}", "7")
    return httpx.request(method, url, json=content, headers={"X-Ends": ends}, timeout=30)


def raised(text: str) -> str:
    return "raise " + base64.b64encode(text.encode()).decode()


def set_code(sample: Sample, name: str, code: Mapping[str, Any], **configuration: Any) -> None:
    """Waits after each step: the service refuses a second update while the first one runs."""
    client = sample.server.client("lambda")
    for update, arguments in (
        (client.update_function_code, code),
        (client.update_function_configuration, configuration),
    ):
        update(FunctionName=name, **arguments)
        client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})


@pytest.fixture(scope="class")
def raising(sample: Sample) -> Iterator[Sample]:
    """The sample with other code in its functions, which ends as a request header says; put back afterwards."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("index.py", RAISES)
    functions = [
        (stack.physical[logical_id], properties)
        for stack in sample.stacks.values()
        for logical_id, properties in stack.of_type("AWS::Lambda::Function").items()
    ]
    for name, _ in functions:
        set_code(sample, name, {"ZipFile": archive.getvalue()}, Timeout=1, Runtime="python3.13")
    yield sample
    for name, own in functions:
        set_code(sample, name, own["Code"], Timeout=own.get("Timeout", 3), Runtime=own["Runtime"])


class TestEveryRouteAndStatus:
    """Also the statuses that the sample's own handlers never reach on a route."""

    @pytest.mark.parametrize(("api", "route"), ROUTES)
    def test_every_declared_status_of_a_route_is_served(
        self, raising: Sample, api: declared.Declared, route: str
    ) -> None:
        for status in api.routes[route][1]:
            answer = call(raising, api.api, route, raised(declared.message(status)))
            assert (answer.status_code, answer.text) == (status, declared.message(status))

    @pytest.mark.parametrize(("api", "route"), ROUTES)
    @pytest.mark.parametrize(
        ("ends", "status"),
        [
            (raised("the password is swordfish"), 500),
            (raised('{"status":499,"errors":[]}'), 500),
            (raised('could not read {"status":400,"errors":[]}'), 500),
            (raised("line\nline"), 500),
            ("crash", 502),
            ("timeout", 504),
        ],
        ids=["exception", "undeclared", "quoted", "lines", "crash", "timeout"],
    )
    def test_every_other_failure_of_a_route_gets_a_constant_body(
        self, raising: Sample, api: declared.Declared, route: str, ends: str, status: int
    ) -> None:
        answer = call(raising, api.api, route, ends)
        assert answer.status_code == status, answer.text
        body = answer.json()
        assert body.pop("requestId") == answer.headers["x-amzn-RequestId"]
        assert body == declared.FAULTS[status]


# Nothing changed, something changed, everything gone.


@pytest.mark.parametrize("method", ["change-set", "template"])
def test_a_diff_right_after_the_deploy_is_clean(sample: Sample, method: str) -> None:
    assert CLEAN in sample.cdk.run("diff", "--fail", f"--method={method}")


@pytest.fixture(scope="module")
def changed(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sample, str]:
    """The sample deployed again after one number in one declaration was edited; and the diff before that."""
    folder = tmp_path_factory.mktemp("edited")
    for name in ("app.py", "cdk.json"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    errors = folder / "examples" / "orders" / "service" / "errors.py"
    before = errors.read_text()
    assert before.count("= 410,") == 1, "the sample's OrderGone is no longer 410: edit another declaration"
    errors.write_text(before.replace("= 410,", "= 451,"))
    cdk = Cdk(folder, folder / "assembly", sample.server.environment)
    with pytest.raises(CdkFailed) as difference:
        cdk.run("diff", "--fail", "--method=template")
    cdk.run("deploy", "--all", "--require-approval", "never")
    return _read(sample.server, cdk), str(difference.value)


def test_a_diff_shows_what_one_edited_declaration_changes(changed: tuple[Sample, str]) -> None:
    _, difference = changed
    assert "451" in difference
    assert difference.count("[~] AWS::ApiGateway::Method") == 4  # the routes that declare OrderGone
    assert "Number of stacks with differences: 1" in difference


def test_the_changed_api_has_a_new_deployment_and_the_other_stack_none(
    sample: Sample, changed: tuple[Sample, str]
) -> None:
    after, _ = changed
    ids = {
        name: (
            set(sample.stacks[name].of_type("AWS::ApiGateway::Deployment")),
            set(after.stacks[name].of_type("AWS::ApiGateway::Deployment")),
        )
        for name in STACKS
    }
    assert ids["Blog"][0] == ids["Blog"][1]
    assert not ids["Orders"][0] & ids["Orders"][1]


def test_the_changed_status_is_served_and_the_old_one_gone(changed: tuple[Sample, str]) -> None:
    after, _ = changed
    answer = httpx.get(after.url("Api") + "/orders/9", timeout=30)
    assert (answer.status_code, answer.json()) == (451, {**declared.GONE, "status": 451})
    statuses = after.methods("Api")["GET /orders/{id}"]["methodResponses"]
    assert "451" in statuses
    assert "410" not in statuses


@pytest.mark.parametrize("kind", readback.EVERYTHING)
def test_what_is_deployed_after_the_change_equals_the_new_template(changed: tuple[Sample, str], kind: str) -> None:
    after, _ = changed
    in_template, deployed = readback.EVERYTHING[kind](after.server, after.stacks["Orders"])
    assert deployed == in_template


def test_a_diff_after_the_change_is_clean_again(changed: tuple[Sample, str]) -> None:
    after, _ = changed
    assert CLEAN in after.cdk.run("diff", "--fail", "--method=template")


def test_destroy_leaves_no_api_and_no_function(changed: tuple[Sample, str]) -> None:
    after, _ = changed
    after.cdk.run("destroy", "--all", "--force")
    assert after.server.client("apigateway").get_rest_apis()["items"] == []
    assert after.server.client("lambda").list_functions()["Functions"] == []
