"""Errors for bare status codes."""

from __future__ import annotations

from typing import Any

from ..runtime import ApiError, ErrorFormat, code_for


def bare_error(status: int, *, format: ErrorFormat | None = None, **values: Any) -> ApiError:
    """The error of a status that is declared as a bare number, ready to raise.

    ``values`` are those of :class:`~cdk_apigateway_errors.runtime.ApiError` (``detail``, ``source``, ``message``, …);
    ``format`` is the API's error format where it is not the default (``{"status":…}``); ``rest_api.raises(…)`` sends the
    message as it is. Raises ``ValueError`` for a status outside
    400-599.

    >>> print(bare_error(409, detail="version 3 is newer"))
    {"status":409,"errors":[{"code":"CONFLICT","message":"Conflict","detail":"version 3 is newer"}]}
    >>> from cdk_apigateway_errors.runtime import ErrorList
    >>> print(bare_error(404, format=ErrorList(status_field="statusCode")))
    {"statusCode":404,"errors":[{"code":"NOT_FOUND","message":"Not Found"}]}
    """
    error = ApiError(status=status, **{"code": code_for(status), **values})
    return error if format is None else error.copy_with(format=format)
