"""A Python callable in the place of a function: for tests, without a process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..cloudformation.model import Function
from . import python_client
from .outcomes import RESPONSE_LIMIT, UNHANDLED, InvocationResult, exited, response_too_large
from .refusals import InvocationRefused, StillRunning

StandIn = Callable[[Any, Any], Any]

NAMELESS = Function("Callable", "callable", "arn:aws:lambda:us-east-1:123456789012:function:callable")
"""The function that a bare callable stands for."""


def call(stand_in: StandIn, function: Function, event: object, request_id: str) -> InvocationResult:
    """Run the callable with the event; what it raises becomes the document that Lambda hands over.

    It may return an :class:`InvocationResult` to set everything, and raise a refusal to answer as the Lambda API.
    Its output is not captured and its time not limited: it runs in this process.

    >>> call(lambda event, context: event["id"], NAMELESS, {"id": 7}, "r-1").payload
    b'7'
    """
    try:
        result = stand_in(event, _context(function, request_id))
        if isinstance(result, InvocationResult):
            return replace(result, request_id=result.request_id or request_id)
        text = python_client.marshal(result, ascii_only=_ascii_only(function))
    except (InvocationRefused, StillRunning):
        raise
    except SystemExit as error:
        return exited(request_id, _status(error))
    except Exception as error:
        return _failed(error, function, request_id)
    return _answered(text, None, request_id)


def _failed(error: Exception, function: Function, request_id: str) -> InvocationResult:
    document = python_client.error_document(error, request_id)
    ascii_only = _ascii_only(function) and _is_text(document["errorMessage"])  # the client fails to log the others
    return _answered(python_client.to_json(document, ascii_only=ascii_only), UNHANDLED, request_id)


def _is_text(message: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in message)


def _answered(text: str | bytes, function_error: str | None, request_id: str) -> InvocationResult:
    try:
        payload = python_client.as_bytes(text)
    except UnicodeEncodeError:
        return exited(request_id, 1)  # half a surrogate pair ends AWS's client
    if len(payload) > RESPONSE_LIMIT:
        return response_too_large(request_id)
    return InvocationResult(payload, function_error, request_id=request_id)


def _ascii_only(function: Function) -> bool:
    return python_client.escapes_non_ascii(f"AWS_Lambda_{function.runtime}")


def _status(error: SystemExit) -> int:
    """The exit status that the interpreter would end with."""
    if error.code is None:
        return 0
    return error.code & 0xFF if isinstance(error.code, int) else 1


def _context(function: Function, request_id: str) -> python_client.LambdaContext:
    names = {
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": function.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.function_name}",
    }
    deadline_ms = int((time.time() + function.timeout) * 1000)
    return python_client.LambdaContext(request_id, deadline_ms, function.arn, names)
