"""Functions in a container with the public runtime emulator, reached by URL."""

from __future__ import annotations

import http.client
import json
import re
from urllib.parse import urlsplit

from ..cloudformation.model import Function
from .outcomes import RESPONSE_LIMIT, UNHANDLED, InvocationResult, response_too_large, timed_out
from .refusals import ServiceError, StillRunning

PATH = "/2015-03-31/functions/function/invocations"
_ERROR_KEYS = frozenset({"errorMessage", "errorType", "requestId", "stackTrace", "trace", "cause"})
_TIMEOUT_TEXT = re.compile(rb"Task timed out after \d+\.\d+ seconds")


def post(function: Function, payload: bytes, request_id: str, seconds: float) -> InvocationResult:
    """Send one event to the container and wait so many seconds.

    Raises :class:`ServiceError` when it does not answer as the emulator does, :class:`StillRunning` when the wait is
    shorter than the function's timeout.
    """
    try:
        status, error_header, body = _exchange(function, payload, seconds)
    except TimeoutError:
        if seconds < function.timeout:
            raise StillRunning(f"{function.url} has not answered after {seconds:.2f} seconds") from None
        return timed_out(request_id, function.timeout)
    except (OSError, ValueError, http.client.HTTPException) as error:  # ValueError: no port, no host name
        raise ServiceError(
            f"{function.url} did not answer for the function {function.function_name}: {error}"
        ) from error
    if _TIMEOUT_TEXT.fullmatch(body.strip()):
        return timed_out(request_id, function.timeout)
    if len(body) > RESPONSE_LIMIT:
        return response_too_large(request_id)
    failed = error_header is not None or is_error_document(body)
    if status >= 400 and not failed:
        raise ServiceError(f"{function.url} answered {status} for the function {function.function_name}")
    return InvocationResult(body, UNHANDLED if failed else None, request_id=request_id)


def _exchange(function: Function, payload: bytes, seconds: float) -> tuple[int, str | None, bytes]:
    url = urlsplit(function.url or "")
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ServiceError(f"{function.url!r} is no http or https URL; give one such as http://127.0.0.1:9000")
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname, url.port, timeout=max(0.001, seconds))
    try:
        connection.request("POST", url.path.rstrip("/") + PATH, payload, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("X-Amz-Function-Error"), answer.read(RESPONSE_LIMIT + 1)
    finally:
        connection.close()


def is_error_document(body: bytes) -> bool:
    """Whether an answer is a runtime client's error document.

    The emulator answers 200 to a function error and sets ``X-Amz-Function-Error`` in some releases only, so the
    document is told by its keys: text under ``errorMessage`` and ``errorType`` and nothing that no client writes.

    >>> is_error_document(b'{"errorMessage": "no", "errorType": "ValueError", "requestId": "", "stackTrace": []}')
    True
    >>> is_error_document(b'{"errorMessage": "a result like any other"}')
    False
    """
    if b'"errorMessage"' not in body:
        return False
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(document, dict) or not document.keys() <= _ERROR_KEYS:
        return False
    return isinstance(document.get("errorMessage"), str) and isinstance(document.get("errorType"), str)
