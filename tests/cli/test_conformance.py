"""Replaying recorded cases."""

from __future__ import annotations

import json

import pytest

PASSES = {"id": "sum", "kind": "vtl", "template": "#set($x = 1 + 1)$x", "input": {}, "expect": {"text": "2"}}
FAILS = {**PASSES, "id": "wrong", "expect": {"text": "3"}}
SKIPPED = {**PASSES, "id": "other", "input": {"macros": 1}}


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
        ([{**PASSES, "kind": "vlt"}], "0 passed, 1 failed, 0 skipped", 1),
        ([], "0 passed, 0 failed, 0 skipped", 0),
    ],
    ids=["passed", "failed", "skipped", "misspelt kind", "none"],
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
    assert lines[1] == "skipped other: input.macros"


def test_cases_that_pass_are_named_when_asked_for(replay):
    assert replay({"format": 1, "cases": [PASSES]}, "--verbose").stdout.startswith("passed  sum\n")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({**PASSES, "kind": "vlt"}, 'failed  sum: the kind is "vlt"; allowed: http, vtl, pipeline, '),
        ({**PASSES, "kind": None}, "failed  sum: the kind is null; allowed: http, vtl, pipeline, "),
        ({**PASSES, "kind": ["vtl"]}, 'failed  sum: the kind is ["vtl"]; allowed: '),
        ({"id": "sum"}, "failed  sum: the case has no kind; allowed: http, "),
        ({key: value for key, value in PASSES.items() if key != "id"}, "failed  ?: the case has no id"),
        ({**PASSES, "id": 7}, "failed  7: the case has an id that is no text"),
    ],
    ids=["misspelt kind", "null", "list", "no kind", "no id", "a number as id"],
)
def test_a_case_that_nobody_replays_is_a_failure(replay, case, said):
    result = replay({"format": 1, "cases": [case]})
    assert result.exit_code == 1
    assert result.stdout.startswith(said)


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ('{"format": 2, "cases": []}', "found format 2"),
        ("[]", "found list"),
        ("{", "cases.json: not JSON: "),
        ("", "cases.json: not JSON: "),
        ("[" * 100_000, "cases.json: not JSON: "),
        ('{"format": 1}', "found format 1"),
        ({"format": 1, "cases": [PASSES, "sum"]}, 'case 2 is "sum"; a case is an object with id and kind'),
        ({"format": 1, "cases": [[PASSES]]}, "case 1 is [{"),
        ({"format": 1, "cases": [None]}, "case 1 is null"),
    ],
)
def test_a_file_of_another_form_is_refused(replay, cases, said):
    result = replay(cases)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_no_text_is_refused(run, tmp_path):
    (tmp_path / "cases.json").write_bytes(b"\xff")
    result = run("conformance", tmp_path / "cases.json")
    assert (result.exit_code, result.stderr.endswith("cases.json: not UTF-8 text (byte 0)\n")) == (2, True)
