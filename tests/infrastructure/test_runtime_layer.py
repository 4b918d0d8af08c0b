"""The runtime layer: what is in it, and which functions get it."""

import subprocess
import sys

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Annotations, Match

from cdk_apigateway_errors import NonProxyLambdaRestApi
from cdk_apigateway_errors.infrastructure.runtime_layer import NOT_DELIVERED, RuntimeLayer, write_layer
from infrastructure.shop import function


def test_the_layer_holds_the_runtime_for_python_and_node_and_nothing_else(tmp_path):
    write_layer(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"python", "nodejs"}
    package = tmp_path / "python" / "cdk_apigateway_errors"
    assert {path.name for path in package.iterdir()} == {"__init__.py", "runtime"}
    assert (tmp_path / "nodejs/node_modules/cdk-apigateway-errors/package.json").exists()
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_handler_finds_the_runtime_in_the_layer_alone(tmp_path):
    write_layer(tmp_path)
    code = "from cdk_apigateway_errors.runtime import ApiError; print(ApiError(status=404, code='X', message='y'))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'python')!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith('{"status":404,')


@pytest.fixture
def stack():
    return Stack(App(), "Layers")


def add(stack, handler, name="Api", **options):
    api = NonProxyLambdaRestApi(stack, name, gateway_responses="none", **options)
    for path in ("a", "b"):
        api.add_route(f"GET /{path}", handler=handler)


def layers(stack):
    """How many layers each function has."""
    template = App.of(stack).synth().get_stack_by_name("Layers").template
    functions = [r for r in template["Resources"].values() if r["Type"] == "AWS::Lambda::Function"]
    return [len(f["Properties"].get("Layers", [])) for f in functions]


@pytest.mark.cdk
def test_a_function_behind_two_apis_gets_the_layer_once(stack):
    handler = function(stack, "F")
    add(stack, handler)
    add(stack, handler, "Other")
    assert layers(stack) == [1]


@pytest.mark.cdk
@pytest.mark.parametrize(
    ("runtime", "count"),
    [
        pytest.param(lambda_.Runtime.PYTHON_3_10, 1, id="Python"),
        pytest.param(lambda_.Runtime.NODEJS_22_X, 1, id="Node.js"),
        pytest.param(lambda_.Runtime.JAVA_21, 0, id="Java, for which there is no runtime"),
    ],
)
def test_the_layer_is_for_python_and_node(stack, runtime, count, tmp_path):
    code = lambda_.Code.from_asset(str(tmp_path))
    add(stack, lambda_.Function(stack, "F", runtime=runtime, handler="h", code=code))
    assert layers(stack) == [count]


@pytest.mark.cdk
def test_the_layer_can_be_left_out(stack):
    add(stack, function(stack, "F"), runtime_layer=False)
    assert layers(stack) == [0]


@pytest.mark.cdk
def test_a_function_with_five_layers_is_warned_about(stack):
    arn = "arn:aws:lambda:eu-central-1:123456789012:layer:l:{}"
    given = [lambda_.LayerVersion.from_layer_version_arn(stack, f"L{n}", arn.format(n)) for n in range(5)]
    add(stack, function(stack, "F", layers=given))
    Annotations.from_stack(stack).has_warning("/Layers/Api", Match.string_like_regexp(NOT_DELIVERED))
    assert layers(stack) == [5]


@pytest.mark.cdk
def test_the_layer_can_be_taken_by_hand(stack):
    layer = NonProxyLambdaRestApi.runtime_layer(stack)
    assert isinstance(layer, RuntimeLayer)
    assert NonProxyLambdaRestApi.runtime_layer(stack) is layer
    handler = function(stack, "F", layers=[layer])
    add(stack, handler)
    add(stack, handler.current_version, "Other")
    assert layers(stack) == [1]
