"""The construct: a REST API whose routes declare their errors once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aws_cdk import NestedStack, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from ..catalog import (
    CRASH,
    LEADING,
    TIMEOUT,
    UNHANDLED,
    ErrorCatalog,
    GatewayErrorResponse,
    GeneratedError,
    Response,
    SelectionStrategy,
    gateway_error_response,
)
from ..catalog.catalog import ErrorDeclaration
from ..catalog.quotas import API_RESOURCES
from ..catalog.response import JSON
from ..runtime import ErrorFormat
from .binary import binary_media_types, binary_problems
from .cors import cors_headers, cors_problems
from .crossings import made_in, node_of
from .definition import ApiOptions, Definition, PlannedRoute, RestApiDefinition
from .deployment import redeploy_problem
from .existing_api import preflight_problem
from .forecast import Forecast, template_problems
from .gateway_responses import GatewayResponses, gateway_responses_option, wanted_gateway_responses
from .methods_definition import MethodsDefinition
from .models import ApiModels, RequestModel, request_model_problems
from .nested_stacks import Groups, NestedStacks, nested_body_problem, nested_stacks_problems
from .openapi import OpenApiDefinition, openapi_problems
from .options import (
    deploy_problem,
    enum_option,
    flag_problems,
    integration_option_problems,
    option_problems,
    quota_problem,
    stage_name_problem,
)
from .problems import Problems
from .renamed_headers import warn_renamed
from .request import request_parameter_problems, request_template_problem, request_templates
from .responses_check import hooked_responses, named_header_problems, response_problems, success_problems
from .route import Route, parse_route
from .route_checks import (
    authorizer_problem,
    deployment_problem,
    existing_api_problems,
    format_problem,
    handler_problem,
    listed,
    method_problems,
    path_parameter_problems,
    path_variables,
    success_model_problem,
)
from .runtime_layer import runtime_layer as layer_of_stack
from .stage import rest_api as make_rest_api
from .synth_checks import register_checks


class NonProxyLambdaRestApi(Construct):
    """A REST API with non-proxy Lambda integrations, whose routes declare their errors once.

    From ``errors`` follow, for every route: one integration response per status code with its selection pattern and
    response template, the method responses with model, headers and CORS, the answers to unhandled exceptions, timeouts
    and crashes, and the API's own gateway responses in the same body shape.

    ``errors`` are what every route of the API declares; a route adds its own. ``error_format`` is the body shape where
    only bare status codes are declared (classes bring theirs); an API has one, for its routes and its own errors.
    ``cors`` is CDK's ``CorsOptions``: preflight, success and
    every error get the headers. ``gateway_responses`` is ``"per-type"``, ``"defaults"`` or ``"none"``; an imported API
    gets none unless asked. ``rest_api`` is an existing or imported REST API to add routes to; otherwise one is made, with
    a stage that has an access log, the execution log at ``ERROR``, tracing, and no data trace. ``definition`` is
    ``"methods"`` (CDK's L2 methods), ``"openapi"`` (the whole API in the body of its one resource) or ``"openapi-asset"``
    (the same in a file beside the template; see docs/openapi.md).

    ``nested_stacks`` spreads the routes over nested stacks, for an API that outgrows one template: ``True`` by their first
    path segment, a mapping such as ``{"orders": "shop", "carts": "shop"}`` by groups of first segments. Routes on ``/``, and
    segments that a mapping leaves out, stay in the API's own stack (see docs/big-apis.md).

    ``synth_checks`` has the lint rules look at the app's templates at synthesis, once for all APIs: errors fail the
    synthesis, warnings are reported (``docs/checks.md``).

    CDK's own options keep their names and are passed on under the name of their owner: ``rest_api_options``
    (``RestApi``), ``deploy_options`` (``StageOptions``), ``method_options`` (``MethodOptions``) and
    ``integration_options`` (``IntegrationOptions``).

    Raises :class:`DeclarationError` with everything that is wrong; nothing is made then.

    Subclasses override ``responses_for(route)``, ``gateway_response_for(type)`` and ``default_error_format()``, which
    return plain values. ``rest_api``, ``models`` and ``routes`` expose what was made.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        errors: Iterable[ErrorDeclaration] = (),
        error_format: ErrorFormat | None = None,
        selection_patterns: str | SelectionStrategy = LEADING,
        unhandled: GeneratedError = UNHANDLED,
        timeout: GeneratedError | None = TIMEOUT,
        crash: GeneratedError | None = CRASH,
        cors: ag.CorsOptions | None = None,
        gateway_responses: str | GatewayResponses | None = None,
        success_headers: Mapping[str, str] | None = None,
        error_headers: Mapping[str, str] | None = None,
        guard_default_response: bool = False,
        runtime_layer: bool = True,
        synth_checks: bool = True,
        api_resource_quota: int = API_RESOURCES,
        definition: str | RestApiDefinition = RestApiDefinition.METHODS,
        nested_stacks: bool | Mapping[str, str] = False,
        rest_api: ag.IRestApi | None = None,
        rest_api_options: Mapping[str, Any] | None = None,
        deploy_options: Mapping[str, Any] | None = None,
        method_options: Mapping[str, Any] | None = None,
        integration_options: Mapping[str, Any] | None = None,
    ) -> None:
        problems = Problems(f"{type(self).__name__} {construct_id!r}")
        self._error_format = error_format
        self._cors_options = cors
        self._cors = None if cors_problems(cors) else cors_headers(cors)
        problems.extend(cors_problems(cors))
        problems.extend(named_header_problems(success_headers=success_headers, error_headers=error_headers))
        for owner, options in (
            ("rest_api_options", rest_api_options),
            ("deploy_options", deploy_options),
            ("method_options", method_options),
        ):
            problems.extend(option_problems(owner, options))
        problems.add(deploy_problem(rest_api_options, deploy_options))
        problems.add(stage_name_problem(deploy_options))
        problems.add(quota_problem(api_resource_quota))
        flags = {"guard_default_response": guard_default_response, "runtime_layer": runtime_layer}
        problems.extend(flag_problems(**flags, synth_checks=synth_checks))
        problems.extend(integration_option_problems(integration_options))
        wrong_api = existing_api_problems(rest_api, rest_api_options, deploy_options)
        problems.extend(wrong_api)
        if rest_api is not None and cors is not None and not wrong_api:
            problems.add(preflight_problem(rest_api))
        defined = problems.attempt(lambda: enum_option("definition", definition, RestApiDefinition))
        problems.extend(nested_stacks_problems(nested_stacks))
        if defined is not None and defined is not RestApiDefinition.METHODS:
            problems.extend(openapi_problems(rest_api, rest_api_options))
            problems.add(nested_body_problem(nested_stacks))
        which = problems.attempt(lambda: _which_gateway_responses(gateway_responses, rest_api))
        catalog = problems.attempt(
            lambda: ErrorCatalog.of(
                listed(errors),
                error_format=self.default_error_format(),
                selection_patterns=selection_patterns,
                unhandled=unhandled,
                timeout=timeout,
                crash=crash,
            )
        )
        media_type = catalog.error_format.media_type if catalog else JSON
        if isinstance(rest_api_options, Mapping):
            problems.extend(binary_problems(rest_api_options.get("binary_media_types"), media_type))
        if rest_api is not None and not wrong_api:
            problems.extend(binary_problems(binary_media_types(rest_api), media_type, where="rest_api"))
        problems.raise_if_any()
        assert catalog is not None  # attempt() noted a problem otherwise
        assert which is not None
        self.catalog = catalog
        self._error_headers = dict(error_headers or {})
        # Before the construct exists: what a user's hook or error format does wrong leaves nothing half made.
        wanted = wanted_gateway_responses(which.types, self.gateway_response_for, problems)
        problems.raise_if_any()

        super().__init__(scope, construct_id)
        made_in(self, scope)
        self.routes: dict[str, Route] = {}
        self._success_headers = dict(success_headers or {})
        self._guarded = guard_default_response
        self._method_options = dict(method_options or {})
        self._variables: dict[str, str] = {}
        self._nested: NestedStacks | None = None
        shared = ApiOptions(cors, runtime_layer, dict(integration_options or {}), api_resource_quota)
        self._definition: Definition = problems.making(
            lambda: self._define(
                defined, shared, Groups.of(nested_stacks), rest_api, rest_api_options or {}, deploy_options or {}
            ),
            undo=lambda: scope.node.try_remove_child(construct_id),
        )
        self.rest_api: ag.IRestApi = self._definition.rest_api
        self.models: ApiModels = self._definition.models
        self._definition.add_gateway_responses(wanted)
        self._check_at_synthesis(synth_checks)

    def _check_at_synthesis(self, synth_checks: bool) -> None:
        node_of(self).add_validation(self._definition.validation)
        register_checks(self, synth_checks)

    def _define(
        self,
        definition: RestApiDefinition | None,
        shared: ApiOptions,
        groups: Groups | None,
        rest_api: ag.IRestApi | None,
        api_options: Mapping[str, Any],
        deploy_options: Mapping[str, Any],
    ) -> Definition:
        if definition is RestApiDefinition.METHODS:
            made = rest_api or make_rest_api(self, api_options, deploy_options)
            self._nested = NestedStacks(self, made, groups) if groups else None
            return MethodsDefinition(self, made, shared, owned=rest_api is None, nested=self._nested)
        return OpenApiDefinition(
            self,
            shared,
            api_options=api_options,
            deploy_options=deploy_options,
            as_asset=definition is RestApiDefinition.OPENAPI_ASSET,
        )

    # --- hooks: plain values in, plain values out -----------------------------------------------------------------

    def default_error_format(self) -> ErrorFormat | None:
        """Return the error format of bare status codes and of the API's own errors; override it for a company's shape.

        Called before the construct exists: it must not touch the construct tree.
        """
        return self._error_format

    def responses_for(self, route: Route) -> Sequence[Response]:
        """Return every answer of a route: the default response first, then the errors by status code.

        Integration responses, method responses, models and headers are all made from this one list. Called before
        anything of the route is made, and what it returns may be refused: it must not touch the construct tree.
        """
        success = route.catalog.success(
            route.success_status,
            response_template=route.success_template,
            headers=route.success_headers,
            cors=self._cors,
            guarded=route.guarded,
        )
        return (success, *route.catalog.responses(cors=self._cors, headers=route.error_headers))

    def gateway_response_for(self, response_type: str) -> GatewayErrorResponse | None:
        """Return the gateway response of a type in the API's error format; ``None`` leaves the type as it is.

        Called before the construct exists, when ``catalog`` is there: it must not touch the construct tree.
        """
        return gateway_error_response(response_type, self.catalog.error_format, self._cors, self._error_headers)

    # --- routes ---------------------------------------------------------------------------------------------------

    def add_route(
        self,
        route: str,
        *,
        handler: lambda_.IFunction,
        errors: Iterable[ErrorDeclaration] = (),
        success_status: int = 200,
        success_template: str | None = None,
        success_headers: Mapping[str, str] | None = None,
        success_model: ag.IModel | None = None,
        error_headers: Mapping[str, str] | None = None,
        request_template: str | Mapping[str, str] | None = None,
        request_model: RequestModel | None = None,
        request_parameters: Mapping[str, bool] | None = None,
        authorizer: ag.IAuthorizer | None = None,
        api_key_required: bool | None = None,
        guard_default_response: bool | None = None,
        method_options: Mapping[str, Any] | None = None,
        integration_options: Mapping[str, Any] | None = None,
    ) -> Route:
        """Add ``"GET /orders/{id}"`` and return what was made.

        ``errors`` adds to the API's. ``success_status`` is 200 to 399; a 204 has an empty body. ``success_headers`` and
        ``error_headers`` map header names to static values (quoted here) or mapping expressions such as
        ``integration.response.body.location``. ``request_template`` writes the function's event; the default event has
        the members of a proxy event. ``request_model`` is a JSON schema (draft 4) as a mapping, a ``JsonSchema`` or an
        ``IModel``; it and required ``request_parameters`` (``{"method.request.querystring.limit": True}``) switch request
        validation on. ``authorizer`` and ``api_key_required`` are CDK's method options of that name.

        Raises :class:`DeclarationError` with everything that is wrong; nothing is made then. What CDK itself refuses in
        the end leaves no method either.
        """
        problems = Problems(f"add_route({route!r})")
        parsed = problems.attempt(lambda: parse_route(route))
        problems.extend(option_problems("method_options", method_options))
        problems.extend(integration_option_problems(integration_options))
        problems.extend(success_problems(success_status, success_template))
        problems.extend(named_header_problems(success_headers=success_headers, error_headers=error_headers))
        problems.add(request_template_problem(request_template))
        problems.extend(request_model_problems(request_model))
        problems.extend(request_parameter_problems(request_parameters, parsed[1] if parsed else None))
        problems.add(handler_problem(handler))
        if guard_default_response is not None:
            problems.extend(flag_problems(guard_default_response=guard_default_response))
        problems.add(success_model_problem(success_model))
        problems.add(authorizer_problem(authorizer))
        given = self._method_options_of(method_options, authorizer, api_key_required)
        problems.extend(method_problems(given))
        catalog = problems.attempt(lambda: self.catalog.extended(listed(errors)))
        problems.add(format_problem(self.catalog.error_format, catalog.error_format) if catalog else None)
        problems.extend(self._clash(parsed))
        problems.raise_if_any()
        assert parsed is not None  # attempt() noted a problem otherwise
        assert catalog is not None

        declared = Route(
            *parsed,
            handler,
            catalog,
            success_status,
            success_template,
            {**self._success_headers, **(success_headers or {})},
            {**self._error_headers, **(error_headers or {})},
            self._guarded if guard_default_response is None else guard_default_response,
            request_templates(request_template, parsed[0], has_model=request_model is not None),
        )
        hooked = problems.attempt_hook("responses_for()", lambda: hooked_responses(self.responses_for(declared)))
        problems.raise_if_any()
        responses = hooked or ()
        problems.extend(response_problems(responses, catalog))
        problems.extend(template_problems(responses, declared.request_templates))
        problems.raise_if_any()

        planned = PlannedRoute(
            declared,
            responses,
            success_model,
            request_model,
            dict(request_parameters or {}),
            given,
            dict(integration_options or {}),
        )
        problems.extend(self._definition.refusals(planned))
        problems.raise_if_any()
        self._definition.add_route(planned)
        warn_renamed(self, dict.fromkeys(name for response in responses for name in response.headers))
        self.routes[str(declared)] = declared
        self._variables.update(path_variables(declared.path))
        return declared

    def deploy_with(self, deployment: ag.Deployment) -> None:
        """Have ``deployment`` deploy the routes, on an imported API; a change in any of them makes a new deployment.

        Raises :class:`DeclarationError` for anything that is no ``aws_apigateway.Deployment``.
        """
        problems = Problems("deploy_with()")
        problems.add(deployment_problem(deployment))
        problems.raise_if_any()
        self._definition.deploy_with(deployment)

    def redeploy_on(self, *data: Any) -> None:
        """Make a new deployment whenever ``data`` changes: JSON structures, which may hold tokens.

        For changes that CDK does not see, such as a property override on a method. Raises :class:`DeclarationError` for
        anything that has no JSON.
        """
        problems = Problems("redeploy_on()")
        for item in data:
            problems.add(redeploy_problem(item))
        problems.raise_if_any()
        for item in data:
            self._definition.redeploy_on({"redeployOn": item})

    def nested_stack(self, group: str) -> NestedStack:
        """Return the nested stack of a group (of a first path segment with ``nested_stacks=True``), to make functions in.

        A function that only this group's routes use may live there, with its role and its permission. Functions of several
        groups, and those of authorizers, belong into the API's own stack: nested stacks that need each other cannot be
        deployed. Raises :class:`DeclarationError` for a group that no route can be in.
        """
        problems = Problems("nested_stack()")
        if self._nested is None:
            problems.refuse("the API has no nested stacks; pass nested_stacks= to it")
        problems.extend(self._nested.groups.problems(group))
        problems.raise_if_any()
        return self._nested.stack(group)

    def forecast(self) -> Forecast:
        """Return what the routes so far add to the stack: resources, template bytes, API resources."""
        return self._definition.forecast()

    @staticmethod
    def runtime_layer(stack: Stack) -> lambda_.LayerVersion:
        """Return the layer with the handler-side runtime in ``stack``, for functions that take their layers themselves."""
        return layer_of_stack(stack)

    def _method_options_of(
        self, method_options: object, authorizer: ag.IAuthorizer | None, api_key_required: bool | None
    ) -> dict[str, Any]:
        """Return CDK's options of a method: the API's, then the route's, then those with a keyword of their own."""
        named = {"authorizer": authorizer, "api_key_required": api_key_required}
        route = dict(method_options) if isinstance(method_options, Mapping) else {}
        return {**self._method_options, **route, **{name: value for name, value in named.items() if value is not None}}

    def _clash(self, parsed: tuple[str, str] | None) -> list[str]:
        """Return what stands against a route beside those that were added before."""
        if parsed is None:
            return []
        http_method, path = parsed
        if f"{http_method} {path}" in self.routes:
            return [f"the route {http_method} {path} was added before; a method has one integration: use another path"]
        if http_method == "OPTIONS" and self._cors_options is not None:
            return [
                f"cors= makes the preflight OPTIONS {path} itself; leave the route out, or leave cors out of the API"
            ]
        return path_parameter_problems(path, self._variables) or self._definition.clashes(http_method, path)


def _which_gateway_responses(given: str | GatewayResponses | None, rest_api: ag.IRestApi | None) -> GatewayResponses:
    if given is None:
        # An existing API may have its own; a second one of a type would fail at deploy.
        return GatewayResponses.NONE if rest_api is not None else GatewayResponses.PER_TYPE
    return gateway_responses_option(given)
