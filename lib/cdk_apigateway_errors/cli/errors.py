"""How a command ends when it does not succeed: 2 for bad input, 1 for a failure that it found."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import IO, Any

import click

from .output import paint, say, visible

BAD_INPUT = 2
FOUND_FAILURE = 1


class BadInput(click.ClickException):
    """What was given cannot be used: said on stderr, exit code 2."""

    exit_code = BAD_INPUT

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002 - click's signature
        text = re.sub(r"\s*\n\s*", "; ", self.message.strip())
        say(f"{paint('Error:', err=True, fg='red', bold=True)} {visible(text)}", err=True)


@contextlib.contextmanager
def bad_input(*kinds: type[Exception]) -> Iterator[None]:
    """Turns exceptions of these kinds into :class:`BadInput` with the same text."""
    try:
        yield
    except kinds as error:
        raise BadInput(str(error)) from error
