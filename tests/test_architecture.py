"""Imports point inward: who may import whom, and what may be imported from outside."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from cdk_apigateway_errors.lint.python_source import parse_python

PACKAGE = Path(__file__).parent.parent / "lib" / "cdk_apigateway_errors"
ALLOWED = {
    "runtime": set(),
    "patterns": set(),
    "velocity": set(),
    "cloudformation": set(),
    "lambda_runtime": {"cloudformation"},
    "catalog": {"runtime", "patterns"},
    "lint": {"cloudformation", "catalog", "patterns", "velocity"},
    "infrastructure": {"catalog", "runtime", "lint"},
    "gateway": {"cloudformation", "velocity", "patterns", "lambda_runtime"},
}
ANY = {"testing", "cli"}
STANDARD_LIBRARY_ONLY = ("runtime", "patterns", "velocity", "catalog")
FOLDERS = [*ALLOWED, *ANY]


def imports(path):
    """Absolute module names that a file imports, relative ones resolved; those for type checkers only left out."""
    package = ("cdk_apigateway_errors", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(_without_type_checking(parse_python(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ([module] if node.module else [f"{module}.{alias.name}" for alias in node.names])


def _without_type_checking(tree):
    tree.body = [n for n in tree.body if not (isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test))]
    return tree


def ours(folder):
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        for name in imports(path):
            if name.startswith("cdk_apigateway_errors."):
                yield path, name.split(".")[1]


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_folders_further_in(folder):
    wrong = {f"{path.name} imports {other}" for path, other in ours(folder) if other not in ALLOWED[folder] | {folder}}
    assert wrong == set()


def test_only_infrastructure_testing_and_the_command_line_import_cdk():
    wrong = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in {"infrastructure", *ANY}
        and any(name.split(".")[0] in {"aws_cdk", "constructs", "jsii"} for name in imports(path))
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", STANDARD_LIBRARY_ONLY)
def test_the_inner_folders_need_the_standard_library_only(folder):
    known = {*sys.stdlib_module_names, "cdk_apigateway_errors"}
    optional = {"regex"} if folder == "patterns" else set()  # imported lazily, for patterns of users
    outside = {name.split(".")[0] for path in (PACKAGE / folder).rglob("*.py") for name in imports(path)}
    assert outside - known <= optional


@pytest.mark.parametrize("module", ["runtime", "catalog", "gateway", "cloudformation", "lambda_runtime", "cli"])
def test_importing_it_does_not_start_cdk(module):
    code = f"import sys, cdk_apigateway_errors.{module}; sys.exit('aws_cdk' in sys.modules or 'jsii' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_public_names_are_those_that_exist():
    import cdk_apigateway_errors as package  # noqa: PLC0415 lazily, as users see it

    assert [name for name in package.__all__ if getattr(package, name, None) is None] == []
    assert set(package.__all__) == {name for names in package._HOME.values() for name in names}
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = package.Nothing
