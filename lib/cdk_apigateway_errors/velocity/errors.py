"""The errors of the template language.

VelocityError
  |- TemplateSyntaxError   the template cannot be compiled
  `- TemplateRenderError   a compiled template failed on the values it was given
"""

from __future__ import annotations

from dataclasses import dataclass


class VelocityError(Exception):
    """Anything that is wrong with a template; base of the two others."""


@dataclass(frozen=True)
class Place:
    """Where in a template something is: 1-based line and column, and the text of that line.

    >>> print(Place.of("a\\n#if(", 2).pointed())
    #if(
    ^
    """

    line: int
    column: int
    source_line: str

    @classmethod
    def of(cls, text: str, offset: int) -> Place:
        """The place of a character offset in a text."""
        offset = min(offset, len(text))
        start = text.rfind("\n", 0, offset) + 1
        end = text.find("\n", offset)
        source_line = text[start : end if end >= 0 else len(text)].rstrip("\r")
        return cls(text.count("\n", 0, offset) + 1, offset - start + 1, source_line)

    def pointed(self, width: int = 100) -> str:
        """The source line with a caret under the column; long lines are cut around it."""
        start = max(0, self.column - 1 - width // 2)
        shown = self.source_line[start : start + width]
        indent = "".join("\t" if character == "\t" else " " for character in shown[: self.column - 1 - start])
        return f"{shown}\n{indent}^"


class _PlacedError(VelocityError):
    """An error that knows its template and, where it can be told, its place."""

    def __init__(self, message: str, *, name: str = "template", place: Place | None = None) -> None:
        self.message = message
        self.name = name
        self.place = place
        super().__init__(str(self))

    @property
    def line(self) -> int | None:
        """1-based line, None where it cannot be told."""
        return self.place.line if self.place else None

    @property
    def column(self) -> int | None:
        """1-based column, None where it cannot be told."""
        return self.place.column if self.place else None

    def __str__(self) -> str:
        if self.place is None:
            return f"{self.name}: {self.message}"
        return f"{self.name}:{self.place.line}:{self.place.column}: {self.message}\n{self.place.pointed()}"


class TemplateSyntaxError(_PlacedError):
    """The template cannot be compiled; the service answers 500 for it."""


class TemplateRenderError(_PlacedError):
    """Rendering failed: a Java method threw, an index is out of range, a limit was reached."""
