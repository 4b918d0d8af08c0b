"""Limits are announced before they are reached."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cloudformation import Application
from cdk_apigateway_errors.cloudformation.model import RestApi
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


def test_assets_and_manifests_are_no_templates(tmp_path) -> None:
    for name, text in [
        ("manifest.json", '{"artifacts": {}}'),
        ("package.json", "{}"),
        ("broken.json", "AWS:: Resources {"),
    ]:
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "t.yaml").write_text("Resources:\n  Api: {Type: AWS::ApiGateway::RestApi}\n", "utf-8")
    application = Application(sources=tuple(sorted(tmp_path.iterdir())))
    assert [(one.name, one.resources) for one in templates(application)] == [("broken.json", None), ("t.yaml", 1)]
