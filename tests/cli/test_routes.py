"""The table of routes and status codes."""

from __future__ import annotations

import json

import pytest

from cdk_apigateway_errors.cli.table import rows
from cdk_apigateway_errors.cloudformation import load


def test_each_status_of_each_route_has_its_pattern_template_and_model(run, orders):
    result = run("routes", orders)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    at = lines.index("GET /orders/{id}")
    assert lines[at + 1].split() == ["200", "default", "passed", "through", "-"]
    assert lines[at + 2].split()[:2] == ["404", '.*"status":404.*']
    assert lines[at + 2].split()[-1] == "Error"


def test_a_status_without_a_method_response_is_said(template):
    found = {(row.route, row.status_code): row for row in rows(load(template).rest_apis[0])}
    assert found["PUT /orders/{id}", "404"].is_declared
    assert not found["PUT /orders/{id}", "500"].is_declared


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_no_line_is_wider_than_the_terminal(run, orders, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    result = run("routes", orders)
    assert max(map(len, result.stdout.splitlines())) <= columns


def test_as_json_nothing_is_cut(run, orders, template):
    result = run("routes", orders, "--json")
    [api] = json.loads(result.stdout)
    responses = template["Resources"]["GetOrder"]["Properties"]["Integration"]["IntegrationResponses"]
    found = {row["status_code"]: row for row in api["routes"] if row["route"] == "GET /orders/{id}"}
    assert found["404"]["selection_pattern"] == responses[1]["SelectionPattern"]
    assert found["404"]["response_templates"] == responses[1]["ResponseTemplates"]
    assert found["404"]["response_models"] == {"application/json": "Error"}
    assert found["200"]["selection_pattern"] is None


def test_in_full_templates_are_not_cut(run, orders, template):
    whole = template["Resources"]["GetOrder"]["Properties"]["Integration"]["IntegrationResponses"][1]
    text = "".join(line[39:63] for line in run("routes", orders, "--full").stdout.splitlines())
    assert "…" in run("routes", orders).stdout
    assert "…" not in run("routes", orders, "--full").stdout
    assert whole["ResponseTemplates"]["application/json"].replace(" ", "") in text.replace(" ", "")


def test_all_apis_are_listed_or_the_chosen_one(run, two_apis):
    assert run("routes", two_apis).stdout.count("stage ") == 2
    assert "GET /orders/{id}" in run("routes", two_apis, "--api", "ping").stdout
    assert "DELETE /orders" not in run("routes", two_apis, "--api", "ping").stdout
