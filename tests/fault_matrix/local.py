"""The matrix on the local gateway: real handlers in real processes, each invoked once for all strategies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.cloudformation.model import Function, RestApi
from cdk_apigateway_errors.gateway import Gateway
from cdk_apigateway_errors.gateway import Request as GatewayRequest
from cdk_apigateway_errors.lambda_runtime import InvocationResult, LambdaService

from .app import api_name
from .model import STRATEGIES, Answer, Request

BRIEF_SECONDS = 0.4
"""The timeout of the functions that run into it; the template's whole second is for the service."""


OF_THE_REQUEST = re.compile(rb',?"(?:requestId|Host|Accept-Encoding|Content-Length)":"[^"]*"')
"""What an event holds of the one request, and of the way it was sent."""


class Remembering:
    """Lambda that runs the same event once: what a function does depends on no API, only the answer to it does."""

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._known: dict[tuple[str, bytes], InvocationResult | Exception] = {}
        self.invocations = 0

    def invoke(self, function: Function, payload: bytes, *, wait_seconds: float | None = None) -> InvocationResult:
        event = OF_THE_REQUEST.sub(b"", payload[:200_000]).replace(b"{,", b"{")
        key = (function.logical_id, event[:100_000])
        if key not in self._known:
            self.invocations += 1
            self._known[key] = self._outcome(function, payload, wait_seconds)
        known = self._known[key]
        if isinstance(known, Exception):
            raise known
        return known

    async def ainvoke(
        self, function: Function, payload: bytes, *, wait_seconds: float | None = None
    ) -> InvocationResult:
        return self.invoke(function, payload, wait_seconds=wait_seconds)

    def _outcome(self, function: Function, payload: bytes, wait_seconds: float | None) -> InvocationResult | Exception:
        try:
            return self._service.invoke(function, payload, wait_seconds=wait_seconds)
        except Exception as refusal:
            return refusal


@dataclass(frozen=True)
class LocalTarget:
    """One API of the matrix behind the local gateway."""

    gateway: Gateway

    def send(self, request: Request) -> Answer:
        path, _, query = request.path.partition("?")
        response = self.gateway.handle(GatewayRequest(request.method, path, query, request.headers, request.content))
        return Answer(response.status, response.headers, response.body)


@dataclass
class LocalMatrix:
    """All APIs of a synthesized :class:`~.app.MatrixStack`. Use it as a context manager: it runs processes."""

    folder: Path
    rest_apis: Mapping[str, RestApi] = field(init=False)
    targets: dict[str, LocalTarget] = field(init=False, default_factory=dict)

    def __enter__(self) -> LocalMatrix:
        none_left = {f"{api_name(one)}-throttled": 0 for one in STRATEGIES}
        self._service = LambdaService(reserved_concurrency=none_left, reload=False)
        self.functions = Remembering(self._service)
        by_name = {api.name: with_faults(api) for api in load(self.folder).rest_apis}
        self.rest_apis = {one: by_name[api_name(one)] for one in STRATEGIES if api_name(one) in by_name}
        self.targets = {one: LocalTarget(Gateway(api, self.functions)) for one, api in self.rest_apis.items()}
        return self

    def __exit__(self, *_: object) -> None:
        self._service.close()


def with_faults(api: RestApi) -> RestApi:
    """What happened to the functions after the deploy: one was deleted. And timeouts that do not take long."""
    functions = {name: _changed(function) for name, function in api.functions.items()}
    return replace(api, functions=functions)


def _changed(function: Function) -> Function:
    if function.function_name.endswith("-missing"):
        return replace(function, code_path=None)
    if function.function_name.endswith("-brief"):
        return replace(function, timeout=BRIEF_SECONDS)
    return function
