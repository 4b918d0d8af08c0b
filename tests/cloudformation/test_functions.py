import json
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import Function, TemplateError, load
from cdk_apigateway_errors.cloudformation.functions import parse_reference
from cdk_apigateway_errors.cloudformation.model import Application
from cloudformation.builders import function, lambda_integration, method, resource, rest_api, template

ARN = "arn:aws:lambda:us-east-1:123456789012:function:theirs"


def load_parts(*parts: dict[str, Any], integration: Any = None, **options: Any) -> Application:
    used = {"M": method(integration=integration)}
    return load(template(rest_api(), used, *parts), **options)


def only(application: Application) -> Function:
    (found,) = application.rest_apis[0].functions.values()
    return found


@pytest.mark.parametrize(
    ("text", "arn", "qualifier"),
    [
        (ARN, ARN, ""),
        (f"{ARN}:live", ARN, "live"),
        (f"{ARN}:7", ARN, "7"),
        (f"{ARN}:$LATEST", ARN, ""),
        ("theirs", ARN, ""),
        ("theirs:live", ARN, "live"),
        ("123456789012:function:theirs", ARN, ""),
        ("arn:aws-cn:lambda:cn-north-1:1:function:f", "arn:aws-cn:lambda:cn-north-1:1:function:f", ""),
    ],
)
def test_a_function_is_found_by_every_form_that_invoke_takes(text: str, arn: str, qualifier: str) -> None:
    """Lambda API reference, Invoke, FunctionName."""
    reference = parse_reference(text, "us-east-1", "123456789012")
    assert reference is not None
    assert (reference.arn, reference.qualifier) == (arn, qualifier)


@pytest.mark.parametrize("text", ["", "a b", "<unresolved: X>", "arn:aws:sqs:us-east-1:1:q"])
def test_other_text_is_no_function(text: str) -> None:
    assert parse_reference(text, "us-east-1", "123456789012") is None


def test_the_properties_of_a_function_arrive() -> None:
    found = only(
        load_parts(
            function(
                FunctionName="get-orders",
                Timeout="7",
                MemorySize=256,
                Environment={"Variables": {"STAGE": {"Ref": "AWS::StackName"}, "N": 1, "B": True}},
            )
        )
    )
    assert (found.function_name, found.runtime, found.handler) == ("get-orders", "python3.12", "index.handler")
    assert (found.timeout, found.memory_size, found.version) == (7.0, 256, "$LATEST")
    assert found.environment == {"STAGE": "template", "N": "1", "B": "true"}
    assert found.inline_code is not None
    assert found.arn == "arn:aws:lambda:us-east-1:123456789012:function:get-orders"


def test_defaults_are_those_of_lambda() -> None:
    found = only(load_parts(function()))
    assert (found.timeout, found.memory_size) == (3.0, 128)


def test_a_version_is_invoked_by_its_number() -> None:
    version = {"V": resource("AWS::Lambda::Version", FunctionName={"Ref": "Fn"})}
    application = load_parts(function(), version, integration=lambda_integration({"Ref": "V"}))
    assert only(application).version == "1"
    assert list(application.rest_apis[0].functions) == ["Fn:1"]


def test_an_alias_that_is_not_loaded_runs_the_present_code_and_is_named() -> None:
    uri = {"Fn::Join": [":", [{"Fn::GetAtt": ["Fn", "Arn"]}, "live"]]}
    application = load_parts(function(), integration=lambda_integration(uri))
    assert only(application).arn.endswith(":live")
    assert "alias live is in no loaded template" in application.unsupported[0].reason


def test_code_beside_a_template_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    path = tmp_path / "t.json"
    path.write_text(json.dumps(template(rest_api(), {"M": method()}, function(Code="./src"))))
    application = load(path)
    assert only(application).code_path == tmp_path / "src"
    assert application.sources == (path, tmp_path / "src")


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({"Code": {"S3Bucket": "b", "S3Key": "k.zip"}}, "Code is not on this machine"),
        ({"Runtime": "java21"}, "runtime java21 is not run here"),
        ({"PackageType": "Image", "Code": {"ImageUri": "x"}, "Runtime": None}, "container image"),
        (
            {"Layers": ["arn:aws:lambda:us-east-1:1:layer:x:1"]},
            "layer arn:aws:lambda:us-east-1:1:layer:x:1 is in no loaded",
        ),
        ({"Environment": {"Variables": {"T": {"Fn::GetAtt": ["Fn2", "Arn"]}}}}, "environment variable T needs Fn2.Arn"),
    ],
    ids=["no asset", "runtime", "image", "layer", "environment"],
)
def test_what_a_function_lacks_is_named_and_the_api_loads(properties: dict[str, Any], says: str) -> None:
    application = load_parts(function(**properties))
    assert [u.logical_id for u in application.unsupported] == ["Fn"]
    assert says in application.unsupported[0].reason
    assert application.rest_apis[0].methods[0].integration is not None


def test_functions_that_no_method_invokes_are_left_out() -> None:
    allowed = resource("AWS::Lambda::Permission", FunctionName={"Ref": "Other"}, Principal="s3.amazonaws.com")
    application = load_parts(function(), function("Other", Runtime="java21"), {"P": allowed})
    assert list(application.rest_apis[0].functions) == ["Fn"]
    assert application.unsupported == ()


@pytest.mark.parametrize("name", ["Fn", "get-orders", "arn:aws:lambda:us-east-1:123456789012:function:get-orders"])
def test_a_function_can_be_replaced_by_id_name_or_arn(name: str) -> None:
    application = load_parts(function(FunctionName="get-orders"), functions={name: "http://127.0.0.1:9000"})
    found = only(application)
    assert (found.url, found.inline_code, found.handler) == ("http://127.0.0.1:9000", None, "index.handler")


def test_a_function_outside_of_the_templates_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "lambda_function.py").write_text("def lambda_handler(event, context): ...\n")
    application = load_parts(integration=lambda_integration(ARN), functions={"theirs": tmp_path})
    found = only(application)
    assert application.unsupported == ()
    assert (found.arn, found.code_path, found.handler) == (ARN, tmp_path, "lambda_function.lambda_handler")
    assert found.runtime.startswith("python3.")


def test_a_function_behind_an_unknown_import_can_be_given_by_the_name_of_the_export() -> None:
    imported = lambda_integration({"Fn::ImportValue": "shared:FnArn"})
    application = load_parts(integration=imported, functions={"shared:FnArn": "http://127.0.0.1:9000"})
    assert only(application).url == "http://127.0.0.1:9000"
    assert application.unsupported == ()


def test_a_source_file_names_its_handler(tmp_path: Path) -> None:
    (tmp_path / "orders.mjs").write_text("export const handler = async () => ({});\n")
    found = only(load_parts(integration=lambda_integration(ARN), functions={ARN: str(tmp_path / "orders.mjs")}))
    assert (found.code_path, found.handler, found.runtime[:6]) == (tmp_path, "orders.handler", "nodejs")


def test_a_function_value_is_taken_as_it_is() -> None:
    own = Function("Own", "own", ARN, "python3.12", "index.handler", inline_code="")
    assert only(load_parts(integration=lambda_integration(ARN), functions={"theirs": own})) is own


@pytest.mark.parametrize(
    ("functions", "says"),
    [
        ({"Fnn": "http://127.0.0.1"}, "Fnn is no function of the template; it has: Fn"),
        ({"Fn": "/no/such/folder"}, "does not exist"),
    ],
    ids=["misspelt", "missing folder"],
)
def test_a_wrong_entry_of_functions_is_an_error(functions: dict[str, str], says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        load_parts(function(), functions=functions)


def test_a_folder_without_an_entry_point_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"has no index\.py"):
        load_parts(integration=lambda_integration(ARN), functions={"theirs": tmp_path})
