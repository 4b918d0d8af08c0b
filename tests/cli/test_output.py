"""What a terminal gets."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdk_apigateway_errors.cli.output import colours, folded, on_one_line, shortened, visible, wrapped


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("\x1b[2J", "\\x1b[2J", id="escape sequence"),
        pytest.param("a\rb", "a\\rb", id="carriage return"),
        pytest.param("\x9b31m", "\\x9b31m", id="C1 control"),
        pytest.param("\u202egnp", "\\u202egnp", id="right-to-left override"),
        pytest.param("\u2028", "\\u2028", id="line separator"),
        pytest.param("\ud83d", "\\ud83d", id="half of a surrogate pair"),
        pytest.param("ä€😀\n\t", "ä€😀\n\t", id="ordinary text"),
    ],
)
def test_control_characters_are_printed_as_escapes(text, printed):
    assert visible(text) == printed


def test_on_one_line_a_newline_is_an_escape():
    assert on_one_line("a\n\tb") == "a\\n\\tb"


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("", None, [""]),
        ("abcdef", None, ["abc", "def"]),
        ("ab\ncd", None, ["ab", "cd"]),
        ("abcdefg", 2, ["abc", "de…"]),
        ("abcdef", 2, ["abc", "def"]),
    ],
)
def test_text_is_folded_and_cut(text, most, lines):
    assert folded(text, 3, most) == lines


def test_prose_breaks_between_words_and_keeps_its_lines():
    assert wrapped("one two three\n\nfour", 8) == ["one two", "three", "", "four"]


@pytest.mark.parametrize("length", range(6, 12))
def test_shortened_text_has_its_length_and_keeps_both_ends(length):
    text = shortened("0123456789", length, head=3)
    assert len(text) == min(length, 10)
    assert text.startswith("012")
    assert text.endswith("9")


class Terminal:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({}, True, id="a terminal"),
        pytest.param({"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, True, id="NO_COLOR is empty"),
        pytest.param({"TERM": "dumb"}, False, id="a dumb terminal"),
    ],
)
def test_colours_on_a_terminal_unless_the_user_does_not_want_them(monkeypatch, variables, expected):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", Terminal())
    assert colours() is expected


@pytest.mark.parametrize(
    ("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)], ids=["terminal", "NO_COLOR"]
)
def test_a_real_terminal_gets_colours(orders, variables, coloured):
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cdk_apigateway_errors.cli", "routes", str(orders)]
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen(command, stdout=theirs, env={**environment, "TERM": "xterm", **variables})
    os.close(theirs)
    output = b""
    with contextlib.suppress(OSError):  # the terminal's other end is closed
        while piece := os.read(ours, 65536):
            output += piece
    os.close(ours)
    assert process.wait(30) == 0
    assert b"GET /orders/{id}" in output
    assert (b"\x1b[" in output) is coloured


@given(st.text(), st.integers(1, 30))
def test_folding_loses_nothing_and_keeps_the_width(text, columns):
    lines = folded(text, columns)
    assert "".join(lines) == text.replace("\n", "")
    assert all(len(line) <= columns for line in lines)


@given(st.text())
def test_nothing_printed_can_move_the_cursor(text):
    shown = on_one_line(text)
    assert shown.isprintable() or not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert len(shown.splitlines()) <= 1
