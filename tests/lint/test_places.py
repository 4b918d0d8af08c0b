"""Lines of resources in template files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdk_apigateway_errors.lint import Finding, Severity
from cdk_apigateway_errors.lint.places import Place, Places

JSON = """{
 "Resources": {
  "Method": {
   "Type": "AWS::ApiGateway::Method",
   "DependsOn": "Other"
  },
  "Other": { "Type": "AWS::ApiGateway::Resource",
   "Properties": { },
   "Metadata": {
    "Method": {
    }
   }
  }
 }
}"""
YAML = """Resources:
  Method:  # a comment
    Type: AWS::ApiGateway::Method
  'Other':
    Type: AWS::ApiGateway::Resource
"""


def finding(logical_id: str) -> Finding:
    return Finding("rule", Severity.ERROR, "m", "f", logical_id=logical_id)


@pytest.mark.parametrize(
    ("text", "logical_id", "line"),
    [
        pytest.param(JSON, "Method", 3, id="JSON, where it stands first"),
        pytest.param(JSON, "Other", 7, id="JSON, with more on the line"),
        pytest.param(JSON, "Missing", 1, id="JSON, not found"),
        pytest.param(YAML, "Method", 2, id="YAML"),
        pytest.param(YAML, "Other", 4, id="YAML, quoted"),
    ],
)
def test_the_line_of_a_logical_id_is_found(tmp_path: Path, text: str, logical_id: str, line: int) -> None:
    path = tmp_path / ("t.json" if text is JSON else "t.yaml")
    path.write_text(text, "utf-8")
    assert Places([path]).of(finding(logical_id)) == Place(path, line)


def test_manifests_assets_and_missing_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{\n"Method": {}}', "utf-8")
    (tmp_path / "index.py").write_text("AWS::", "utf-8")
    assert Places([*tmp_path.iterdir(), tmp_path / "gone.json"]).of(finding("Method")) is None
