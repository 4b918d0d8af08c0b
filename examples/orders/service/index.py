"""The handler of the orders API. The orders live in memory; the point is which error each request raises."""

import json

from errors import (
    AlreadyShipped,
    BadOrder,
    OrderGone,
    OrderNotFound,
    OrdersError,
    OutdatedOrder,
    SlowDown,
    UnknownProduct,
    WarehouseClosed,
)

from cdk_apigateway_errors.runtime import ErrorItem, error_responses

PRODUCTS = {"tea", "cup", "kettle"}
ORDERS = {
    "7": {"id": "7", "version": 3, "state": "open", "items": [{"product": "tea", "count": 2}]},
    "8": {"id": "8", "version": 1, "state": "shipped", "items": [{"product": "cup", "count": 1}]},
    "9": {"id": "9", "version": 2, "state": "cancelled", "items": []},
}


@error_responses(errors=[OrdersError])
def handler(event, context):
    return ROUTES[f"{event['httpMethod']} {event['resource']}"](event)


def list_orders(event):
    limit = event["queryStringParameters"].get("limit", "10")
    if not limit.isascii() or not limit.isdigit():
        raise BadOrder(source="/query/limit", detail=f"limit is {limit!r}; a whole number is needed")
    return {"orders": list(ORDERS.values())[: int(limit)]}


def create_order(event):
    order = json.loads(event["body"])
    if len(order["items"]) > 100:
        raise SlowDown(detail="At most 100 items an order", headers={"Retry-After": "60"})
    unknown = [item["product"] for item in order["items"] if item["product"] not in PRODUCTS]
    if unknown:
        raise UnknownProduct(
            errors=[
                ErrorItem(code=UnknownProduct.code, message=UnknownProduct.message, detail=product, source="/items")
                for product in unknown
            ]
        )
    return {"id": "10", "location": "/orders/10", **order}


def read_order(event):
    order = ORDERS.get(event["pathParameters"]["id"])
    if order is None:
        raise OrderNotFound(source="/path/id", detail=f"There is no order {event['pathParameters']['id']}")
    if order["state"] == "cancelled":
        raise OrderGone(source="/path/id")
    return order


def change_order(event):
    order = read_order(event)
    if order["state"] == "shipped":
        raise AlreadyShipped(source="/path/id")
    if event["headers"].get("If-Match", str(order["version"])) != str(order["version"]):
        raise OutdatedOrder(source="/headers/If-Match", detail=f"The version is {order['version']}")
    return {**order, "version": order["version"] + 1}


def delete_order(event):
    change_order(event)


def track_order(event):
    order = read_order(event)
    if order["state"] != "shipped":
        raise WarehouseClosed(headers={"Retry-After": "120"})
    return {"id": order["id"], "position": "52.5200 N, 13.4050 E"}


ROUTES = {
    "GET /orders": list_orders,
    "POST /orders": create_order,
    "GET /orders/{id}": read_order,
    "PUT /orders/{id}": change_order,
    "DELETE /orders/{id}": delete_order,
    "GET /orders/{id}/position": track_order,
}
