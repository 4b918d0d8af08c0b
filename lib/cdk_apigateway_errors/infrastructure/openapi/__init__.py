"""The definition by an OpenAPI body: the whole API is one ``AWS::ApiGateway::RestApi``."""

from .openapi_definition import OpenApiDefinition
from .refusals import openapi_problems

__all__ = ["OpenApiDefinition", "openapi_problems"]
