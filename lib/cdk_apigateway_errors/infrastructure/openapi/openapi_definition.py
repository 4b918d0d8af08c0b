"""The definition by an OpenAPI body: routes are gathered in Python and handed to CDK once, at synthesis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jsii
from aws_cdk import IStableAnyProducer, Lazy
from aws_cdk import aws_apigateway as ag
from constructs import Construct, IValidation

from ...catalog import GatewayErrorResponse, Response
from ..api_parts import ApiParts
from ..definition import ApiOptions, PlannedRoute
from ..deployment import warn_not_deployed
from ..forecast import Forecast, api_resource_problems
from ..models import model_name
from ..shared_parts import ResponseKey, response_key
from . import operations
from .asset import BodyFile
from .beside import parts_beside
from .document import Document, Json, gateway_responses, present
from .forecast import body_forecast, body_problems, file_problems
from .policy import ResourcePolicy
from .refusals import route_refusals
from .rest_api import settings_of, spec_rest_api, title_of
from .schemas import BodyModels
from .security import Security

_VALIDATORS = {True: "Validate", False: "ValidateParameters"}
"""By whether bodies are checked too; named as the request validators of the other definition."""


class OpenApiDefinition:
    """The whole API as one ``AWS::ApiGateway::RestApi`` with a body.

    ``api_options`` and ``deploy_options`` are CDK's options of a ``RestApi`` and its stage; ``as_asset`` has the body
    stand in a file beside the template.
    """

    def __init__(
        self,
        home: Construct,
        options: ApiOptions,
        *,
        api_options: Mapping[str, Any],
        deploy_options: Mapping[str, Any],
        as_asset: bool = False,
    ) -> None:
        self._home = home
        self._options = options
        policy = ResourcePolicy(home, api_options.get("policy"))
        self._document = Document(
            title_of(api_options), api_options.get("description"), settings_of(api_options), policy=policy.json
        )
        self._deployed = bool(api_options.get("deploy", True))
        self._names: dict[str, None] = {}
        self._file = BodyFile(home, self._document.hand_over, lambda: self._names) if as_asset else None
        body = self._file.definition if self._file else ag.ApiDefinition.from_inline(Lazy.any(_Body(self._document)))
        self._rest_api = spec_rest_api(home, body, api_options, deploy_options, policy)
        if self._file:
            self._file.import_into(self._rest_api)
        self._parts = _BodyParts(self._rest_api, home, self.synthesis_problems)
        self._models = BodyModels(home, self._document.schemas)
        self._security = Security(self._rest_api, self._document.security_schemes)
        self._responses: dict[ResponseKey, Json] = {}
        self._method_responses: dict[tuple[object, ...], Json] = {}
        self._operation_names: set[str] = set()

    @property
    def rest_api(self) -> ag.IRestApi:
        return self._rest_api

    @property
    def models(self) -> BodyModels:
        return self._models

    def clashes(self, http_method: str, path: str) -> list[str]:  # noqa: ARG002  (the body holds these routes alone)
        return []

    def refusals(self, planned: PlannedRoute) -> list[str]:
        problems = self._security.refusals(planned.method_options)
        return problems + route_refusals(planned, self._models, self._operation_names)

    def add_gateway_responses(self, wanted: Sequence[GatewayErrorResponse]) -> None:
        self._document.gateway_responses.update(gateway_responses(wanted))

    def add_route(self, planned: PlannedRoute) -> None:
        route = planned.route
        function = self._parts.functions.of(route.handler, self._options.runtime_layer)
        self._document.add(route.path, route.http_method, self._operation(planned, function.uri))
        self._names.update({function.name_token: None} if function.name_token else {})
        name = planned.method_options.get("operation_name")
        self._operation_names.update([name] if name else [])
        if self._options.cors is not None and route.path not in self._parts.preflights:
            self._parts.preflights.add(route.path)
            self._document.add(route.path, "OPTIONS", operations.preflight(route.path, self._options.cors))
        route.in_body_of(self._rest_api, deployed=self._deployed)

    def deploy_with(self, deployment: ag.Deployment) -> None:
        self._parts.redeployment.deploy_with(deployment)

    def redeploy_on(self, data: Any) -> None:
        self._parts.redeployment.on(data)

    def forecast(self) -> Forecast:
        return body_forecast(self._document, in_template=self._file is None)

    @property
    def validation(self) -> IValidation:
        return self._parts

    def synthesis_problems(self) -> list[str]:
        forecast = self.forecast()
        if forecast.routes and not self._deployed and not self._parts.redeployment:
            warn_not_deployed(self._home)
        problems = api_resource_problems(forecast.api_resources, self._options.api_resource_quota)
        too_large = file_problems(self._document) if self._file else body_problems(forecast)
        return [*too_large, *problems, *self._late(), *parts_beside(self._rest_api, self._home)]

    def _late(self) -> list[str]:
        late = self._document.late()
        if not late:
            return []
        problem = (
            f"the OpenAPI body was asked for before {late[0]} was added, and CDK asks once: add routes before anything "
            "resolves the body or the id of the deployment, and not in an aspect that comes after"
        )
        return [problem]

    def _operation(self, planned: PlannedRoute, uri: str) -> Json:
        route, options, key = planned.route, planned.method_options, response_key(planned.responses)
        parameters = operations.parameters(route.path, planned.request_parameters)
        integration_options = {**self._options.integration_options, **planned.integration_options}
        responses = self._integration_responses(planned.responses, key)
        return {
            **present(operationId=options.get("operation_name"), parameters=parameters),
            **self._request_body(planned),
            "responses": self._responses_of(planned, key),
            **present(security=self._security.requirements(options)),
            **self._validator(planned),
            "x-amazon-apigateway-integration": operations.integration(
                uri, route.request_templates, responses, integration_options
            ),
        }

    def _integration_responses(self, responses: tuple[Response, ...], key: ResponseKey) -> Json:
        if key not in self._responses:
            self._responses[key] = operations.integration_responses(responses)
        return self._responses[key]

    def _responses_of(self, planned: PlannedRoute, key: ResponseKey) -> Json:
        success = planned.success_model and self._models.known_name(planned.success_model)
        shared = (key, success)
        if shared not in self._method_responses:
            error = self._models.error_name(planned.route.catalog.error_format)
            named = {r.status_code: error if r.error_model else success for r in planned.responses}
            models = {status: name for status, name in named.items() if name}
            self._method_responses[shared] = operations.method_responses(planned.responses, models)
        return self._method_responses[shared]

    def _request_body(self, planned: PlannedRoute) -> Json:
        if planned.request_model is None:
            return {}
        name = model_name(planned.route.http_method, planned.route.path)
        schema = self._models.request_name(planned.request_model, name)
        content = {"application/json": {"schema": operations.reference(schema)}}
        return {"requestBody": {"content": content, "required": True}}

    def _validator(self, planned: PlannedRoute) -> Json:
        body = planned.request_model is not None
        if not body and not any(planned.request_parameters.values()):
            return {}
        name = _VALIDATORS[body]
        self._document.validators[name] = {"validateRequestBody": body, "validateRequestParameters": True}
        return {"x-amazon-apigateway-request-validator": name}


@jsii.implements(IStableAnyProducer)
class _Body:
    """Hands the document to CDK once, when every route is there."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def produce(self) -> Json:
        return self._document.hand_over()


@jsii.implements(IValidation)
class _BodyParts(ApiParts):
    """The parts of the API, which CDK asks at synthesis for what would fail at deploy.

    A construct is known in Node.js already; an object for the question alone would cross.
    """

    def __init__(self, api: ag.IRestApi, home: Construct, problems: Callable[[], list[str]]) -> None:
        super().__init__(api, home)
        self.defined_by_body = True
        self._problems = problems

    def validate(self) -> list[str]:
        return self._problems()
