"""Functions as handlers: permissions, other stacks, aliases, versions, imported ones, and the runtime layer."""

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from cdk_apigateway_errors import NonProxyLambdaIntegration
from infrastructure.shop import ImportedFunctionsStack, Template, function

pytestmark = pytest.mark.cdk


def references(value):
    """Names of the exports that a template imports."""
    if isinstance(value, dict):
        found = [str(value["Fn::ImportValue"])] if "Fn::ImportValue" in value else []
        return found + [name for part in value.values() for name in references(part)]
    return [name for part in value for name in references(part)] if isinstance(value, list) else []


def permissions(template):
    return template.properties("AWS::Lambda::Permission")


def test_there_is_one_permission_per_function_and_api(shop):
    invoked = [str(p["FunctionName"]) for p in permissions(shop.template("Shop")) if "RestApi" in str(p["SourceArn"])]
    by_api = [name for name in invoked if "Authorizer" not in name]
    # orders, its alias, a version, and the stack's own function; CDK's authorizer brings one more for that last one.
    assert len(set(by_api)) == 4
    assert len(permissions(shop.template("Plain"))) == 1
    assert len(permissions(shop.template("Seam"))) == 2


@pytest.mark.parametrize("stack", ["Plain", "Seam"])
def test_a_permission_covers_every_stage_method_and_path_of_its_api_and_no_other(shop, stack):
    template = shop.template(stack)
    (api,) = template.of_type("AWS::ApiGateway::RestApi")
    for permission in permissions(template):
        assert permission["Action"] == "lambda:InvokeFunction"
        assert permission["Principal"] == "apigateway.amazonaws.com"
        parts = permission["SourceArn"]["Fn::Join"][1]
        assert {"Ref": api} in parts
        assert parts[-1] == "/*/*/*"


def test_a_function_of_another_stack_is_no_cycle(shop):
    functions = shop.template("Functions").body
    assert references(functions) == []
    for stack in ("Shop", "Seam"):
        imported = references(shop.template(stack).body)
        assert imported
        assert all(name.startswith("Functions:") for name in imported)
        artifact = shop.assembly.get_stack_by_name(stack)
        assert "Functions" in [dependency.id for dependency in artifact.dependencies]
    assert "Shop" not in [dependency.id for dependency in shop.assembly.get_stack_by_name("Functions").dependencies]


@pytest.mark.parametrize(
    ("route", "handler"),
    [
        pytest.param("GET /orders/{id}", "OrdersA9B65338Arn", id="function"),
        pytest.param("PUT /orders/{id}", "RefOrdersAliaslive", id="alias"),
        pytest.param("DELETE /orders/{id}", "RefVersionedCurrentVersion", id="version"),
    ],
)
def test_the_integration_calls_the_very_handler_that_was_given(shop, route, handler):
    uri = shop.template("Shop").routes[route]["Integration"]["Uri"]["Fn::Join"][1]
    assert uri[-3].endswith(":lambda:path/2015-03-31/functions/")
    assert handler in uri[-2]["Fn::ImportValue"]
    assert uri[-1] == "/invocations"


def test_the_runtime_layer_is_made_once_in_the_stack_of_the_functions(shop):
    for stack, functions in (("Functions", 1), ("Plain", 1), ("Seam", 1), ("Shop", 1)):
        template = shop.template(stack)
        (layer,) = template.of_type("AWS::Lambda::LayerVersion")
        with_layer = [f for f in template.properties("AWS::Lambda::Function") if "Layers" in f]
        assert [f["Layers"] for f in with_layer] == [[{"Ref": layer}]] * functions


def test_handlers_that_cannot_take_the_layer_are_named_with_what_to_do(shop):
    found = [text for text in shop.warnings("Shop") if "cdk-apigateway-errors:runtimeNotDelivered" in text]
    assert ["Aliaslive" in text for text in found] == [True, False]
    assert ["CurrentVersion" in text for text in found] == [False, True]
    for text in found:
        assert "pip install cdk-apigateway-errors --no-deps --target" in text
        assert "runtime_layer=False" in text


def test_an_imported_function_of_an_unknown_account_gets_a_warning_with_the_statement(shop):
    (warning,) = [text for text in shop.warnings("ImportedFunctions") if "noInvokePermission" in text]
    assert "ImportedFunctions/Unknown" in warning
    assert "same_environment=True" in warning
    assert '"Principal":{"Service":"apigateway.amazonaws.com"}' in warning
    assert f'"Resource":"{ImportedFunctionsStack.ARN}"' in warning
    assert "/*/*/*" in warning


def test_an_imported_function_of_the_same_environment_gets_its_permission(shop):
    (permission,) = permissions(shop.template("ImportedFunctions"))
    assert permission["FunctionName"] == ImportedFunctionsStack.ARN


HERE = {"account": "111111111111", "region": "eu-central-1"}
OTHER_ACCOUNT = {**HERE, "account": "222222222222"}
OTHER_REGION = {**HERE, "region": "us-east-1"}


def called_from(here: dict[str, str], make) -> tuple[int, list[str]]:
    """How many permissions, and which warnings of a missing one, an API in ``here`` leads to."""
    app = App()
    stack = Stack(app, "Caller", env=Environment(**here))
    api = ag.RestApi(stack, "Api")
    api.root.add_method("GET", NonProxyLambdaIntegration(make(app, stack), errors=[404], runtime_layer=False))
    artifact = app.synth().get_stack_by_name("Caller")
    warnings = [str(message.entry.data) for message in artifact.messages]
    found = [text for text in warnings if "noInvokePermission" in text]
    return len(permissions(Template(artifact.template))), found


def made_in(env: dict[str, str]):
    def make(app: App, _: Stack) -> lambda_.IFunction:
        return function(Stack(app, "Far", env=Environment(**env)), "Handler", function_name="handler")

    return make


def imported_from(env: dict[str, str]):
    arn = f"arn:aws:lambda:{env['region']}:{env['account']}:function:there"
    return lambda _, stack: lambda_.Function.from_function_arn(stack, "Handler", arn)


@pytest.mark.parametrize(
    ("here", "make", "words"),
    [
        pytest.param(HERE, made_in(OTHER_ACCOUNT), ["222222222222", "111111111111"], id="function of another account"),
        pytest.param(HERE, made_in(OTHER_REGION), ["us-east-1", "eu-central-1"], id="function of another region"),
        pytest.param(HERE, imported_from(OTHER_ACCOUNT), ["222222222222"], id="imported from another account"),
        pytest.param(HERE, imported_from(OTHER_REGION), ["us-east-1"], id="imported from another region"),
    ],
)
def test_a_function_elsewhere_gets_no_permission_here_but_a_warning_with_the_statement(here, make, words):
    count, (warning,) = called_from(here, make)
    assert count == 0
    assert all(word in warning for word in [*words, "lambda:InvokeFunction", "[ack: "])


@pytest.mark.parametrize(
    ("here", "make"),
    [
        pytest.param(HERE, made_in(HERE), id="function of another stack of the same environment"),
        pytest.param(HERE, imported_from(HERE), id="imported from the same environment"),
        pytest.param({}, made_in({}), id="environments that are not known"),
        pytest.param({}, made_in(HERE), id="the API's environment is not known"),
    ],
)
def test_a_function_that_is_not_known_to_be_elsewhere_gets_its_permission(here, make):
    assert called_from(here, make) == (1, [])
