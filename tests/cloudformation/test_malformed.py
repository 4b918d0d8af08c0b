"""Whatever a template holds, loading it gives an application or a TemplateError, never another exception."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.cloudformation import Application, TemplateError, load
from cloudformation.builders import function, lambda_integration, method, path_resource, resource, rest_api, template
from cloudformation.test_openapi import OPENAPI3

EXAMPLES = 10_000 if os.environ.get("LONG_FUZZ") == "1" else 250

JUNK: list[Any] = [
    None, 1, -1, 1.5, True, "", "x", [], {}, [1], {"a": 1}, {1: 2}, [[[]]], "<unresolved: x>", "{{resolve:ssm:x}}",
    {"Ref": "X"}, {"Ref": 1}, {"Ref": "AWS::NoValue"}, {"Fn::GetAtt": "A.B"}, {"Fn::Sub": "${Api.Arn}${}"},
    {"Fn::Sub": ["${x}", {"x": []}]}, {"Fn::If": ["a", 1, 2]}, {"Fn::Select": [0, []]}, {"Fn::Join": ["", [[]]]},
    {"Fn::Transform": {}}, {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "/"}}},
    {"Fn::FindInMap": ["a", "b", "c"]}, {"Fn::Split": [",", ""]}, {"Fn::GetStackOutput": {"StackName": "x"}},
    {"$ref": "#/a"}, {"Fn::ImportValue": []}, {"Fn::Base64": []},
]  # fmt: skip

BY_HAND = template(
    rest_api(BinaryMediaTypes=["image/png"]),
    function(Environment={"Variables": {"A": {"Ref": "P"}}}, Layers=[{"Ref": "Layer"}]),
    {
        "Layer": resource("AWS::Lambda::LayerVersion", Content={"S3Bucket": "b", "S3Key": "k.zip"}),
        "Live": resource("AWS::Lambda::Alias", FunctionName={"Ref": "Fn"}, Name="live", FunctionVersion="1"),
        "R": path_resource("{id}"),
        "M": {**method({"Ref": "R"}, MethodResponses=[{"StatusCode": "200"}]), "Condition": "C", "DependsOn": ["R"]},
        "N": method(integration=lambda_integration({"Ref": "Live"}, IntegrationResponses=[{"StatusCode": "200"}])),
        "S": resource("AWS::ApiGateway::Stage", RestApiId={"Ref": "Api"}, StageName="dev", Variables={"a": "b"}),
        "Model": resource("AWS::ApiGateway::Model", RestApiId={"Ref": "Api"}, Schema={"$ref": "#/definitions/x"}),
        "Perm": resource("AWS::Lambda::Permission", FunctionName={"Ref": "Fn"}, Principal="apigateway.amazonaws.com"),
        "G": resource("AWS::ApiGateway::GatewayResponse", RestApiId={"Ref": "Api"}, ResponseType="DEFAULT_4XX"),
        "Key": resource("AWS::ApiGateway::ApiKey", Value="x"),
        "Plan": resource("AWS::ApiGateway::UsagePlan", ApiStages=[{"ApiId": {"Ref": "Api"}, "Stage": "dev"}]),
        "Link": resource("AWS::ApiGateway::UsagePlanKey", KeyId={"Ref": "Key"}, UsagePlanId={"Ref": "Plan"}),
        "Nested": resource("AWS::CloudFormation::Stack", TemplateURL="x", Parameters={"A": {"Ref": "Api"}}),
    },
    Parameters={"P": {"Type": "CommaDelimitedList", "Default": "a,b"}},
    Mappings={"Map": {"a": {"b": "c"}}},
    Conditions={"C": {"Fn::Not": [{"Fn::Equals": [{"Ref": "P"}, "x"]}]}},
    Outputs={"O": {"Value": {"Ref": "Api"}, "Export": {"Name": "o"}}},
    Transform=["Own"],
)
FROM_OPENAPI = template(rest_api(Body=OPENAPI3), function())
MANIFEST = {
    "version": "1",
    "artifacts": {
        "S.assets": {"type": "cdk:asset-manifest", "properties": {"file": "S.assets.json"}},
        "S": {
            "type": "aws:cloudformation:stack",
            "environment": "aws://1/eu-west-1",
            "properties": {"templateFile": "S.template.json", "stackName": "S", "parameters": {"P": "1"}},
            "dependencies": ["S.assets"],
            "displayName": "S",
        },
        "In": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "inner"}},
    },
}
ASSETS = {"files": {"h": {"source": {"path": "asset.h"}, "destinations": {"d": {"objectKey": "x/h.zip"}}}}}


def positions(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from positions(item, (*path, key))


def broken(value: Any, chance: random.Random) -> Any:
    """A copy with one place removed or replaced."""
    changed = copy.deepcopy(value)
    *way, last = chance.choice(list(positions(value)))
    place = changed
    for key in way:
        place = place[key]
    if chance.random() < 0.2:
        del place[last]
    else:
        place[last] = copy.deepcopy(chance.choice(JUNK))
    return changed


def load_or_refuse(source: Any) -> None:
    with contextlib.suppress(TemplateError):
        assert isinstance(load(source), Application)


@pytest.mark.parametrize("base", [BY_HAND, FROM_OPENAPI], ids=["resources", "OpenAPI"])
def test_a_broken_template_loads_or_is_refused_by_name(base: dict[str, Any]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.randoms(use_true_random=False))
    def check(chance: random.Random) -> None:
        load_or_refuse(broken(base, chance))

    check()


@pytest.mark.parametrize("file", ["manifest.json", "S.assets.json"])
def test_a_broken_assembly_loads_or_is_refused_by_name(tmp_path: Path, file: str) -> None:
    files = {"manifest.json": MANIFEST, "S.assets.json": ASSETS, "S.template.json": BY_HAND}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "manifest.json").write_text('{"artifacts": {}}')

    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.randoms(use_true_random=False))
    def check(chance: random.Random) -> None:
        (tmp_path / file).write_text(json.dumps(broken(files[file], chance)))
        load_or_refuse(tmp_path)

    check()
