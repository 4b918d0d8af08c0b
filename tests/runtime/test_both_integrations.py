"""One handler behind both Lambda integrations of the local gateway: `proxy` is the only switch, the bodies are the same."""

import json
import shutil
from collections import namedtuple
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import cdk_apigateway_errors.runtime
from cdk_apigateway_errors.catalog import ErrorCatalog
from cdk_apigateway_errors.cloudformation.model import (
    Function,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
    RestApi,
)
from cdk_apigateway_errors.gateway import Gateway, Request
from cdk_apigateway_errors.lambda_runtime import LambdaService
from cdk_apigateway_errors.runtime import ApiError, error_responses

RUNTIME = Path(cdk_apigateway_errors.runtime.__file__).parent
ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
Point = namedtuple("Point", "x y")


class Missing(ApiError):
    status, code = 404, "MISSING"


class SlowDown(ApiError):
    status, code, headers = 429, "SLOW_DOWN", ("Retry-After",)


ERRORS = [Missing, SlowDown]


def non_proxy(function):
    """What the construct makes of the errors: one integration response each, the success first."""
    responses = [
        IntegrationResponse(str(each.status_code), each.selection_pattern, {"application/json": each.response_template})
        for each in ErrorCatalog.of(ERRORS).responses()
    ]
    return Integration("AWS", function=function, integration_responses=(IntegrationResponse("200"), *responses))


def rest_api(functions):
    """`POST /<logical id>` for each function, behind the integration that its name says."""
    methods = []
    for function in functions:
        name = function.logical_id
        integration = Integration("AWS_PROXY", function=name) if name.endswith("Proxy") else non_proxy(name)
        declared = tuple(MethodResponse(each.status_code) for each in integration.integration_responses)
        methods.append(
            Method("POST", f"/{name}", integration, method_responses=declared, logical_id=name, resource_id=name)
        )
    return RestApi("Api", "orders", methods=tuple(methods), functions={each.logical_id: each for each in functions})


def answer(gateway, name, event=None):
    body = json.dumps(event or {})
    request = Request.of("POST", f"/{name}", body=body, headers={"Content-Type": "application/json"})
    return gateway.handle(request)


# --- a callable


def asked(handler):
    with Gateway(rest_api([FUNCTION]), LambdaService(callables={"Proxy": handler})) as gateway:
        return answer(gateway, "Proxy")


FUNCTION = Function("Proxy", "proxy", ARN + "proxy", runtime="python3.11")
RESULTS = [None, 0, "é😀", [1, 2.0], {"a": {"b": [None]}}, Point(1, 2), {"price": Decimal("1.10")}, b'{"raw":true}']


@pytest.mark.parametrize("result", RESULTS, ids=repr)
def test_a_result_arrives_as_200_with_its_json(result):
    """Without `proxy` the gateway makes 502 of every one of these (D: malformed Lambda proxy response)."""

    def handler(event, context):
        return result

    assert asked(error_responses(errors=ERRORS)(handler)).status == 502
    response = asked(error_responses(errors=ERRORS, proxy=True)(handler))
    assert (response.status, response.header("Content-Type")) == (200, "application/json")
    other = replace(FUNCTION, logical_id="Plain")
    with Gateway(rest_api([other]), LambdaService(callables={"Plain": handler})) as gateway:
        assert response.body == answer(gateway, "Plain").body


def test_the_status_and_headers_of_a_success_are_options_of_the_switch():
    created = error_responses(proxy=True, success_status=201, proxy_headers={"X-One": "1"})(lambda event, context: {})
    response = asked(created)
    assert (response.status, response.header("X-One"), response.text) == (201, "1", "{}")
    response = asked(error_responses(proxy=True, success_status=204)(lambda event, context: None))
    assert (response.status, response.text) == (204, "")


def test_an_answer_of_the_handlers_own_is_left_alone():
    own = {"statusCode": 302, "headers": {"Location": "/"}, "body": ""}
    response = asked(error_responses(proxy=True)(lambda event, context: own))
    assert (response.status, response.header("Location")) == (302, "/")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(Missing(), 404, "MISSING"), (ValueError("secret"), 500, "INTERNAL_ERROR"), (None, 500, "INTERNAL_ERROR")],
    ids=["declared", "any exception", "a result that JSON cannot hold"],
)
def test_errors_are_answered(error, status, code):
    def handler(event, context):
        if error is None:
            return {1, 2}
        raise error

    response = asked(error_responses(errors=ERRORS, proxy=True)(handler))
    assert (response.status, response.json()["errors"][0]["code"]) == (status, code)
    assert response.header("x-amzn-ErrorType") == code


# --- functions in processes of their own, with the clients that Lambda has

PYTHON = """
import decimal, json
from cdk_apigateway_errors.runtime import ApiError, error_responses

class Missing(ApiError):
    status, code = 404, "MISSING"

class SlowDown(ApiError):
    status, code, headers = 429, "SLOW_DOWN", ("Retry-After",)

def handle(event, context):
    event = json.loads(event["body"]) if "body" in event else event
    if event["do"] == "return":
        return event["value"]
    if event["do"] == "decimal":
        return [decimal.Decimal("1.10")]
    errors = {"missing": Missing(detail="é\u2028"), "slow": SlowDown(headers={"Retry-After": 3})}
    raise errors.get(event["do"], KeyError("x"))

Plain = error_responses(errors=[Missing, SlowDown])(handle)
Proxy = error_responses(errors=[Missing, SlowDown], proxy=True)(handle)
"""
NODE = """
const { ApiError, errorResponses } = require('cdk-apigateway-errors');
class Missing extends ApiError { static status = 404; static code = 'MISSING'; }
class SlowDown extends ApiError { static status = 429; static code = 'SLOW_DOWN'; static headers = ['Retry-After']; }
async function handle(given) {
  const event = given.body === undefined ? given : JSON.parse(given.body);
  if (event.do === 'return') return event.value;
  if (event.do === 'decimal') return [1.1, undefined, NaN];
  if (event.do === 'missing') throw new Missing({ detail: '\\u00e9\\u2028' });
  throw event.do === 'slow' ? new SlowDown({ headers: { 'Retry-After': 3 } }) : new TypeError('x');
}
exports.Plain = errorResponses({ errors: [Missing, SlowDown] }, handle);
exports.Proxy = errorResponses({ errors: [Missing, SlowDown], proxy: true }, handle);
"""


def functions_of(runtime, folder):
    return [
        Function(f"{runtime[:4]}{name}", name, ARN + name, runtime=runtime, handler=f"app.{name}", code_path=folder)
        for name in ("Plain", "Proxy")
    ]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    root = tmp_path_factory.mktemp("functions")
    package = root / "python" / "cdk_apigateway_errors"
    shutil.copytree(RUNTIME, package / "runtime", ignore=shutil.ignore_patterns("__pycache__", "nodejs"))
    (package / "__init__.py").write_text("")
    (root / "python" / "app.py").write_text(PYTHON, encoding="utf-8")
    shutil.copytree(RUNTIME / "nodejs", root / "node" / "node_modules" / "cdk-apigateway-errors")
    (root / "node" / "app.js").write_text(NODE, encoding="utf-8")
    functions = [*functions_of("python3.12", root / "python"), *functions_of("nodejs20.x", root / "node")]
    functions = [replace(each, timeout=30.0) for each in functions]
    with LambdaService() as service, Gateway(rest_api(functions), service) as running:
        yield running


VALUES = [None, 0, "é😀\u2028\x7f", [1, 2.5, {}], {"b": {"10": [None, True]}, "2": "漢"}, {"NaN": "Infinity"}, {}]


@pytest.mark.parametrize(
    "language", ["pyth", pytest.param("node", marks=pytest.mark.skipif(not shutil.which("node"), reason="no Node.js"))]
)
class TestBothIntegrationsAnswerTheSame:
    @pytest.mark.parametrize(
        "event", [*({"do": "return", "value": value} for value in VALUES), {"do": "decimal"}], ids=str
    )
    def test_for_a_success_byte_for_byte(self, gateway, language, event):
        plain, proxied = (answer(gateway, language + name, event) for name in ("Plain", "Proxy"))
        assert (plain.status, proxied.status) == (200, 200)
        assert proxied.body == plain.body
        assert proxied.header("Content-Type") == plain.header("Content-Type")

    @pytest.mark.parametrize(("do", "status"), [("missing", 404), ("slow", 429)])
    def test_for_a_declared_error_byte_for_byte(self, gateway, language, do, status):
        plain, proxied = (answer(gateway, language + name, {"do": do}) for name in ("Plain", "Proxy"))
        assert (plain.status, proxied.status) == (status, status)
        assert proxied.body == plain.body

    def test_for_any_other_error_but_for_the_request_id(self, gateway, language):
        plain, proxied = (answer(gateway, language + name, {"do": "fail"}) for name in ("Plain", "Proxy"))
        assert (plain.status, proxied.status) == (500, 500)
        assert {**plain.json(), "requestId": ""} == {**proxied.json(), "requestId": ""}
        assert list(plain.json()) == list(proxied.json())
