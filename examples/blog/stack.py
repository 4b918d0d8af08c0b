"""The article's API: GET on the root resource fails with 400 and three errors, once in Python and once in Node.js."""

from pathlib import Path

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk_apigateway_errors import GatewayResponses, NonProxyLambdaRestApi

HERE = Path(__file__).parent


class BlogStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        handlers = {
            "Python": (lambda_.Runtime.PYTHON_3_13, "python"),
            "Node": (lambda_.Runtime.NODEJS_22_X, "nodejs"),
        }
        for name, (runtime, folder) in handlers.items():
            handler = lambda_.Function(
                self,
                f"{name}Handler",
                runtime=runtime,
                handler="index.handler",
                code=lambda_.Code.from_asset(str(HERE / folder), exclude=["**/__pycache__"]),
            )
            api = NonProxyLambdaRestApi(self, f"{name}Api", gateway_responses=GatewayResponses.DEFAULTS)
            api.add_route("GET /", handler=handler, errors=[400])
