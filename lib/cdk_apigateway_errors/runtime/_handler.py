"""The decorator: declared errors go out as they are, everything else as the unhandled form."""

from __future__ import annotations

from functools import update_wrapper

from ._api_error import ApiError
from ._checks import refuse, show, status_problems, text_problems
from ._declaration import declaration_problems, declared, entries
from ._formats import ErrorFormat, ErrorItem
from ._log import log_exception, request_id
from ._passing import declared_error
from ._proxy import SUCCESS_STATUS, TEXT, ProxyAnswers, proxy_problems
from ._unhandled import UNHANDLED_CODE, UNHANDLED_MESSAGE, UNHANDLED_STATUS, UnhandledError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeVar

    Handler = TypeVar("Handler", bound=Callable[..., Any])

# CPython's code flags for generator, coroutine, iterable coroutine, async generator (module inspect is slow to import)
_NOT_PLAIN = 0x20 | 0x80 | 0x100 | 0x200


def error_responses(
    errors: Iterable[type[ApiError] | int] = (),
    *,
    format: ErrorFormat | None = None,
    proxy: bool | str = False,
    proxy_headers: Mapping[str, str] | None = None,
    success_status: int = SUCCESS_STATUS,
    unhandled_status: int = UNHANDLED_STATUS,
    unhandled_code: str = UNHANDLED_CODE,
    unhandled_message: str = UNHANDLED_MESSAGE,
) -> Callable[[Handler], Handler]:
    """Decorate a handler: declared errors pass, any other exception becomes `UnhandledError` and one line in the log.

    `errors` and `format` are what `declared` takes. With `proxy=True` results and errors are returned as the answers
    that a proxy integration expects, with the bodies that a non-proxy integration gives: a result with `success_status`
    (200-399), unless it has a `statusCode` of its own, and `proxy_headers` added to each (CORS); `proxy="text/plain"`
    gives errors AWS's `<code>: <message>` body; `unhandled_status`, `unhandled_code` and `unhandled_message` make the
    answer to everything else. Behind a non-proxy integration the stack sets all these, and results are never touched.
    Raises `InvalidApiError` or TypeError at decoration.

    >>> class OrderNotFound(ApiError):
    ...     status, code = 404, "ORDER_NOT_FOUND"
    >>> @error_responses(errors=[OrderNotFound], proxy=True)
    ... def handler(event, context):
    ...     if event["id"] != 7:
    ...         raise OrderNotFound
    ...     return {"id": 7}
    >>> answer = handler({"id": 8}, None)
    >>> answer["statusCode"], answer["headers"]["x-amzn-ErrorType"]
    (404, 'ORDER_NOT_FOUND')
    >>> handler({"id": 7}, None)["body"]
    '{"id": 7}'
    """
    if callable(errors) and not isinstance(errors, type):
        raise TypeError("error_responses is called with the errors: @error_responses(errors=[OrderNotFound])")
    listed, problems = entries(errors)
    given = tuple(listed)
    extra = {} if proxy_headers is None else proxy_headers
    problems += [
        *declaration_problems(listed, format),
        *status_problems(unhandled_status, "unhandled_status"),
        *text_problems("unhandled_code", unhandled_code),
        *text_problems("unhandled_message", unhandled_message),
    ]
    refuse("error_responses", [*problems, *proxy_problems(proxy, extra, success_status)])
    declaration = declared(given, format=format)
    unhandled = ErrorItem(code=unhandled_code, message=unhandled_message)
    answer = (
        ProxyAnswers(
            declaration.format,
            extra,
            as_text=proxy == TEXT,
            success_status=success_status,
            status=unhandled_status,
            unhandled=unhandled,
        )
        if proxy
        else None
    )

    def decorate(handler: Handler) -> Handler:
        return _wrap(handler, given, format, answer)

    return decorate


def _wrap(
    handler: Handler, errors: tuple[Any, ...], format: ErrorFormat | None, answer: ProxyAnswers | None
) -> Handler:
    _refuse_handler(handler)

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            result = handler(*args, **kwargs)
            return result if answer is None else answer.success(result)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            outgoing = _outgoing(error, _context(args, kwargs), errors, format)
        # Outside the except block and from here: what leaves has no context and none of the handler's frames.
        if answer is None:
            raise outgoing from None
        return answer(outgoing)

    return update_wrapper(wrapper, handler)  # type: ignore[return-value]


def _outgoing(
    error: BaseException, context: object, errors: tuple[Any, ...], format: ErrorFormat | None
) -> ApiError | UnhandledError:
    """What leaves the function for this exception; logs whatever the client does not get to see."""
    try:
        found = declared_error(error, declared(errors, format=format))  # anew: subclasses may have come since
    except Exception as problem:
        log_exception(problem, context, message="Errors could not be read")
        found = None
    if found is None:
        log_exception(error, context, message="Unhandled error")
        return UnhandledError(request_id(context))
    if error.__cause__ is not None:
        log_exception(error, context, message="Declared error with a cause", level="WARN")
    found.__cause__ = found.__context__ = None
    return found.with_traceback(None)


def _context(args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    return kwargs["context"] if "context" in kwargs else args[-1] if args else None


def _refuse_handler(handler: object) -> None:
    if not callable(handler):
        raise TypeError(f"error_responses decorates a function, received {show(handler)}")
    target: Any = handler
    while hasattr(target, "func") and hasattr(target, "keywords"):  # functools.partial
        target = target.func
    code = getattr(target, "__code__", None) or getattr(type(target).__call__, "__code__", None)
    if getattr(code, "co_flags", 0) & _NOT_PLAIN:
        name = getattr(target, "__qualname__", type(target).__name__)
        raise TypeError(
            f"{name} is async or a generator, which Lambda's Python client cannot run: "
            "decorate a plain function that calls asyncio.run(...) or returns a list"
        )
