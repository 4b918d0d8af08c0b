"""Every example in the docstrings and on the page runs."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from cdk_apigateway_errors import patterns

MODULES = sorted(module.name for module in pkgutil.iter_modules(patterns.__path__))
PAGE = Path(__file__).resolve().parents[2] / "docs" / "patterns.md"


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    module = importlib.import_module(f"{patterns.__name__}.{name}")
    assert doctest.testmod(module).failed == 0


def test_the_examples_of_the_page_run() -> None:
    results = doctest.testfile(str(PAGE), module_relative=False)
    assert results.attempted > 3
    assert results.failed == 0


def test_what_is_public_has_a_docstring() -> None:
    assert sorted(patterns.__all__) == patterns.__all__
    assert [name for name in patterns.__all__ if not getattr(patterns, name).__doc__] == []
