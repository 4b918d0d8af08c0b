"""Replaying recorded cases."""

from __future__ import annotations

import json

import pytest

PASSES = {"id": "sum", "kind": "vtl", "template": "#set($x = 1 + 1)$x", "input": {}, "expect": {"text": "2"}}
FAILS = {**PASSES, "id": "wrong", "expect": {"text": "3"}}
SKIPPED = {"id": "other", "kind": "telepathy"}


@pytest.fixture
def replay(run, tmp_path):
    def replayed(cases, *arguments):
        path = tmp_path / "cases.json"
        path.write_text(json.dumps(cases) if not isinstance(cases, str) else cases)
        return run("conformance", path, *arguments)

    return replayed


@pytest.mark.parametrize(
    ("cases", "last", "code"),
    [
        ([PASSES], "1 passed, 0 failed, 0 skipped", 0),
        ([PASSES, FAILS], "1 passed, 1 failed, 0 skipped", 1),
        ([PASSES, SKIPPED], "1 passed, 0 failed, 1 skipped", 0),
        ([], "0 passed, 0 failed, 0 skipped", 0),
    ],
    ids=["passed", "failed", "skipped", "none"],
)
def test_it_ends_with_the_counts(replay, cases, last, code):
    result = replay({"format": 1, "cases": cases})
    assert result.stdout.splitlines()[-1] == last
    assert result.exit_code == code


def test_a_failure_says_what_differs_and_a_skip_what_is_missing(replay):
    lines = replay({"format": 1, "cases": [PASSES, FAILS, SKIPPED]}).stdout.splitlines()
    assert lines[0].startswith("failed  wrong: ")
    assert "'3'" in lines[0]
    assert "'2'" in lines[0]
    assert lines[1] == "skipped other: kind 'telepathy'"


def test_cases_that_pass_are_named_when_asked_for(replay):
    assert replay({"format": 1, "cases": [PASSES]}, "--verbose").stdout.startswith("passed  sum\n")


@pytest.mark.parametrize("cases", ['{"format": 2, "cases": []}', "[]", "{", '{"format": 1}'])
def test_a_file_of_another_form_is_refused(replay, cases):
    result = replay(cases)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
