"""What a terminal gets: colours where it has them, 80 columns where nobody says otherwise, no control characters."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from typing import Any

import click

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control characters, line separators, direction marks and halves of surrogate pairs: a body can hold any of them."""


def visible(text: str) -> str:
    r"""Text that is safe to print: control characters other than newline and tab as escapes.

    >>> print(visible("a\x1b[2Jb"))
    a\x1b[2Jb
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def on_one_line(text: str) -> str:
    r"""As :func:`visible`, with newlines and tabs as escapes too.

    >>> print(on_one_line("a\nb"))
    a\nb
    """
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def colours(*, err: bool = False) -> bool:
    """Whether the stream shows colours: a terminal, and ``NO_COLOR`` (no-color.org) is not set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    stream = sys.stderr if err else sys.stdout
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def paint(text: str, *, err: bool = False, **style: Any) -> str:
    """Text in a colour (click's names), or as it is where the stream has none."""
    return click.style(text, **style) if colours(err=err) else text


def say(text: str = "", *, err: bool = False, newline: bool = True) -> None:
    """Prints; what was painted stays painted."""
    click.echo(text, err=err, nl=newline, color=True)


def width() -> int:
    """Columns to write in: those of the terminal, or 80."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def folded(text: str, columns: int, most: int | None = None) -> list[str]:
    """Text in lines of at most so many columns, cut with ``…`` after ``most`` lines.

    >>> folded("abcdefgh", 3, 2)
    ['abc', 'de…']
    """
    lines = [line[at : at + columns] for line in text.split("\n") for at in range(0, max(1, len(line)), columns)]
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1][: columns - 1] + "…"]


def wrapped(text: str, columns: int) -> list[str]:
    """Prose in lines, broken between words.

    >>> wrapped("would match but for a newline", 16)
    ['would match but', 'for a newline']
    """
    return [piece for line in text.split("\n") for piece in textwrap.wrap(line, columns) or [""]]


def problem_lines(text: str, columns: int) -> list[str]:
    """A message that may end in a picture (a line of source and a caret): prose wrapped, the picture below it, indented.

    >>> problem_lines("a repetition needs a number at offset 0\\n  {1}\\n  ^", 24)
    ['a repetition needs a', 'number at offset 0', '    {1}', '    ^']
    """
    prose, *picture = text.expandtabs(4).split("\n")
    caret = next((line.index("^") for line in reversed(picture) if line.strip() == "^"), 0)
    start = max(0, caret - columns * 2 // 3)
    shown = (on_one_line(line)[start : start + columns - 2].rstrip() for line in picture)
    return [*wrapped(on_one_line(prose), columns), *(f"  {line}" for line in shown)]


def shortened(text: str, length: int, *, head: int) -> str:
    """Text without its middle: ``head`` characters, ``…`` and the end.

    >>> shortened("#set($origin=1)$input.body", 15, head=4)
    '#set…input.body'
    """
    if len(text) <= length:
        return text
    return f"{text[:head]}…{text[len(text) - (length - head - 1) :]}"


STATUS_COLOURS = {"1": "white", "2": "green", "3": "cyan", "4": "yellow", "5": "red"}


def status_colour(status: int | str) -> str:
    """The colour of a status code."""
    return STATUS_COLOURS.get(str(status)[:1], "white")
