"""Where code ends up, and when it is taken anew."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.lambda_runtime import LambdaService, ResourceNotFound, ServiceError
from cdk_apigateway_errors.lambda_runtime.deployment import Deployments


@pytest.fixture
def deployments(tmp_path: Path) -> Deployments:
    return Deployments(tmp_path / "private")


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def layer(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_folder_is_run_where_it_lies(deployments, function, tmp_path):
    assert deployments.deploy(function(code_path=tmp_path)).task_root == tmp_path


def test_a_zip_file_is_extracted_once_for_the_same_content(deployments, function, tmp_path):
    one = zipped(tmp_path / "one.zip", {"index.py": "x = 1"})
    two = tmp_path / "two.zip"
    two.write_bytes(one.read_bytes())
    first, second = (deployments.deploy(function(code_path=path)) for path in (one, two))
    assert first.task_root == second.task_root
    assert (first.task_root / "index.py").read_text() == "x = 1"


@pytest.mark.parametrize(("runtime", "name"), [("python3.13", "index.py"), ("nodejs22.x", "index.js")])
def test_inline_code_lies_in_index(deployments, function, runtime, name):
    root = deployments.deploy(function("ünï", runtime=runtime)).task_root
    assert (root / name).read_text(encoding="utf-8") == "ünï"


def test_layers_lie_over_each_other_in_their_order(deployments, function, tmp_path):
    lower = layer(tmp_path / "lower", {"python/a.py": "lower", "python/b.py": "lower", "bin/x": "x"})
    upper = zipped(tmp_path / "upper.zip", {"python/b.py": "upper", "python/c.py": "upper"})
    opt = deployments.deploy(function("", layers=(lower, upper))).layers
    assert opt is not None
    texts = {path.name: path.read_text() for path in opt.rglob("*") if path.is_file()}
    assert texts == {"a.py": "lower", "b.py": "upper", "c.py": "upper", "x": "x"}


@pytest.mark.parametrize("change", ["folder", "zip", "layer", "environment", "handler"])
def test_a_change_is_another_generation(deployments, function, tmp_path, change):
    code = layer(tmp_path / "code", {"index.py": "x = 1"})
    archive = zipped(tmp_path / "code.zip", {"index.py": "x = 1"})
    shared = layer(tmp_path / "layer", {"python/a.py": "x = 1"})
    values: dict[str, Any] = {"code_path": archive if change == "zip" else code, "layers": (shared,)}
    before = deployments.deploy(function(**values))
    assert deployments.current(function(**values)) == before
    match change:
        case "folder":
            (code / "sub").mkdir()
            (code / "sub" / "new.py").write_text("")
        case "zip":
            zipped(archive, {"index.py": "x = 22"})
        case "layer":
            (shared / "python/a.py").write_text("x = 22")
        case "environment":
            values["environment"] = {"A": "1"}
        case "handler":
            values["handler"] = "index.other"
    while (found := deployments.current(function(**values))) == before:
        pass  # looked at again after a moment, see fingerprint.py
    assert found is None
    assert deployments.deploy(function(**values)).generation != before.generation


def test_without_reload_a_change_is_not_looked_for(function, tmp_path):
    deployments = Deployments(tmp_path / "private", reload=False)
    code = layer(tmp_path / "code", {"index.py": "x = 1"})
    before = deployments.deploy(function(code_path=code))
    (code / "index.py").write_text("x = 22")
    assert deployments.deploy(function(code_path=code)) == before


@pytest.mark.parametrize("folder", ["node_modules", "__pycache__", ".git"])
def test_what_nobody_edits_by_hand_is_passed_over(deployments, function, tmp_path, folder):
    code = layer(tmp_path / "code", {"index.py": "x = 1", f"{folder}/a": "1"})
    before = deployments.deploy(function(code_path=code))
    (code / folder / "a").write_text("22")
    (code / folder / "b").write_text("")
    assert deployments.deploy(function(code_path=code)) == before


def test_a_zip_file_that_is_broken_while_it_is_written_is_refused_and_then_taken(deployments, function, tmp_path):
    (tmp_path / "code.zip").write_bytes(b"half")
    with pytest.raises(ServiceError, match="cannot be unzipped"):
        deployments.deploy(function(code_path=tmp_path / "code.zip"))
    zipped(tmp_path / "code.zip", {"index.py": "x = 1"})
    while not (tmp_path / "private").exists() or not list((tmp_path / "private").glob("zip-*/index.py")):
        try:
            deployments.deploy(function(code_path=tmp_path / "code.zip"))
        except ServiceError:
            continue


def test_no_code_is_said_with_the_ways_to_give_some(deployments, function):
    with pytest.raises(
        ResourceNotFound, match="folder or zip file, inline code, the URL of a container, or a Python callable"
    ):
        deployments.deploy(function(inline_code=None))


def test_a_python_handler_imports_from_its_layers_and_its_own_folder_first(function, tmp_path):
    lower = layer(tmp_path / "lower", {"python/one.py": "x = 'lower'", "python/two.py": "x = 'lower'"})
    site = layer(tmp_path / "site", {"python/lib/python3.11/site-packages/three.py": "x = 'site'"})
    files = {
        "two.py": "x = 'own'",
        "app.py": "import one, two, three\ndef handler(e, c): return [one.x, two.x, three.x]",
    }
    code = zipped(tmp_path / "code.zip", files)
    with LambdaService() as service:
        result = service.invoke(function(code_path=code, handler="app.handler", layers=(lower, site)), b"{}")
    assert result.payload == b'["lower", "own", "site"]'


@pytest.mark.parametrize(
    ("name", "code", "answer"),
    [
        pytest.param("index.js", "exports.handler = async () => require('shared').x", b'"layer"', id="require"),
        pytest.param(
            "index.mjs",
            "export const handler = async () => import('shared').then(() => 1, (error) => error.code)",
            b'"ERR_MODULE_NOT_FOUND"',
            id="import, as on Lambda",
        ),
    ],
)
def test_a_node_handler_finds_packages_of_its_layers_with_require_only(function, tmp_path, name, code, answer):
    shared = layer(tmp_path / "layer", {"nodejs/node_modules/shared/index.js": "exports.x = 'layer'"})
    root = layer(tmp_path / "code", {name: code})
    with LambdaService() as service:
        result = service.invoke(function(code_path=root, layers=(shared,), runtime="nodejs20.x"), b"{}")
    assert result.payload == answer
