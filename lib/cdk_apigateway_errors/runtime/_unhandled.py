"""The unhandled form: what the client learns about an exception that is nobody's business."""

from __future__ import annotations

from ._formats import ErrorFormat, ErrorItem
from ._wire import encode, plain

# The defaults of both integrations: the stack's templates and the answers of the decorator say the same.
UNHANDLED_STATUS = 500
UNHANDLED_CODE = "INTERNAL_ERROR"
UNHANDLED_MESSAGE = "Internal server error"


class UnhandledError(Exception):
    """Leaves the function in place of any other exception: a constant text and the request id, no cause, no stack.

    The text matches no declared error, no timeout and no crash pattern, so the gateway takes it for unhandled.
    """

    def __init__(self, request_id: str = "") -> None:
        self.request_id = request_id
        super().__init__(f"Unhandled error, see the function's log{f' of request {request_id}' if request_id else ''}")

    def __reduce__(self) -> tuple[type[UnhandledError], tuple[str]]:
        return type(self), (self.request_id,)


def unhandled_body(
    format: ErrorFormat,
    status: int = UNHANDLED_STATUS,
    message: str = UNHANDLED_MESSAGE,
    *,
    code: str = UNHANDLED_CODE,
    request_id: str | None = None,
) -> str:
    """The body of such an error in the format of the API's other errors.

    `request_id` may be any text, for instance `$context.requestId` where the gateway writes the body. Raises what the
    format raises.

    >>> from cdk_apigateway_errors.runtime import ErrorList
    >>> print(unhandled_body(ErrorList(), request_id="7"))
    {"status":500,"errors":[{"code":"INTERNAL_ERROR","message":"Internal server error"}],"requestId":"7"}
    """
    item = ErrorItem(code=code, message=message)
    return encode(plain(format.document(status, [item], request_id=request_id), "body"))
