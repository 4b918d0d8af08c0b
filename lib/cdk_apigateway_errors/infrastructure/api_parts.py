"""What everything that adds methods to one REST API shares: models, validators, permissions, the deployment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import cast

import jsii
from aws_cdk import Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import Construct, IValidation

from ..catalog import Response
from .binary import binary_media_types
from .census import resources_below
from .crossings import stack_of
from .deployment import Redeployment
from .forecast import COUNTERS, ForecastCounter, indents_templates, policy_problems
from .functions import Connections, InvokedFunction, connect
from .method_guard import GuardedMethods
from .models import Models, Validators
from .nested_stacks import NestedStacks
from .runtime_layer import deliver_runtime
from .shared_parts import response_key
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
        self.redeployment = Redeployment(api)
        self.models = Models(self._home, api, self.redeployment.on, named=home is not None)
        self._texts: dict[Stack, SharedTexts] = {}
        self.validators = Validators(self._home, api)
        self.functions = Connections(self._connect, self._deliver)
        self.counters: list[ForecastCounter] = []
        self.quotas: list[int] = []
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

    def texts_in(self, stack: Stack) -> SharedTexts | None:
        """Return the shared texts of a stack, since no template can refer to the mappings of another.

        ``None`` for a stack that is neither the API's nor one of its nested stacks: nothing of ours is made there.
        """
        if stack not in self._texts:
            scope = self._scope_in(stack)
            if scope is None:
                return None
            self._texts[stack] = SharedTexts(scope)
        return self._texts[stack]

    def _scope_in(self, stack: Stack) -> Construct | None:
        if stack is stack_of(self._home):
            return self._home
        return next(
            (one.scope(group) for one in self.nested for group, made in one.stacks.items() if made is stack), None
        )

    def api_resources(self) -> int:
        """Return how many resources the API has, as far as this app makes them.

        The tree is read where others may add to it, or where what they add by hand would matter.
        """
        nested = [counter for one in self.nested for counter in one.counters.values()]
        counted = 1 + sum(counter.path_parts for counter in (*self.counters, *nested))
        if len(self.counters) == 1 and not self._others_add and counted < self.api_resource_quota // 2:
            return counted
        return resources_below([self._api, *(stack for one in self.nested for stack in one.stacks.values())])

    @property
    def api_resource_quota(self) -> int:
        """The smallest that a construct of the API was given: each says what it relies on."""
        return min(self.quotas)

    @property
    def _others_add(self) -> bool:
        return self._home is self or self.used_at_the_seam

    def count_at_the_seam(
        self, method: ag.Method, responses: Sequence[Response], request_templates: Mapping[str, str]
    ) -> None:
        """Count a method of CDK's own ``add_method``, in the stack that it is in."""
        self._counter_of(method).add_method_at_the_seam(response_key(responses), responses, request_templates)

    def _counter_of(self, method: ag.Method) -> ForecastCounter:
        found = (nested.counter_of(method.resource.path) for nested in self.nested)
        return next((counter for counter in found if counter is not None), self._seam)

    @cached_property
    def _seam(self) -> ForecastCounter:
        counter, stack = ForecastCounter(indented=indents_templates(self)), Stack.of(self)
        COUNTERS.add(stack, counter)
        self.node.add_validation(_SeamForecast(self, lambda: COUNTERS.problems(stack, counter)))
        return counter

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


@jsii.implements(IValidation)
class _SeamForecast:
    """Forecasts at synthesis for methods of CDK's own ``add_method``, where no construct of ours does."""

    def __init__(self, parts: ApiParts, stack_problems: Callable[[], list[str]]) -> None:
        self._parts = parts
        self._stack_problems = stack_problems

    def validate(self) -> list[str]:
        policies = {} if self._parts.counters else self._parts.functions.policy_bytes()
        return [*self._stack_problems(), *policy_problems(policies)]


def parts_of(api: ag.IRestApi, home: Construct | None = None) -> ApiParts:
    """Return what the methods of an API share, made at the first call; ``home`` is that of an API of our own."""
    found = api.node.try_find_child(_PARTS_ID)
    return found if isinstance(found, ApiParts) else ApiParts(api, home)
