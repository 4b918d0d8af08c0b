"""Which statuses the code of a handler raises."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lint.code_files import MAX_FILES, code_files
from cdk_apigateway_errors.lint.handler_code import handler_code

FIELDS = frozenset({"status"})


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        pytest.param("class A(ApiError):\n    status = 404\nraise A", {404: 3}, id="a class"),
        pytest.param("class A(ApiError):\n    status: int = 404\nraise A('x')", {404: 3}, id="an annotated status"),
        pytest.param("class A(ApiError):\n    code, status = 'A', 404\nraise errors.A()", {404: 3}, id="a tuple"),
        pytest.param("class A(E):\n    status = 404\nclass B(A):\n    pass\nraise B()", {404: 5}, id="inherited"),
        pytest.param("class A(E):\n    status = HTTPStatus.GONE\nraise A", {410: 3}, id="HTTPStatus"),
        pytest.param("raise ApiError(status=409, code='C')", {409: 1}, id="an argument"),
        pytest.param("raise Exception(json.dumps({'m': 1, 'status': 404}))", {404: 1}, id="JSON"),
        pytest.param("raise Exception(json.dumps({'cause': {'status': 404}}))", {}, id="a nested status"),
        pytest.param("raise Exception(json.dumps({'code': 404}))", {}, id="another field"),
        pytest.param("raise ApiError(status=given)", {}, id="no constant"),
        pytest.param("class A(E):\n    status = 200\nraise A", {}, id="no error"),
        pytest.param("class A(E):\n    status = True\nraise A", {}, id="a boolean"),
        pytest.param("raise", {}, id="raised again"),
        pytest.param("def broken(:", {}, id="no Python"),
    ],
)
def test_python_says_a_status_by_class_argument_or_json(code: str, raised: dict[int, int]) -> None:
    found = handler_code((("index.py", code),), FIELDS).raised
    assert {one.status: one.place for one in found} == {status: f"index.py:{line}" for status, line in raised.items()}


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        pytest.param("throw new Error(JSON.stringify({status: 404}))", {404}, id="throw"),
        pytest.param("throw new Error(JSON.stringify({'status' : 404, m: 1}))", {404}, id="quoted"),
        pytest.param("callback(JSON.stringify({m: 'x', \"status\": 404}))", {404}, id="callback, not first"),
        pytest.param("context.fail(JSON.stringify({status: 404}))", {404}, id="fail"),
        pytest.param("reject(new Error(JSON.stringify({status: 404})))", {404}, id="reject"),
        pytest.param("return {body: JSON.stringify({status: 404})}", set(), id="returned"),
        pytest.param("throw new Error(JSON.stringify({status: 4040}))", set(), id="a longer number"),
        pytest.param("/* throw new Error(JSON.stringify({status: 404})) */", set(), id="a comment"),
    ],
)
def test_javascript_says_a_status_in_an_object_that_is_thrown(code: str, raised: set[int]) -> None:
    assert {one.status for one in handler_code((("index.js", code),), FIELDS).raised} == raised


def test_a_class_may_stand_in_a_later_file_than_the_raise() -> None:
    files = (("a.py", "from z import Gone\nraise Gone()"), ("z.py", "class Gone(Base):\n    status = 410\n"))
    assert [(one.status, one.place) for one in handler_code(files, FIELDS).raised] == [(410, "a.py:2")]


def _function(path: Path | None, runtime: str = "python3.13") -> Function:
    return Function("Fn", "fn", "arn:fn", runtime, "index.handler", path)


def test_files_of_a_folder_are_those_of_the_function_itself(tmp_path: Path) -> None:
    for name in ("index.py", "app/errors.py", "lib-1.dist-info/METADATA", "lib/x.py", "node_modules/y.js", "readme.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x = 1", "utf-8")
    assert [name for name, _ in code_files(_function(tmp_path)) or ()] == ["app/errors.py", "index.py"]


def test_files_of_an_archive_are_read_without_unpacking(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as archive:
        archive.writestr("index.py", "raise A")
    assert code_files(_function(tmp_path / "code.zip")) == (("index.py", "raise A"),)


@pytest.mark.parametrize("name", ["missing", "broken.zip", "many"])
def test_what_cannot_be_read_is_not_judged(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.zip").write_text("no archive")
    (tmp_path / "many").mkdir()
    for number in range(MAX_FILES + 1):
        (tmp_path / "many" / f"f{number}.py").touch()
    assert code_files(_function(tmp_path / name)) is None


def test_other_runtimes_are_not_judged(tmp_path: Path) -> None:
    (tmp_path / "index.py").touch()
    assert code_files(_function(tmp_path, "java21")) is None
    assert code_files(_function(None)) is None
