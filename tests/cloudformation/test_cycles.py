"""Circular dependencies through nested stacks, which CDK synthesizes and CloudFormation refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import CircularDependencyError, TemplateError, find_cycles, load

NESTED = "AWS::CloudFormation::Stack"


def resource(type_: str = "AWS::SNS::Topic", *, depends_on: Any = None, **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties, **({"DependsOn": depends_on} if depends_on else {})}


def nested(file: str, **parameters: Any) -> dict[str, Any]:
    return resource(NESTED, TemplateURL=file, Parameters=parameters)


def child(*, use: str = "P", output: Any = None, **resources: Any) -> dict[str, Any]:
    """A template with a parameter that one resource uses, and an output."""
    own = {"User": resource(TopicName={"Ref": use})} if use else {}
    outputs = {"O": {"Value": output}} if output is not None else {}
    return {
        "Parameters": {"P": {"Type": "String"}},
        "Resources": {**own, "Other": resource(), **resources},
        "Outputs": outputs,
    }


def written(folder: Path, parent: dict[str, Any], **children: dict[str, Any]) -> Path:
    for name, template in children.items():
        (folder / f"{name}.json").write_text(json.dumps(template))
    path = folder / "Parent.template.json"
    path.write_text(json.dumps({"Resources": parent}))
    return path


OUTPUT = {"Fn::GetAtt": ["Orders", "Outputs.O"]}


def test_a_stage_that_a_nested_stack_needs_while_its_deployment_needs_the_nested_stack_is_a_circle(tmp_path: Path):
    parent = {
        "Stage": resource(DeploymentId={"Ref": "Deployment"}),
        "Deployment": resource(depends_on=["Orders"]),
        "Orders": nested("orders.json", P={"Ref": "Stage"}),
    }
    (sentence,) = find_cycles(written(tmp_path, parent, orders=child()))
    assert "Stage -> Deployment -> Orders (through its parameter P, used there by User) -> Stage" in sentence


def test_two_nested_stacks_that_read_each_others_outputs_are_a_circle(tmp_path: Path):
    parent = {
        "Orders": nested("orders.json", P={"Fn::GetAtt": ["Carts", "Outputs.O"]}),
        "Carts": nested("carts.json", P=OUTPUT),
    }
    made = child(output={"Ref": "Other"})  # no two of the resources in them need each other
    (sentence,) = find_cycles(written(tmp_path, parent, orders=made, carts=made))
    assert "Orders (through its parameter P" in sentence
    assert "Carts (through its parameter P" in sentence


def test_a_circle_inside_a_nested_stack_names_its_template(tmp_path: Path):
    inner = child(A=resource(depends_on="B"), B=resource(depends_on=["A"]))
    (sentence,) = find_cycles(written(tmp_path, {"Orders": nested("orders.json", P="x")}, orders=inner))
    assert "orders.json" in sentence
    assert "A -> B -> A" in sentence


def test_a_circle_through_a_nested_stack_in_a_nested_stack_is_found(tmp_path: Path):
    middle = {
        "Parameters": {"P": {"Type": "String"}},
        "Resources": {"Orders": nested("orders.json", P={"Ref": "P"})},
        "Outputs": {"O": {"Value": OUTPUT}},
    }
    parent = {
        "Topic": resource(TopicName={"Fn::GetAtt": ["Middle", "Outputs.O"]}),
        "Middle": nested("middle.json", P={"Ref": "Topic"}),
    }
    inner = child(output={"Ref": "Other"})
    (sentence,) = find_cycles(written(tmp_path, parent, middle=middle, orders=inner))
    assert "Middle (through its parameter P, used there by Orders)" in sentence


@pytest.mark.parametrize(
    "parent",
    [
        pytest.param({"Orders": nested("orders.json", P="x"), "T": resource(TopicName=OUTPUT)}, id="an output"),
        pytest.param({"T": resource(), "Orders": nested("orders.json", P={"Ref": "T"})}, id="a parameter"),
        pytest.param(
            {"Orders": nested("orders.json", P="x"), "Carts": nested("carts.json", P=OUTPUT)}, id="one way between two"
        ),
    ],
)
def test_what_cloudformation_can_order_is_no_circle(tmp_path: Path, parent: dict[str, Any]):
    made = child(output={"Ref": "Other"})
    path = written(tmp_path, parent, orders=made, carts=made)
    assert find_cycles(path) == ()
    assert load(path).rest_apis == ()


def test_the_loader_refuses_a_circle_and_says_all_of_them(tmp_path: Path):
    inner = child(A=resource(depends_on="B"), B=resource(depends_on=["A"]))
    parent = {
        "Orders": nested("orders.json", P="x"),
        "C": resource(depends_on="D"),
        "D": resource(depends_on="C"),
    }
    with pytest.raises(CircularDependencyError) as caught:
        load(written(tmp_path, parent, orders=inner))
    assert "C -> D -> C" in str(caught.value)
    assert "A -> B -> A" in str(caught.value)
    assert isinstance(caught.value, TemplateError)
