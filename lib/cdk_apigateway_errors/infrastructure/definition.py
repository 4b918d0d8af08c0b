"""How an API is written into the template: what every way to write it is given, and what it must be able to do.

The construct checks and gathers; a :class:`Definition` makes. Each route reaches it as one :class:`PlannedRoute`, plain
values and CDK objects that were checked before, so that two definitions of one API come from one model of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from aws_cdk import aws_apigateway as ag
from constructs import IValidation

from ..catalog import GatewayErrorResponse, Response
from ..catalog.quotas import API_RESOURCES
from .forecast import Forecast
from .models import ApiModels, RequestModel
from .route import Route


class RestApiDefinition(StrEnum):
    """How an API is written into the template.

    ``METHODS``: CDK's L2 methods, CloudFormation resources for every route and path part. ``OPENAPI``: the whole API in the
    body of its one ``AWS::ApiGateway::RestApi``. ``OPENAPI_ASSET``: the same body in a file beside the template, for what
    does not fit into 1 MB.
    """

    METHODS = "methods"
    OPENAPI = "openapi"
    OPENAPI_ASSET = "openapi-asset"


@dataclass(frozen=True)
class ApiOptions:
    """What the routes of an API have in common, beside the errors that are in each route's catalog.

    ``integration_options`` are those of the API; what a route gives under the same name replaces them.
    """

    cors: ag.CorsOptions | None = None
    runtime_layer: bool = True
    integration_options: Mapping[str, Any] = field(default_factory=dict)
    api_resource_quota: int = API_RESOURCES


@dataclass(frozen=True)
class PlannedRoute:
    """One route with everything that is made of it, after every check.

    ``responses`` is what ``responses_for(route)`` returned: the default response first. ``method_options`` are CDK's
    options of a method with the API's and the route's keywords in them; ``integration_options`` are the route's own.
    """

    route: Route
    responses: tuple[Response, ...]
    success_model: ag.IModel | None = None
    request_model: RequestModel | None = None
    request_parameters: Mapping[str, bool] = field(default_factory=dict)
    method_options: Mapping[str, Any] = field(default_factory=dict)
    integration_options: Mapping[str, Any] = field(default_factory=dict)


class Definition(Protocol):
    """One way to write an API into templates.

    ``rest_api`` and ``models`` are what the construct shows under these names.
    """

    @property
    def rest_api(self) -> ag.IRestApi: ...

    @property
    def models(self) -> ApiModels: ...

    def clashes(self, http_method: str, path: str) -> list[str]:
        """Return what stands against a route on an API that holds more than the construct made."""

    def refusals(self, planned: PlannedRoute) -> list[str]:
        """Return which options of a route this definition cannot write, each with what to use instead."""

    def add_gateway_responses(self, wanted: Sequence[GatewayErrorResponse]) -> None:
        """Make the API's own errors."""

    def add_route(self, planned: PlannedRoute) -> None:
        """Make a route; where CDK refuses it in the end, raise :class:`DeclarationError` and leave no method."""

    def deploy_with(self, deployment: ag.Deployment) -> None:
        """Have ``deployment`` deploy everything, made and to be made."""

    def redeploy_on(self, data: Any) -> None:
        """Make a new deployment whenever ``data`` changes."""

    def forecast(self) -> Forecast:
        """Return what the routes so far add to the template."""

    @property
    def validation(self) -> IValidation:
        """What CDK asks at synthesis, when every route is there, for what would fail at deploy."""
