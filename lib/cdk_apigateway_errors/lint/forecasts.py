"""How much of a limit is used: a warning from four fifths on, an error above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..cloudformation import TemplateError
from ..cloudformation.document import read_mapping
from ..cloudformation.model import Application
from .finding import Problem, Severity

NEARLY = 0.8


@dataclass(frozen=True, slots=True)
class Measured:
    """One template file."""

    path: Path
    size: int
    """Bytes."""
    resources: int | None
    """None where the file cannot be read."""

    @property
    def name(self) -> str:
        return self.path.name


def templates(application: Application) -> Iterator[Measured]:
    """The template files among the sources, those of nested stacks too; a template that was a dict has none."""
    for path in application.sources:
        if path.suffix in (".json", ".template", ".yaml", ".yml") and path.is_file():
            content = path.read_bytes()
            if b"AWS::" in content and b"Resources" in content:
                yield Measured(path, len(content), _resources(path))


def _resources(path: Path) -> int | None:
    try:
        resources = read_mapping(path).get("Resources")
    except TemplateError:
        return None
    return len(resources) if isinstance(resources, dict) else None


def use(what: str, number: int, limit: int, fix: str, logical_id: str = "") -> Iterator[Problem]:
    """The problem where there is one; ``what`` says what has ``number`` of something."""
    if number > limit:
        yield Problem(f"{what}; the limit is {limit:,}", fix, logical_id=logical_id)
    elif number > limit * NEARLY:
        message = f"{what}, {number * 100 // limit} % of the limit of {limit:,}"
        yield Problem(message, fix, severity=Severity.WARNING, logical_id=logical_id)
