"""What serve prints about a source that cannot run in full."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cli.output import problem_lines
from cdk_apigateway_errors.cli.report import unsupported_lines
from cdk_apigateway_errors.cloudformation import Unsupported


def test_a_caret_picture_is_printed_on_lines_of_its_own(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    item = Unsupported("GetOrder", 'SelectionPattern of 404: no number at offset 0\n  {"a"\n  ^', "GET /orders")
    assert list(unsupported_lines([item])) == [
        "cannot run  GET /orders GetOrder: SelectionPattern of 404: no number at offset 0",
        '                {"a"',
        "                ^",
    ]


@pytest.mark.parametrize("before", [0, 10, 300])
def test_a_long_line_is_cut_around_its_caret(before):
    _, source, caret = problem_lines(f"no\n{'a' * before}#{'b' * 300}\n{' ' * before}^", 40)
    assert len(source) <= 40
    assert source[caret.index("^")] == "#"


def test_control_characters_of_a_picture_are_escapes():
    assert problem_lines("no\n  a\x1b[2J\n  ^", 40) == ["no", "    a\\x1b[2J", "    ^"]
