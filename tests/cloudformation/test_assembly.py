"""Against folders that ``cdk synth`` really writes."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from cdk_apigateway_errors.cloudformation import TemplateError, load
from cdk_apigateway_errors.cloudformation.model import Application, GatewayResponse, Method, RestApi, Stage

pytestmark = pytest.mark.cdk


@pytest.fixture(scope="module")
def application(cdk_out: Path) -> Application:
    return load(cdk_out)


@pytest.fixture(scope="module")
def api(application: Application) -> RestApi:
    return next(api for api in application.rest_apis if api.name == "orders")


def methods(api: RestApi) -> dict[str, Method]:
    return {f"{method.http_method} {method.path}": method for method in api.methods}


def function_of(api: RestApi, route: str) -> str:
    integration = methods(api)[route].integration
    assert integration is not None
    assert integration.function is not None
    return integration.function


def test_every_api_of_every_stack_and_stage_is_found(application: Application) -> None:
    found = sorted((api.stack_name, api.name) for api in application.rest_apis)
    assert found == [
        ("Beta-Api", "Api"),
        ("Orders", "SpecAsset"),
        ("Orders", "SpecInclude"),
        ("Orders", "SpecInline"),
        ("Orders", "orders"),
    ]


def test_a_nested_stack_adds_its_methods_to_the_imported_api(api: RestApi) -> None:
    cors = [name for name in methods(api) if name.startswith("OPTIONS")]
    assert sorted(set(methods(api)) - set(cors)) == [
        "DELETE /orders/{id}",
        "GET /orders/{id}",
        "GET /reports",
        "POST /orders/{id}",
        "PUT /orders/{id}",
    ]
    assert function_of(api, "GET /reports") == function_of(api, "GET /orders/{id}")


def test_preflight_methods_are_mock_integrations_with_their_headers(api: RestApi) -> None:
    integration = methods(api)["OPTIONS /orders/{id}"].integration
    assert integration is not None
    assert (integration.type, integration.request_templates) == ("MOCK", {"application/json": "{ statusCode: 200 }"})
    (response,) = integration.integration_responses
    origin = response.response_parameters["method.response.header.Access-Control-Allow-Origin"]
    assert (response.status_code, origin) == ("204", "'https://shop.example'")


def test_a_function_has_its_asset_and_the_layers_of_both_stacks(api: RestApi) -> None:
    function = api.functions[function_of(api, "GET /orders/{id}")]
    assert function.code_path is not None
    assert (function.code_path / "index.py").is_file()
    assert [sorted(file.name for file in layer.rglob("*.py")) for layer in function.layers] == [
        ["helper.py"],
        ["other.py"],
    ]
    assert (function.timeout, function.memory_size, function.handler) == (7.0, 256, "index.handler")
    assert function.environment["TABLE"].startswith("Orders-Table")
    assert function.environment["ARN"].endswith(f"table/{function.environment['TABLE']}")


def test_a_function_of_another_stack_is_found_through_its_export(api: RestApi) -> None:
    function = api.functions[function_of(api, "PUT /orders/{id}")]
    assert function.function_name.startswith("Shared-")
    assert function.code_path is not None


def test_an_alias_is_invoked_under_its_own_arn(api: RestApi) -> None:
    function = api.functions[function_of(api, "POST /orders/{id}")]
    assert (function.arn.rsplit(":", 1)[1], function.version) == ("live", "1")
    plain = api.functions[function_of(api, "GET /orders/{id}")]
    assert (function.code_path, function.layers) == (plain.code_path, plain.layers)


def test_each_permission_belongs_to_the_function_or_its_alias(api: RestApi) -> None:
    alias = function_of(api, "POST /orders/{id}")
    sources = {permission.source_arn for permission in api.permissions if permission.function == alias}
    start = f"arn:aws:execute-api:us-east-1:123456789012:{api.rest_api_id}"
    assert sources == {f"{start}/dev/POST/orders/*", f"{start}/test-invoke-stage/POST/orders/*"}


def test_models_validators_keys_and_gateway_responses_arrive(api: RestApi) -> None:
    post = methods(api)["POST /orders/{id}"]
    assert (post.request_models, post.api_key_required) == ({"application/json": "Order"}, True)
    assert post.request_validator is not None
    assert post.request_validator.validate_request_body
    validator = jsonschema.Draft4Validator(api.models["Order"].schema)
    assert (validator.is_valid({"item": "x"}), validator.is_valid({"item": 1})) == (True, False)
    assert [(key.value, key.enabled) for key in api.api_keys] == [("0123456789012345678901", True)]
    response = api.gateway_responses["MISSING_AUTHENTICATION_TOKEN"]
    assert isinstance(response, GatewayResponse)
    assert (response.status_code, response.response_templates) == ("404", {"application/json": "{}"})
    assert response.response_parameters == {"gatewayresponse.header.X-From": "'gateway'"}


def test_the_stage_has_its_variables(api: RestApi) -> None:
    assert (api.stage.stage_name, api.stage.variables, api.stage.tracing_enabled) == ("dev", {"colour": "blue"}, True)
    assert isinstance(api.stage, Stage)


@pytest.mark.parametrize(
    ("name", "route"),
    [("SpecAsset", "GET /asset"), ("SpecInclude", "GET /asset"), ("SpecInline", "GET /inline")],
)
def test_an_openapi_api_is_read_wherever_its_body_is(application: Application, name: str, route: str) -> None:
    (api,) = [api for api in application.rest_apis if api.name == name]
    assert list(methods(api)) == [route]


def test_a_stage_of_the_app_keeps_its_own_account_and_region(application: Application) -> None:
    (api,) = [api for api in application.rest_apis if api.stack_name == "Beta-Api"]
    assert (api.account_id, api.region) == ("111122223333", "eu-west-1")
    (function,) = api.functions.values()
    assert function.arn.startswith("arn:aws:lambda:eu-west-1:111122223333:function:")
    assert function.code_path is not None
    assert (function.code_path / "index.py").is_file()


def test_only_what_cannot_run_is_named(application: Application) -> None:
    assert [(entry.method, "HTTP" in entry.reason) for entry in application.unsupported] == [
        ("DELETE /orders/{id}", True)
    ]


@pytest.mark.parametrize("name", ["Beta-Api", "Beta/Api"])
def test_one_stack_can_be_chosen_by_each_of_its_names(cdk_out: Path, name: str) -> None:
    assert [api.stack_name for api in load(cdk_out, stack=name).rest_apis] == ["Beta-Api"]


def test_a_stack_that_does_not_exist_is_an_error_that_lists_them(cdk_out: Path) -> None:
    with pytest.raises(TemplateError, match="no stack 'Nope'; there is: Beta-Api, Orders, Shared"):
        load(cdk_out, stack="Nope")


def test_a_misspelt_function_is_an_error_in_one_stack_too(cdk_out: Path) -> None:
    with pytest.raises(TemplateError, match="Misspelt is no function of the template"):
        load(cdk_out, stack="Beta-Api", functions={"Misspelt": "http://127.0.0.1"})


def test_functions_of_other_stacks_may_be_given_beside_the_chosen_stack(cdk_out: Path) -> None:
    apis = load(cdk_out).rest_apis
    functions = {function.logical_id: "http://127.0.0.1" for api in apis for function in api.functions.values()}
    for stack in ("Orders", "Beta-Api"):
        assert load(cdk_out, stack=stack, functions=functions).rest_apis


def test_the_files_read_are_listed_for_reloading(cdk_out: Path, application: Application) -> None:
    names = {path.name for path in application.sources}
    assert {"manifest.json", "Orders.template.json", "Shared.template.json", "Orders.assets.json"} <= names
    assert any(name.endswith(".nested.template.json") for name in names)
    assert all(path.exists() for path in application.sources)


def test_the_manifest_can_be_named_instead_of_its_folder(cdk_out: Path, application: Application) -> None:
    assert load(cdk_out / "manifest.json").rest_apis == application.rest_apis


def test_assets_are_found_by_metadata_alone_or_by_manifest_alone(
    cdk_out: Path, application: Application, tmp_path: Path
) -> None:
    """The CLI writes metadata, an app run by hand may not; older apps have no asset manifest."""
    for name, change in (("no-manifest", _without_manifests), ("no-metadata", _without_metadata)):
        copy = tmp_path / name
        shutil.copytree(cdk_out, copy)
        change(copy)
        (api,) = [api for api in load(copy).rest_apis if api.name == "orders"]
        original = next(api for api in application.rest_apis if api.name == "orders")
        assert [_relative(f.code_path, copy) for f in api.functions.values()] == [
            _relative(f.code_path, cdk_out) for f in original.functions.values()
        ]


def _relative(path: Path | None, folder: Path) -> str:
    assert path is not None
    return str(path.resolve().relative_to(folder.resolve()))


def _without_manifests(folder: Path) -> None:
    for path in folder.rglob("*.assets.json"):
        path.write_text('{"files": {}}')


def _without_metadata(folder: Path) -> None:
    for path in folder.rglob("*.template.json"):
        template = json.loads(path.read_text())
        for resource in template["Resources"].values():
            resource.pop("Metadata", None)
        path.write_text(json.dumps(template))


def test_a_template_file_inside_the_assembly_finds_its_assets(cdk_out: Path) -> None:
    application = load(cdk_out / "Shared.template.json")
    assert application.rest_apis == ()
    orders = load(cdk_out / "Orders.template.json")
    (api,) = [api for api in orders.rest_apis if api.name == "orders"]
    assert "GET /reports" in methods(api)
    assert any("Fn::ImportValue" in entry.reason for entry in orders.unsupported)


def test_an_empty_stack_of_an_assembly_has_no_resources_key(tmp_path: Path) -> None:
    """CDK writes such a template where the app leaves out its metadata."""
    artifact = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Empty.template.json"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": {"Empty": artifact}}), "utf-8")
    (tmp_path / "Empty.template.json").write_text('{"Parameters": {}}', "utf-8")
    loaded = load(tmp_path)
    assert (loaded.rest_apis, [one.resources for one in loaded.templates]) == ((), [{}])


def test_equal_answers_are_resolved_in_their_own_stack(tmp_path: Path) -> None:
    """Lists that methods share are resolved once in a template, and once more in the next."""
    artifacts = {}
    for name in ("One", "Two"):
        integration = {
            "Type": "MOCK",
            "IntegrationResponses": [{"StatusCode": "200", "ResponseTemplates": {"application/json": {"Ref": "Body"}}}],
        }
        api = {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]}}
        methods = {
            verb: {
                "Type": "AWS::ApiGateway::Method",
                "Properties": {**api, "HttpMethod": verb, "Integration": integration},
            }
            for verb in ("GET", "PUT")
        }
        resources = {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": name}}, **methods}
        template = {"Parameters": {"Body": {"Type": "String", "Default": name}}, "Resources": resources}
        (tmp_path / f"{name}.template.json").write_text(json.dumps(template), "utf-8")
        properties = {"templateFile": f"{name}.template.json"}
        artifacts[name] = {"type": "aws:cloudformation:stack", "properties": properties}
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": artifacts}), "utf-8")
    for rest_api in load(tmp_path).rest_apis:
        found = [one.integration.integration_responses for one in rest_api.methods if one.integration]
        assert [dict(one[0].response_templates) for one in found] == [{"application/json": rest_api.name}] * 2
        assert found[0] is found[1]
