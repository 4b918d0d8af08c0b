"""Zip files are extracted whole and nowhere else."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cdk_apigateway_errors.lambda_runtime import ServiceError, archives

MakeZip = Callable[[dict[str, bytes | str]], Path]


@pytest.fixture
def make_zip(tmp_path: Path) -> MakeZip:
    def make(members: dict[str, bytes | str]) -> Path:
        path = tmp_path / "code.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                _add(archive, name, content)
        return path

    return make


def _add(archive: zipfile.ZipFile, name: str, content: bytes | str) -> None:
    member = zipfile.ZipInfo(name.removeprefix("link:").removeprefix("run:"))
    kind = stat.S_IFLNK | 0o777 if name.startswith("link:") else stat.S_IFREG | 0o644
    member.external_attr = (kind | (0o111 if name.startswith("run:") else 0)) << 16
    archive.writestr(member, content)


def test_files_folders_links_and_permissions_arrive(make_zip, tmp_path):
    folder = tmp_path / "out"
    archives.extract(make_zip({"a/b/ünï.py": "x = 1", "run:bin/tool": "#!", "a/": b"", "link:a/again": "b"}), folder)
    assert (folder / "a/b/ünï.py").read_text() == "x = 1"
    assert (folder / "a/again/ünï.py").read_text() == "x = 1"
    assert os.access(folder / "bin/tool", os.X_OK)
    assert not os.access(folder / "a/b/ünï.py", os.X_OK)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"../out.py": "x"}, id="parent folder"),
        pytest.param({"a/../../out.py": "x"}, id="parent folder inside"),
        pytest.param({"/etc/out.py": "x"}, id="absolute"),
        pytest.param({"..\\out.py": "x"}, id="backslash"),
        pytest.param({"C:\\out.py": "x"}, id="drive"),
        pytest.param({"link:escape": "../.."}, id="link to a parent"),
        pytest.param({"link:escape": "/etc"}, id="absolute link"),
        pytest.param({"link:a/escape": "../../x"}, id="link to a parent from below"),
        pytest.param({"link:x": "b/..", "link:b": ".", "x/out.py": "x"}, id="link that another turns outside"),
        pytest.param({"link:one": "two", "link:two": "..", "one/out.py": "x"}, id="chain of links"),
    ],
)
def test_a_name_or_link_that_leads_outside_is_refused_and_nothing_stays(make_zip, tmp_path, members):
    folder = tmp_path / "here" / "out"
    with pytest.raises(ServiceError, match="outside the folder of the code"):
        archives.extract(make_zip(members), folder)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["code.zip"]


def test_a_link_that_is_replaced_by_a_file_does_not_receive_it(make_zip, tmp_path):
    folder = tmp_path / "out"
    archives.extract(make_zip({"target.py": "kept", "link:a.py": "target.py"}), folder)
    assert (folder / "target.py").read_text() == "kept"
    other = tmp_path / "other"
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        _add(archive, "target.py", "kept")
        _add(archive, "link:a.py", "target.py")
        with pytest.warns(UserWarning, match="Duplicate name"):
            _add(archive, "a.py", "own")
    archives.extract(tmp_path / "twice.zip", other)
    assert ((other / "target.py").read_text(), (other / "a.py").read_text()) == ("kept", "own")


def test_more_than_lambda_takes_is_refused_by_what_comes_out_not_by_what_is_declared(make_zip, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "UNZIPPED_LIMIT", 100_000)
    with pytest.raises(ServiceError, match="larger than 100000 bytes unzipped"):
        archives.extract(make_zip({"a": b"\0" * 60_000, "b": b"\0" * 60_000}), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "content",
    [pytest.param(b"", id="empty"), pytest.param(b"PK\x03\x04 broken", id="broken"), pytest.param(b"text", id="text")],
)
def test_what_is_no_zip_file_is_refused_by_name(tmp_path, content):
    (tmp_path / "code.zip").write_bytes(content)
    with pytest.raises(ServiceError, match=r"code\.zip cannot be unzipped"):
        archives.extract(tmp_path / "code.zip", tmp_path / "out")
