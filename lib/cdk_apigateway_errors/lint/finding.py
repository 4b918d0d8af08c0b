"""What a rule says, and what :func:`~.linting.lint` returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """``error``: refused at deploy, or wrong on every request it concerns. ``warning``: wrong for some requests.
    ``info``: worth knowing, or not decided."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found; where it stands is added by the linter as far as the rule leaves it open.

    ``severity`` of ``None`` is the rule's own.
    """

    message: str
    fix: str
    status_code: str = ""
    severity: Severity | None = None
    route: str = ""
    logical_id: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place.

    ``api`` is the stack's name and the API's logical id (``Orders/Api``), ``route`` is ``GET /orders/{id}`` or empty for
    what concerns a whole API or stack. ``template`` is the path of the template file that holds ``logical_id``, empty where
    no file was loaded.

    >>> print(Finding("no-default-response", Severity.ERROR, "nothing answers a success", "add one", "Api", "GET /"))
    error no-default-response: GET /: nothing answers a success (add one)
    """

    rule_id: str
    severity: Severity
    message: str
    fix: str
    api: str = ""
    route: str = ""
    logical_id: str = ""
    status_code: str = ""
    template: str = ""

    def __str__(self) -> str:
        place = " ".join(part for part in (self.route, self.status_code) if part) or self.api
        return f"{self.severity} {self.rule_id}: {place}: {self.message} ({self.fix})"
