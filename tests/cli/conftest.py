"""A hand-written template, and the command in this process: no CDK, and no server but where a test starts one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from cdk_apigateway_errors.cli.app import app

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "orders.yaml").read_text("utf-8"))


@pytest.fixture(scope="session")
def orders(template: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template of the orders API as a JSON file."""
    path = tmp_path_factory.mktemp("orders") / "orders.json"
    path.write_text(json.dumps(template), "utf-8")
    return path


@pytest.fixture(scope="session")
def two_apis(template: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The orders API and a second one, ``Ping``, with a route of its own and one that both have."""
    document = copy.deepcopy(template)
    document["Resources"].update(
        {
            "PingApi": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "ping"}},
            "PingOrders": _resource("PingApi", {"Fn::GetAtt": ["PingApi", "RootResourceId"]}, "orders"),
            "PingOrder": _resource("PingApi", {"Ref": "PingOrders"}, "{id}"),
            "GetPing": _mock("PingApi", {"Fn::GetAtt": ["PingApi", "RootResourceId"]}),
            "GetPingOrder": _mock("PingApi", {"Ref": "PingOrder"}),
        }
    )
    path = tmp_path_factory.mktemp("two") / "two.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def _resource(api: str, parent: Any, part: str) -> dict[str, Any]:
    properties = {"RestApiId": {"Ref": api}, "ParentId": parent, "PathPart": part}
    return {"Type": "AWS::ApiGateway::Resource", "Properties": properties}


def _mock(api: str, resource: Any) -> dict[str, Any]:
    integration = {
        "Type": "MOCK",
        "RequestTemplates": {"application/json": '{"statusCode": 200}'},
        "IntegrationResponses": [{"StatusCode": "200", "ResponseTemplates": {"application/json": '{"pong":true}'}}],
    }
    properties = {
        "RestApiId": {"Ref": api},
        "ResourceId": resource,
        "HttpMethod": "GET",
        "AuthorizationType": "NONE",
        "Integration": integration,
        "MethodResponses": [{"StatusCode": "200"}],
    }
    return {"Type": "AWS::ApiGateway::Method", "Properties": properties}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with arguments; 80 columns, no colours."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def runs(*arguments: Any, **options: Any) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)

    return runs
