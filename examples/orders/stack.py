"""A small orders API: six routes, eight status codes, CORS for two origins, headers, a model and several successes."""

from pathlib import Path

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk_apigateway_errors import NonProxyLambdaRestApi

from .service.errors import (
    AlreadyShipped,
    BadOrder,
    OrderGone,
    OrderNotFound,
    OutdatedOrder,
    SlowDown,
    UnknownProduct,
    WarehouseClosed,
)

HERE = Path(__file__).parent

ORDER_SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["product", "count"],
                "properties": {"product": {"type": "string"}, "count": {"type": "integer", "minimum": 1}},
            },
        }
    },
}


class OrdersStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        handler = lambda_.Function(
            self,
            "Handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(HERE / "service"), exclude=["**/__pycache__"]),
            timeout=Duration.seconds(5),
        )
        api = NonProxyLambdaRestApi(
            self,
            "Api",
            errors=[SlowDown],
            cors=ag.CorsOptions(
                allow_origins=["https://shop.example", "https://admin.shop.example"], allow_credentials=True
            ),
            error_headers={"Cache-Control": "no-store"},
        )
        one = [OrderNotFound, OrderGone]
        api.add_route(
            "GET /orders",
            handler=handler,
            errors=[BadOrder],
            request_parameters={"method.request.querystring.limit": False},
        )
        api.add_route(
            "POST /orders",
            handler=handler,
            errors=[BadOrder, UnknownProduct],
            success_status=201,
            success_headers={"Location": "integration.response.body.location"},
            request_model=ORDER_SCHEMA,
        )
        api.add_route("GET /orders/{id}", handler=handler, errors=one)
        api.add_route(
            "PUT /orders/{id}", handler=handler, errors=[*one, AlreadyShipped, OutdatedOrder], success_status=202
        )
        api.add_route(
            "DELETE /orders/{id}", handler=handler, errors=[*one, AlreadyShipped, OutdatedOrder], success_status=204
        )
        api.add_route("GET /orders/{id}/position", handler=handler, errors=[*one, WarehouseClosed])
