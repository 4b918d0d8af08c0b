"""One method, compiled when the API is loaded: patterns, templates, validators and mappings are read once.

What cannot run is a problem with the method's name and logical id; that method answers 500 and says why in the log,
the rest of the API runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ..cloudformation.model import Function, Integration, IntegrationResponse, Method, RestApi, Unsupported
from ..patterns import compile_pattern
from . import failures
from .deploy_checks import refusals
from .expressions import Expression, InvalidExpression, parse_expression
from .permission import may_invoke
from .selection import Matches, Selection, selection_of
from .templates import Templates, compiled_template
from .validation import RequestValidation, validation_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CompiledResponse:
    """An integration response, ready to use."""

    status_code: str
    templates: Templates = field(default_factory=dict)
    headers: tuple[tuple[str, Expression], ...] = ()
    content_handling: str | None = None
    declared: bool = True
    """Whether the method declares a method response for the status."""


@dataclass(frozen=True, slots=True)
class CompiledMethod:
    """A method, ready to answer."""

    method: Method
    route: str
    integration: Integration
    problems: tuple[Unsupported, ...] = ()
    validation: RequestValidation = field(default_factory=RequestValidation)
    request_templates: Templates = field(default_factory=dict)
    request_parameters: tuple[tuple[str, str, Expression], ...] = ()
    """Place, name and value of ``integration.request.<place>.<name>``."""
    selection: Selection = field(default_factory=Selection)
    responses: Mapping[str, CompiledResponse] = field(default_factory=dict)
    function: Function | None = None
    permitted: bool = True

    @property
    def is_proxy(self) -> bool:
        return self.integration.type in ("AWS_PROXY", "HTTP_PROXY")


def compile_method(api: RestApi, method: Method, *, has_backend: bool = False) -> CompiledMethod:
    """Reads one method. Never raises: what cannot run is in ``problems``."""
    return _Compilation(api, method, has_backend).result()


class _Compilation:
    """Gathers the problems of one method, so that all show at once."""

    def __init__(self, api: RestApi, method: Method, has_backend: bool) -> None:
        self.api = api
        self.method = method
        self.has_backend = has_backend
        self.route = f"{method.http_method} {method.path}"
        self.problems: list[Unsupported] = []

    def result(self) -> CompiledMethod:
        integration = self.method.integration
        if integration is None:
            self._problem("the method has no integration")
            return CompiledMethod(self.method, self.route, Integration("MOCK"), tuple(self.problems))
        for refusal in refusals(self.method):
            self._problem(f"the service refuses this at deploy: {refusal}")
        function = self._function(integration)
        self._check_type(integration, function)
        return CompiledMethod(
            self.method,
            self.route,
            integration,
            validation=self._try(
                RequestValidation(), "request validation", lambda: validation_of(self.api, self.method)
            ),
            request_templates=self._templates("RequestTemplates", integration.request_templates),
            request_parameters=self._request_parameters(integration),
            selection=self._selection(integration),
            responses={
                response.status_code: self._response(response) for response in integration.integration_responses
            },
            function=function,
            permitted=may_invoke(self.api, self.method, function),
            problems=tuple(self.problems),
        )

    def _problem(self, reason: str) -> None:
        self.problems.append(Unsupported(self.method.logical_id, reason, self.route))

    def _try(self, otherwise: T, what: str, make: Callable[[], T]) -> T:
        try:
            return make()
        except Exception as error:  # whatever a schema, a template or a pattern is refused with
            self._problem(f"{what}: {error}")
            return otherwise

    def _function(self, integration: Integration) -> Function | None:
        return self.api.functions.get(integration.function) if integration.function else None

    def _check_type(self, integration: Integration, function: Function | None) -> None:
        if function is not None:
            self._check_http_method(integration)
        if integration.type == "MOCK" or function is not None:
            return
        if integration.function:
            self._problem(f"function {integration.function!r} is not in the template")
        elif integration.type in ("HTTP", "HTTP_PROXY", "AWS", "AWS_PROXY") and self.has_backend:
            return
        else:
            where = f" to {integration.uri}" if integration.uri else ""
            self._problem(f"integration type {integration.type}{where} does not run here; Lambda functions and MOCK do")

    def _check_http_method(self, integration: Integration) -> None:
        """S ``test_lambda_aws_proxy_integration_non_post_method``: 500 for anything else."""
        if integration.integration_http_method not in (None, "", "POST"):
            self._problem(
                f"Lambda functions are invoked with POST, but IntegrationHttpMethod is {integration.integration_http_method}"
            )

    def _templates(self, what: str, templates: Mapping[str, str]) -> Templates:
        return {
            key.lower(): self._try(None, f"{what}[{key}]", lambda text=text: compiled_template(text, what))  # type: ignore[misc]
            if text
            else None
            for key, text in templates.items()
        }

    def _request_parameters(self, integration: Integration) -> tuple[tuple[str, str, Expression], ...]:
        found = []
        for target, text in integration.request_parameters.items():
            place, _, name = target.removeprefix("integration.request.").partition(".")
            expression = self._expression(target, text, "method.request", failures.invalid_json_in_mapping)
            if expression is not None:
                found.append((place, name, expression))
        return tuple(found)

    def _expression(
        self, target: str, text: str, prefix: str, bad_body: Callable[[], failures.GatewayFailure]
    ) -> Expression | None:
        try:
            return parse_expression(text, prefix, bad_body)
        except InvalidExpression as error:
            self._problem(f"{target}: {error}")
            return None

    def _selection(self, integration: Integration) -> Selection:
        def compiled(pattern: str) -> Matches:
            return compile_pattern(pattern).matches

        def read() -> Selection:
            return selection_of(integration.integration_responses, compiled)

        selection = self._try(Selection(), "SelectionPattern", read)
        for candidate in selection.candidates:
            if candidate.problem:
                self._problem(f"SelectionPattern of {candidate.status_code}: {candidate.problem}")
        return selection

    def _response(self, response: IntegrationResponse) -> CompiledResponse:
        headers = []
        for target, text in response.response_parameters.items():
            expression = self._expression(target, text, "integration.response", _unreadable(target))
            if expression is not None:
                headers.append((target.removeprefix("method.response.header."), expression))
        return CompiledResponse(
            response.status_code,
            self._templates(f"ResponseTemplates of {response.status_code}", response.response_templates),
            tuple(headers),
            response.content_handling,
            any(declared.status_code == response.status_code for declared in self.method.method_responses),
        )


def _unreadable(target: str) -> Callable[[], failures.GatewayFailure]:
    return lambda: failures.unreadable_response_body(f"{target} reads the body, and the body is no JSON")
