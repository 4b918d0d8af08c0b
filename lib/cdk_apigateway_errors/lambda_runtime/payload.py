"""The payload of an invocation, as Lambda checks it before a function sees it."""

from __future__ import annotations

import json
from typing import NoReturn

from .refusals import InvalidRequestContent, RequestTooLarge

REQUEST_LIMIT = 6_291_456
"""Bytes of a synchronous request (D: developer guide, "Lambda quotas")."""


def parse_event(payload: bytes) -> object:
    """The event in a payload; no payload at all is an empty object.

    Raises :class:`.RequestTooLarge` and :class:`.InvalidRequestContent` (F: the text begins with "Could not parse
    request body into json: "; what follows is the parser's own).

    >>> parse_event(b'{"id": 7}')
    {'id': 7}
    >>> parse_event(b'{"id": }')
    Traceback (most recent call last):
    cdk_apigateway_errors.lambda_runtime.refusals.InvalidRequestContent: Could not parse request body into json: \
Expecting value: line 1 column 8 (char 7)
    """
    if len(payload) > REQUEST_LIMIT:
        raise RequestTooLarge(
            f"{len(payload)} byte payload is too large for the RequestResponse invocation type "
            f"(limit {REQUEST_LIMIT} bytes)"
        )
    try:
        return json.loads((payload or b"{}").decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        problem = "nested too deeply"
    except ValueError as error:
        problem = str(error)
    raise InvalidRequestContent(f"Could not parse request body into json: {problem}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
