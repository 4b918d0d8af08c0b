"""The log line: one, JSON, complete, whatever the exception is like."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from cdk_apigateway_errors.runtime._log import log_exception

CONTEXT = SimpleNamespace(aws_request_id="8f5d-11", function_name="orders")


def caught(error, cause=None):
    try:
        raise error from cause
    except BaseException as raised:
        return raised


def line(error, capsys, context=CONTEXT):
    log_exception(error, context, message="Unhandled error")
    out, err = capsys.readouterr()
    assert (out.count("\n"), err, out.isascii()) == (1, "", True)
    return json.loads(out)


def test_a_line_names_the_error_the_request_and_the_stack(capsys):
    record = line(caught(ValueError("bad é\u2028\ud800")), capsys)
    assert record["timestamp"].endswith("Z")
    assert {name: record[name] for name in ("level", "message", "requestId", "functionName")} == {
        "level": "ERROR",
        "message": "Unhandled error",
        "requestId": "8f5d-11",
        "functionName": "orders",
    }
    assert (record["errorType"], record["errorMessage"]) == ("ValueError", "bad é\u2028\ud800")
    assert "in caught" in record["stackTrace"][0]


def test_causes_are_listed_with_their_stacks(capsys):
    record = line(caught(ValueError("outer"), caught(KeyError("inner"), OSError("innermost"))), capsys)
    assert [cause["errorType"] for cause in record["causes"]] == ["KeyError", "OSError"]
    assert record["causes"][0]["stackTrace"]


def test_an_exception_raised_while_handling_another_names_it_unless_told_not_to(capsys):
    error = ValueError("outer")
    error.__context__ = KeyError("inner")
    assert line(error, capsys)["causes"][0]["errorType"] == "KeyError"
    error.__suppress_context__ = True
    assert "causes" not in line(error, capsys)


def test_a_circle_of_causes_ends(capsys):
    first, second = ValueError(1), ValueError(2)
    first.__cause__, second.__cause__ = second, first
    assert len(line(first, capsys)["causes"]) == 1


def test_a_group_lists_its_members(capsys):
    record = line(ExceptionGroup("g", [ValueError("a"), KeyError("b")]), capsys)
    assert [member["errorMessage"] for member in record["exceptions"]] == ["a", "'b'"]


def test_a_deep_stack_and_a_long_text_are_cut(capsys):
    def deep(levels):
        if not levels:
            raise ValueError("x" * 100_000)
        # two functions in turn, or traceback folds the repetition itself
        return other(levels - 1)

    def other(levels):
        return deep(levels)

    with pytest.raises(ValueError, match="x") as info:
        deep(200)
    record = line(info.value, capsys)
    assert len(record["stackTrace"]) == 61
    assert len(json.dumps(record)) < 256 * 1024
    assert "(100000 characters)" in record["errorMessage"]


class Unprintable(Exception):
    def __str__(self):
        raise SystemExit("no text")


class Strange(Exception):
    @property
    def exceptions(self):
        raise RuntimeError("no members")


@pytest.mark.parametrize("error", [Unprintable(), Strange("x")], ids=lambda error: type(error).__name__)
def test_an_exception_that_fights_back_is_logged_as_far_as_possible(error, capsys):
    record = line(caught(error), capsys)
    assert (record["errorType"], record["requestId"]) == (type(error).__name__, "8f5d-11")
    assert record["errorMessage"] in ("x", "<no text: __str__ raised SystemExit>")


class Full(io.StringIO):
    def write(self, text):
        raise OSError("disk full")


@pytest.mark.parametrize(
    "stdout", [None, Full(), io.TextIOWrapper(io.BytesIO(), encoding="ascii")], ids=["none", "full", "ascii"]
)
def test_a_log_that_cannot_be_written_never_raises(stdout, monkeypatch):
    monkeypatch.setattr(sys, "stdout", stdout)
    log_exception(ValueError("é"), CONTEXT, message="Unhandled error")


class HostileContext:
    def __getattr__(self, name):
        raise RuntimeError(name)


@pytest.mark.parametrize(
    "context", [None, HostileContext(), SimpleNamespace(aws_request_id=7)], ids=["none", "hostile", "int"]
)
def test_a_context_without_an_id_gives_an_empty_one(context, capsys):
    assert line(ValueError("x"), capsys, context)["requestId"] == ""
