"""The examples in the docstrings run."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

from cdk_apigateway_errors import lint

MODULES = sorted(
    one.name for one in pkgutil.walk_packages(lint.__path__, f"{lint.__name__}.") if ".rules." not in one.name
)


@pytest.mark.parametrize("name", [lint.__name__, *MODULES, "cdk_apigateway_errors.testing.lint"])
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
