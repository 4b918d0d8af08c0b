"""The local gateway: runs the REST API of a synthesized template and answers as AWS would.

It reads the template's model (:mod:`..cloudformation.model`), never the declaration that the template came from, so that
it can disagree with us.
"""

from .explanation import Explanation, Verdict, explain
from .failures import Failure
from .gateway import Gateway
from .trace import Step, Trace
from .values import (
    IntegrationRequest,
    IntegrationResult,
    RenderedResponse,
    Request,
    Response,
    RoutedRequest,
    SelectedResponse,
)

__all__ = [
    "Explanation",
    "Failure",
    "Gateway",
    "IntegrationRequest",
    "IntegrationResult",
    "RenderedResponse",
    "Request",
    "Response",
    "RoutedRequest",
    "SelectedResponse",
    "Step",
    "Trace",
    "Verdict",
    "explain",
]
