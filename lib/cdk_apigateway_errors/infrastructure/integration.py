"""The construct at CDK's own seam: an integration that brings its method responses along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast
from weakref import WeakKeyDictionary

from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from ..catalog import CRASH, LEADING, TIMEOUT, UNHANDLED, ErrorCatalog, GeneratedError, Response, SelectionStrategy
from ..catalog.catalog import ErrorDeclaration
from ..runtime import ErrorFormat
from .cors import cors_headers, cors_problems
from .deployment import Redeployment
from .forecast import template_problems
from .functions import InvokedFunction, connect
from .models import Models
from .options import option_problems
from .problems import Problems
from .request import request_template_problem, request_templates
from .responses_check import response_problems, success_problems
from .route import WHY_NOT_ANY
from .shared_parts import integration_options, method_response

_PARTS_ID = "ApigatewayErrors"
_MODELS: WeakKeyDictionary[ag.IRestApi, Models] = WeakKeyDictionary()


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
        problems.extend(option_problems("integration_options", integration_options))
        problems.extend(cors_problems(cors))
        problems.extend(success_problems(success_status, success_template))
        problems.add(request_template_problem(request_template))
        catalog = problems.attempt(
            lambda: ErrorCatalog.of(
                errors,
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
        self.responses: tuple[Response, ...] = (success, *catalog.responses(cors=allow, headers=error_headers or {}))
        problems.extend(response_problems(self.responses))
        problems.raise_if_any()
        self.handler = handler
        self.catalog = catalog
        self._request_template = request_template
        self._options = dict(integration_options or {})
        self._runtime_layer = runtime_layer
        self._configs: dict[tuple[str, str], ag.IntegrationConfig] = {}
        super().__init__(type=ag.IntegrationType.AWS, integration_http_method="POST", uri="bound later")

    def bind(self, method: ag.Method) -> ag.IntegrationConfig:
        """Add the method responses and the permission, and return the configuration; called by CDK.

        ``super().bind`` is not called: jsii would read the large struct back field by field.
        """
        http_method = method.http_method
        if http_method == "ANY":
            Problems(f"NonProxyLambdaIntegration on {method.resource.path}").refuse(WHY_NOT_ANY)
        api = method.api
        scope = parts_scope(api)
        model = models_of(api, scope).error(self.catalog.error_format)
        for response in self.responses:
            method.add_method_response(**_fields(method_response(response, model if response.error_model else None)))
        function = connect(scope, api, self.handler, runtime_layer=self._runtime_layer)
        return self._config(http_method, function)

    def _config(self, http_method: str, function: InvokedFunction) -> ag.IntegrationConfig:
        templates = request_templates(self._request_template, http_method)
        key = (function.uri, templates.get("application/json", ""))
        if key not in self._configs:
            too_long = Problems("NonProxyLambdaIntegration")
            too_long.extend(template_problems(self.responses, templates))
            too_long.raise_if_any()
            self._configs[key] = ag.IntegrationConfig(
                type=ag.IntegrationType.AWS,
                integration_http_method="POST",
                uri=function.uri,
                deployment_token=function.name_token,
                options=integration_options(self.responses, templates, self._options),
            )
        return self._configs[key]


def parts_scope(api: ag.IRestApi) -> Construct:
    """Return the construct below the API that holds what its integrations share."""
    found = api.node.try_find_child(_PARTS_ID)
    return found if isinstance(found, Construct) else Construct(cast(Construct, api), _PARTS_ID)


def models_of(api: ag.IRestApi, scope: Construct) -> Models:
    if api not in _MODELS:
        redeployment = Redeployment(api.latest_deployment)
        _MODELS[api] = Models(scope, api, redeployment.on)
    return _MODELS[api]


def _fields(response: ag.MethodResponse) -> dict[str, Any]:
    return {
        "status_code": response.status_code,
        "response_models": response.response_models,
        "response_parameters": response.response_parameters,
    }
