"""The construct at CDK's own seam: an integration that brings its method responses along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_

from ..catalog import CRASH, LEADING, TIMEOUT, UNHANDLED, ErrorCatalog, GeneratedError, Response, SelectionStrategy
from ..catalog.catalog import ErrorDeclaration
from ..runtime import ErrorFormat
from .api_parts import ApiParts, parts_of
from .binary import binary_problems
from .checked_methods import CheckedMethod
from .cors import cors_headers, cors_problems
from .deployment import deployed_at_the_seam
from .forecast import template_problems
from .functions import InvokedFunction
from .method_guard import duplicate_problems
from .options import flag_problems, integration_option_problems
from .problems import DeclarationError, Problems
from .renamed_headers import warn_renamed
from .request import request_template_problem, request_templates
from .responses_check import named_header_problems, response_problems, success_problems
from .route import WHY_NOT_ANY
from .route_checks import handler_problem, listed
from .shared_parts import integration_options, method_response

_IN_A_BODY: Final = (
    "the API is defined by an OpenAPI body, and the next import would take this method away: use add_route() of its "
    "NonProxyLambdaRestApi, or definition='methods'"
)


class NonProxyLambdaIntegration(ag.Integration):
    """A non-proxy Lambda integration with its declared errors, for any ``RestApi``.

    ``resource.add_method("POST", NonProxyLambdaIntegration(fn, errors=[400, 404]))`` needs nothing else: the integration
    adds the method responses, one permission per function and API, and the runtime layer.

    ``errors`` are :class:`~cdk_apigateway_errors.runtime.ApiError` classes, base classes (all their subclasses) and bare
    status codes. The other options are those of ``NonProxyLambdaRestApi`` and its ``add_route``;
    ``integration_options`` are CDK's ``IntegrationOptions`` by name.

    Raises :class:`DeclarationError` with everything that is wrong, at construction; ``ANY`` is refused when the
    integration is bound to a method.
    """

    def __init__(
        self,
        handler: lambda_.IFunction,
        *,
        errors: Iterable[ErrorDeclaration] = (),
        error_format: ErrorFormat | None = None,
        selection_patterns: str | SelectionStrategy = LEADING,
        unhandled: GeneratedError = UNHANDLED,
        timeout: GeneratedError | None = TIMEOUT,
        crash: GeneratedError | None = CRASH,
        success_status: int = 200,
        success_template: str | None = None,
        success_headers: Mapping[str, str] | None = None,
        error_headers: Mapping[str, str] | None = None,
        request_template: str | Mapping[str, str] | None = None,
        cors: ag.CorsOptions | None = None,
        guard_default_response: bool = False,
        runtime_layer: bool = True,
        integration_options: Mapping[str, Any] | None = None,
    ) -> None:
        problems = Problems("NonProxyLambdaIntegration")
        problems.add(handler_problem(handler))
        problems.extend(flag_problems(guard_default_response=guard_default_response, runtime_layer=runtime_layer))
        problems.extend(integration_option_problems(integration_options))
        problems.extend(named_header_problems(success_headers=success_headers, error_headers=error_headers))
        problems.extend(cors_problems(cors))
        problems.extend(success_problems(success_status, success_template))
        problems.add(request_template_problem(request_template))
        catalog = problems.attempt(
            lambda: ErrorCatalog.of(
                listed(errors),
                error_format=error_format,
                selection_patterns=selection_patterns,
                unhandled=unhandled,
                timeout=timeout,
                crash=crash,
            )
        )
        problems.raise_if_any()
        assert catalog is not None  # attempt() noted a problem otherwise
        allow = cors_headers(cors)
        success = catalog.success(
            success_status,
            response_template=success_template,
            headers=success_headers or {},
            cors=allow,
            guarded=guard_default_response,
        )
        failures = problems.attempt(lambda: catalog.responses(cors=allow, headers=error_headers or {})) or ()
        self.responses: tuple[Response, ...] = (success, *failures)
        problems.extend(response_problems(self.responses, catalog))
        problems.extend(template_problems(self.responses, request_templates(request_template, "POST")))
        problems.raise_if_any()
        self.handler = handler
        self.catalog = catalog
        self._request_template = request_template
        self._options = dict(integration_options or {})
        self._runtime_layer = runtime_layer
        self._parts: dict[ag.IRestApi, ApiParts] = {}
        self._fields: dict[ApiParts, list[dict[str, Any]]] = {}
        self._configs: dict[tuple[str, str], ag.IntegrationConfig] = {}
        super().__init__(type=ag.IntegrationType.AWS, integration_http_method="POST", uri="bound later")

    def bind(self, method: ag.Method) -> ag.IntegrationConfig:
        """Add the method responses and the permission, and return the configuration; called by CDK.

        ``super().bind`` is not called: jsii would read the large struct back field by field.
        """
        http_method = method.http_method
        if http_method == "ANY":
            _refuse(method, [WHY_NOT_ANY])
        parts = self._parts_of(method.api)
        if parts.defined_by_body:
            _refuse(method, [_IN_A_BODY])
        parts.used_at_the_seam = True
        for fields in self._method_responses(parts):
            method.add_method_response(**fields)
        media_types = parts.binary_media_types
        problems = duplicate_problems(method, self.responses)
        problems += binary_problems(media_types, self.catalog.error_format.media_type, where="the RestApi")
        if problems:
            _refuse(method, problems)
        parts.guarded.add(method, self.responses)
        templates = request_templates(self._request_template, http_method)
        parts.count_at_the_seam(method, self.responses, templates)
        if parts.checks is not None:
            parts.checks.add(lambda: [self._checked(method)])
        warn_renamed(parts, dict.fromkeys(name for response in self.responses for name in response.headers))
        function = parts.functions.of(self.handler, self._runtime_layer)
        parts.redeployment.after(
            method, lambda: deployed_at_the_seam(method, self.responses, templates, function.uri, self._options)
        )
        return self._config(http_method, function)

    def _checked(self, method: ag.Method) -> CheckedMethod:
        http_method = method.http_method
        templates = request_templates(self._request_template, http_method)
        return CheckedMethod(method, http_method, method.resource.path, self.responses, templates)

    def _method_responses(self, parts: ApiParts) -> list[dict[str, Any]]:
        if parts not in self._fields:
            model = parts.models.error(self.catalog.error_format)
            self._fields[parts] = [
                _fields(method_response(r, model if r.error_model else None)) for r in self.responses
            ]
        return self._fields[parts]

    def _parts_of(self, api: ag.IRestApi) -> ApiParts:
        if api not in self._parts:
            self._parts[api] = parts_of(api)
        return self._parts[api]

    def _config(self, http_method: str, function: InvokedFunction) -> ag.IntegrationConfig:
        templates = request_templates(self._request_template, http_method)
        key = (function.uri, templates.get("application/json", ""))
        if key not in self._configs:
            self._configs[key] = ag.IntegrationConfig(
                type=ag.IntegrationType.AWS,
                integration_http_method="POST",
                uri=function.uri,
                deployment_token=function.name_token,
                options=integration_options(self.responses, templates, self._options),
            )
        return self._configs[key]


def _refuse(method: ag.Method, problems: list[str]) -> NoReturn:
    """Take the method out of the construct tree again and raise; CDK hands the text on as a ``RuntimeError``."""
    resource = method.resource
    resource.node.try_remove_child(method.node.id)
    raise DeclarationError(f"{method.http_method} {resource.path} with NonProxyLambdaIntegration", problems)


def _fields(response: ag.MethodResponse) -> dict[str, Any]:
    return {
        "status_code": response.status_code,
        "response_models": response.response_models,
        "response_parameters": response.response_parameters,
    }
