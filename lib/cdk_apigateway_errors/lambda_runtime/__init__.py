"""Runs handlers on this machine the way Lambda does.

:class:`LambdaService` takes a function and an event and gives back the payload, whether it is a function error, and
what was printed; or raises the refusal that the Lambda API would answer with.
"""

from __future__ import annotations

from .outcomes import InvocationResult, exited, failure, response_too_large, timed_out
from .payload import parse_event
from .refusals import (
    AccessDenied,
    InvalidRequestContent,
    InvocationRefused,
    RequestTooLarge,
    ResourceNotFound,
    ServiceError,
    StillRunning,
    TooManyRequests,
    UnsupportedRuntime,
)
from .service import LambdaService

__all__ = [
    "AccessDenied",
    "InvalidRequestContent",
    "InvocationRefused",
    "InvocationResult",
    "LambdaService",
    "RequestTooLarge",
    "ResourceNotFound",
    "ServiceError",
    "StillRunning",
    "TooManyRequests",
    "UnsupportedRuntime",
    "exited",
    "failure",
    "parse_event",
    "response_too_large",
    "timed_out",
]
