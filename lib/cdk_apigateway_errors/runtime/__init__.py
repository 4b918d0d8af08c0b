"""The handler's side: errors as exceptions whose text is the HTTP body, and the decorator that guards a handler.

This package ships inside Lambda functions: standard library only, Python 3.10 and later, nothing else of ours needed.
"""

from ._api_error import ApiError
from ._checks import InvalidApiError
from ._declaration import Declared, declared
from ._formats import ErrorFormat, ErrorItem, ErrorList, ProblemJson
from ._handler import error_responses
from ._reasons import code_for, reason_phrase
from ._unhandled import UNHANDLED_CODE, UNHANDLED_MESSAGE, UNHANDLED_STATUS, UnhandledError, unhandled_body

__all__ = [
    "UNHANDLED_CODE",
    "UNHANDLED_MESSAGE",
    "UNHANDLED_STATUS",
    "ApiError",
    "Declared",
    "ErrorFormat",
    "ErrorItem",
    "ErrorList",
    "InvalidApiError",
    "ProblemJson",
    "UnhandledError",
    "code_for",
    "declared",
    "error_responses",
    "reason_phrase",
    "unhandled_body",
]
