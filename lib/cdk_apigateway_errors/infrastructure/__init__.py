"""The constructs: the only folder that imports ``aws_cdk``."""

from .api import NonProxyLambdaRestApi
from .definition import RestApiDefinition
from .gateway_responses import GatewayResponses
from .integration import NonProxyLambdaIntegration
from .problems import DeclarationError
from .route import Route

__all__ = [
    "DeclarationError",
    "GatewayResponses",
    "NonProxyLambdaIntegration",
    "NonProxyLambdaRestApi",
    "RestApiDefinition",
    "Route",
]
