"""The runtime package gives the same results on every Python found, and needs nothing but the standard library."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cdk_apigateway_errors import runtime

HERE = Path(__file__).parent
RUNTIME = Path(runtime.__file__).parent
VERSIONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]


def pythons():
    """Executables by version: on the path (also pyenv's own folders), the running one for its version."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        inside = sorted(pyenv.glob(f"{version}.*/bin/python"))
        candidate = str(inside[-1]) if inside else shutil.which(f"python{version}")
        if version not in found and candidate:
            found[version] = candidate
    return found


PYTHONS = pythons()


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The package as a layer holds it: a namespace `__init__.py` that does nothing, and `runtime/`."""
    root = tmp_path_factory.mktemp("layer")
    package = root / "cdk_apigateway_errors"
    package.mkdir()
    (package / "__init__.py").write_text("")
    shutil.copytree(RUNTIME, package / "runtime", ignore=shutil.ignore_patterns("__pycache__"))
    return root


def run(executable, alone, *args):
    environment = {"PATH": os.defpath, "PYTHONPATH": str(alone), "PYTHONIOENCODING": "utf-8"}
    # -S: no site-packages; -W error: a deprecation of a newer Python is a failure
    command = [executable, "-S", "-B", "-W", "error", *map(str, args)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def report(version, alone):
    executable = PYTHONS.get(version)
    if executable is None:
        pytest.skip(f"no Python {version} here")
    done = run(executable, alone, HERE / "every_python.py")
    if done.returncode and "cannot execute" in done.stderr:
        pytest.skip(f"Python {version} does not start here")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def reference(alone):
    return report(f"{sys.version_info[0]}.{sys.version_info[1]}", alone)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_python_gives_the_same_results(version, alone, reference):
    found = report(version, alone)
    failed, attempted = found["doctests"]
    assert failed == 0
    assert attempted >= 25
    assert all(found["copies"])
    groups = found.pop("groups", reference["groups"])  # Python 3.10 has no exception groups
    assert groups == reference["groups"]
    assert found == {name: value for name, value in reference.items() if name != "groups"}


def test_the_reference_itself_is_right(reference):
    """What the others are compared with: nothing secret in any outcome, and groups treated as documented."""
    assert "secret" not in json.dumps([outcome for outcome, _ in reference["handled"]])
    assert [outcome[0] for outcome, _ in reference["groups"]] == ["Missing", "UnhandledError", "UnhandledError"]
    assert all(text.startswith('{"statusCode":404,"errors":[{"code":"MISSING"') for text in reference["texts"])


def test_importing_the_package_loads_no_module_that_is_slow_to_load(alone):
    script = "import sys; import cdk_apigateway_errors.runtime; print(*sorted(sys.modules))"
    done = run(sys.executable, alone, "-c", script)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert (
        loaded & {"json", "logging", "re", "inspect", "typing", "dataclasses", "http", "traceback", "asyncio"} == set()
    )


def test_the_package_imports_nothing_of_ours_and_nothing_third_party(alone):
    script = (
        "import sys, pkgutil, importlib; import cdk_apigateway_errors.runtime as r;"
        "[importlib.import_module(m.name) for m in pkgutil.iter_modules(r.__path__, r.__name__ + '.')];"
        "print(*sorted(sys.modules))"
    )
    done = run(sys.executable, alone, "-c", script)
    names = done.stdout.split()
    ours = {name for name in names if name.startswith("cdk_apigateway_errors")}
    assert {name.split(".")[1] for name in ours if "." in name} == {"runtime"}
    assert {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) <= {
        "cdk_apigateway_errors",
        "__main__",
    }
