"""The errors that every route of the fault matrix declares; the stack and the decorated handler import them."""

from cdk_apigateway_errors.runtime import ApiError


class BadOrder(ApiError):
    status, code, message = 400, "BAD_ORDER", "The order cannot be read"


class OrderNotFound(ApiError):
    status, code, message = 404, "ORDER_NOT_FOUND", "No such order"


class Conflict(ApiError):
    status, code, message = 409, "CONFLICT", "The order has changed"


class SlowDown(ApiError):
    status, code, message = 429, "SLOW_DOWN", "Too many orders"
    headers = ("Retry-After",)


DECLARED = [BadOrder, OrderNotFound, Conflict, SlowDown]
