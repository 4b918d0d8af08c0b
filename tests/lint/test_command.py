"""The command: its formats and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cdk_apigateway_errors.cli.app import app

URI = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:us-east-1:123456789012:function:orders/invocations"
)
WARNED = [{"StatusCode": "200"}, {"StatusCode": "404", "SelectionPattern": "404"}]
CLEAN = [{"StatusCode": "200"}, {"StatusCode": "500", "SelectionPattern": "(?s).+"}]
BROKEN = [{"StatusCode": "200"}, {"StatusCode": "500", "SelectionPattern": "(?s).+[%\n:,"}]
Write = Callable[..., Path]


def template(*methods: list[dict[str, Any]]) -> dict[str, Any]:
    resources: dict[str, Any] = {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "orders"}}}
    for at, responses in enumerate(methods):
        root = {"Fn::GetAtt": ["Api", "RootResourceId"]}
        part = {"RestApiId": {"Ref": "Api"}, "ParentId": root, "PathPart": f"r{at}"}
        resources[f"R{at}"] = {"Type": "AWS::ApiGateway::Resource", "Properties": part}
        templates = {"application/json": '{"constant":true}'}
        mapped = [dict(one, ResponseTemplates=templates) for one in responses]
        integration = {
            "Type": "AWS",
            "IntegrationHttpMethod": "POST",
            "Uri": URI,
            "IntegrationResponses": mapped,
            "PassthroughBehavior": "NEVER",
        }
        properties = {
            "RestApiId": {"Ref": "Api"},
            "ResourceId": {"Ref": f"R{at}"},
            "HttpMethod": "GET",
            "AuthorizationType": "NONE",
            "Integration": integration,
            "MethodResponses": [{"StatusCode": one["StatusCode"]} for one in responses],
        }
        resources[f"M{at}"] = {"Type": "AWS::ApiGateway::Method", "Properties": properties}
    return {"Resources": resources}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def writes(*methods: list[dict[str, Any]]) -> Path:
        path = tmp_path / "template.json"
        path.write_text(json.dumps(template(*methods), indent=1), "utf-8")
        return path

    return writes


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["lint", *map(str, arguments)])


@pytest.mark.parametrize(
    ("methods", "options", "code"),
    [
        pytest.param([CLEAN], [], 0, id="clean"),
        pytest.param([CLEAN], ["--strict"], 0, id="clean and strict"),
        pytest.param([WARNED], [], 0, id="a warning"),
        pytest.param([WARNED], ["--strict"], 1, id="a warning and strict"),
        pytest.param([WARNED], ["--strict", "--ignore", "failure-selects-nothing"], 0, id="a warning ignored"),
        pytest.param([BROKEN], [], 1, id="an error"),
        pytest.param([CLEAN], ["--ignore", "nothing"], 2, id="an unknown rule"),
        pytest.param([CLEAN], ["--api", "nothing"], 2, id="an unknown API"),
    ],
)
def test_the_exit_code_says_what_was_found(write: Write, methods: list[Any], options: list[str], code: int) -> None:
    assert run(write(*methods), *options).exit_code == code


@pytest.mark.parametrize("text", ["{", "[]", None], ids=["no JSON", "no template", "no file"])
def test_bad_input_ends_with_2_and_one_message(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "bad.json"
    if text is not None:
        path.write_text(text, "utf-8")
    result = run(path)
    assert result.exit_code == 2
    assert result.output.startswith("Error:")


def test_the_text_names_the_route_the_rule_the_message_and_the_fix(write: Write) -> None:
    output = run(write(WARNED)).output
    assert "Api GET /r0\n" in output
    assert "warning  200 failure-selects-nothing" in output
    assert "'x' selects no pattern" in output
    assert "Fix: add a response for everything else" in output
    assert output.endswith("1 warning\n")


def test_routes_with_the_same_findings_are_shown_once(write: Write) -> None:
    output = run(write(*[WARNED] * 5)).output
    assert "Api GET /r0, GET /r1, GET /r2 and 2 more routes\n" in output
    assert output.count("failure-selects-nothing") == 1
    assert output.endswith("5 warnings\n")


def test_nothing_found_is_said(write: Write) -> None:
    assert run(write(CLEAN)).output == "No findings.\n"


def test_json_holds_every_finding_and_the_counts(write: Write) -> None:
    document = json.loads(run(write(WARNED, BROKEN), "--format", "json").output)
    places = [(one["rule_id"], one["route"], one["logical_id"]) for one in document["findings"]]
    assert places == [("failure-selects-nothing", "GET /r0", "M0"), ("pattern-does-not-compile", "GET /r1", "M1")]
    assert document["summary"] == {"error": 1, "warning": 1, "info": 0}


def test_github_annotations_name_file_and_line_and_escape_what_is_special(write: Write) -> None:
    path = write(BROKEN)
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if '"M0"' in text)
    output = run(path, "--format", "github").output
    found = next(text for text in output.splitlines() if "pattern-does-not-compile" in text)
    assert found.startswith(f"::error file=template.json,line={line},title=pattern-does-not-compile GET /r0::500: ")
    assert "%25" in found  # the percent sign of the pattern
    assert "::" not in found.split("::", 2)[2]


def test_sarif_is_one_document_with_the_path_as_seen_from_here(write: Write) -> None:
    document = json.loads(run(write(BROKEN), "--format", "sarif").output)
    places = [
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in document["runs"][0]["results"]
    ]
    assert set(places) == {"template.json"}


def test_colours_appear_only_where_they_are_shown(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(WARNED)
    assert "\x1b" not in run(path).output
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[33m" in run(path).output
