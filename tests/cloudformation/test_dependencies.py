import pytest

from cdk_apigateway_errors.cloudformation.dependencies import find_cycle


@pytest.mark.parametrize(
    ("resources", "circle"),
    [
        pytest.param({"A": {"Properties": {"x": {"Ref": "A"}}}}, ["A", "A"], id="itself"),
        pytest.param(
            {
                "A": {"Properties": {"x": {"Fn::GetAtt": ["B", "Arn"]}}},
                "B": {"Properties": {"y": {"Fn::Sub": "${A.Arn}"}}},
            },
            ["A", "B", "A"],
            id="attribute and sub",
        ),
        pytest.param(
            {"A": {"DependsOn": "B"}, "B": {"DependsOn": ["C"]}, "C": {"DependsOn": ["A"]}},
            ["A", "B", "C", "A"],
            id="three by DependsOn",
        ),
        pytest.param(
            {"A": {"DependsOn": ["B", "C"]}, "B": {"DependsOn": "C"}, "C": {}}, [], id="a diamond is no circle"
        ),
        pytest.param({"A": {"Properties": {"x": {"Fn::Sub": "${!A}"}}}}, [], id="a literal is no reference"),
        pytest.param({"A": {"Properties": {"x": {"Fn::If": ["Yes", 1, {"Ref": "A"}]}}}}, [], id="the branch not taken"),
    ],
)
def test_a_circle_is_found_where_there_is_one(resources: dict[str, dict[str, object]], circle: list[str]) -> None:
    assert find_cycle(resources, lambda name: name == "Yes") == circle


def test_a_chain_of_many_resources_is_walked_without_recursion() -> None:
    resources = {f"R{i}": {"DependsOn": f"R{i + 1}"} for i in range(5_000)}
    assert find_cycle({**resources, "R5000": {}}, lambda name: True) == []
