"""A company's subclass in another stack changes the error body in one place, and everything else still holds."""

import json
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import NonProxyLambdaRestApi, patterns
from cdk_apigateway_errors.catalog import GATEWAY_RESPONSE_TYPES
from infrastructure.shop import written_out

pytestmark = pytest.mark.cdk

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def company():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        yield import_module("examples.company.construct"), import_module("examples.company.stack")


@pytest.fixture(scope="module")
def assembly(company, tmp_path_factory):
    """The example's own app, run as ``python3 -m examples.company.app``, which also synthesizes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDK_OUTDIR", str(tmp_path_factory.mktemp("company")))
        return import_module("examples.company.app").app.synth()


@pytest.fixture(scope="module")
def template(assembly):
    made = assembly.get_stack_by_name("ParcelApi").template
    return written_out(made, made["Mappings"])


@pytest.fixture(scope="module")
def schema(company):
    return import_module("examples.company.service.errors").CompanyFormat().schema()


def of_type(template, resource_type):
    return {name: r["Properties"] for name, r in template["Resources"].items() if r["Type"] == resource_type}


def methods(template):
    return {m["HttpMethod"]: m for m in of_type(template, "AWS::ApiGateway::Method").values()}


def responses(template, http_method):
    return {r["StatusCode"]: r for r in methods(template)[http_method]["Integration"]["IntegrationResponses"]}


def filled(text):
    """A template without references to the request, as JSON."""
    return json.loads(text.replace("$context.requestId", "id").replace("$context.error.messageString", '"text"'))


def test_the_status_field_of_the_company_is_in_every_pattern(template):
    declared = [responses(template, "GET")[code] for code in ("404", "410")]
    declared += [responses(template, "DELETE")[code] for code in ("403", "404")]
    for response in declared:
        assert '"statusCode"\\s*:\\s*' + response["StatusCode"] in response["SelectionPattern"]


def test_classes_and_bare_status_codes_share_one_model_with_the_companys_schema(template, schema):
    (model,) = of_type(template, "AWS::ApiGateway::Model").values()
    assert model["Schema"] == schema


@pytest.mark.parametrize("code", ["500", "502", "504"])
def test_what_no_handler_declares_has_the_companys_body(template, schema, code):
    body = filled(responses(template, "GET")[code]["ResponseTemplates"]["application/json"])
    jsonschema.validate(body, schema)
    assert body["statusCode"] == int(code)


def test_every_gateway_response_has_the_companys_body(template, schema):
    made = of_type(template, "AWS::ApiGateway::GatewayResponse").values()
    assert {one["ResponseType"] for one in made} == set(GATEWAY_RESPONSE_TYPES)
    for one in made:
        body = filled(one["ResponseTemplates"]["application/json"])
        assert {"error", "text"} <= set(body)
        if "StatusCode" in one:
            jsonschema.validate(body, schema)
            assert str(body["statusCode"]) == one["StatusCode"]


def test_the_handlers_errors_select_their_own_status_code_only_and_arrive_as_raised(template, schema, company):
    errors = import_module("examples.company.service.errors")
    for error in (errors.NoParcel(source="/path/id"), errors.ParcelLost(detail="☂\n\u2028")):
        message = str(error)
        found = {
            code: response
            for code, response in responses(template, "GET").items()
            if response.get("SelectionPattern")
            and patterns.compile_pattern(response["SelectionPattern"]).matches(message)
        }
        assert list(found) == [str(error.status)]
        assert found[str(error.status)]["ResponseTemplates"]["application/json"] == "$input.path('$.errorMessage')"
        jsonschema.validate(json.loads(message), schema)


@pytest.mark.parametrize("message", ["boom", '{"status":404}', '{"statusCode":409}', '{"error":1,"statusCode":404}'])
def test_anything_else_is_unhandled(template, message):
    found = [
        code
        for code, response in responses(template, "GET").items()
        if response.get("SelectionPattern") and patterns.compile_pattern(response["SelectionPattern"]).matches(message)
    ]
    assert found == ["500"]


def test_the_function_stays_in_its_stack_with_its_layer_and_there_is_no_cycle(assembly, template):
    functions = assembly.get_stack_by_name("ParcelFunctions")
    (function,) = of_type(functions.template, "AWS::Lambda::Function").values()
    (layer,) = of_type(functions.template, "AWS::Lambda::LayerVersion")
    assert function["Layers"] == [{"Ref": layer}]
    assert "Fn::ImportValue" not in json.dumps(functions.template)
    assert "Fn::ImportValue" in json.dumps(template)
    assert len(of_type(template, "AWS::Lambda::Permission")) == 1


def test_a_subclass_makes_the_same_resources_with_the_same_ids(company):
    """Overriding the error format changes texts only: no resource, status code, header or logical id."""
    construct, _ = company
    made, texts = [], []
    for cls in (NonProxyLambdaRestApi, construct.CompanyRestApi):
        stack = Stack(App(), "Same")
        handler = lambda_.Function(
            stack, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="i.h", code=lambda_.Code.from_inline("x")
        )
        cls(stack, "Api").add_route("GET /{id}", handler=handler, errors=[404, 429], success_headers={"A": "b"})
        template = App.of(stack).synth().get_stack_by_name("Same").template
        made.append({without_hash(key): shape(resource) for key, resource in template["Resources"].items()})
        kinds = ("Method", "Model", "GatewayResponse")
        texts.append(json.dumps([of_type(template, f"AWS::ApiGateway::{kind}") for kind in kinds]))
    assert made[0] == made[1]
    assert "statusCode" not in texts[0]
    assert '\\"status\\"' not in texts[1]


def without_hash(logical_id):
    return logical_id[:-32] if "Deployment" in logical_id and len(logical_id) > 40 else logical_id


def shape(resource):
    """A resource without the texts that a format decides: patterns, templates and schemas."""
    if isinstance(resource, dict):
        texts = {"SelectionPattern", "ResponseTemplates", "Schema", "Ref", "DependsOn"}
        return {key: None if key in texts else shape(value) for key, value in resource.items()}
    return [shape(part) for part in resource] if isinstance(resource, list) else resource
