"""A kept template is used only while nothing has changed that it could depend on."""

import json
import os
import sys
from pathlib import Path

import pytest

from cdk_apigateway_errors.testing import fingerprint as fingerprints
from cdk_apigateway_errors.testing.fingerprint import Project, fingerprint
from cdk_apigateway_errors.testing.sources import Template
from cdk_apigateway_errors.testing.synthesis import Synthesis, environment
from cdk_apigateway_errors.testing.template_cache import Entries

PYTHON_FILES = ["test_*.py", "*_test.py"]


@pytest.fixture
def folder(tmp_path):
    files = {
        "stack.py": "class OrdersStack: ...",
        "cdk.json": '{"context": {"color": "red"}}',
        "cdk.context.json": "{}",
        "settings/prod.yaml": "a: 1",
        "orders/handler.py": "def handler(event, context): ...",
        "tests/test_api.py": "",
        "tests/conftest.py": "",
        "tests/__snapshots__/x.ambr": "",
        ".git/HEAD": "main",
        ".pytest_cache/x": "",
        "venv/pyvenv.cfg": "",
        "venv/lib/x.py": "",
        "node_modules/x/index.js": "",
        "node_modules/.package-lock.json": "{}",
        "package-lock.json": "{}",
        ".coverage": "",
    }
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "outside" / "listed").mkdir(parents=True)
    (tmp_path / "outside" / "asset.txt").write_text("1", encoding="utf-8")
    (tmp_path / "outside" / "shared.py").write_text("1", encoding="utf-8")
    return tmp_path / "project"


def taken(folder, *, files=(), assets=()):
    outside = folder.parent / "outside"
    return fingerprint(
        Project(folder, PYTHON_FILES),
        [str(outside / "shared.py"), *files],
        [str(outside / "asset.txt"), *assets],
        [str(folder), str(outside / "listed")],
    )


def changes(before, after):
    return [name for name in before if before[name] != after[name]]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("stack.py", "project"),
        ("cdk.json", "project"),
        ("cdk.context.json", "project"),
        ("settings/prod.yaml", "project"),
        ("orders/handler.py", "project"),
        ("package-lock.json", "project"),
        ("node_modules/.package-lock.json", "project"),
        ("new/file.txt", "project"),
        (".env", "project"),
        ("../outside/shared.py", "files"),
        ("../outside/asset.txt", "assets"),
        ("../outside/listed/new.txt", "folders"),
    ],
)
def test_a_changed_or_new_file_counts(folder, name, what):
    before = taken(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("changed", encoding="utf-8")
    assert changes(before, taken(folder)) == [what]


@pytest.mark.parametrize("name", ["stack.py", "settings/prod.yaml", "../outside/asset.txt", "../outside/shared.py"])
def test_a_removed_file_counts(folder, name):
    before = taken(folder)
    (folder / name).unlink()
    assert len(changes(before, taken(folder))) == 1


def test_a_renamed_file_counts(folder):
    before = taken(folder)
    (folder / "stack.py").rename(folder / "stacks.py")
    assert changes(before, taken(folder)) == ["project"]


@pytest.mark.parametrize(
    "name",
    [
        "tests/test_api.py",
        "tests/test_new.py",
        "tests/conftest.py",
        "tests/__snapshots__/x.ambr",
        ".git/HEAD",
        ".pytest_cache/x",
        "venv/lib/x.py",
        "node_modules/x/index.js",
        ".coverage",
        "__pycache__/stack.pyc",
    ],
)
def test_tests_caches_and_version_control_do_not_count(folder, name):
    before = taken(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("changed", encoding="utf-8")
    assert changes(before, taken(folder)) == []


@pytest.mark.parametrize("name", ["tests/test_api.py", "tests/conftest.py", "node_modules/x/index.js"])
def test_they_count_where_the_app_read_them(folder, name):
    before = taken(folder, files=[str(folder / name)])
    (folder / name).write_text("changed", encoding="utf-8")
    assert changes(before, taken(folder, files=[str(folder / name)])) == ["files"]


@pytest.mark.parametrize("name", ["tests/test_api.py", "tests/__snapshots__/x.ambr", "tests/new/deep.txt"])
def test_they_count_where_they_are_part_of_an_asset(folder, name):
    before = taken(folder, assets=[str(folder / "tests")])
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("changed", encoding="utf-8")
    assert "assets" in changes(before, taken(folder, assets=[str(folder / "tests")]))


def test_a_mode_counts(folder):
    before = taken(folder)
    (folder / "stack.py").chmod(0o755)
    assert changes(before, taken(folder)) == ["project"]


@pytest.mark.parametrize("name", ["CDK_DEFAULT_REGION", "CDK_CONTEXT_JSON", "STAGE", "AWS_REGION"])
def test_a_variable_counts(folder, monkeypatch, name):
    monkeypatch.delenv(name, raising=False)
    before = taken(folder)
    monkeypatch.setenv(name, "{}")
    assert changes(before, taken(folder)) == ["environment"]


def test_variables_of_the_terminal_do_not_count(folder, monkeypatch):
    before = taken(folder)
    for name in ("PYTEST_CURRENT_TEST", "COLUMNS", "PWD", "TERM"):
        monkeypatch.setenv(name, "other")
    assert changes(before, taken(folder)) == []


def test_an_installed_package_counts_by_version_and_by_time(folder, monkeypatch, tmp_path):
    packages = tmp_path / "site-packages"
    (packages / "aws_cdk_lib-2.275.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])
    before = taken(folder)
    os.utime(packages / "aws_cdk_lib-2.275.0.dist-info", (1, 1))
    reinstalled = taken(folder)
    (packages / "aws_cdk_lib-2.275.0.dist-info").rename(packages / "aws_cdk_lib-2.276.0.dist-info")
    assert changes(before, reinstalled) == changes(reinstalled, taken(folder)) == ["packages"]


def test_python_and_node_count(folder, monkeypatch):
    before = taken(folder)
    monkeypatch.setattr(sys, "version", "4.0")
    newer = taken(folder)
    monkeypatch.setattr(fingerprints.shutil, "which", lambda name: None)
    assert changes(before, newer) == changes(newer, taken(folder)) == ["machine"]


@pytest.fixture
def entries(folder):
    return Entries(folder.parent / "cache", "stack:OrdersStack")


@pytest.fixture
def kept(folder, entries):
    """The files of a kept entry."""
    made = folder.parent / "made"
    (made / "cdk.out").mkdir(parents=True)
    (made / "cdk.out" / "manifest.json").write_text("{}", encoding="utf-8")
    record = {"source": "cdk.out", "stack": "S", "files": [str(folder / "tests" / "conftest.py")]}
    record |= {"assets": [], "folders": []}
    (made / "record.json").write_text(json.dumps(record), encoding="utf-8")
    entries.keep(made, fingerprint(Project(folder, PYTHON_FILES), record["files"], []))
    return {path.name: path for path in (folder.parent / "cache").rglob("*")}


def test_what_was_kept_is_found_until_something_changes(folder, entries, kept):
    project = Project(folder, PYTHON_FILES)
    found = entries.find(project)
    assert found == Synthesis(Template(kept["cdk.out"], "S"), (str(folder / "tests" / "conftest.py"),), ())
    (folder / "tests" / "conftest.py").write_text("changed", encoding="utf-8")
    assert entries.find(project) is None


def test_another_source_has_other_entries(folder, kept):
    assert Entries(folder.parent / "cache", "stack:Other").find(Project(folder, PYTHON_FILES)) is None


@pytest.mark.parametrize("name", ["manifest.json", "record.json"])
@pytest.mark.parametrize("damage", ["{", None])
def test_a_damaged_entry_counts_as_none(folder, entries, kept, name, damage):
    if damage is None:
        kept[name].unlink()
    else:
        kept[name].write_text(damage, encoding="utf-8")
    assert entries.find(Project(folder, PYTHON_FILES)) is None


def test_a_damaged_index_counts_as_none(folder, entries, kept):
    next(path for name, path in kept.items() if name.endswith(".json") and len(name) > 30).write_text("[1")
    assert entries.find(Project(folder, PYTHON_FILES)) is None


def test_a_folder_that_cannot_be_written_is_no_failure(folder):
    (folder.parent / "cache").write_text("a file", encoding="utf-8")
    Entries(folder.parent / "cache", "a:b").keep(folder, {"project": "x"})


def test_the_app_gets_the_context_that_cdk_synth_would_give_it(folder, monkeypatch):
    (folder / "cdk.context.json").write_text('{"vpc": "vpc-1"}', encoding="utf-8")
    monkeypatch.setenv("CDK_CONTEXT_JSON", '{"stage": "test"}')
    made = environment(folder, Path("/made"))
    assert json.loads(made["CDK_CONTEXT_JSON"]) == {"color": "red", "vpc": "vpc-1", "stage": "test"}
    assert made["CDK_OUTDIR"] == str(Path("/made/cdk.out"))
    assert made["CDK_VALIDATION"] == "false"


def test_a_pattern_for_tests_that_means_every_module_does_not_leave_them_out(folder):
    project = Project(folder, ["*.py"])
    before = fingerprint(project)
    (folder / "stack.py").write_text("changed", encoding="utf-8")
    assert changes(before, fingerprint(project)) == ["project"]
