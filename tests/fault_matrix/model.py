"""The values of the fault matrix: a row, who runs it, what must come of it, and what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

ORIGIN = "https://shop.example"
STRATEGIES = ("leading", "top-level", "classic", "compact")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One cell: the four columns of the matrix.

    ``body`` names the shape: ``declared`` (the text as the handler raised it, byte for byte), ``result`` (what it
    returned, byte for byte), the ``code`` of an error in the API's error format (``INTERNAL_ERROR``, ``TIMEOUT``,
    ``BAD_REQUEST_BODY``, …), ``service`` (``{"message": …}``), ``envelope`` (Lambda's error document), ``none``, or
    ``text`` (anything else). ``cors`` says whether a browser may read the answer, ``leak`` whether it shows text that
    the handler did not declare.
    """

    status: int
    body: str
    cors: bool = True
    leak: bool = False

    def __str__(self) -> str:
        parts = (str(self.status), self.body, "" if self.cors else "no CORS", "**leak**" if self.leak else "")
        return " ".join(part for part in parts if part)


class Handler(StrEnum):
    """Who runs a row. ``GATEWAY`` rows end before a handler, or at one function whatever its code."""

    PYTHON = "python/plain"
    PYTHON_DECORATED = "python/decorated"
    NODE = "nodejs/plain"
    NODE_DECORATED = "nodejs/decorated"
    GATEWAY = "gateway"

    @property
    def decorated(self) -> bool:
        return self in (Handler.PYTHON_DECORATED, Handler.NODE_DECORATED)

    @property
    def runtime(self) -> str:
        return "" if self is Handler.GATEWAY else self.value.partition("/")[0]


PYTHON = (Handler.PYTHON, Handler.PYTHON_DECORATED)
NODE = (Handler.NODE, Handler.NODE_DECORATED)
BOTH = (*PYTHON, *NODE)
GATEWAY = (Handler.GATEWAY,)


@dataclass(frozen=True, slots=True)
class Request:
    """What the client sends; ``path`` starts behind the stage."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Target(Protocol):
    """Anything that answers: the local gateway, a deployed API."""

    def send(self, request: Request) -> Answer: ...


Expected = Mapping[tuple[str, bool], Outcome]
"""By strategy and by whether the handler is decorated."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way a request goes wrong (or does not), who runs it, and what must come of it.

    ``does`` is the row's second column: what the handler or the client does. ``case`` is what the handler is told to
    do, ``text`` what it is given for that: the message to raise or the result to return. ``body`` is the declared text
    or the result where it is not ``text`` itself, and ``undeclared`` says that ``text`` is none that the client may see.
    ``decorated_case``, ``decorated_text`` and ``decorated_body`` take their place for handlers with the decorator, which
    raise classes. ``path`` replaces the path of the handler, ``suffix`` is added to it. ``message`` is the text of a
    gateway response, as a regular expression.

    ``failure`` is false where nothing failed. ``reason`` names an exception to the rules: why a failure is answered 2xx
    here, or a text shown. ``lint`` is the rule that says on the template why ``classic`` answers otherwise.
    """

    name: str
    does: str
    expected: Expected = field(hash=False)
    source: str
    case: str = "raise"
    text: str = ""
    body: str = ""
    decorated_case: str = ""
    decorated_text: str = ""
    decorated_body: str = ""
    handlers: tuple[Handler, ...] = BOTH
    method: str = "GET"
    path: str = ""
    suffix: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = field(default=b"", repr=False, hash=False)
    message: str = ""
    undeclared: bool = False
    failure: bool = True
    reason: str = ""
    lint: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row run by one handler."""

    row: Row
    handler: Handler

    @property
    def id(self) -> str:
        return f"{self.row.name} ({self.handler})"

    @property
    def raises_classes(self) -> bool:
        return self.handler.decorated and bool(self.row.decorated_case)

    @property
    def case(self) -> str:
        return self.row.decorated_case if self.raises_classes else self.row.case

    @property
    def text(self) -> str:
        return self.row.decorated_text if self.raises_classes else self.row.text

    @property
    def declared(self) -> str:
        """The one text that the client may see of this cell."""
        return self.row.decorated_body if self.raises_classes else self.row.body or self.row.text
