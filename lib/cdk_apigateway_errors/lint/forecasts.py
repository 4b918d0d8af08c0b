"""How much of a limit is used: a warning from four fifths on, an error above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..cloudformation.model import Application, TemplateFile
from .finding import Problem, Severity

NEARLY = 0.8


def templates(application: Application) -> Iterable[TemplateFile]:
    """The template files, each once, those of nested stacks too; a template that was a dict has none."""
    return {one.path: one for one in application.templates}.values()


def use(what: str, number: int, limit: int, fix: str, logical_id: str = "", template: str = "") -> Iterator[Problem]:
    """The problem where there is one; ``what`` says what has ``number`` of something."""
    if number > limit:
        yield Problem(f"{what}; the limit is {limit:,}", fix, logical_id=logical_id, template=template)
    elif number > limit * NEARLY:
        message = f"{what}, {number * 100 // limit} % of the limit of {limit:,}"
        yield Problem(message, fix, severity=Severity.WARNING, logical_id=logical_id, template=template)
