"""Stage: the integration. What is to be called is prepared here; waiting for it is the caller's, in line or async."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from ..cloudformation.model import Function, RestApi
from ..lambda_runtime.outcomes import InvocationResult
from ..lambda_runtime.refusals import AccessDenied, InvalidRequestContent, InvocationRefused
from . import failures
from .method import CompiledMethod
from .mock import mock
from .proxy import proxy_event
from .values import Headers, IntegrationRequest, IntegrationResult, RoutedRequest

Backend = Callable[[IntegrationRequest], IntegrationResult]
"""Stands in for HTTP endpoints and AWS services other than Lambda."""


class LambdaService(Protocol):
    """What the gateway needs of Lambda."""

    def invoke(self, function: Function, payload: bytes, *, wait_seconds: float | None = None) -> InvocationResult: ...

    def ainvoke(
        self, function: Function, payload: bytes, *, wait_seconds: float | None = None
    ) -> Coroutine[Any, Any, InvocationResult]: ...


@dataclass(frozen=True, slots=True)
class LambdaCall:
    """A function to be invoked."""

    function: Function
    payload: bytes
    asynchronous: bool
    wait_seconds: float
    """The integration's timeout."""


def prepare(
    compiled: CompiledMethod, sent: IntegrationRequest, routed: RoutedRequest, api: RestApi, backend: Backend | None
) -> LambdaCall | IntegrationResult:
    """The call to be made, or the answer where nothing needs to be waited for. Raises where Lambda would refuse."""
    integration = compiled.integration
    if integration.type == "MOCK":
        return mock(sent)
    if compiled.function is None:
        return _call_backend(backend, sent)
    if not compiled.permitted:
        raise failures.configuration_error(f"Invalid permissions on Lambda function {compiled.function.function_name}")
    payload = sent.body.strip() and sent.body
    if compiled.is_proxy:
        payload = proxy_event(compiled.method, routed, api.stage, api.binary_media_types)
    return LambdaCall(compiled.function, payload or b"{}", sent.asynchronous, integration.timeout_in_millis / 1000)


def _call_backend(backend: Backend | None, sent: IntegrationRequest) -> IntegrationResult:
    if backend is None:
        raise failures.configuration_error("no backend stands in for this integration")
    return backend(sent)


ACCEPTED = IntegrationResult(202)
"""Lambda's answer to an invocation of type ``Event``: no payload, so a success."""


def integration_result(result: InvocationResult, function: Function) -> IntegrationResult:
    """What the Invoke API hands to the gateway; its status is 200 also for a function error (D ``API_Invoke``)."""
    headers: Headers = (("Content-Type", "application/json"), ("X-Amz-Executed-Version", function.version))
    if result.function_error:
        headers = (*headers, ("X-Amz-Function-Error", result.function_error))
    return IntegrationResult(200, headers, result.payload, result.function_error, result.logs)


def refused(error: InvocationRefused) -> failures.GatewayFailure:
    """Lambda refused to run the function: no pattern is tried on that."""
    if isinstance(error, InvalidRequestContent):
        return failures.unparsable_request(str(error))
    if isinstance(error, AccessDenied):
        return failures.configuration_error(f"Invalid permissions on Lambda function ({error})")
    return failures.integration_refused(f"Lambda refused the invocation: {error.code}: {error}")
