"""Expected values are the results that the CloudFormation user guide gives for its examples."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.cloudformation import TemplateError, load
from cdk_apigateway_errors.cloudformation.assembly import StackSource
from cdk_apigateway_errors.cloudformation.errors import IntrinsicError
from cdk_apigateway_errors.cloudformation.intrinsics import resolve, unresolved, unresolved_in
from cdk_apigateway_errors.cloudformation.stacks import Stack, World, build_world

REGION_MAP = {
    "us-east-1": {"HVM64": "ami-0ff8a91507f77f867", "HVMG2": "ami-0a584ac55a7631c0c"},
    "us-west-1": {"HVM64": "ami-0bdb828fd58c52235", "HVMG2": "ami-066ee5fd4a9ef77f1"},
}
TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "RootDomainName": {"Type": "String", "Default": "example.com"},
        "EnvironmentType": {"Type": "String", "Default": "test"},
        "ASecurityGroup": {"Type": "String", "Default": "sg-mysggroup"},
        "DbSubnetIpBlocks": {"Type": "CommaDelimitedList", "Default": "10.0.48.0/24, 10.0.112.0/24, 10.0.176.0/24"},
        "Count": {"Type": "Number", "Default": 3},
        "NoDefault": {"Type": "String"},
        "Latest": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/app/latest"},
    },
    "Mappings": {"RegionMap": REGION_MAP},
    "Conditions": {
        "UseProdCondition": {"Fn::Equals": [{"Ref": "EnvironmentType"}, "prod"]},
        "MyNotCondition": {"Fn::Not": [{"Fn::Equals": [{"Ref": "EnvironmentType"}, "prod"]}]},
        "MyAndCondition": {
            "Fn::And": [{"Fn::Equals": ["sg-mysggroup", {"Ref": "ASecurityGroup"}]}, {"Condition": "MyNotCondition"}]
        },
        "MyOrCondition": {
            "Fn::Or": [{"Fn::Equals": ["sg-other", {"Ref": "ASecurityGroup"}]}, {"Condition": "UseProdCondition"}]
        },
        "NumberEqualsText": {"Fn::Equals": [{"Ref": "Count"}, 3]},
        "Loop": {"Fn::Not": [{"Condition": "Loop"}]},
        "Unknown": {"Fn::Equals": [{"Ref": "NoDefault"}, "x"]},
    },
    "Resources": {
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "orders"}},
        "Off": {"Type": "AWS::S3::Bucket", "Condition": "UseProdCondition"},
        "Fn": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": {"Fn::Sub": "${AWS::StackName}-get"}}},
        "Live": {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionName": {"Ref": "Fn"}, "Name": "live"}},
        "Secret": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/app/token", "Value": "t0ken"}},
    },
    "Outputs": {"Ids": {"Value": "a,b,c", "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-ids"}}}},
}


def make_stack(template: Mapping[str, Any] = TEMPLATE, **parameters: Any) -> Stack:
    world = World("us-east-1", "123456789012", parameters)
    build_world(world, [StackSource("shop", template, "shop.json")])
    return world.stacks[0]


@pytest.fixture(scope="module")
def stack() -> Stack:
    return make_stack()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"Fn::Split": ["|", "a|b|c"]}, ["a", "b", "c"], id="split"),
        pytest.param({"Fn::Split": ["|", "a||c|"]}, ["a", "", "c", ""], id="split keeps empty parts"),
        pytest.param({"Fn::Select": ["1", ["apples", "grapes", "oranges"]]}, "grapes", id="select, index as text"),
        pytest.param({"Fn::Select": ["0", {"Ref": "DbSubnetIpBlocks"}]}, "10.0.48.0/24", id="select from a parameter"),
        pytest.param({"Fn::Select": [1, {"Ref": "DbSubnetIpBlocks"}]}, "10.0.112.0/24", id="list items are trimmed"),
        pytest.param(
            {"Fn::Select": ["2", {"Fn::Split": [",", {"Fn::ImportValue": "shop-ids"}]}]},
            "c",
            id="split an imported value",
        ),
        pytest.param({"Fn::Join": [":", ["a", "b", "c"]]}, "a:b:c", id="join"),
        pytest.param({"Fn::Join": ["", ["n=", 3, True]]}, "n=3true", id="join writes numbers and booleans as text"),
        pytest.param(
            {"Fn::FindInMap": ["RegionMap", {"Ref": "AWS::Region"}, "HVM64"]}, "ami-0ff8a91507f77f867", id="find in map"
        ),
        pytest.param(
            {"Fn::FindInMap": ["RegionMap", "mars", "HVM64", {"DefaultValue": "none"}]},
            "none",
            id="find in map, default",
        ),
        pytest.param(
            {"Fn::Sub": ["www.${Domain}", {"Domain": {"Ref": "RootDomainName"}}]},
            "www.example.com",
            id="sub with a map",
        ),
        pytest.param(
            {"Fn::Sub": "arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:vpc/${Table}"},
            "arn:aws:ec2:us-east-1:123456789012:vpc/orders",
            id="sub without a map",
        ),
        pytest.param(
            {"Fn::Sub": "${!Literal} $x ${Table.Arn}"},
            "${Literal} $x arn:aws:dynamodb:us-east-1:123456789012:table/orders",
            id="sub literal, attribute",
        ),
        pytest.param({"Fn::Base64": "AWS CloudFormation"}, "QVdTIENsb3VkRm9ybWF0aW9u", id="base64"),
        pytest.param({"Fn::GetAZs": ""}, ["us-east-1a", "us-east-1b", "us-east-1c"], id="zones of the stack's region"),
        pytest.param({"Fn::If": ["UseProdCondition", "large", "small"]}, "small", id="if"),
        pytest.param({"Fn::If": ["MyAndCondition", 1, 2]}, 1, id="and, condition in a condition"),
        pytest.param({"Fn::If": ["MyOrCondition", 1, 2]}, 2, id="or"),
        pytest.param({"Fn::If": ["NumberEqualsText", 1, 2]}, 1, id="numbers equal their text"),
        pytest.param(
            {"a": {"Fn::If": ["UseProdCondition", 1, {"Ref": "AWS::NoValue"}]}, "b": 2}, {"b": 2}, id="no value"
        ),
        pytest.param([{"Ref": "AWS::NoValue"}, 1], [1], id="no value in a list"),
        pytest.param({"Ref": "AWS::URLSuffix"}, "amazonaws.com", id="url suffix"),
        pytest.param({"Ref": "AWS::Partition"}, "aws", id="partition"),
        pytest.param({"Ref": "Count"}, "3", id="a number parameter is text"),
        pytest.param({"Ref": "Fn"}, "shop-get", id="ref of a function is its name"),
        pytest.param(
            {"Fn::GetAtt": "Fn.Arn"}, "arn:aws:lambda:us-east-1:123456789012:function:shop-get", id="function arn"
        ),
        pytest.param(
            {"Ref": "Live"}, "arn:aws:lambda:us-east-1:123456789012:function:shop-get:live", id="ref of an alias"
        ),
        pytest.param("token {{resolve:ssm:/app/token:1}}", "token t0ken", id="dynamic reference to a loaded parameter"),
        pytest.param({"Fn::ToJsonString": {"a": [1, {"Ref": "Table"}]}}, '{"a":[1,"orders"]}', id="to json string"),
        pytest.param({"Fn::Length": {"Ref": "DbSubnetIpBlocks"}}, 3, id="length"),
        pytest.param(
            {"Statement": {"Condition": {"StringEquals": {}}}},
            {"Statement": {"Condition": {"StringEquals": {}}}},
            id="a policy's Condition is data",
        ),
    ],
)
def test_an_intrinsic_gives_what_cloudformation_documents(stack: Stack, value: Any, expected: Any) -> None:
    assert resolve(value, stack) == expected


@pytest.mark.parametrize(
    ("value", "names"),
    [
        pytest.param({"Ref": "NoDefault"}, "parameter NoDefault", id="parameter without default"),
        pytest.param({"Ref": "Latest"}, "SSM parameter /app/latest", id="SSM parameter of the account"),
        pytest.param({"Ref": "Nowhere"}, "Nowhere", id="name that the template does not define"),
        pytest.param({"Fn::GetAtt": ["Table", "StreamArn"]}, "Table.StreamArn", id="attribute that only AWS knows"),
        pytest.param({"Ref": "Off"}, "Off", id="resource whose condition is false"),
        pytest.param({"Fn::ImportValue": "other-stack"}, "other-stack", id="export of a stack that is not loaded"),
        pytest.param(
            {"Fn::Select": [3, {"Fn::Split": [":", {"Ref": "NoDefault"}]}]}, "NoDefault", id="part of an unknown"
        ),
        pytest.param({"Fn::Macro": {}}, "Fn::Macro", id="function that is not known"),
        pytest.param("{{resolve:secretsmanager:db:SecretString}}", "secretsmanager:db", id="secret"),
    ],
)
def test_what_only_the_cloud_knows_becomes_a_marked_placeholder(stack: Stack, value: Any, names: str) -> None:
    found = unresolved_in(resolve({"inside": [value]}, stack))
    assert len(found) == 1
    assert names in found[0]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"Fn::Join": ["", "text"]}, "Fn::Join takes a list"),
        ({"Fn::Join": [""]}, "Fn::Join takes a list of 2 values"),
        ({"Fn::Join": ["", [{"a": 1, "b": 2}]]}, "expected text"),
        ({"Fn::Select": ["x", ["a"]]}, "takes an index"),
        ({"Fn::Select": [5, ["a"]]}, "no index 5 in a list of 1"),
        ({"Fn::Select": [-1, ["a"]]}, "no index -1"),
        ({"Fn::Split": ["", "a"]}, "delimiter"),
        ({"Fn::FindInMap": ["RegionMap", "mars", "HVM64"]}, "RegionMap.mars.HVM64"),
        ({"Fn::If": ["Nope", 1, 2]}, "condition Nope is not defined"),
        ({"Fn::If": ["Loop", 1, 2]}, "circular reference: condition Loop -> condition Loop"),
        ({"Fn::Sub": {"a": 1}}, "Fn::Sub"),
        ({"Ref": ["a"]}, "Ref takes a name"),
        ({"Ref": "AWS::Moon"}, "pseudo parameter"),
        ({"Fn::GetAtt": "NoDot"}, "Fn::GetAtt"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_misused_intrinsic_is_one_clear_error(stack: Stack, value: Any, says: str) -> None:
    with pytest.raises(IntrinsicError, match=says.replace("(", r"\(")):
        resolve(value, stack)


def test_parameters_given_by_the_caller_win_over_defaults() -> None:
    stack = make_stack(EnvironmentType="prod", Latest="v2")
    assert resolve([{"Ref": "Latest"}, {"Fn::If": ["UseProdCondition", 1, 2]}], stack) == ["v2", 1]


def test_a_condition_on_an_unknown_value_is_false_and_reported(stack: Stack) -> None:
    assert stack.condition("Unknown") is False
    assert [(u.logical_id, "NoDefault" in u.reason) for u in stack.world.unsupported] == [("Unknown", True)]


def test_partition_and_suffix_follow_the_region() -> None:
    world = World("cn-north-1", "123456789012", {})
    build_world(world, [StackSource("shop", TEMPLATE, "shop.json")])
    value = {"Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix} ${Fn.Arn}"}
    expected = "aws-cn amazonaws.com.cn arn:aws-cn:lambda:cn-north-1:123456789012:function:shop-get"
    assert resolve(value, world.stacks[0]) == expected


def test_a_parameter_that_names_a_loaded_ssm_parameter_gets_its_value() -> None:
    parameters = {"P": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/app/token"}}
    assert make_stack({**TEMPLATE, "Parameters": {**TEMPLATE["Parameters"], **parameters}}).ref("P") == "t0ken"


@pytest.mark.parametrize(
    "value",
    [
        {"Fn::GetAtt": ["Reader", "/cdk/exports/B/Arn"]},
        {"Fn::GetStackOutput": {"StackName": "producer", "Region": "eu-west-1", "OutputName": "Arn"}},
        {"Fn::ImportValue": "producer:Arn"},
    ],
    ids=["reader of another region", "weak reference", "export"],
)
def test_each_way_that_cdk_refers_to_another_stack_is_followed(value: Any) -> None:
    """The shapes are those that aws-cdk-lib 2.275 writes for references between stacks and regions."""
    exports = {"region": "us-east-1", "exports": {"/cdk/exports/B/Arn": {"Fn::GetAtt": ["Fn", "Arn"]}}}
    producer = {
        "Resources": {
            "Fn": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "f"}},
            "Writer": {"Type": "Custom::CrossRegionExportWriter", "Properties": {"WriterProps": exports}},
        },
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Fn", "Arn"]}, "Export": {"Name": "producer:Arn"}}},
    }
    consumer = {"Resources": {"Reader": {"Type": "Custom::CrossRegionExportReader"}}}
    world = World("us-east-1", "123456789012", {})
    sources = [
        StackSource("consumer", consumer, "b.json"),
        StackSource("producer", {"Resources": {}}, "c.json", region="us-east-1"),
        StackSource("producer", producer, "a.json", region="eu-west-1"),
    ]
    build_world(world, sources)
    assert resolve(value, world.stacks[0]) == "arn:aws:lambda:eu-west-1:123456789012:function:f"


def test_the_ids_of_two_resources_in_a_name_circle_are_an_error() -> None:
    resources = {
        "A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "B"}}},
        "B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "A"}}},
    }
    with pytest.raises(TemplateError, match="circular dependency between resources: A -> B -> A"):
        load({"Resources": resources})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
).filter(lambda value: "resolve:" not in str(value) and "Ref" not in str(value) and "Fn::" not in str(value))


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_a_value_without_intrinsics_is_left_as_it_is(value: Any) -> None:
    assert resolve(value, make_stack({"Resources": {}})) == value


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_a_placeholder_can_be_found_again_inside_any_text(what: str) -> None:
    marked = unresolved(what)
    assert unresolved_in(f"arn:{marked}:x") == unresolved_in(marked)
    assert len(unresolved_in(marked)) == 1
