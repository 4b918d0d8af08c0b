"""A service that the tests of this folder share, and functions made of a few lines."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lambda_runtime import InvocationResult, LambdaService

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:"
MakeFunction = Callable[..., Function]
Invoke = Callable[..., InvocationResult]


def make_function(code: str = "", **values: Any) -> Function:
    """A function of inline code, ``index.handler`` of Python unless told otherwise."""
    name = values.pop("name", "orders")
    defaults: dict[str, Any] = {"runtime": "python3.11", "handler": "index.handler", "timeout": 10.0}
    if "code_path" not in values and "url" not in values:
        defaults["inline_code"] = textwrap.dedent(code)
    return Function(name.title(), name, ARN + name, **{**defaults, **values})


@pytest.fixture(scope="session")
def function() -> MakeFunction:
    return make_function


@pytest.fixture(scope="session")
def service() -> Iterator[LambdaService]:
    with LambdaService() as service:
        yield service


@pytest.fixture(params=["blocking", "event loop"])
def invoke(request: pytest.FixtureRequest) -> Invoke:
    """Both ways to invoke: ``invoke(service, function, payload)``."""

    def blocking(service: LambdaService, *values: Any, **options: Any) -> InvocationResult:
        return service.invoke(*values, **options)

    def on_a_loop(service: LambdaService, *values: Any, **options: Any) -> InvocationResult:
        return asyncio.run(service.ainvoke(*values, **options))

    return blocking if request.param == "blocking" else on_a_loop
