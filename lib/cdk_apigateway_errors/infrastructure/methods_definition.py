"""The definition by CDK's own L2 methods: an ``AWS::ApiGateway::Method`` for each route, from shared parts.

Authorizers, per-method throttling, metrics, aspects and cdk-nag find what they know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import Any, TypeVar

import jsii
from aws_cdk import aws_apigateway as ag
from constructs import Construct, IValidation

from ..catalog import GatewayErrorResponse, Response
from ..runtime import ErrorFormat
from .api_parts import ApiParts, parts_of
from .cors import cors_fields
from .crossings import stack_of
from .definition import ApiOptions, PlannedRoute
from .deployment import deployed_gateway_response, deployed_preflight, deployed_route, warn_not_deployed
from .existing_api import route_problems
from .forecast import (
    COUNTERS,
    Forecast,
    ForecastCounter,
    api_resource_problems,
    counted,
    forecast_of,
    indents_templates,
    nested_problems,
    policy_problems,
)
from .gateway_responses import add_gateway_responses
from .method_guard import guard_method_responses
from .models import Models, model_name
from .nested_stacks import NestedStacks
from .problems import Problems
from .route import Route
from .shared_parts import ResponseKey, lambda_integration, method_response, response_key
from .shared_texts import SharedTexts

T = TypeVar("T")


class MethodsDefinition:
    """Routes as L2 methods of ``rest_api``; ``home`` is where its parts are made, ``owned`` that the construct made it.

    ``nested`` are the nested stacks that routes are spread over, if any.
    """

    def __init__(
        self,
        home: Construct,
        rest_api: ag.IRestApi,
        options: ApiOptions,
        *,
        owned: bool,
        nested: NestedStacks | None = None,
    ) -> None:
        self._home = home
        self._rest_api = rest_api
        self._options = options
        self._owned = owned
        self._parts = ApiParts(rest_api, home) if owned else parts_of(rest_api)
        self._nested = nested
        self._request_models: dict[str | None, Models] = {None: self._parts.models}
        if nested is not None:
            self._parts.nested.append(nested)
        self._redeployment = self._parts.redeployment
        self._resources: dict[str, ag.IResource] = {"/": rest_api.root}
        self._integrations: dict[tuple[object, ...], ag.Integration] = {}
        self._method_responses: dict[tuple[object, ...], list[ag.MethodResponse]] = {}
        self._forecast = ForecastCounter(indented=indents_templates(home))
        self._stack = stack_of(home if owned else rest_api)
        self._parts.counters.append(self._forecast)
        self._parts.quotas.append(options.api_resource_quota)
        COUNTERS.add(self._stack, self._forecast)

    @property
    def rest_api(self) -> ag.IRestApi:
        return self._rest_api

    @property
    def models(self) -> Models:
        return self._parts.models

    def clashes(self, http_method: str, path: str) -> list[str]:
        if self._owned:
            return []
        preflight = self._options.cors is not None and path not in self._parts.preflights
        return route_problems(self._rest_api, http_method, path, preflight=preflight)

    def refusals(self, planned: PlannedRoute) -> list[str]:
        if self._nested is None:  # CDK's methods take all of CDK's options
            return []
        return self._nested.function_problems(planned.route.handler, planned.route.path)

    def add_gateway_responses(self, wanted: Sequence[GatewayErrorResponse]) -> None:
        for made, response in add_gateway_responses(self._home, self._rest_api, wanted):
            self._redeployment.after(made, partial(deployed_gateway_response, response))

    def add_route(self, planned: PlannedRoute) -> None:
        route, responses = planned.route, planned.responses
        options = {**planned.method_options, **self._validation(planned)}
        key = response_key(responses)
        if self._nested is not None:
            self._nested.use_function(route.handler, route.path)
        resource = self._resource(route)
        integration = self._integration(route, responses, key, planned.integration_options)
        method_responses = self._responses_of_methods(route, responses, key, planned.success_model)
        route.resource = resource
        # Only the method goes back out of the tree: CDK's deployment depends on a resource from its making on, and a
        # dependency on a resource that is gone again would stay in the template.
        route.method = _making(
            route,
            lambda: resource.add_method(route.http_method, integration, method_responses=method_responses, **options),
            undo=lambda: resource.node.try_remove_child(route.http_method),
        )
        guard_method_responses(route.method, f"method of the route {route}", responses)
        self._count(planned, key, options)
        uri = self._parts.functions.of(route.handler, self._options.runtime_layer).uri
        given = {**self._options.integration_options, **planned.integration_options}
        self._redeployment.after(route.method, lambda: deployed_route(route, responses, uri, options, given))

    def deploy_with(self, deployment: ag.Deployment) -> None:
        self._redeployment.deploy_with(deployment)

    def redeploy_on(self, data: Any) -> None:
        self._redeployment.on(data)

    def forecast(self) -> Forecast:
        nested = self._nested.counters if self._nested else {}
        return forecast_of(self._forecast, nested, self._parts.functions.policy_bytes())

    @property
    def validation(self) -> IValidation:
        return _SynthesisCheck(self.synthesis_problems)

    def synthesis_problems(self) -> list[str]:
        forecast = self.forecast()
        if not self._redeployment and forecast.routes:
            warn_not_deployed(self._home)
        problems = COUNTERS.problems(self._stack, self._forecast)
        stacks = self._nested.stacks if self._nested else {}
        nested = {group: counted(one, stacks[group]) for group, one in forecast.nested_stacks.items()}
        problems += nested_problems(nested) + policy_problems(forecast.function_policy_bytes)
        problems += self._nested.problems() if self._nested else []
        if self._parts.counters[0] is self._forecast:  # one of the constructs on an API speaks for all
            problems += api_resource_problems(self._parts.api_resources(), self._parts.api_resource_quota)
        return problems

    def _integration(
        self, route: Route, responses: tuple[Response, ...], key: ResponseKey, given: Mapping[str, Any]
    ) -> ag.Integration:
        function = self._parts.functions.of(route.handler, self._options.runtime_layer)
        texts = self._texts_of(route.path)
        shared = (function.uri, key, tuple(route.request_templates.items()), id(texts))
        if given or shared not in self._integrations:
            options = {**self._options.integration_options, **given}
            written, templates = (
                texts.of_method(responses, route.request_templates) if texts else (responses, route.request_templates)
            )
            made = lambda_integration(function.uri, written, templates, options)
            if given:
                return made
            self._integrations[shared] = made
        return self._integrations[shared]

    def _responses_of_methods(
        self, route: Route, responses: tuple[Response, ...], key: ResponseKey, success_model: ag.IModel | None
    ) -> list[ag.MethodResponse]:
        shared = (key, id(success_model))
        if shared not in self._method_responses:
            models = self._error_models(route.catalog.error_format)
            self._method_responses[shared] = [
                method_response(response, next(models) if response.error_model else success_model)
                for response in responses
            ]
        return self._method_responses[shared]

    def _error_models(self, error_format: ErrorFormat) -> Iterator[ag.IModel]:
        """Yield the model of an error format for each method response of one method: by reference, then by name."""
        models = self._parts.models
        yield models.error(error_format)
        yield from repeat(models.error_again(error_format))

    def _resource(self, route: Route) -> ag.IResource:
        path, root = route.path, self._resources["/"]
        if path not in self._resources:
            nested = self._nested
            if nested is not None:
                _making(route, lambda: nested.place(path))
            self._resources[path] = _making(route, lambda: root.resource_for_path(path))
        resource = self._resources[path]
        if self._options.cors is not None and path not in self._parts.preflights:
            fields = cors_fields(self._options.cors)
            preflight = _making(route, lambda: resource.add_cors_preflight(**fields))
            self._parts.preflights.add(path)
            self._counter(path).add_preflight(several_origins=len(fields.get("allow_origins", ())) > 1)
            self._redeployment.after(preflight, lambda: deployed_preflight(path, fields))
        return resource

    def _counter(self, path: str) -> ForecastCounter:
        return (self._nested.counter_of(path) if self._nested else None) or self._forecast

    def _count(self, planned: PlannedRoute, key: ResponseKey, options: Mapping[str, Any]) -> None:
        route, counter = planned.route, self._counter(planned.route.path)
        counter.add(route.path, key, planned.responses, route.request_templates)
        if self._nested is None or counter is self._forecast:
            return
        if self._nested.group_of_function(route.handler) != self._nested.group(route.path):
            counter.need(self._parts.functions.of(route.handler, self._options.runtime_layer).uri)
        # The API, its root, its error model, and what the method refers to.
        counter.need("api", "root", "error model", options.get("authorizer"), options.get("request_validator"))
        counter.need(planned.success_model)

    def _models_of(self, path: str) -> Models:
        """Return the models of requests: of a nested stack its own, so that no stack needs another for a model."""
        nested, group = self._nested, self._nested.group(path) if self._nested else None
        if nested is not None and group is not None and group not in self._request_models:
            self._request_models[group] = Models(nested.scope(group), self._rest_api, self._redeployment.on)
        return self._request_models[group]

    def _texts_of(self, path: str) -> SharedTexts | None:
        """Return the texts of the stack that a path resource is in, which need not be that of its group.

        What others made may stand in any stack, and what is below it stands there too.
        """
        return self._parts.texts_in(stack_of(self._resources[path]))

    def _validation(self, planned: PlannedRoute) -> dict[str, Any]:
        options: dict[str, Any] = {}
        model, parameters = planned.request_model, planned.request_parameters
        if model is not None:
            name = model_name(planned.route.http_method, planned.route.path)
            options["request_models"] = {"application/json": self._models_of(planned.route.path).request(model, name)}
        if parameters:
            options["request_parameters"] = dict(parameters)
        validator = self._parts.validators.of(body=model is not None, parameters=any(parameters.values()))
        if validator is not None:
            options["request_validator"] = validator
        return options


@jsii.implements(IValidation)
class _SynthesisCheck:
    def __init__(self, problems: Callable[[], list[str]]) -> None:
        self._problems = problems

    def validate(self) -> list[str]:
        return self._problems()


def _making(route: Route, make: Callable[[], T], *, undo: Callable[[], object] = lambda: None) -> T:
    return Problems(f"add_route({str(route)!r})").making(make, undo=undo)
