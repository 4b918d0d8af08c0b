"""Changes are seen, and looking for them costs little."""

from __future__ import annotations

import os

import pytest

from cdk_apigateway_errors.lambda_runtime import fingerprint
from cdk_apigateway_errors.lambda_runtime.fingerprint import Watched


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text("x = 1")
    return tmp_path


CHANGES = {
    "written": lambda folder: (folder / "sub" / "a.py").write_text("x = 22"),
    "touched": lambda folder: os.utime(folder / "sub" / "a.py", ns=(1, 1)),
    "added": lambda folder: (folder / "sub" / "b.py").touch(),
    "removed": lambda folder: (folder / "sub" / "a.py").unlink(),
    "renamed": lambda folder: (folder / "sub" / "a.py").rename(folder / "sub" / "b.py"),
    "linked": lambda folder: (folder / "sub" / "b.py").symlink_to("a.py"),
    "dangling link": lambda folder: (folder / "sub" / "b.py").symlink_to("nothing"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_changes_the_fingerprint(folder, change):
    before = fingerprint.fingerprint(folder)
    assert fingerprint.fingerprint(folder) == before
    CHANGES[change](folder)
    assert fingerprint.fingerprint(folder) != before


def test_a_link_to_its_own_parent_is_not_followed(folder):
    (folder / "sub" / "loop").symlink_to("..", target_is_directory=True)
    assert fingerprint.fingerprint(folder)


def test_looks_are_rationed_by_their_own_cost(folder, monkeypatch):
    clock = iter([0.0, 1.0, 20.9, 21.0, 22.0])
    monkeypatch.setattr(fingerprint.time, "monotonic", lambda: next(clock))
    watched = Watched(folder)
    before = watched.value()  # took from 0.0 to 1.0: not again before 21.0
    (folder / "sub" / "a.py").write_text("x = 22")
    assert watched.value() == before
    assert watched.value() != before
