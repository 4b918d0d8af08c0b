"""What everything that adds methods to one REST API shares: models, validators, permissions, the deployment."""

from __future__ import annotations

from functools import cached_property
from typing import cast

from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from .binary import binary_media_types
from .deployment import Redeployment
from .forecast import ForecastCounter, resources_below
from .functions import Connections, InvokedFunction, connect
from .method_guard import GuardedMethods
from .models import Models, Validators
from .nested_stacks import NestedStacks
from .runtime_layer import deliver_runtime
from .shared_texts import SharedTexts
from .synth_checks import SynthChecks, checks_of

_PARTS_ID = "ApigatewayErrors"


class ApiParts(Construct):
    """The parts of one API, for its ``NonProxyLambdaRestApi`` constructs and ``NonProxyLambdaIntegration`` objects.

    It stands in the construct tree, below the API, because only there it is found again: jsii makes a new Python object
    whenever CDK hands out a construct of its own, such as an imported API or a method.

    ``home`` is where the parts' resources are made: the ``NonProxyLambdaRestApi`` that made the API, else this construct.
    Who comes first on an API that was given thus changes no logical id.
    """

    def __init__(self, api: ag.IRestApi, home: Construct | None) -> None:
        super().__init__(cast(Construct, api), _PARTS_ID)
        self._api = api
        self._home = home or self
        self.redeployment = Redeployment(api.latest_deployment)
        self.models = Models(self._home, api, self.redeployment.on, named=home is not None)
        self.texts = SharedTexts(self._home)
        self.validators = Validators(self._home, api)
        self.functions = Connections(self._connect, self._deliver)
        self.counters: list[ForecastCounter] = []
        self.nested: list[NestedStacks] = []
        self.used_at_the_seam = False
        self.defined_by_body = False
        self.preflights: set[str] = set()

    @cached_property
    def guarded(self) -> GuardedMethods:
        """The methods at CDK's own seam, looked at again at synthesis."""
        made = GuardedMethods()
        self.node.add_validation(made)
        return made

    @cached_property
    def checks(self) -> SynthChecks | None:
        """The app's checks at synthesis, for methods at CDK's own seam; ``None`` where they are switched off."""
        return checks_of(self)

    @cached_property
    def binary_media_types(self) -> list[str]:
        return binary_media_types(self._api)

    def api_resources(self) -> int:
        """Return how many resources the API has, as far as this app makes them; the tree is read where others add to it."""
        if self._home is self or self.used_at_the_seam:
            return resources_below(self._api)
        return self.counters[0].forecast().api_resources

    def _connect(self, handler: lambda_.IFunction) -> InvokedFunction:
        function = connect(self._scope_of(handler), self._api, handler)
        if function.name_token is not None:
            self.redeployment.on({"function": function.name_token})
        return function

    def _scope_of(self, handler: lambda_.IFunction) -> Construct:
        """Return where the permission of a function is made: beside it in a nested stack of the API, else in the API's."""
        places = (nested.scope_beside(handler) for nested in self.nested)
        return next((place for place in places if place is not None), self._home)

    def _deliver(self, handler: lambda_.IFunction) -> None:
        deliver_runtime(self._home, handler)


def parts_of(api: ag.IRestApi, home: Construct | None = None) -> ApiParts:
    """Return what the methods of an API share, made at the first call; ``home`` is that of an API of our own."""
    found = api.node.try_find_child(_PARTS_ID)
    return found if isinstance(found, ApiParts) else ApiParts(api, home)
