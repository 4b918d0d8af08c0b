"""What the sample declares, read off ``examples/`` by hand, and requests that lead to each status.

On purpose not computed from the sample: these are the expectations that a template cannot supply.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GENERATED = (500, 502, 504)
"""Every route answers an undeclared exception, a crash and a timeout as well."""


@dataclass(frozen=True)
class Declared:
    """One REST API: its construct id, and its routes with the success status and the error statuses."""

    stack: str
    api: str
    routes: Mapping[str, tuple[int, tuple[int, ...]]]
    cors: bool = False


BLOG = {"GET /": (200, (400,))}
APIS = (
    Declared("Blog", "PythonApi", BLOG),
    Declared("Blog", "NodeApi", BLOG),
    Declared(
        "Orders",
        "Api",
        {
            "GET /orders": (200, (400, 429)),
            "POST /orders": (201, (400, 422, 429)),
            "GET /orders/{id}": (200, (404, 410, 429)),
            "PUT /orders/{id}": (202, (404, 409, 410, 412, 429)),
            "DELETE /orders/{id}": (204, (404, 409, 410, 412, 429)),
            "GET /orders/{id}/position": (200, (404, 410, 429, 503)),
        },
        cors=True,
    ),
)

CARRIED = {429: "Retry-After", 503: "Retry-After"}
"""Headers that an error brings along, by status."""

DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")
GATEWAY_RESPONSES = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}
"""Every type that can be set, with its own status (D: "Gateway response types"; REQUEST_TOO_LARGE cannot be changed)."""

ORIGIN = "https://shop.example"
OTHER_ORIGIN = "https://admin.shop.example"


@dataclass(frozen=True)
class Request:
    """A request to the sample, and the answer that the service gives; ``body`` of ``None`` is not compared."""

    api: str
    method: str
    path: str
    status: int
    body: Any
    content: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.api} {self.method} {self.path} {self.status}"


SEED = {
    "status": 400,
    "errors": [
        {
            "code": "123",
            "source": "/data/attributes/first-name",
            "message": "Value is too short",
            "detail": "First name must contain at least three characters.",
        },
        {
            "code": "225",
            "source": "/data/attributes/password",
            "message": "Passwords must contain a letter, number, and punctuation character.",
            "detail": "The password provided is missing a punctuation character.",
        },
        {
            "code": "226",
            "source": "/data/attributes/password",
            "message": "Password and password confirmation do not match.",
        },
    ],
}
TEA = {"product": "tea", "count": 2}
ORDER_7 = {"id": "7", "version": 3, "state": "open", "items": [TEA]}


def _error(status: int, code: str, message: str, **more: str) -> dict[str, Any]:
    return {"status": status, "errors": [{"code": code, "message": message, **more}]}


NOT_FOUND = _error(404, "ORDER_NOT_FOUND", "No such order", source="/path/id", detail="There is no order 1")
GONE = _error(410, "ORDER_GONE", "The order was cancelled", source="/path/id")
SHIPPED = _error(409, "ALREADY_SHIPPED", "The order has left the warehouse", source="/path/id")
OUTDATED = _error(
    412,
    "OUTDATED_ORDER",
    "The order has changed since it was read",
    source="/headers/If-Match",
    detail="The version is 3",
)
CLOSED = {**_error(503, "WAREHOUSE_CLOSED", "The warehouse does not answer"), "headers": {"Retry-After": "120"}}
SLOW = {
    **_error(429, "SLOW_DOWN", "Too many orders", detail="At most 100 items an order"),
    "headers": {"Retry-After": "60"},
}
BAD = _error(
    400,
    "BAD_ORDER",
    "The order cannot be read",
    source="/query/limit",
    detail="limit is 'x\"'; a whole number is needed",
)
UNKNOWN = {
    "status": 422,
    "errors": [
        {"code": "UNKNOWN_PRODUCT", "message": "No such product", "detail": product, "source": "/items"}
        for product in ("té\"'\\", "雪😀")
    ],
}
OLD_VERSION = {"If-Match": "1"}

REQUESTS = (
    Request("PythonApi", "GET", "/", 400, SEED),
    Request("NodeApi", "GET", "/", 400, SEED),
    Request("Api", "GET", "/orders?limit=1", 200, {"orders": [ORDER_7]}),
    Request("Api", "GET", "/orders?limit=x%22", 400, BAD),
    Request(
        "Api", "POST", "/orders", 201, {"id": "10", "location": "/orders/10", "items": [TEA]}, content={"items": [TEA]}
    ),
    Request(
        "Api",
        "POST",
        "/orders",
        422,
        UNKNOWN,
        content={"items": [{"product": name, "count": 1} for name in ("té\"'\\", "tea", "雪😀")]},
    ),
    Request("Api", "POST", "/orders", 429, SLOW, content={"items": [TEA] * 101}),
    Request("Api", "POST", "/orders", 400, None, content={"items": [{}]}),  # the request model refuses it
    Request("Api", "GET", "/orders/7", 200, ORDER_7),
    Request("Api", "GET", "/orders/1", 404, NOT_FOUND),
    Request("Api", "GET", "/orders/9", 410, GONE),
    Request("Api", "PUT", "/orders/7", 202, {**ORDER_7, "version": 4}, content={}),
    Request("Api", "PUT", "/orders/1", 404, NOT_FOUND, content={}),
    Request("Api", "PUT", "/orders/8", 409, SHIPPED, content={}),
    Request("Api", "PUT", "/orders/9", 410, GONE, content={}),
    Request("Api", "PUT", "/orders/7", 412, OUTDATED, content={}, headers=OLD_VERSION),
    Request("Api", "DELETE", "/orders/7", 204, ""),
    Request("Api", "DELETE", "/orders/1", 404, NOT_FOUND),
    Request("Api", "DELETE", "/orders/8", 409, SHIPPED),
    Request("Api", "DELETE", "/orders/9", 410, GONE),
    Request("Api", "DELETE", "/orders/7", 412, OUTDATED, headers=OLD_VERSION),
    Request("Api", "GET", "/orders/8/position", 200, {"id": "8", "position": "52.5200 N, 13.4050 E"}),
    Request("Api", "GET", "/orders/1/position", 404, NOT_FOUND),
    Request("Api", "GET", "/orders/9/position", 410, GONE),
    Request("Api", "GET", "/orders/7/position", 503, CLOSED),
    Request("Api", "GET", "/nothing/here", 403, None),  # the gateway's own answer
)


def message(status: int) -> str:
    """The message of an error with ``status``, as a handler without the runtime would write it."""
    return json.dumps({"status": status, "errors": [{"code": "X", "message": "é\u2028 $x #end \"'\n😀"}]})


def generated(status: int, code: str, text: str) -> dict[str, Any]:
    """The constant body of an error that no handler declares, but for the request id."""
    return _error(status, code, text)


FAULTS = {
    500: generated(500, "INTERNAL_ERROR", "Internal server error"),
    502: generated(502, "FUNCTION_CRASHED", "Internal server error"),
    504: generated(504, "TIMEOUT", "Endpoint request timed out"),
}
