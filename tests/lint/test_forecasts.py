"""Limits are announced before they are reached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from cdk_apigateway_errors.cloudformation import Application
from cdk_apigateway_errors.cloudformation.model import RestApi, TemplateFile
from cdk_apigateway_errors.lint import Severity, lint
from cdk_apigateway_errors.lint.examples import method, response
from cdk_apigateway_errors.lint.forecasts import templates, use
from cdk_apigateway_errors.lint.rules import api_resources


@pytest.mark.parametrize(
    ("number", "severity"), [(80, None), (81, Severity.WARNING), (100, Severity.WARNING), (101, "the rule's own")]
)
def test_four_fifths_of_a_limit_warn_and_more_than_all_of_it_is_an_error(number: int, severity: object) -> None:
    found = [one.severity or "the rule's own" for one in use("it", number, 100, "fix")]
    assert found == ([] if severity is None else [severity])


def test_every_part_of_a_path_counts_once_and_the_root_with_them() -> None:
    methods = tuple(method(response(200), path=f"/a/b{n}/c") for n in range(130))  # 1 + 1 + 2 * 130
    (found,) = lint(Application((RestApi("Api", "api", methods=methods),)), [api_resources.RULE])
    assert found.severity is Severity.WARNING
    assert "262 resources" in found.message


def test_the_templates_of_an_assembly_are_measured_and_nothing_else(ours: Mapping[str, Application]) -> None:
    measured = {one.path.name: one for one in templates(ours["Blog"])}
    assert {"Blog.template.json", "Orders.template.json"} <= set(measured)
    assert all(name.endswith(".template.json") for name in measured)
    blog = measured["Blog.template.json"]
    written = json.loads(blog.path.read_text(encoding="utf-8"))["Resources"]
    assert blog.resources == {name: body["Type"] for name, body in written.items()}
    assert blog.size == len(blog.path.read_bytes())


def test_a_template_that_two_nested_stacks_share_is_measured_once() -> None:
    shared = [
        TemplateFile(Path("Shared.template.json"), name, {"Api": "AWS::ApiGateway::RestApi"}, 10) for name in "ab"
    ]
    assert [one.path.name for one in templates(Application(templates=tuple(shared)))] == ["Shared.template.json"]
