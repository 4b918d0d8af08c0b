"""The variables that a handler sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdk_apigateway_errors.lambda_runtime.environment import environment


def variables(function, **options):
    values = {"task_root": Path("/code"), "home": Path("/empty"), **options}
    return environment(function, **values)


def test_lambdas_own_variables_are_set(function):
    found = variables(function(runtime="python3.13", memory_size=512, version="3"))
    assert (
        found.items()
        >= {
            "_HANDLER": "index.handler",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_FUNCTION_NAME": "orders",
            "AWS_LAMBDA_FUNCTION_VERSION": "3",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/orders",
            "AWS_REGION": "eu-west-1",
            "LAMBDA_TASK_ROOT": "/code",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
        }.items()
    )


@pytest.mark.parametrize(
    ("name", "value"), [("TZ", "Europe/Berlin"), ("PATH", "/own"), ("LANG", "C"), ("ORDERS_TABLE", "orders")]
)
def test_a_function_may_set_what_is_not_reserved(function, name, value):
    assert variables(function(environment={name: value}))[name] == value


@pytest.mark.parametrize("name", ["_HANDLER", "AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "LAMBDA_TASK_ROOT"])
def test_a_function_cannot_set_what_is_reserved(function, name):
    assert variables(function(environment={name: "mine"}))[name] != "mine"


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_PROFILE"])
def test_credentials_pass_only_when_asked_for(function, monkeypatch, name):
    monkeypatch.setenv(name, "mine")
    assert name not in variables(function())
    assert variables(function())["HOME"] == "/empty"
    assert variables(function(), pass_credentials=True)[name] == "mine"


@pytest.mark.parametrize("arn", ["", "orders", "arn:aws:lambda::1:function:f"])
def test_without_a_region_in_the_arn_it_is_us_east_1(function, arn):
    made = function()
    assert variables(type(made)("F", "f", arn))["AWS_REGION"] == "us-east-1"
