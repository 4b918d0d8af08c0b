"""The examples in the docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from cdk_apigateway_errors import lambda_runtime


@pytest.mark.parametrize("name", [each.name for each in pkgutil.iter_modules(lambda_runtime.__path__)])
def test_examples_run(name):
    module = importlib.import_module(f"{lambda_runtime.__name__}.{name}")
    assert doctest.testmod(module).failed == 0


def test_the_public_names_are_there_and_sorted():
    assert lambda_runtime.__all__ == sorted(lambda_runtime.__all__)
    assert all(hasattr(lambda_runtime, name) for name in lambda_runtime.__all__)


def test_the_page_about_this_package_runs():
    page = (Path(__file__).parents[2] / "docs/lambda-runtime.md").read_text()
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        exec(block, {})
