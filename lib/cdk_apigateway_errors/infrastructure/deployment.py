"""Has every change deployed: a deployment of API Gateway is a snapshot, and CloudFormation makes a new one only when
its logical id changes.

CDK's own methods, models and gateway responses add themselves to that id. What we make beside them is added here, as
structure and not as JSON text: text would hold tokens, and two equal builds would get different ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Any, Final

import jsii
from aws_cdk import Annotations, Duration, IStableAnyProducer, Lazy
from aws_cdk import aws_apigateway as ag
from constructs import Construct, IDependable

from ..catalog import GatewayErrorResponse, Response
from .route import Route

NOT_DEPLOYED = "cdk-apigateway-errors:notDeployed"


class Redeployment:
    """Collects what must make a new deployment, for the API's own deployment and those given to :meth:`deploy_with`."""

    def __init__(self, api: ag.IRestApi) -> None:
        self._api = api
        self._given: list[ag.Deployment] = []
        self._collected: list[Callable[[ag.Deployment], None]] = []

    @cached_property
    def _own(self) -> ag.Deployment | None:
        return self._api.latest_deployment

    def __bool__(self) -> bool:
        return bool(self._given) or self._own is not None

    def on(self, data: Any) -> None:
        """Make a new deployment whenever ``data`` (JSON structure, may hold tokens) changes."""
        if self._own is not None:
            self._own.add_to_logical_id(data)
        self._collect(lambda deployment: deployment.add_to_logical_id(data))

    def after(self, construct: IDependable, data: Callable[[], Any]) -> None:
        """Deploy only when ``construct`` exists, and whenever what ``data`` returns changes.

        For what CDK makes known to the API's own deployment and to no other. ``data`` is asked where there is another.
        """

        def learn(deployment: ag.Deployment) -> None:
            deployment.node.add_dependency(construct)
            deployment.add_to_logical_id(data())

        self._collect(learn)

    def deploy_with(self, deployment: ag.Deployment) -> None:
        """Add a deployment that the user made; it learns everything that was collected, now and later."""
        self._given.append(deployment)
        for learn in self._collected:
            learn(deployment)

    def _collect(self, learn: Callable[[ag.Deployment], None]) -> None:
        self._collected.append(learn)
        for deployment in self._given:
            learn(deployment)


def redeploy_problem(data: object) -> str | None:
    """Return what is wrong with data for the logical id, or ``None``: JSON structures, which may hold tokens."""
    wrong = next(_not_json(data), None)
    if wrong is None:
        return None
    return (
        f"the data holds {wrong!r}; allowed: JSON structures (mappings with texts as keys, lists, texts, numbers, booleans, "
        "None) and tokens in them"
    )


def _not_json(data: object) -> Iterator[object]:
    if isinstance(data, Mapping):
        yield from (key for key in data if not isinstance(key, str))
        yield from (wrong for value in data.values() for wrong in _not_json(value))
    elif isinstance(data, list | tuple):
        yield from (wrong for value in data for wrong in _not_json(value))
    elif not (data is None or isinstance(data, str | bool | int | float) or _is_token(data)):
        yield data


def _is_token(value: object) -> bool:
    return not isinstance(value, type) and hasattr(value, "resolve")  # IResolvable; other tokens are texts or numbers


def warn_not_deployed(scope: Construct) -> None:
    """Say that routes on an imported API reach no stage by themselves."""
    Annotations.of(scope).add_warning_v2(
        NOT_DEPLOYED,
        "The REST API is imported or has deploy=False, so nothing deploys these routes: call deploy_with(deployment) "
        "with an aws_apigateway.Deployment of that API, or redeploy the stage outside of this stack and acknowledge this "
        "warning.",
    )


def deployed_route(
    route: Route,
    responses: Sequence[Response],
    uri: str,
    options: Mapping[str, Any],
    integration_options: Mapping[str, Any],
) -> dict[str, Any]:
    """Return everything of a route that is deployed with it, as structure that may hold tokens.

    ``options`` are CDK's ``MethodOptions`` by name, ``integration_options`` its ``IntegrationOptions``.
    """
    return _deployed(str(route), responses, route.request_templates, uri, _structure(options), integration_options)


def deployed_at_the_seam(
    method: ag.Method,
    responses: Sequence[Response],
    templates: Mapping[str, str],
    uri: str,
    integration_options: Mapping[str, Any],
) -> dict[str, Any]:
    """Return everything that is deployed with a method of CDK's own ``add_method``, which is still in the making."""
    route, options = f"{method.http_method} {method.resource.path}", Lazy.any(_OptionsAtSynthesis(method))
    return _deployed(route, responses, templates, uri, options, integration_options)


def _deployed(
    route: str,
    responses: Sequence[Response],
    templates: Mapping[str, str],
    uri: str,
    options: Any,
    integration_options: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "route": route,
        "uri": uri,
        "requestTemplates": dict(templates),
        "responses": [_deployed_response(response) for response in responses],
        "options": options,
        "integration": _structure(integration_options),
    }


@jsii.implements(IStableAnyProducer)
class _OptionsAtSynthesis:
    """What a method was given beside its integration; the integration learns of it only at synthesis."""

    def __init__(self, method: ag.Method) -> None:
        self._method = method

    def produce(self) -> Any:
        made = self._method.node.default_child  # None where CDK refused the method in the end
        return {name: getattr(made, name, None) for name in _OPTIONS}


_OPTIONS: Final = (
    "api_key_required",
    "authorization_scopes",
    "authorization_type",
    "authorizer_id",
    "operation_name",
    "request_models",
    "request_parameters",
    "request_validator_id",
)
_IDENTITIES: Final = ("model_id", "request_validator_id", "authorizer_id", "role_arn", "vpc_link_id")
"""What methods and integrations refer to of CDK's constructs."""


def _structure(value: object) -> Any:
    """Return an option as JSON structure: enums by name, durations in ms, constructs by what a method refers to of them."""
    if value is None or isinstance(value, str | bool | int | float) or _is_token(value):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return {str(name): _structure(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_structure(item) for item in value]
    if isinstance(value, Duration):
        return value.to_milliseconds()
    return _identity(value)


def _identity(value: object) -> Any:
    """Return what stands for a construct; for what has no identity of those known, its path, or its type and fields."""
    known = next((name for name in _IDENTITIES if hasattr(value, name)), None)
    if known is not None:
        return getattr(value, known)
    if hasattr(value, "node"):  # interfaces of jsii cannot be asked for
        return value.node.path
    fields = getattr(value, "_values", {})  # of CDK's structs
    return {"type": type(value).__name__, **{name: _structure(item) for name, item in fields.items()}}


def deployed_preflight(path: str, cors: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything of a preflight method that is deployed with it; ``cors`` are the fields of ``CorsOptions``."""
    max_age = cors.get("max_age")
    plain = {name: value for name, value in cors.items() if name != "max_age"}
    return {"preflight": path, "maxAge": max_age.to_seconds() if max_age else "", **plain}


def deployed_gateway_response(response: GatewayErrorResponse) -> dict[str, Any]:
    """Return everything of a gateway response that is deployed with it."""
    return {
        "type": response.response_type,
        "status": response.status_code or 0,
        "template": response.template,
        "headers": dict(response.headers),
    }


def _deployed_response(response: Response) -> dict[str, Any]:
    return {
        "status": response.status_code,
        "pattern": response.selection_pattern or "",
        "template": response.response_template or "",
        "headers": dict(response.headers),
        "mediaType": response.media_type,
        "errorModel": response.error_model,
    }
