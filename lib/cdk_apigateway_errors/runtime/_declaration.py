"""What a list of errors declares. Read by the stack (patterns, method responses) and by the handler's decorator."""

from __future__ import annotations

from _collections_abc import Iterable, Mapping

from ._api_error import ApiError
from ._checks import is_status, refuse, show
from ._formats import ErrorFormat, ErrorList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class Declared:
    """`statuses` ascending, `classes` and `headers` (names) by status, and the one `format` of a set of errors."""

    __slots__ = ("classes", "format", "headers", "statuses")

    statuses: tuple[int, ...]
    classes: Mapping[int, tuple[type[ApiError], ...]]
    headers: Mapping[int, tuple[str, ...]]
    format: ErrorFormat

    def __init__(self, statuses: Iterable[int], classes: Iterable[type[ApiError]], format: ErrorFormat) -> None:
        found = tuple(classes)
        self.statuses = tuple(sorted({*statuses, *(cls.status or 0 for cls in found)}))
        self.classes = {status: tuple(cls for cls in found if cls.status == status) for status in self.statuses}
        self.headers = {status: _header_names(members) for status, members in self.classes.items()}
        self.format = format

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Declared):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash((self.statuses, self.format))

    def __repr__(self) -> str:
        return f"Declared(statuses={self.statuses}, classes={dict(self.classes)}, format={self.format})"


def declared(errors: Iterable[type[ApiError] | int], *, format: ErrorFormat | None = None) -> Declared:
    """Read a list of error classes and bare status codes; as in `except`, a class stands for its subclasses too.

    What counts is what has a status: the class, its subclasses and theirs. `format` is for sets without classes; where
    there are classes it must agree with theirs. Doubles are harmless, two classes with one status are fine. Raises one
    `InvalidApiError` with all problems: a value that is neither class nor status, no class with a status, the same
    status and code by classes of which neither has them from the other or both from a third, several formats.

    >>> class OrderError(ApiError): pass
    >>> class BadOrder(OrderError): status, code = 400, "BAD_ORDER"
    >>> class SlowDown(OrderError): status, code, headers = 429, "SLOW_DOWN", ("Retry-After",)
    >>> declared([OrderError, 409]).statuses
    (400, 409, 429)
    >>> declared([OrderError, 409]).headers[429]
    ('Retry-After',)
    >>> class WorseOrder(BadOrder): status, code = 422, "WORSE_ORDER"
    >>> declared([BadOrder]).statuses
    (400, 422)
    """
    given, problems = entries(errors)
    refuse("errors", [*problems, *declaration_problems(given, format)])
    statuses = [int(entry) for entry in given if is_status(entry)]
    classes = _classes(given)
    formats = _formats(format, classes)
    return Declared(statuses, classes, formats[0] if formats else _base_format(given))


def entries(errors: Any) -> tuple[list[Any], list[str]]:
    """What the list holds, and what is wrong with it when it is none."""
    if isinstance(errors, str | bytes | Mapping) or not isinstance(errors, Iterable):
        return [], [f"errors is {show(errors)}: give a list of ApiError classes and status codes"]
    return list(errors), []


def declaration_problems(given: list[Any], format: ErrorFormat | None) -> list[str]:
    """What keeps the entries and the format from being a declaration."""
    classes = _classes(given)
    return [
        *_entry_problems(given),
        *_conflicts(classes),
        *_format_problems(format, _formats(format, classes), classes),
    ]


def _classes(given: list[Any]) -> list[type[ApiError]]:
    return list(dict.fromkeys(cls for entry in given if _is_error_class(entry) for cls in _with_status(entry)))


def _formats(format: object, classes: list[type[ApiError]]) -> list[ErrorFormat]:
    own = [format] if isinstance(format, ErrorFormat) else []
    return list(dict.fromkeys([*own, *(cls.format for cls in classes)]))


def _is_error_class(entry: object) -> bool:
    return isinstance(entry, type) and issubclass(entry, ApiError)


def _with_status(cls: type[ApiError]) -> Iterator[type[ApiError]]:
    if cls.status is not None:
        yield cls
    for subclass in cls.__subclasses__():
        yield from _with_status(subclass)


def _base_format(given: list[Any]) -> ErrorFormat:
    return next((entry.format for entry in given if _is_error_class(entry)), ErrorList())


def _entry_problems(given: list[Any]) -> Iterator[str]:
    for entry in given:
        if _is_error_class(entry):
            if not any(_with_status(entry)):
                yield f"{entry.__name__} has no status and no subclass with one: import the module that defines them"
        elif isinstance(entry, ApiError):
            yield f"{show(entry)} is an instance: give the class {type(entry).__name__}"
        elif not is_status(entry):
            yield f"{show(entry)} is neither an ApiError class nor a status code from 400 to 599"


def _conflicts(classes: list[type[ApiError]]) -> Iterator[str]:
    seen: dict[tuple[int | None, str | None], list[type[ApiError]]] = {}
    for cls in classes:
        others = seen.setdefault((cls.status, cls.code), [])
        other = next((other for other in others if not _same_error(cls, other)), None)
        if other is not None:
            names = f"{other.__module__}.{other.__qualname__} and {cls.__module__}.{cls.__qualname__}"
            yield f"status {cls.status} with code {cls.code} is declared by {names}: give one of them another code"
        others.append(cls)


def _same_error(cls: type[ApiError], other: type[ApiError]) -> bool:
    """Whether two classes of one status and code have them from each other, or both from a class above them."""
    shared = (each for each in cls.__mro__ if issubclass(each, ApiError) and issubclass(other, each))
    return any((each.status, each.code) == (cls.status, cls.code) for each in shared)


def _format_problems(format: Any, formats: list[ErrorFormat], classes: list[type[ApiError]]) -> Iterator[str]:
    if format is not None and not isinstance(format, ErrorFormat):
        yield f"format is {show(format)}: give an ErrorFormat such as ErrorList() or ProblemJson()"
    if len(formats) > 1:
        users = {each: [cls.__name__ for cls in classes if cls.format == each] or ["format="] for each in formats}
        listed = "; ".join(f"{each!r} by {', '.join(names[:5])}" for each, names in users.items())
        yield f"one API has one error format, received {listed}: set `format` once, on a common base class"


def _header_names(classes: tuple[type[ApiError], ...]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for cls in classes:
        for name in cls.headers:
            names.setdefault(name.lower(), name)
    return tuple(names.values())
