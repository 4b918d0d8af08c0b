"""The judge's own reading of intrinsic functions; needs no deployment."""

from __future__ import annotations

from typing import Any

import pytest

from .intrinsics import Deployed

TEMPLATE = {
    "Parameters": {"Version": {"Default": "7"}},
    "Mappings": {"Texts": {"us-east-1": {"one": "text of the map"}}},
    "Resources": {
        "Fn": {"Type": "AWS::Lambda::Function"},
        "Role": {"Type": "AWS::IAM::Role"},
        "Api": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {"Name": {"Ref": "Version"}, "B": {"Ref": "AWS::NoValue"}},
        },
        "Path": {"Type": "AWS::ApiGateway::Resource"},
        "Log": {"Type": "AWS::Logs::LogGroup"},
    },
}
PHYSICAL = {"Fn": "fn-1", "Role": "role-1", "Api": "api1", "Path": "path1", "Log": "/log"}
STACK = Deployed("Stack", TEMPLATE, PHYSICAL, {"api1": "root1"})
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:fn-1"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        ({"Ref": "Fn"}, "fn-1"),
        ({"Ref": "Version"}, "7"),
        ({"Ref": "AWS::StackName"}, "Stack"),
        ({"Fn::GetAtt": ["Fn", "Arn"]}, FUNCTION),
        ({"Fn::GetAtt": "Role.Arn"}, "arn:aws:iam::123456789012:role/role-1"),
        ({"Fn::GetAtt": ["Log", "Arn"]}, "arn:aws:logs:us-east-1:123456789012:log-group:/log:*"),
        ({"Fn::GetAtt": ["Api", "RootResourceId"]}, "root1"),
        ({"Fn::GetAtt": ["Path", "ResourceId"]}, "path1"),
        ({"Fn::Join": ["", ["a:", {"Fn::GetAtt": ["Fn", "Arn"]}, "/b"]]}, f"a:{FUNCTION}/b"),
        ({"Fn::Sub": "${AWS::Region}/${Fn.Arn}/${!x}"}, f"us-east-1/{FUNCTION}/${{x}}"),
        ({"Fn::Sub": ["${A}-${Fn}", {"A": {"Ref": "Version"}}]}, "7-fn-1"),
        ({"Fn::FindInMap": ["Texts", {"Ref": "AWS::Region"}, "one"]}, "text of the map"),
        ({"Fn::Select": ["1", {"Fn::Split": ["-", {"Ref": "Fn"}]}]}, "1"),
        ([{"Ref": "AWS::NoValue"}, {"a": {"Ref": "AWS::NoValue"}, "b": [1]}], [{"b": [1]}]),
    ],
    ids=str,
)
def test_a_value_is_resolved(value: Any, expected: Any) -> None:
    assert STACK.resolve(value) == expected


@pytest.mark.parametrize("value", [{"Fn::ImportValue": "x"}, {"Fn::GetAtt": ["Fn", "Version"]}], ids=str)
def test_what_is_not_known_is_refused(value: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"intrinsics\.py"):
        STACK.resolve(value)


def test_properties_come_by_type() -> None:
    assert STACK.of_type("AWS::ApiGateway::RestApi") == {"Api": {"Name": "7"}}
