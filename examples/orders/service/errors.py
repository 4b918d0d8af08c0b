"""The errors of the orders API: imported by the stack, which maps them, and by the handler, which raises them."""

from cdk_apigateway_errors.runtime import ApiError


class OrdersError(ApiError):
    """Base class: declaring it declares every error below."""


class BadOrder(OrdersError):
    status, code, message = 400, "BAD_ORDER", "The order cannot be read"


class OrderNotFound(OrdersError):
    status, code, message = 404, "ORDER_NOT_FOUND", "No such order"


class AlreadyShipped(OrdersError):
    status, code, message = 409, "ALREADY_SHIPPED", "The order has left the warehouse"


class OrderGone(OrdersError):
    status, code, message = 410, "ORDER_GONE", "The order was cancelled"


class OutdatedOrder(OrdersError):
    status, code, message = 412, "OUTDATED_ORDER", "The order has changed since it was read"


class UnknownProduct(OrdersError):
    status, code, message = 422, "UNKNOWN_PRODUCT", "No such product"


class SlowDown(OrdersError):
    status, code, message = 429, "SLOW_DOWN", "Too many orders"
    headers = ("Retry-After",)


class WarehouseClosed(OrdersError):
    status, code, message = 503, "WAREHOUSE_CLOSED", "The warehouse does not answer"
    headers = ("Retry-After",)
