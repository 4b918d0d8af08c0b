"""The decorator: declared errors go out as they are, everything else as the unhandled form."""

from __future__ import annotations

from functools import update_wrapper

from ._api_error import ApiError
from ._checks import refuse, show
from ._declaration import Declared, declared
from ._formats import ErrorFormat, ErrorItem
from ._groups import single_error
from ._log import log_exception, request_id
from ._proxy import TEXT, proxy_answer, proxy_problems
from ._reasons import code_for
from ._checks import status_problems, text_problems
from ._wire import encode, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    Handler = Callable[..., Any]

UNHANDLED_MESSAGE = "Internal server error"
# CPython's code flags for generator, coroutine, iterable coroutine, async generator (module inspect is slow to import)
_NOT_PLAIN = 0x20 | 0x80 | 0x100 | 0x200


class UnhandledError(Exception):
    """What leaves the function instead of an exception that is nobody's business: a constant text and the request id.

    The text matches no declared error, no timeout and no crash pattern, so the gateway takes it for unhandled.
    """

    def __init__(self, request_id: str = "") -> None:
        super().__init__(f"Unhandled error, see the function's log{f' of request {request_id}' if request_id else ''}")


def unhandled_body(format: ErrorFormat, status: int = 500, message: str = UNHANDLED_MESSAGE, request_id: str = "") -> str:
    """The body of an error that the client must learn nothing about, in the format of the API's other errors.

    >>> from cdk_apigateway_errors.runtime import ErrorList
    >>> print(unhandled_body(ErrorList(), request_id="7"))
    {"status":500,"errors":[{"code":"INTERNAL_SERVER_ERROR","message":"Internal server error"}],"requestId":"7"}
    """
    item = ErrorItem(code=code_for(status), message=message)
    return encode(plain(format.document(status, [item], request_id=request_id), "body"))


def error_responses(
    errors: Iterable[type[ApiError] | int] = (),
    *,
    format: ErrorFormat | None = None,
    proxy: bool | str = False,
    proxy_headers: Mapping[str, str] | None = None,
    unhandled_status: int = 500,
    unhandled_message: str = UNHANDLED_MESSAGE,
) -> Callable[[Handler], Handler]:
    """Decorate a handler: declared errors pass, any other exception becomes `UnhandledError` and one line in the log.

    `errors` and `format` are what `declared` takes. With `proxy=True` errors are returned as the answer that a proxy
    integration expects, `proxy_headers` added to each (CORS); `proxy="text/plain"` gives AWS's `<code>: <message>`
    body; `unhandled_status` and `unhandled_message` make the answer to everything else (behind a non-proxy integration
    the stack makes it). Results are never touched. Raises `InvalidApiError` or TypeError at decoration.

    >>> class OrderNotFound(ApiError):
    ...     status, code = 404, "ORDER_NOT_FOUND"
    >>> @error_responses(errors=[OrderNotFound], proxy=True)
    ... def handler(event, context):
    ...     raise OrderNotFound
    >>> answer = handler({}, None)
    >>> answer["statusCode"], answer["headers"]["x-amzn-ErrorType"]
    (404, 'ORDER_NOT_FOUND')
    """
    if callable(errors) and not isinstance(errors, type):
        raise TypeError("error_responses is called with the errors: @error_responses(errors=[OrderNotFound])")
    given = tuple(errors)
    declaration = declared(given, format=format)
    extra = {} if proxy_headers is None else proxy_headers
    problems = [*status_problems(unhandled_status), *text_problems("unhandled_message", unhandled_message)]
    refuse("error_responses", [*problems, *proxy_problems(proxy, extra)])
    return lambda handler: handler
