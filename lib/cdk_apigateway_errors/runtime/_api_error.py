"""`ApiError`: an exception whose text is the HTTP error body."""

from __future__ import annotations

from _collections_abc import Mapping, Sequence

from ._checks import (
    HEADER_BYTES,
    InvalidApiError,
    header_name_problems,
    header_value_problems,
    is_status,
    refuse,
    show,
    status_problems,
    text_problems,
)
from ._formats import ErrorFormat, ErrorItem, ErrorList
from ._reasons import reason_phrase
from ._wire import encode, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# What `str()` gives for an error that never ran ApiError.__init__; no selection pattern of a declared error matches it.
INCOMPLETE = "Unhandled error: an ApiError was raised before ApiError.__init__ ran"


class ApiError(Exception):
    """An error of the API: declare it once as a class, raise it in the handler.

    Class attributes: `status` (400-599) and `code` make it raisable; without a status it is a base class. `message` is
    the title (default: the reason phrase of the status), `headers` names the headers that a raise may carry, `format`
    how the body looks (set it once, on a base class). All problems of a class are raised as one `InvalidApiError`.

    `str(error)` is the wire format, one line of JSON, and cannot raise. Values are checked and copied when the error is
    made. `raise … from cause` chains for the log only.

    >>> class OrderNotFound(ApiError):
    ...     status, code = 404, "ORDER_NOT_FOUND"
    >>> print(OrderNotFound(source="/path/id", detail="none"))
    {"status":404,"errors":[{"code":"ORDER_NOT_FOUND","source":"/path/id","message":"Not Found","detail":"none"}]}
    >>> print(ApiError(status=409, code="CONFLICT"))
    {"status":409,"errors":[{"code":"CONFLICT","message":"Conflict"}]}
    """

    status: int | None = None
    code: str | None = None
    message: str | None = None
    headers: Any = ()  # on a class: tuple of names; on an instance: dict of values
    format: ErrorFormat = ErrorList()
    errors: tuple[ErrorItem, ...]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        refuse(f"class {cls.__qualname__}", _class_problems(cls))
        if cls.status is not None:
            cls.status = int(cls.status)
        cls.headers = tuple(cls.headers)

    def __init__(
        self,
        *args: object,
        status: int | None = None,
        code: str | None = None,
        message: str | None = None,
        source: Any = None,
        detail: Any = None,
        errors: Sequence[ErrorItem | Mapping[str, Any]] | None = None,
        headers: Mapping[str, str | int] | None = None,
    ) -> None:
        if args:
            raise TypeError(_positional(type(self), args))
        item = ErrorItem(code=code, source=source, message=message, detail=detail)
        self._fill(type(self).status if status is None else status, item, errors, headers)

    def _fill(self, status: Any, item: ErrorItem, errors: Any, headers: Any) -> None:
        cls = type(self)
        item.code = cls.code if item.code is None else item.code
        item.message = (cls.message or _phrase(status)) if item.message is None else item.message
        refuse(cls.__name__, _raise_problems(status, item, errors, headers, cls.headers))
        self.status = int(status)
        self.code, self.message = item.code, item.message
        self.errors = tuple(_complete(given, item) for given in errors) if errors else (_complete(item, item),)
        self.headers = _named_as_declared(headers or {}, cls.headers)
        self._text = encode(self.document())

    def document(self) -> dict[str, Any]:
        """The body as a dict: what the format makes of this error, then the headers it carries."""
        return self.format.document(self.status or 0, self.errors, headers=self.headers)

    def copy_with(self, **changes: Any) -> ApiError:
        """A copy with other attributes (`format`, `errors`, `headers`) and the text that goes with them."""
        changed = _restore(type(self), {**self.__dict__, **changes})
        if "_text" in changed.__dict__:
            changed._text = encode(changed.document())
        return changed

    def __str__(self) -> str:
        text = self.__dict__.get("_text")
        return text if type(text) is str else INCOMPLETE

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), dict(self.__dict__)))


def _restore(cls: type[ApiError], state: dict[str, Any]) -> ApiError:
    error = cls.__new__(cls)
    error.__dict__.update(state)
    return error


def _phrase(status: object) -> str:
    return reason_phrase(int(status)) if is_status(status) else "Error"  # type: ignore[call-overload]


def _class_problems(cls: type[ApiError]) -> Iterator[str]:
    if cls.status is not None:
        yield from status_problems(cls.status)
        if cls.code is None:
            yield "code is missing: every class with a status needs one, for instance code = 'ORDER_NOT_FOUND'"
    for name in ("code", "message"):
        if getattr(cls, name) is not None:
            yield from text_problems(name, getattr(cls, name))
    yield from header_name_problems(cls.headers)
    format: object = cls.format  # what a user wrote, not what the annotation says
    if not isinstance(format, ErrorFormat):
        yield f"format is {show(format)}: give an ErrorFormat such as ErrorList() or ProblemJson()"
    if cls.__str__ is not ApiError.__str__:
        yield "__str__ is the wire format: leave it, and change the body with a format"


def _raise_problems(status: object, item: ErrorItem, errors: object, headers: object, names: Any) -> Iterator[str]:
    yield from status_problems(status)
    if errors is None:
        yield from _item_problems("", item)
    else:
        yield from _errors_problems(errors, item)
    yield from _header_problems(headers, names)


def _errors_problems(errors: Any, shared: ErrorItem) -> Iterator[str]:
    if not isinstance(errors, list | tuple) or not errors:
        yield f"errors is {show(errors)}: give a list of at least one ErrorItem or dict"
        return
    if shared.source is not None or shared.detail is not None:
        yield "source and detail belong to one error: put them into the items of errors"
    for index, given in enumerate(errors):
        if isinstance(given, ErrorItem):
            yield from _item_problems(f"errors[{index}].", given, shared)
        elif isinstance(given, Mapping) and set(given) <= {"code", "source", "message", "detail"}:
            yield from _item_problems(f"errors[{index}].", ErrorItem(**given), shared)
        else:
            yield f"errors[{index}] is {show(given)}: give an ErrorItem, or a dict with code, source, message, detail"


def _item_problems(where: str, item: ErrorItem, shared: ErrorItem | None = None) -> Iterator[str]:
    for name in ("code", "message"):
        value = getattr(item, name)
        if value is None and shared is not None:
            value = getattr(shared, name)
        if value is None:
            yield f"{where}{name} is missing: give {name}=…, or set it on the class"
        else:
            yield from text_problems(where + name, value)
    for name in ("source", "detail"):
        try:
            plain(getattr(item, name), where + name)
        except InvalidApiError as problem:
            yield str(problem)


def _header_problems(headers: object, names: Any) -> Iterator[str]:
    if headers is None:
        return
    if not isinstance(headers, Mapping):
        yield f"headers is {show(headers)}: give a dict such as {{'Retry-After': '30'}}"
        return
    declared = {name.lower() for name in names}
    given = [str(name).lower() for name in headers]
    if len(set(given)) < len(given):
        yield f"headers {show(list(headers))} has a name twice: header names ignore case"
    for name, value in headers.items():
        if str(name).lower() not in declared:
            yield f"header {show(name)} is not declared: name it in the class, headers = {(*names, name)!r}"
        yield from header_value_problems(str(name), value)
    if sum(len(str(name)) + len(str(value)) for name, value in headers.items()) > HEADER_BYTES:
        yield f"headers are longer than the {HEADER_BYTES} bytes that API Gateway lets through"


def _complete(given: ErrorItem | Mapping[str, Any], shared: ErrorItem) -> ErrorItem:
    item = given if isinstance(given, ErrorItem) else ErrorItem(**given)
    return ErrorItem(
        code=plain(shared.code if item.code is None else item.code, "code"),
        source=plain(item.source, "source"),
        message=plain(shared.message if item.message is None else item.message, "message"),
        detail=plain(item.detail, "detail"),
    )


def _named_as_declared(headers: Mapping[str, str | int], names: Sequence[str]) -> dict[str, str]:
    spelled = {name.lower(): name for name in names}
    return {spelled.get(name.lower(), name): str(value) for name, value in headers.items()}


def _positional(cls: type[ApiError], args: tuple[object, ...]) -> str:
    given = ", ".join(show(arg) for arg in args)
    call = f"{cls.__name__}(detail={show(args[0])})" if cls.status else f"{cls.__name__}(status=400, code='BAD_ORDER')"
    return f"{cls.__name__}({given}): values are given by name, for instance {call}"
