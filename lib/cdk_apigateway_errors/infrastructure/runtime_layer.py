"""Delivers ``cdk_apigateway_errors.runtime`` to functions, as a Lambda layer in the function's own stack.

A layer in the API's stack would make the two stacks depend on each other in a cycle. An alias, a version or an imported
function cannot take a layer, an image function neither: there the code is bundled with the handler.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from aws_cdk import Annotations, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

LAYER_ID = "ApigatewayErrorsRuntime"
NOT_DELIVERED = "cdk-apigateway-errors:runtimeNotDelivered"
PACKAGE = "cdk_apigateway_errors"
NODE_PACKAGE = "cdk-apigateway-errors"
_FAMILIES = (lambda_.RuntimeFamily.PYTHON, lambda_.RuntimeFamily.NODEJS)
_RUNTIME = Path(__file__).parent.parent / "runtime"
_NO_TESTS_OR_CACHES = shutil.ignore_patterns("__pycache__", "*.pyc")


def deliver_runtime(scope: Construct, handler: lambda_.IFunction) -> None:
    """Add the runtime layer to ``handler`` where CDK allows it, else say how to bundle the runtime.

    A function gets it once, however many methods and APIs call it.
    """
    if not isinstance(handler, lambda_.Function) or isinstance(handler, lambda_.DockerImageFunction):
        _warn(
            scope,
            handler,
            "is an alias, a version, an image or an imported function, which cannot take a layer from here",
        )
    elif handler.runtime.family in _FAMILIES:
        try:
            runtime_layer(Stack.of(handler)).serve(handler)
        except RuntimeError as error:  # what jsii raises where CDK refuses: a function takes five layers
            _warn(scope, handler, f"cannot take the runtime layer: {str(error).strip()}")


def _warn(scope: Construct, handler: lambda_.IFunction, why: str) -> None:
    Annotations.of(scope).add_warning_v2(
        NOT_DELIVERED,
        f"{handler.node.path} {why}. If its code uses cdk_apigateway_errors.runtime, bundle it: 'pip install "
        "cdk-apigateway-errors --no-deps --target <asset folder>' (Node.js: copy runtime/nodejs), or add "
        "NonProxyLambdaRestApi.runtime_layer(stack) where the function is made. Then acknowledge this warning or pass "
        "runtime_layer=False.",
    )


class RuntimeLayer(lambda_.LayerVersion):
    """The layer with the handler-side runtime, for Python and Node.js; one per stack."""

    def __init__(self, stack: Stack) -> None:
        self._served: set[str] = set()
        with tempfile.TemporaryDirectory() as folder:
            write_layer(Path(folder))
            # CDK copies the folder into the cloud assembly here, so it may go afterwards.
            super().__init__(
                stack,
                LAYER_ID,
                code=lambda_.Code.from_asset(folder),
                description="cdk-apigateway-errors: ApiError and error_responses for handlers",
            )

    def serve(self, function: lambda_.Function) -> None:
        """Add the layer to a function of the same stack, once."""
        path = function.node.path
        if path not in self._served and not self._is_on(function):
            function.add_layers(self)
        self._served.add(path)

    def _is_on(self, function: lambda_.Function) -> bool:
        """Whether the function was made with this layer; Lambda refuses a layer that is named twice."""
        resource = function.node.default_child
        layers = resource.layers if isinstance(resource, lambda_.CfnFunction) else None
        return self.stack.resolve(self.layer_version_arn) in (self.stack.resolve(layers) or [])


def runtime_layer(stack: Stack) -> RuntimeLayer:
    """Return the runtime layer of a stack, made at the first call."""
    found = stack.node.try_find_child(LAYER_ID)
    return found if isinstance(found, RuntimeLayer) else RuntimeLayer(stack)


def write_layer(folder: Path) -> None:
    """Write the layer's files below ``folder``: ``python/…`` and ``nodejs/node_modules/…``."""
    package = folder / "python" / PACKAGE
    shutil.copytree(_RUNTIME, package / "runtime", ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "nodejs"))
    (package / "__init__.py").write_text('"""Only ``runtime`` is in the layer."""\n', encoding="utf-8")
    shutil.copytree(_RUNTIME / "nodejs", folder / "nodejs" / "node_modules" / NODE_PACKAGE, ignore=_NO_TESTS_OR_CACHES)
