"""The MOCK integration: the request template's text says which status to go on with.

The text is read leniently, ``{statusCode: 200}`` without quotes works (A LocalStack ``test_apigateway_integrations``
2024-11-29). Without a readable status the answer is 500 (C).
"""

from __future__ import annotations

import json
import re
from typing import Any

from . import failures
from .values import IntegrationRequest, IntegrationResult, text_of

_STATUS = re.compile(r"""[{,]\s*["']?statusCode["']?\s*[:=]\s*["']?(\d{3})["']?\s*[,}]""")
NOT_FOUND = (
    "Execution failed due to configuration error: Unable to parse statusCode. "
    "It should be an integer that is defined in the request template."
)


def mock(sent: IntegrationRequest) -> IntegrationResult:
    """An empty answer with the status that the request template names. Raises 500 where it names none."""
    status = status_code(text_of(sent.body))
    if status is None:
        raise failures.internal_error(NOT_FOUND)
    return IntegrationResult(status)


def status_code(text: str) -> int | None:
    """The status in a MOCK request.

    >>> status_code('{"statusCode": 204}'), status_code("{statusCode: 200}"), status_code("{}")
    (204, 200, None)
    """
    text = text.strip()
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        found = _STATUS.search(text)
        return int(found[1]) if found else None
    status = value.get("statusCode") if isinstance(value, dict) else None
    if isinstance(status, str) and status.isdecimal():
        return int(status)
    return status if isinstance(status, int) and not isinstance(status, bool) else None
