"""The examples in all docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import cdk_apigateway_errors

FOUND = pkgutil.walk_packages(cdk_apigateway_errors.__path__, "cdk_apigateway_errors.")
# Scripts that run in processes of their own, not to be imported.
MODULES = [module.name for module in FOUND if not module.name.endswith(("__main__", ".synthesize"))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_there_are_examples_to_run():
    finder = doctest.DocTestFinder()
    assert sum(bool(t.examples) for name in MODULES for t in finder.find(importlib.import_module(name))) > 100
