"""Loading a source and choosing an API."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cli.errors import BadInput
from cdk_apigateway_errors.cli.source import chosen, only
from cdk_apigateway_errors.cloudformation import RestApi

PYTHON = RestApi("PythonApiRestApiE85C", "RestApi", "a1", stack_name="Blog")
NODE = RestApi("NodeApiRestApiC745", "RestApi", "a2", stack_name="Blog")
ORDERS = RestApi("Orders", "orders", "a3", stack_name="Orders")
ALL = (PYTHON, NODE, ORDERS)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, ALL),
        ("orders", (ORDERS,)),
        ("Orders", (ORDERS,)),
        ("RestApi", (PYTHON, NODE)),
        ("PythonApi", (PYTHON,)),
        ("Blog/N", (NODE,)),
        ("Blog/NodeApiRestApiC745", (NODE,)),
        ("Blog", (PYTHON, NODE)),
        ("a2", (NODE,)),
    ],
)
def test_an_api_is_named_by_its_name_its_logical_id_or_the_beginning(wanted, found):
    assert chosen(ALL, wanted) == found


API = RestApi("ApiRestApiE35FEAFE", "RestApi", "a4", stack_name="Orders")
GATEWAY = RestApi("ApiGatewayRestApi12345678", "RestApi", "a5", stack_name="Orders")


@pytest.mark.parametrize("wanted", ["Api", "ApiRestApi", "Orders/Api"])
def test_a_construct_id_wins_over_the_beginning_of_a_name(wanted):
    assert chosen((GATEWAY, API), wanted) == (API,)


def test_a_name_wins_over_a_construct_id():
    named = RestApi("ShopRestApi12345678", "Api", "a6", stack_name="Shop")
    assert chosen((API, named), "Api") == (named,)


def test_an_unknown_api_is_refused_with_the_names_that_there_are():
    with pytest.raises(BadInput, match="no API 'shop'; there is: Blog/PythonApiRestApiE85C, Blog/NodeApi"):
        chosen(ALL, "shop")


def test_several_apis_are_all_named():
    with pytest.raises(BadInput, match=r"3 APIs have GET /: Blog/Python.*, Blog/Node.*; choose one with --api$"):
        only(ALL, None, "have GET /")


def test_where_an_api_was_given_it_is_not_asked_for_again():
    with pytest.raises(BadInput, match=r"2 APIs have GET /: .*; --api 'Blog' means them all, give more of the name$"):
        only(ALL, "Blog", "have GET /")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "does not exist; run `cdk synth` first", id="missing"),
        pytest.param('{"Resources": {', "not valid JSON", id="broken JSON"),
        pytest.param("[]", "expected an object", id="not an object"),
        pytest.param('{"Resources": {}}', "no REST API in it", id="no API"),
    ],
)
@pytest.mark.parametrize("command", ["routes", "serve", "invoke", "explain"])
def test_a_source_that_cannot_be_used_is_one_line_and_exit_code_2(run, tmp_path, command, content, said):
    path = tmp_path / "template.json"
    if content is not None:
        path.write_text(content)
    arguments = {
        "routes": [path],
        "serve": [path],
        "invoke": ["GET", "/", "--source", path],
        "explain": ["--source", path, "--route", "GET /", "--message", "x"],
    }
    result = run(command, *arguments[command])
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_a_function_without_a_place_is_refused(run, orders):
    result = run("routes", orders, "--function", "Handler")
    assert result.exit_code == 2
    assert "write NAME=PATH_OR_URL" in result.stderr


def test_a_function_that_does_not_exist_is_refused(run, orders, tmp_path):
    result = run("routes", orders, "--function", f"Nobody={tmp_path}")
    assert result.exit_code == 2
    assert "Nobody" in result.stderr
