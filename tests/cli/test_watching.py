"""Whether files have changed."""

from __future__ import annotations

import os

import pytest

from cdk_apigateway_errors.cli.watching import Changes


@pytest.fixture
def files(tmp_path):
    (tmp_path / "template.json").write_text("{}")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "index.py").write_text("one")
    return tmp_path


def looks(changes: Changes, times: int = 3) -> list[bool]:
    return [changes.settled() for _ in range(times)]


def changed(files):
    return Changes([files / "template.json", files / "code", files / "missing"])


def test_nothing_changes_by_itself(files):
    assert looks(changed(files)) == [False, False, False]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda f: (f / "template.json").write_text("{} "), id="a file is written"),
        pytest.param(lambda f: os.utime(f / "template.json", (1, 1)), id="a file is touched"),
        pytest.param(lambda f: (f / "template.json").unlink(), id="a file is removed"),
        pytest.param(lambda f: (f / "code" / "new.py").write_text(""), id="a file is added"),
        pytest.param(lambda f: (f / "code" / "index.py").write_text("two!"), id="a file in a folder is written"),
        pytest.param(lambda f: (f / "missing").write_text(""), id="a missing file appears"),
    ],
)
def test_a_change_counts_once_when_the_files_are_at_rest(files, change):
    changes = changed(files)
    change(files)
    assert looks(changes) == [False, True, False]


def test_a_change_that_goes_on_does_not_count_yet(files):
    changes = changed(files)
    for number in range(1, 4):
        (files / "template.json").write_text("x" * number)
        assert not changes.settled()
    assert changes.settled()


def test_what_python_writes_beside_the_code_is_no_change(files):
    changes = changed(files)
    (files / "code" / "__pycache__").mkdir()
    (files / "code" / "__pycache__" / "index.pyc").write_text("")
    assert looks(changes) == [False, False, False]


def test_a_change_before_the_files_are_followed_anew_still_counts(files):
    changes = changed(files)
    (files / "template.json").write_text("written while the last version was read")
    (files / "other.json").write_text("{}")
    changes.follow([files / "template.json", files / "other.json"])
    assert looks(changes) == [False, True, False]


def test_a_file_that_is_followed_no_more_changes_nothing(files):
    changes = changed(files)
    changes.follow([files / "template.json"])
    (files / "code" / "index.py").write_text("two!")
    assert looks(changes) == [False, False, False]
