"""Declare each API Gateway error once: the construct, the declaration and the handler-side exceptions.

The constructs are resolved on first use, so that importing the package, or a handler importing
``cdk_apigateway_errors.runtime``, never starts CDK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .catalog import (
        CLASSIC,
        COMPACT,
        LEADING,
        TOP_LEVEL,
        ErrorCatalog,
        GatewayErrorResponse,
        GeneratedError,
        Response,
        SelectionStrategy,
    )
    from .infrastructure import (
        DeclarationError,
        GatewayResponses,
        NonProxyLambdaIntegration,
        NonProxyLambdaRestApi,
        RestApiDefinition,
        Route,
    )
    from .infrastructure.lint_plugin import LintPlugin
    from .runtime import ApiError, ErrorFormat, ErrorItem, ErrorList, ProblemJson, error_responses

__version__ = "0.1.0"

__all__ = [
    "CLASSIC",
    "COMPACT",
    "LEADING",
    "TOP_LEVEL",
    "ApiError",
    "DeclarationError",
    "ErrorCatalog",
    "ErrorFormat",
    "ErrorItem",
    "ErrorList",
    "GatewayErrorResponse",
    "GatewayResponses",
    "GeneratedError",
    "LintPlugin",
    "NonProxyLambdaIntegration",
    "NonProxyLambdaRestApi",
    "ProblemJson",
    "Response",
    "RestApiDefinition",
    "Route",
    "SelectionStrategy",
    "error_responses",
]

_HOME = {
    "catalog": (
        "CLASSIC",
        "COMPACT",
        "LEADING",
        "TOP_LEVEL",
        "ErrorCatalog",
        "GatewayErrorResponse",
        "GeneratedError",
        "Response",
        "SelectionStrategy",
    ),
    "infrastructure": (
        "DeclarationError",
        "GatewayResponses",
        "NonProxyLambdaIntegration",
        "NonProxyLambdaRestApi",
        "RestApiDefinition",
        "Route",
    ),
    # Apart from the others: the rules take a moment to import, and are needed at synthesis only.
    "infrastructure.lint_plugin": ("LintPlugin",),
    "runtime": ("ApiError", "ErrorFormat", "ErrorItem", "ErrorList", "ProblemJson", "error_responses"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
