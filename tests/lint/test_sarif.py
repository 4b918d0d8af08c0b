"""SARIF logs have the shape that the standard asks for."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from cdk_apigateway_errors.lint import RULES, lint
from cdk_apigateway_errors.lint.finding import Finding, Severity
from cdk_apigateway_errors.lint.places import Places
from cdk_apigateway_errors.lint.sarif import sarif

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "helpUri": {"type": "string", "format": "uri"},
        "defaultConfiguration": {"properties": {"level": LEVEL}},
    },
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": TEXT,
        "level": LEVEL,
        "ruleIndex": {"type": "integer", "minimum": -1},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "locations": {
            "type": "array",
            "items": {
                "properties": {
                    "physicalLocation": {
                        "required": ["artifactLocation"],
                        "properties": {
                            "artifactLocation": {"properties": {"uri": {"type": "string", "format": "uri-reference"}}},
                            "region": {"properties": {"startLine": {"type": "integer", "minimum": 1}}},
                        },
                    }
                }
            },
        },
    },
}
SHAPE = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {"rules": {"type": "array", "uniqueItems": True, "items": RULE}},
                            }
                        },
                    },
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""The required properties and the enumerations of the OASIS schema for the parts that are written here."""


def findings(folder: Path) -> tuple[Finding, ...]:
    return tuple(one for rule in RULES for example in rule.bad for one in lint(example.made(folder), [rule]))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lint") / "a template.json"
    path.write_text(json.dumps({"Resources": {"Method": {"Type": "AWS::ApiGateway::Method"}}}, indent=1), "utf-8")
    return path


def test_a_log_of_every_finding_has_the_required_shape(template: Path, tmp_path: Path) -> None:
    found = findings(tmp_path)
    log = json.loads(json.dumps(sarif(found, Places([template]), "1.0")))
    jsonschema.Draft7Validator(SHAPE, format_checker=jsonschema.FormatChecker()).validate(log)
    assert len(log["runs"][0]["results"]) == len(found) > 50


def test_a_result_points_at_its_rule_and_at_the_line_of_its_resource(template: Path) -> None:
    finding = Finding("no-default-response", Severity.ERROR, "nothing", "add one", "Api", "GET /", "Method")
    run = sarif([finding], Places([template]), "1.0")["runs"][0]
    result = run["results"][0]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "no-default-response"
    physical = result["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 3}
    assert physical["artifactLocation"]["uri"].endswith("/a%20template.json")


def test_an_info_is_a_note_and_without_files_there_is_no_physical_location() -> None:
    result = sarif([Finding("super-linear", Severity.INFO, "m", "f", "Api")], Places([]), "1")["runs"][0]["results"][0]
    assert result["level"] == "note"
    assert result["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "Api", "kind": "resource"}]}]


def test_the_fingerprint_does_not_change_with_the_wording() -> None:
    one, other = (Finding("super-linear", Severity.INFO, text, "f", "Api", "GET /") for text in ("a", "b"))
    results = sarif([one, other], Places([]), "1")["runs"][0]["results"]
    assert results[0]["partialFingerprints"] == results[1]["partialFingerprints"]
