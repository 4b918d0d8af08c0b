"""Bodies that the declaration writes itself, in an error format: constant but for the request id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..runtime import ErrorFormat, ErrorItem
from .templates import REQUEST_ID


def error_document(
    error_format: ErrorFormat, status: int, code: str, message: str, request_id: str | None = REQUEST_ID
) -> dict[str, Any]:
    """Return the document of one error in a format, with the request id as a reference unless another one is given.

    Raises ``ValueError`` that names the format where it cannot write this error.

    >>> from cdk_apigateway_errors.runtime import ErrorList
    >>> error_document(ErrorList(), 500, "BROKEN", "It broke")["requestId"]
    '$context.requestId'
    """
    try:
        return dict(error_format.document(status, (ErrorItem(code=code, message=message),), request_id=request_id))
    except Exception as error:  # a user's own format may raise anything
        raise ValueError(
            f"error_format {type(error_format).__name__} cannot write status {status}, code {code!r}: "
            f"{type(error).__name__}: {error}; members(status, errors) must return a mapping for every status from 400 to "
            "599 and every code"
        ) from error


def wire_text(document: Mapping[str, Any]) -> str:
    """Return a document as the message of an error: compact JSON on one line.

    >>> wire_text({"status": 404, "errors": []})
    '{"status":404,"errors":[]}'
    """
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
