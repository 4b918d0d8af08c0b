"""Findings name the template that holds their resource."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdk_apigateway_errors.cloudformation.model import TemplateFile
from cdk_apigateway_errors.lint import Finding, Severity
from cdk_apigateway_errors.lint.template_index import TemplateIndex

API = {"Api": "AWS::ApiGateway::RestApi"}
METHOD = {"Method": "AWS::ApiGateway::Method"}
INDEX = TemplateIndex(
    [
        TemplateFile(Path("One.json"), "One", API, 1),
        TemplateFile(Path("Two.json"), "Two", {**API, "Only": "AWS::ApiGateway::Method"}, 1),
        TemplateFile(Path("OneNested.json"), "One-Nested", METHOD, 1, nested=True),
        TemplateFile(Path("TwoNested.json"), "Two-Nested", METHOD, 1, nested=True),
    ]
)


@pytest.mark.parametrize(
    ("stack_name", "logical_id", "path"),
    [
        ("One", "Api", "One.json"),
        ("Two", "Api", "Two.json"),
        ("Two", "Method", "TwoNested.json"),
        ("One", "Only", "Two.json"),
        ("One", "Missing", "One.json"),
        ("Three", "Missing", ""),
    ],
)
def test_the_stack_of_the_api_comes_first_then_its_nested_stacks(stack_name: str, logical_id: str, path: str) -> None:
    assert INDEX.template(stack_name, logical_id) == path


def test_a_finding_that_knows_its_template_keeps_it_and_one_without_files_has_none() -> None:
    finding = Finding("rule", Severity.ERROR, "message", "fix", "One/Api", logical_id="Api")
    assert INDEX.placed(finding).template == "One.json"
    assert TemplateIndex([]).placed(finding) == finding
    known = Finding("rule", Severity.ERROR, "message", "fix", "One/Api", logical_id="Api", template="Other.json")
    assert INDEX.placed(known) == known
