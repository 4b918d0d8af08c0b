"""The same handler behind `AWS_PROXY`: an answer made of its result, and of an error instead of a raised message.

D: AWS's developer guide, "Handle Lambda errors in API Gateway", custom errors with Lambda proxy integration.
"""

from __future__ import annotations

from _collections_abc import Mapping, Sequence

from ._api_error import ApiError
from ._checks import header_name_problems, header_value_problems, show, success_status_problems
from ._formats import ErrorFormat, ErrorItem
from ._result import result_text
from ._unhandled import UnhandledError, unhandled_body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TEXT = "text/plain"
SUCCESS_STATUS = 200
NO_CONTENT = 204


class ProxyAnswers:
    """Makes the answer for one result or error: `statusCode`, `headers`, `isBase64Encoded` and `body`.

    The body is that of a non-proxy integration, or with `as_text` for errors AWS's `<code>: <message>` as text/plain,
    one line per error. `headers` are added to every answer.
    """

    def __init__(
        self,
        format: ErrorFormat,
        headers: Mapping[str, str],
        *,
        as_text: bool,
        success_status: int,
        status: int,
        unhandled: ErrorItem,
    ) -> None:
        self._format, self._as_text = format, as_text
        self._headers = {name: str(value) for name, value in headers.items()}
        self._success_status, self._status, self._unhandled = int(success_status), status, unhandled
        self(UnhandledError())  # a format of the user's own may fail: better now than in an invocation

    def success(self, result: object) -> object:
        """The answer for a result, or the result where it is an answer. Raises when JSON cannot hold it."""
        if isinstance(result, Mapping) and "statusCode" in result:
            return result
        body = result_text(result)
        return {
            "statusCode": self._success_status,
            "headers": {"Content-Type": "application/json", **self._headers},
            "isBase64Encoded": False,
            "body": "" if self._success_status == NO_CONTENT else body,
        }

    def __call__(self, error: ApiError | UnhandledError) -> dict[str, Any]:
        if isinstance(error, ApiError):
            return self._answer(error.status or self._status, error.errors, str(error), error.headers)
        code, message = self._unhandled.code or "", self._unhandled.message or ""
        body = unhandled_body(self._format, self._status, message, code=code, request_id=error.request_id or None)
        return self._answer(self._status, [self._unhandled], body, {})

    def _answer(
        self, status: int, errors: Sequence[ErrorItem], body: str, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        text = "\n".join(f"{item.code}: {item.message}" for item in errors)
        own = {
            "Content-Type": TEXT if self._as_text else self._format.media_type,
            "x-amzn-ErrorType": _visible(errors[0].code or ""),
        }
        return {
            "statusCode": status,
            "headers": {**own, **self._extra(headers), **headers},
            "isBase64Encoded": False,
            "body": text if self._as_text else body,
        }

    def _extra(self, headers: Mapping[str, str]) -> dict[str, str]:
        carried = {name.lower() for name in headers}  # the error's own value wins, however it is spelled
        return {name: value for name, value in self._headers.items() if name.lower() not in carried}


def proxy_problems(proxy: object, headers: object, success_status: object) -> list[str]:
    """What is wrong with the options `proxy`, `proxy_headers` and `success_status`."""
    problems = [] if proxy in (True, False, TEXT) else [f"proxy is {show(proxy)}: give True, False or '{TEXT}'"]
    problems += success_status_problems(success_status)
    if success_status != SUCCESS_STATUS and not proxy:
        problems.append("success_status without proxy=True: behind a non-proxy integration the stack sets the status")
    if headers and not proxy:
        problems.append("proxy_headers without proxy=True: behind a non-proxy integration the stack sets the headers")
    if not isinstance(headers, Mapping):
        return [*problems, f"proxy_headers is {show(headers)}: give a dict such as {{'Vary': 'Origin'}}"]
    values = [each for name in headers for each in header_value_problems(str(name), headers[name])]
    return [*problems, *header_name_problems(list(headers)), *values]


def _visible(code: str) -> str:
    """The code as a header value: whatever is no visible ASCII becomes `_`."""
    return "".join(char if "!" <= char <= "~" else "_" for char in code)
