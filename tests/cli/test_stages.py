"""The four stages as people see them."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cli.stages import NAMES, chosen_by, four_stages, status_line
from cdk_apigateway_errors.cloudformation import RestApi
from cdk_apigateway_errors.cloudformation.model import (
    Function,
    Integration,
    IntegrationResponse,
    Method,
    MethodResponse,
)
from cdk_apigateway_errors.gateway import Gateway, Request, Response
from cdk_apigateway_errors.lambda_runtime import LambdaService

UNWRAP = {"application/json": "$input.path('$.errorMessage')"}
RESPONSES = (
    IntegrationResponse("200"),
    IntegrationResponse("404", "(?s).*404.*", UNWRAP),
    IntegrationResponse("409", "(?s).*4.*", {"text/html": "gone", "application/json": "other"}),
)
FUNCTION = Function("Fn", "orders", "arn:aws:lambda:us-east-1:123456789012:function:orders")
METHOD = Method(
    "GET",
    "/orders",
    Integration("AWS", function="Fn", integration_responses=RESPONSES),
    tuple(MethodResponse(response.status_code) for response in RESPONSES),
)
API = RestApi("Api", "orders", methods=(METHOD,), functions={"Fn": FUNCTION})


@pytest.fixture
def shown(monkeypatch):
    """The stages of a request whose handler fails with a message, or succeeds without one."""
    monkeypatch.setenv("COLUMNS", "80")

    def stages(message: str | None, path: str = "/orders", **options) -> list[str]:
        def handler(event, context):
            if message is None:
                return {"fine": True}
            raise ValueError(message)

        with LambdaService(callables={"Fn": handler}) as service, Gateway(API, service) as gateway:
            return list(four_stages(gateway.handle_traced(Request.of("GET", path)), API, **options))

    return stages


def value(lines: list[str], name: str) -> str:
    """A stage's value, its lines joined."""
    at = next(number for number, line in enumerate(lines) if line.startswith(name))
    below = [line[18:] for line in lines[at + 1 :]]
    end = next((number for number, line in enumerate(lines[at + 1 :]) if not line.startswith(" ")), len(below))
    return "".join([lines[at][18:], *below[:end]])


def test_an_error_goes_through_all_four(shown):
    lines = shown('{"status":404}')
    assert [name for name in NAMES if any(line.startswith(name) for line in lines)] == list(NAMES)
    assert value(lines, "Code") == '{"status":404}'
    assert value(lines, "Regex") == "404  (?s).*404.*"
    assert value(lines, "Mapping Template") == "$input.path('$.errorMessage')-> {\"status\":404}"


def test_a_success_is_passed_through_by_the_default_response(shown):
    lines = shown(None)
    assert value(lines, "Regex") == "200  default integration response"
    assert value(lines, "Mapping Template") == '(passed through)-> {"fine": true}'


def test_the_template_shown_is_the_one_of_the_selected_status_and_media_type(shown):
    assert value(shown("x4x"), "Mapping Template") == "other-> other"


def test_where_two_patterns_match_the_second_is_warned_about(shown):
    assert "the patterns of 409 match too" in value(shown("404"), "Warning")


def test_where_no_route_answers_the_gateway_response_is_told(shown):
    lines = shown(None, "/nowhere")
    assert value(lines, "Gateway Response").startswith("MISSING_AUTHENTICATION_TOKEN: ")
    assert not any(line.startswith(NAMES) for line in lines)


def test_newlines_of_a_message_are_lines_and_escape_sequences_are_escaped(shown):
    lines = shown("404\nnext\x1b[2J")
    assert lines[:2] == ["Code              404", "                  next\\x1b[2J"]


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(shown, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(map(len, shown("404 " + "x" * 5000))) <= columns


def test_long_values_are_cut_where_that_is_asked_for(shown):
    lines = shown("404 " + "x" * 5000, most=3)
    assert len([line for line in lines if line.endswith("…")]) == 3
    assert len(lines) < 20


@pytest.mark.parametrize(("status", "line"), [(404, "HTTP 404 Not Found"), (299, "HTTP 299")])
def test_the_status_line_has_the_phrase_where_there_is_one(status, line):
    assert status_line(Response(status)) == line


def test_an_answer_of_a_lambda_proxy_has_no_pattern():
    assert chosen_by(Response(200)) == "proxy"
