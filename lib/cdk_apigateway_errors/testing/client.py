"""A REST API as a test calls it."""

from __future__ import annotations

import json as json_module
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from ..cloudformation.model import Function, RestApi, Unsupported
from ..gateway import Gateway, Request
from ..gateway.integration import LambdaService
from ..lambda_runtime import InvocationResult, parse_event
from ..lambda_runtime.in_process import StandIn
from . import answers
from .answers import Answer
from .declared import assert_declared
from .response import ApiResponse

_ANSWER: ContextVar[Answer | None] = ContextVar("answer of the present call", default=None)


class AnsweringService:
    """Lambda for the gateway: the present call's answer, or the real handlers where the call has none.

    The gateway is compiled once and shared; which answer counts belongs to the call (a context variable), so tests may
    run at the same time. ``invoke`` is a property because the gateway hands it to a thread for asynchronous
    invocations: the answer must be looked up in the caller, a new thread does not see its context.
    """

    def __init__(self, handlers: LambdaService) -> None:
        self._handlers = handlers

    @property
    def invoke(self) -> Any:
        answer = _ANSWER.get()
        return self._handlers.invoke if answer is None else _invocation(answer)

    async def ainvoke(
        self, function: Function, payload: bytes, *, wait_seconds: float | None = None
    ) -> InvocationResult:
        answer = _ANSWER.get()
        if answer is None:
            return await self._handlers.ainvoke(function, payload, wait_seconds=wait_seconds)
        return answer(function, parse_event(payload))


def _invocation(answer: Answer) -> Any:
    def invoke(function: Function, payload: bytes, **_options: Any) -> InvocationResult:
        return answer(function, parse_event(payload))

    return invoke


@dataclass(frozen=True, slots=True)
class RestApiClient:
    """Calls one REST API in process, as :class:`~cdk_apigateway_errors.gateway.Gateway` answers.

    ``raises``, ``returns`` and their like give a view in which that stands for the handler's answer. A view changes
    nothing: neither this client nor any other test sees it.

    >>> from cdk_apigateway_errors.testing import load_rest_apis
    >>> pong = {"StatusCode": "200", "ResponseTemplates": {"application/json": '{"pong": true}'}}
    >>> mock = {"Type": "MOCK", "RequestTemplates": {"application/json": '{"statusCode": 200}'}}
    >>> method = {"HttpMethod": "GET", "RestApiId": {"Ref": "Api"}, "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
    ...           "Integration": {**mock, "IntegrationResponses": [pong]}, "MethodResponses": [{"StatusCode": "200"}]}
    >>> resources = {"Api": {"Type": "AWS::ApiGateway::RestApi"},
    ...              "Get": {"Type": "AWS::ApiGateway::Method", "Properties": method}}
    >>> with load_rest_apis({"Resources": resources}) as rest_apis:
    ...     rest_apis.only.get("/").json()
    {'pong': True}
    """

    name: str
    gateway: Gateway
    service: AnsweringService
    answer: Answer | None = None
    check_declared: bool = False

    @property
    def rest_api(self) -> RestApi:
        """The REST API of the template."""
        return self.gateway.rest_api

    @property
    def routes(self) -> tuple[str, ...]:
        """``GET /orders/{id}`` and so on."""
        return self.gateway.routes

    @property
    def problems(self) -> tuple[Unsupported, ...]:
        """What of the API cannot run here, and why."""
        return self.gateway.problems

    # Views --------------------------------------------------------------------------------------------------------

    def raises(self, error: Exception | type[Exception] | str) -> RestApiClient:
        """The handler raises this exception; a text stands for an exception with that message."""
        return self._answering(answers.raising(error))

    def returns(self, value: Any) -> RestApiClient:
        """The handler returns this value."""
        return self._answering(answers.returning(value))

    def handled_by(self, handler: StandIn) -> RestApiClient:
        """This handler, ``handler(event, context)``, runs in the test's process, where it can be debugged."""
        return self._answering(answers.handled_by(handler))

    def times_out(self) -> RestApiClient:
        """The function runs longer than its own timeout."""
        return self._answering(answers.timing_out)

    def crashes(self, exit_status: int = 1) -> RestApiClient:
        """The function's process ends with this exit status; a negative one is a signal (``-9``: out of memory)."""
        return self._answering(answers.exiting(exit_status))

    def throttled(self) -> RestApiClient:
        """Lambda refuses to run the function because too many run already."""
        return self._answering(answers.throttling)

    def denied(self) -> RestApiClient:
        """Lambda refuses to run the function because the API has no permission to invoke it."""
        return self._answering(answers.denying)

    def integration_times_out(self) -> RestApiClient:
        """The function takes longer than the integration waits (29 s by default)."""
        return self._answering(answers.lingering)

    @property
    def declared(self) -> RestApiClient:
        """A view that fails the test when an answer comes from an error that its route did not declare."""
        return replace(self, check_declared=True)

    def _answering(self, answer: Answer) -> RestApiClient:
        return replace(self, answer=answer)

    # Requests -----------------------------------------------------------------------------------------------------

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> ApiResponse:
        """Sends one request and waits for the answer.

        ``json`` is a value to be sent as JSON (with its Content-Type), ``body`` text or bytes as they are. ``query``
        is added to the path's own; a list gives a name several values. Raises ``ValueError`` for a path without its
        slash, and ``LookupError`` where an answer was set and no Lambda function is behind the request, since that
        answer could not count.
        """
        __tracebackhide__ = True
        if not path.startswith("/"):
            raise ValueError(f"{method} {path!r}: a path begins with a slash, for example /orders/7")
        if json is not None and body is not None:
            raise ValueError(f"{method} {path}: give json= or body=, not both")
        lines = dict(headers or {})
        if json is not None:
            body = json_module.dumps(json, ensure_ascii=False)
            if not any(name.lower() == "content-type" for name in lines):
                lines["Content-Type"] = "application/json"
        response = self._send(Request.of(method, _with_query(path, query), headers=lines, body=body or b""))
        if self.answer is not None:
            self._check_function(response)
        return assert_declared(response) if self.check_declared else response

    def get(self, path: str, **options: Any) -> ApiResponse:
        """Options as in :meth:`request`."""
        __tracebackhide__ = True
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> ApiResponse:
        """Options as in :meth:`request`."""
        __tracebackhide__ = True
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> ApiResponse:
        """Options as in :meth:`request`."""
        __tracebackhide__ = True
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> ApiResponse:
        """Options as in :meth:`request`."""
        __tracebackhide__ = True
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> ApiResponse:
        """Options as in :meth:`request`."""
        __tracebackhide__ = True
        return self.request("DELETE", path, **options)

    def head(self, path: str, **options: Any) -> ApiResponse:
        """Options as in :meth:`request`."""
        __tracebackhide__ = True
        return self.request("HEAD", path, **options)

    def options(self, path: str, **options: Any) -> ApiResponse:
        """Options as in :meth:`request`."""
        __tracebackhide__ = True
        return self.request("OPTIONS", path, **options)

    def _send(self, request: Request) -> ApiResponse:
        token = _ANSWER.set(self.answer)
        try:
            return ApiResponse(self.gateway.handle_traced(request), self.gateway)
        finally:
            _ANSWER.reset(token)

    def _check_function(self, response: ApiResponse) -> None:
        __tracebackhide__ = True
        sent = response.trace.find("request")
        if response.route is None:
            raise LookupError(f"{sent.method} {sent.path}: no method answers; this API has {', '.join(self.routes)}")
        method, path = response.route.split(" ", 1)
        compiled = self.gateway.compiled(method, path)
        if compiled.function is None:
            kind = compiled.integration.type
            raise LookupError(f"{response.route}: its integration ({kind}) invokes no function that could answer so")

    def __repr__(self) -> str:
        return f"<REST API {self.name}: {', '.join(self.routes)}>"


def _with_query(path: str, query: Mapping[str, Any] | None) -> str:
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query, doseq=True)}"
