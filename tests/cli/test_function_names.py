"""--function takes the names that people give functions."""

from __future__ import annotations

import json

import pytest

from cdk_apigateway_errors.cli.errors import BadInput
from cdk_apigateway_errors.cli.function_names import as_option, loaders_names


def function(path: str | None, **properties: str) -> dict[str, object]:
    metadata = {"aws:cdk:path": f"{path}/Resource"} if path else {}
    return {"Type": "AWS::Lambda::Function", "Properties": properties, "Metadata": metadata}


FUNCTIONS = {
    "OrdersHandler886CB40B": function("Shop/Orders/Handler"),
    "GoodsHandler12345678": function("Shop/Goods/Handler", FunctionName="goods"),
    "Reader0A1B2C3D": function("Shop/Reader"),
    "Plain": function(None, FunctionName="Reader"),
    "Writer99999999": function(None),
}


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.json"
    path.write_text(json.dumps({"Resources": FUNCTIONS}))
    return path


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("OrdersHandler886CB40B", "OrdersHandler886CB40B"),
        ("Orders/Handler", "OrdersHandler886CB40B"),
        ("Shop/Orders/Handler", "OrdersHandler886CB40B"),
        ("OrdersHandler", "OrdersHandler886CB40B"),
        ("goods", "goods"),
        ("Reader", "Reader"),
        ("Shop/Reader", "Reader0A1B2C3D"),
        ("Writer", "Writer99999999"),
        ("shared:FnArn", "shared:FnArn"),
        ("Nobody", "Nobody"),
    ],
)
def test_a_construct_id_is_the_logical_id_and_other_names_stay(shop, name, known):
    assert loaders_names(shop, [name]) == {name: known}


def test_a_construct_id_of_several_functions_is_refused(shop):
    with pytest.raises(BadInput, match="--function 'Handler' may be GoodsHandler12345678 or OrdersHandler886CB40B"):
        loaders_names(shop, ["Handler"])


@pytest.fixture
def code(tmp_path):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "index.py").write_text("def handler(event, context):\n    return 'from the other folder'\n")
    return tmp_path / "code"


@pytest.fixture
def constructs(template, tmp_path):
    """The orders API with a function as CDK names it."""
    text = (
        json.dumps(template).replace("${Handler.", "${Handler886CB40B.").replace('["Handler",', '["Handler886CB40B",')
    )
    document = json.loads(text)
    document["Resources"]["Handler886CB40B"] = document["Resources"].pop("Handler")
    document["Resources"]["Handler886CB40B"]["Metadata"] = {"aws:cdk:path": "Orders/Service/Handler/Resource"}
    path = tmp_path / "constructs.json"
    path.write_text(json.dumps(document))
    return path


@pytest.mark.parametrize("name", ["Handler", "Service/Handler", "Orders/Service/Handler", "Handler886CB40B"])
def test_the_code_of_a_construct_answers(run, constructs, code, name):
    result = run("invoke", "GET", "/orders/7", "--source", constructs, "--function", f"{name}={code}")
    assert "from the other folder" in result.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Nobody=.", "Error: --function: Nobody is no function of the template; it has: Handler."),
        ("Handler=/no/such", "Error: --function Handler: /no/such does not exist"),
    ],
)
def test_what_cannot_be_used_is_said_of_the_option(run, orders, given, said):
    result = run("routes", orders, "--function", given)
    assert result.exit_code == 2
    assert result.stderr.startswith(said)


def test_advice_of_the_loader_names_the_option():
    text = "start it with the runtime emulator and pass functions={'Image': 'http://…'}"
    assert as_option(text) == "start it with the runtime emulator and give --function Image=URL"
