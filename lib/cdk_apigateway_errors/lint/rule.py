"""A rule: what it asks, why, and the examples that are its tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..cloudformation.model import Application, RestApi
from .finding import Problem, Severity
from .subject import Subject


@dataclass(frozen=True)
class Example:
    """``shown`` in the documentation; ``application`` is linted by the tests.

    ``says`` is a text that the finding's message must hold, for instance the message that slips through. An example that
    needs files has a function that writes them into a folder and gives the application.
    """

    shown: str
    application: Application | Callable[[Path], Application]
    says: str = ""

    def made(self, folder: Path) -> Application:
        """The application; ``folder`` is where its files go."""
        return self.application if isinstance(self.application, Application) else self.application(folder)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One of the three kinds below. ``source`` is a link, or the name of a recorded answer of the service."""

    id: str
    severity: Severity
    summary: str
    why: str
    source: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]


@dataclass(frozen=True, kw_only=True)
class MethodRule(Rule):
    """Asks a method about its responses and templates. It is asked once for all methods that answer alike, so it must
    not look at the method's path, logical id or function.

    ``proven`` says that it asks about selection patterns alone, and that the tests prove that it finds nothing where the
    catalog made them: it is not asked there (:mod:`.by_construction`).
    """

    check: Callable[[Subject], Iterable[Problem]]
    proven: bool = False


@dataclass(frozen=True, kw_only=True)
class ApiRule(Rule):
    """Asks a whole REST API."""

    check: Callable[[RestApi], Iterable[Problem]]


@dataclass(frozen=True, kw_only=True)
class ApplicationRule(Rule):
    """Asks everything that was loaded."""

    check: Callable[[Application], Iterable[Problem]]
