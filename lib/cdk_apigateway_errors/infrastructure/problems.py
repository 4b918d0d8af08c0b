"""Problems of a declaration, gathered so that all of them show at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn, TypeVar

T = TypeVar("T")


class DeclarationError(ValueError):
    """A construct was given something that it cannot build; nothing was made.

    ``problems`` holds one sentence each: what was received, what is allowed, what to change.

    >>> DeclarationError("add_route('GET /')", ["a", "b"]).problems
    ('a', 'b')
    """

    def __init__(self, where: str, problems: Iterable[str]) -> None:
        self.where = where
        self.problems = tuple(problems)
        super().__init__(f"{where}: " + _listed(self.problems))


class HookError(ValueError):
    """A hook returned what cannot be used; the text names the hook."""


def _listed(problems: tuple[str, ...]) -> str:
    if len(problems) == 1:
        return problems[0]
    return f"{len(problems)} problems\n" + "\n".join(f"  - {problem}" for problem in problems)


class Problems:
    """Collects problems during one call, then raises them together."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._found: list[str] = []
        self._cause: Exception | None = None

    def add(self, problem: str | None) -> None:
        if problem:
            self._found.append(problem)

    def extend(self, problems: Iterable[str]) -> None:
        self._found.extend(problems)

    def attempt(self, make: Callable[[], T]) -> T | None:
        """Return what ``make`` returns; note its ``ValueError`` or ``TypeError`` as a problem and return ``None``."""
        try:
            return make()
        except (ValueError, TypeError) as error:
            self._found.append(str(error))
            return None

    def attempt_hook(self, name: str, make: Callable[[], T]) -> T | None:
        """Return what ``make`` returns; note whatever a user's code raises in it, under the name of the hook.

        The first such exception becomes the cause of the :class:`DeclarationError`, so that its traceback shows.
        """
        try:
            return make()
        except HookError as error:
            self._found.append(str(error))
        except Exception as error:  # a user's own code may raise anything
            said = "" if isinstance(error, ValueError) else f" raised {type(error).__name__}"
            self._found.append(f"{name}{said}: {error}")
            self._cause = self._cause or error
        return None

    def making(self, make: Callable[[], T], *, undo: Callable[[], object] = lambda: None) -> T:
        """Return what ``make`` makes; where CDK refuses it, ``undo`` and raise :class:`DeclarationError`."""
        try:
            return make()
        except (RuntimeError, TypeError, ValueError) as error:  # what jsii raises where CDK or its types refuse
            if "There is already a Construct" not in str(error):  # what is there was not made here
                undo()
            raise DeclarationError(self.where, [f"CDK refuses this: {str(error).strip()}"]) from error

    def refuse(self, problem: str) -> NoReturn:
        raise DeclarationError(self.where, [*self._found, problem])

    def raise_if_any(self) -> None:
        if self._found:
            raise DeclarationError(self.where, self._found) from self._cause
