"""The local gateway: a REST API that answers in process, in line or async."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from dataclasses import replace

from ..cloudformation.model import RestApi, Unsupported
from ..lambda_runtime.outcomes import InvocationResult
from ..lambda_runtime.refusals import InvocationRefused, StillRunning
from . import failures
from .explanation import Explanation, explain
from .failures import Failure, GatewayFailure
from .gateway_response import GatewayResponses
from .integration import ACCEPTED, Backend, LambdaCall, LambdaService, integration_result, prepare, refused
from .method import CompiledMethod, compile_method
from .response import render_response
from .route import Routes
from .stages import CompiledApi, Prepared, gateway_response, request_half, response_half, route, test_route, unrouted
from .trace import Note, Recorder, Trace
from .values import IntegrationResult, Request, Response, RoutedRequest

log = logging.getLogger(__name__)


class Gateway:
    """Answers requests as the REST API would.

    ``lambda_service`` runs the functions (by default a :class:`~cdk_apigateway_errors.lambda_runtime.LambdaService` of
    its own, closed with the gateway). ``backend`` stands in for HTTP endpoints and for AWS services other than Lambda;
    methods that need one and have none are among the :attr:`problems` and answer 500.

    >>> from cdk_apigateway_errors.cloudformation.model import Integration, IntegrationResponse, Method, MethodResponse
    >>> pong = IntegrationResponse("200", response_templates={"application/json": '{"pong": true}'})
    >>> ok = {"application/json": '{"statusCode": 200}'}
    >>> mock = Integration("MOCK", request_templates=ok, integration_responses=(pong,))
    >>> api = RestApi("Api", "api", methods=(Method("GET", "/ping", mock, (MethodResponse("200"),)),))
    >>> Gateway(api).handle(Request.of("GET", "/ping")).text
    '{"pong": true}'
    """

    def __init__(
        self, rest_api: RestApi, lambda_service: LambdaService | None = None, *, backend: Backend | None = None
    ) -> None:
        self.rest_api = rest_api
        self._service = lambda_service
        self._owns_service = False
        self._backend = backend
        self._api = compile_api(rest_api, has_backend=backend is not None)
        self._threads: list[threading.Thread] = []
        self._tasks: set[asyncio.Task[InvocationResult]] = set()

    @property
    def problems(self) -> tuple[Unsupported, ...]:
        """What cannot run, with method and logical id; the rest of the API runs."""
        return self._api.problems

    @property
    def routes(self) -> tuple[str, ...]:
        """The methods of the API: ``GET /orders/{id}``."""
        return tuple(method.route for method in self._api.methods)

    def compiled(self, http_method: str, path: str) -> CompiledMethod:
        """The method at a resource path with braces. Raises ``LookupError``, naming the methods that exist."""
        wanted = f"{http_method.upper()} {path}"
        for method in self._api.methods:
            if method.route == wanted:
                return method
        raise LookupError(f"no method {wanted!r}; this API has {', '.join(self.routes) or 'none'}")

    def explain(self, http_method: str, path: str, message: str) -> Explanation:
        """Which integration response an error message selects, and why each other pattern does not match.

        Raises ``LookupError`` for a method that the API does not have.

        >>> from cdk_apigateway_errors.cloudformation.model import Integration, IntegrationResponse, Method
        >>> responses = (IntegrationResponse("200"), IntegrationResponse("404", '.*"status":404.*'))
        >>> api = RestApi("Api", "api", methods=(Method("GET", "/", Integration("AWS", integration_responses=responses)),))
        >>> explanation = Gateway(api).explain("GET", "/", '{"status": 404}')
        >>> explanation.status_code, explanation.verdicts[0].reason
        ('200', 'would match but for a space after the colon: allow \\\\s* there, or print compact JSON')
        """
        compiled = self.compiled(http_method, path)
        explanation = explain(compiled, message)
        return replace(explanation, override_status=self._override_status(compiled, explanation))

    def _override_status(self, compiled: CompiledMethod, explanation: Explanation) -> int | None:
        response = compiled.responses.get(explanation.status_code or "")
        if response is None or explanation.problems or not explanation.message:
            return None
        routed = test_route(self._api, Request.of(compiled.method.http_method, compiled.method.path), compiled)
        document = json.dumps({"errorMessage": explanation.message})
        failed = IntegrationResult(body=document.encode(), function_error="Unhandled")
        try:
            return render_response(compiled, response, routed, failed, self.rest_api).override_status
        except GatewayFailure:
            return None

    # In line ------------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answers one request. Never raises: what goes wrong is a gateway response."""
        return self._handle(request, None)

    def handle_traced(self, request: Request) -> Trace:
        """Answers one request and keeps every stage's value; the answer is ``trace.response``.

        >>> trace = Gateway(RestApi("Api", "api")).handle_traced(Request.of("GET", "/"))
        >>> [step.stage for step in trace.steps], trace.response.status
        (['request', 'failure', 'response'], 403)
        """
        recorder = Recorder()
        recorder.note("response", self._handle(request, recorder.note))
        return recorder.trace()

    def test_invoke(self, http_method: str, path: str, request: Request) -> Response:
        """Sends a request to one method, whatever the request's path is, as the service's own test call does.

        Raises ``LookupError`` for a method that the API does not have.
        """
        return self._handle(request, None, self.compiled(http_method, path))

    def _handle(self, request: Request, note: Note | None, tested: CompiledMethod | None = None) -> Response:
        begun = self._begin(request, note, tested)
        if isinstance(begun, Response):
            return begun
        prepared, call = begun
        try:
            result = call if isinstance(call, IntegrationResult) else self._invoke(call)
        except Exception as error:
            return self._failed(error, prepared.routed, note)
        return self._end(prepared, result, note)

    def _invoke(self, call: LambdaCall) -> IntegrationResult:
        service = self._lambda_service()
        if call.asynchronous:
            thread = threading.Thread(target=service.invoke, args=(call.function, call.payload), daemon=True)
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()
            return ACCEPTED
        answer = service.invoke(call.function, call.payload, wait_seconds=call.wait_seconds)
        return integration_result(answer, call.function)

    # Async --------------------------------------------------------------------------------------------------------

    async def ahandle(self, request: Request) -> Response:
        """As :meth:`handle`, without blocking the event loop while the function runs."""
        return await self._ahandle(request, None)

    async def ahandle_traced(self, request: Request) -> Trace:
        """As :meth:`handle_traced`, without blocking the event loop while the function runs."""
        recorder = Recorder()
        recorder.note("response", await self._ahandle(request, recorder.note))
        return recorder.trace()

    async def _ahandle(self, request: Request, note: Note | None) -> Response:
        begun = self._begin(request, note)
        if isinstance(begun, Response):
            return begun
        prepared, call = begun
        try:
            result = call if isinstance(call, IntegrationResult) else await self._ainvoke(call)
        except Exception as error:
            return self._failed(error, prepared.routed, note)
        return self._end(prepared, result, note)

    async def _ainvoke(self, call: LambdaCall) -> IntegrationResult:
        service = self._lambda_service()
        if call.asynchronous:
            task = asyncio.ensure_future(service.ainvoke(call.function, call.payload))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return ACCEPTED
        answer = await service.ainvoke(call.function, call.payload, wait_seconds=call.wait_seconds)
        return integration_result(answer, call.function)

    # Both ---------------------------------------------------------------------------------------------------------

    def _begin(
        self, request: Request, note: Note | None, tested: CompiledMethod | None = None
    ) -> Response | tuple[Prepared, LambdaCall | IntegrationResult]:
        """The request half, up to the call that is to be waited for."""
        if note:
            note("request", request)
        routed: RoutedRequest | None = None
        try:
            if tested is None:
                compiled, routed = route(self._api, request)
            else:
                compiled, routed = tested, test_route(self._api, request, tested)
            if note:
                note("route", routed)
            prepared = request_half(self._api, compiled, routed, note)
            return prepared, prepare(compiled, prepared.sent, routed, self.rest_api, self._backend)
        except Exception as error:
            return self._failed(error, routed or unrouted(self._api, request), note)

    def _end(self, prepared: Prepared, result: IntegrationResult, note: Note | None) -> Response:
        try:
            response = response_half(self._api, prepared, result, note)
        except Exception as error:
            return self._failed(error, prepared.routed, note)
        if response.selected and response.selected.diagnosis:
            log.warning("%s: %s", prepared.compiled.route, response.selected.diagnosis)
        return _for_method(response, prepared.routed.request.method)

    def _failed(self, error: Exception, routed: RoutedRequest, note: Note | None) -> Response:
        failure = _failure(error, routed)
        if note:
            note("failure", failure)
        return _for_method(gateway_response(self._api, failure, routed), routed.request.method)

    def refuse(self, failure: GatewayFailure) -> Response:
        """The gateway response to something that no request could be made of."""
        nothing = Request("GET", "/")
        return gateway_response(self._api, failure.failure, unrouted(self._api, nothing))

    def _lambda_service(self) -> LambdaService:
        if self._service is None:
            from ..lambda_runtime import LambdaService as Local  # noqa: PLC0415 - processes only where they are needed

            self._service = Local()
            self._owns_service = True
        return self._service

    def close(self) -> None:
        """Stops what the gateway started; invocations of type ``Event`` get a second to end."""
        for thread in self._threads:
            thread.join(1.0)
        if self._owns_service and self._service is not None:
            self._service.close()  # type: ignore[attr-defined]

    def __enter__(self) -> Gateway:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def compile_api(rest_api: RestApi, *, has_backend: bool = False) -> CompiledApi:
    """Reads a REST API once; problems are gathered, not raised."""
    methods = tuple(compile_method(rest_api, method, has_backend=has_backend) for method in rest_api.methods)
    responses = GatewayResponses(rest_api)
    problems = [problem for method in methods for problem in method.problems]
    problems += [Unsupported(logical_id, reason) for logical_id, reason in responses.problems]
    return CompiledApi(
        rest_api,
        Routes((compiled.method.http_method, compiled.method.path, compiled) for compiled in methods),
        methods,
        responses,
        {key.value: key.logical_id or key.name for key in rest_api.api_keys if key.enabled},
        tuple(problems),
    )


def _failure(error: Exception, routed: RoutedRequest) -> Failure:
    """The failure behind an exception; one that nobody foresaw is logged with its traceback and answers 500."""
    if isinstance(error, InvocationRefused):
        error = refused(error)
    elif isinstance(error, StillRunning):
        error = failures.integration_timeout(str(error))
    if not isinstance(error, GatewayFailure):
        log.exception("%s: the gateway itself failed", routed.route or routed.request.path, exc_info=error)
        error = failures.internal_error(f"the gateway itself failed: {error!r}")
    if error.failure.log:
        log.info("%s: %s", routed.route or routed.request.path, error.failure.log)
    return error.failure


_BODYLESS = frozenset({204, 304})


def _for_method(response: Response, http_method: str) -> Response:
    """``HEAD`` gets the headers alone, and some statuses have no body in HTTP at all (RFC 9110)."""
    if response.status in _BODYLESS:
        headers = tuple(line for line in response.headers if line[0] != "Content-Length")
        return replace(response, headers=headers, body=b"")
    return replace(response, body=b"") if http_method == "HEAD" and response.body else response
