"""The declaration: which errors a route answers with, and everything that follows from it.

Plain values only, standard library only. The construct turns them into CloudFormation, the lint rules and the
documentation read them.
"""

from .catalog import ErrorCatalog
from .cors import CorsHeaders
from .failures import CRASH, TIMEOUT, UNHANDLED, GeneratedError
from .gateway_responses import GATEWAY_RESPONSE_TYPES, GatewayErrorResponse, gateway_error_response
from .headers import header_mapping, header_name_problem
from .response import Response
from .strategies import CLASSIC, COMPACT, LEADING, TOP_LEVEL, SelectionStrategy, selection_strategy

__all__ = [
    "CLASSIC",
    "COMPACT",
    "CRASH",
    "GATEWAY_RESPONSE_TYPES",
    "LEADING",
    "TIMEOUT",
    "TOP_LEVEL",
    "UNHANDLED",
    "CorsHeaders",
    "ErrorCatalog",
    "GatewayErrorResponse",
    "GeneratedError",
    "Response",
    "SelectionStrategy",
    "gateway_error_response",
    "header_mapping",
    "header_name_problem",
    "selection_strategy",
]
