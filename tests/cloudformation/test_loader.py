import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import TemplateError, load
from cloudformation.builders import function, lambda_integration, method, resource, rest_api, template

YAML = """
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Name: {Type: String, Default: orders}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: !Sub '${Name}-api'
  Order:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: '{id}'}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Order
      HttpMethod: GET
      Integration:
        Type: AWS
        Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations'
        IntegrationResponses:
          - {StatusCode: 200}
          - StatusCode: 400
            SelectionPattern: '(?s).*"status":400.*'
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Code:
        ZipFile: |
          def handler(event, context):
              return {}
"""


def test_a_yaml_template_with_short_tags_is_read(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(YAML)
    application = load(str(path))
    (api,) = application.rest_apis
    (found,) = api.methods
    assert (api.name, found.path) == ("orders-api", "/{id}")
    assert found.integration is not None
    assert [r.selection_pattern for r in found.integration.integration_responses] == [None, '(?s).*"status":400.*']
    assert api.functions["Fn"].inline_code == "def handler(event, context):\n    return {}\n"
    assert application.unsupported == ()


def test_parameters_are_passed_by_name(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(YAML)
    assert load(path, parameters={"Name": "shop"}).rest_apis[0].name == "shop-api"


def test_region_and_account_stand_in_for_open_ones() -> None:
    text = template(rest_api(), {"M": method()}, function())
    (api,) = load(text, region="eu-west-1", account_id="111122223333").rest_apis
    assert (api.region, api.account_id) == ("eu-west-1", "111122223333")
    assert api.functions["Fn"].arn.startswith("arn:aws:lambda:eu-west-1:111122223333:function:")


def test_the_same_template_gives_the_same_values() -> None:
    text = template(rest_api(), {"M": method()}, function())
    assert load(text) == load(text)


def test_the_template_is_not_changed() -> None:
    text = template(rest_api(), {"M": method()}, function())
    before = json.dumps(text)
    load(text)
    assert json.dumps(text) == before


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({}, "no Resources object"),
        ({"Resources": []}, "no Resources object"),
        ({"Resources": {"A": 1}}, "template: A: a resource is an object"),
        ({"Resources": {}, "Conditions": [1]}, None),
        ({"Resources": {"A": {"Type": "T", "Condition": "C"}}, "Conditions": [1]}, "Conditions must be an object"),
        (
            {"Resources": {"A": {"Type": "T", "Condition": "C"}}, "Conditions": {"C": {"Condition": "C"}}},
            "circular reference",
        ),
        ({"Resources": {"A": {"Type": "T", "Condition": "C"}}, "Conditions": {"C": "yes"}}, "a condition is one of"),
        ({"Resources": {"A": {"Type": "T", "Properties": {"x": {"Ref": "A"}}}}}, "circular dependency"),
        (7, "expected a cdk.out folder, a template file or a dict, got int"),
        ("/no/such/template.json", "cannot be read"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_malformed_input_is_one_clear_error(source: Any, says: str | None) -> None:
    if says is None:
        assert load(source).rest_apis == ()
        return
    with pytest.raises(TemplateError, match=says):
        load(source)


def test_a_value_nested_ten_thousand_deep_is_one_clear_error() -> None:
    deep: Any = "x"
    for _ in range(10_000):
        deep = [deep]
    text = template(rest_api(Description=deep))
    with pytest.raises(TemplateError, match="nested too deeply"):
        load(text)


def test_sam_resources_are_named_with_the_way_out() -> None:
    text = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {}}, **rest_api()},
    }
    application = load(text)
    assert [(u.logical_id, "--template-stage Processed" in u.reason) for u in application.unsupported] == [("F", True)]
    assert len(application.rest_apis) == 1


def test_other_macros_and_http_apis_are_named() -> None:
    text = {
        "Transform": ["Own"],
        "Resources": {"H": resource("AWS::ApiGatewayV2::Api"), "Fn::ForEach::X": ["a", ["b"], {}], **rest_api()},
    }
    assert {u.logical_id for u in load(text).unsupported} == {"H", "template", "Fn::ForEach::X"}


def test_a_folder_without_a_manifest_is_told_from_an_assembly(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"no manifest\.json in this folder; run `cdk synth`"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ("[]", "expected an object"),
        ('{"artifacts": []}', "artifacts must be an object"),
        ('{"artifacts": {}}', "holds no stack"),
        ('{"artifacts": {"S": {"type": "aws:cloudformation:stack"}}}', "artifacts: S: properties has no templateFile"),
        ('{"artifacts": {"S": 1}}', "artifacts: S must be an object"),
        (
            '{"artifacts": {"S": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "x.json"}}}}',
            "x.json",
        ),
    ],
)
def test_a_broken_manifest_is_one_clear_error(tmp_path: Path, manifest: str, says: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(TemplateError, match=says):
        load(tmp_path)


def write_nested(folder: Path, url: str) -> Path:
    child = {
        "Parameters": {"ApiId": {"Type": "String"}, "Root": {"Type": "String"}},
        "Resources": {
            "R": resource(
                "AWS::ApiGateway::Resource", RestApiId={"Ref": "ApiId"}, ParentId={"Ref": "Root"}, PathPart="in"
            ),
            "M": resource(
                "AWS::ApiGateway::Method",
                RestApiId={"Ref": "ApiId"},
                ResourceId={"Ref": "R"},
                HttpMethod="GET",
                Integration={"Type": "MOCK"},
            ),
        },
        "Outputs": {"Arn": {"Value": {"Fn::Sub": "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:f"}}},
    }
    parent = template(
        rest_api(Description={"Fn::GetAtt": ["Nested", "Outputs.Arn"]}),
        {
            "Nested": resource(
                "AWS::CloudFormation::Stack",
                TemplateURL=url,
                Parameters={"ApiId": {"Ref": "Api"}, "Root": {"Fn::GetAtt": ["Api", "RootResourceId"]}},
            )
        },
    )
    parent["Resources"]["Api"]["Properties"].pop("Description")
    parent["Resources"]["Use"] = method(integration=lambda_integration({"Fn::GetAtt": ["Nested", "Outputs.Arn"]}))
    (folder / "child.json").write_text(json.dumps(child))
    (folder / "parent.json").write_text(json.dumps(parent))
    return folder / "parent.json"


def test_a_nested_stack_beside_the_template_adds_its_methods(tmp_path: Path) -> None:
    application = load(write_nested(tmp_path, "child.json"), functions={"f": "http://127.0.0.1:1"})
    (api,) = application.rest_apis
    assert [(m.path, m.http_method) for m in api.methods] == [("/", "GET"), ("/in", "GET")]
    assert list(api.functions) == ["f"]


def test_a_nested_stack_that_is_not_here_is_named(tmp_path: Path) -> None:
    application = load(write_nested(tmp_path, "https://s3.amazonaws.com/bucket/child.json"))
    assert application.unsupported[0].logical_id == "Nested"


def test_a_nested_stack_that_contains_itself_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="contains itself"):
        load(write_nested(tmp_path, "parent.json"))


def test_reading_json_imports_neither_cdk_nor_yaml(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(template(rest_api(), {"M": method()}, function())))
    code = (
        "import sys; from cdk_apigateway_errors.cloudformation import load; load(sys.argv[1]); "
        "print(sorted({'aws_cdk', 'yaml', 'jsii'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_circle_inside_a_nested_stack_is_an_error(tmp_path: Path) -> None:
    path = write_nested(tmp_path, "child.json")
    child = {"Resources": {"A": {"Type": "T", "DependsOn": "A"}}}
    (tmp_path / "child.json").write_text(json.dumps(child))
    with pytest.raises(TemplateError, match=r"child\.json: circular dependency between resources: A -> A"):
        load(path)
