"""What is in the wheel, and that it works in an empty environment's import system."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel):
    return zipfile.ZipFile(wheel).namelist()


def test_only_our_package_is_in_it(names):
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cdk_apigateway_errors"}


@pytest.mark.parametrize(
    "name",
    [
        "py.typed",
        "runtime/__init__.py",
        "runtime/nodejs/package.json",
        "catalog/error_message.vtl",
        "infrastructure/api.py",
        "testing/plugin.py",
    ],
)
def test_it_holds_what_runs(names, name):
    assert f"cdk_apigateway_errors/{name}" in names


def test_it_holds_every_template_and_nothing_of_the_tools(names):
    folder = ROOT / "lib" / "cdk_apigateway_errors"
    templates = {f"cdk_apigateway_errors/{p.relative_to(folder).as_posix()}" for p in folder.rglob("*.vtl")}
    assert templates <= set(names)
    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".orig"))] == []


def test_the_runtime_runs_from_the_wheel_without_anything_else(wheel):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from cdk_apigateway_errors.runtime import ApiError; "
        "print(ApiError(status=400, code='A'))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(wheel)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith('{"status":400,"errors":[{"code":"A"')
