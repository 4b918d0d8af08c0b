"""The errors that a matrix is given, as exceptions ready to raise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..runtime import ApiError, ErrorFormat, ErrorList, InvalidApiError, declared
from .bare import bare_error
from .cell import UNSEEN

ErrorDeclaration = type[ApiError] | ApiError | int
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One error: its name in the test's id, its status, and the exception."""

    name: str
    status: int
    error: ApiError


@dataclass(frozen=True, slots=True)
class Declarations:
    """The errors by route; ``strict`` where a route must map every one of them."""

    by_route: Mapping[str, tuple[Declaration, ...]]
    strict: bool
    error_format: ErrorFormat

    def of(self, route: str) -> tuple[Declaration, ...]:
        """The errors of a route, those of every route first."""
        return self.by_route.get(EVERY, ()) + self.by_route.get(route, ())


def read_errors(
    errors: Iterable[ErrorDeclaration] | Mapping[str, Iterable[ErrorDeclaration]],
    routes: Sequence[str],
    error_format: ErrorFormat | None,
) -> Declarations:
    """Reads what :func:`~.fault_matrix.matrix` takes.

    Raises ``LookupError`` for a route that does not exist, ``ValueError`` for what is no error or has two formats.
    """
    if isinstance(errors, str | bytes) or not isinstance(errors, Iterable):
        raise TypeError(f"errors is {errors!r}: give a list of error classes and statuses, or such lists by route")
    strict = isinstance(errors, Mapping)
    given = (
        {route: list(some) for route, some in errors.items()} if isinstance(errors, Mapping) else {EVERY: list(errors)}
    )
    unknown = [route for route in given if route != EVERY and route not in routes]
    if unknown:
        raise LookupError(
            f"errors: no route {unknown[0]!r} with a non-proxy Lambda integration; there is {', '.join(routes)}"
        )
    classes = [entry for some in given.values() for entry in some]
    found = declared([_class(entry) for entry in classes], format=error_format).format if classes else error_format
    chosen = found or ErrorList()
    by_route = {route: tuple(_declarations(some, chosen)) for route, some in given.items()}
    return Declarations(by_route, strict, chosen)


def _class(entry: ErrorDeclaration) -> type[ApiError] | int:
    """What an instance declares; an ``ApiError`` without a class of its own declares its status."""
    if not isinstance(entry, ApiError):
        return entry
    return int(entry.status or 0) if type(entry).status is None else type(entry)


def _declarations(errors: Iterable[ErrorDeclaration], error_format: ErrorFormat) -> list[Declaration]:
    found: list[Declaration] = []
    for entry in errors:
        if isinstance(entry, ApiError):
            found.append(Declaration(type(entry).__name__, int(entry.status or 0), entry))
        elif isinstance(entry, int):
            found.append(Declaration("ApiError", entry, bare_error(entry, format=error_format, detail=UNSEEN)))
        else:
            classes = (cls for some in declared([entry]).classes.values() for cls in some)
            found += [Declaration(cls.__name__, int(cls.status or 0), _made(cls)) for cls in classes]
    return list({(declaration.name, declaration.status): declaration for declaration in found}.values())


def _made(cls: type[ApiError]) -> ApiError:
    """An error of this class with a detail that is hard to carry and a value for each header."""
    headers = {name: f"{number}" for number, name in enumerate(cls.headers, start=1)}
    try:
        return cls(detail=UNSEEN, headers=headers) if headers else cls(detail=UNSEEN)
    except (TypeError, InvalidApiError) as error:
        raise TypeError(
            f"{cls.__name__} cannot be made without values ({error}): give an instance in errors="
        ) from None
