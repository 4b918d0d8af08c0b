"""Forecast of what an API costs in its stack's template, counted while routes are added.

CDK counts resources only at the end of synthesis, and of a template above 1 MB it notes "Template size exceeds limit" and
writes it all the same; CloudFormation then refuses the deployment. Parameters of nested stacks, resources of an API and the
policies of functions it does not count at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from weakref import WeakKeyDictionary

from aws_cdk import Stack
from constructs import Construct

from ..catalog import Response
from ..catalog.quotas import (
    API_RESOURCES,
    FUNCTION_POLICY_BYTES,
    MAPPING_TEMPLATE_BYTES,
    STACK_PARAMETERS,
    STACK_RESOURCES,
    TEMPLATE_BYTES,
)
from .census import resources_of
from .crossings import node_of
from .shared_texts import is_shared

# What a method holds besides its responses: ids, URI, dependencies, metadata (measured on synthesized templates).
_METHOD_BYTES: Final = 1140
_PLAIN_METHOD_BYTES: Final = 630
_PARTS_BYTES: Final = {True: (430, 1390, 2010), False: (315, 1060, 1620)}
"""By whether the template is indented: the resource of a path part, a preflight for one origin, one for several."""
_NESTED_BYTES: Final = 900
_NEED_BYTES: Final = 120
_WORTH_COUNTING: Final = STACK_RESOURCES // 2
"""From so many resources of routes on everything else in the stack is counted too, which reads the construct tree."""
_SHARED: Final = {"Fn::FindInMap": ["ApiTexts00000000", "Response", "00000000"]}
_LINES_INSIDE: Final = 4
"""Levels of nesting above the integration responses, one space each in CDK's indented templates."""


@dataclass(frozen=True)
class StackForecast:
    """What the routes in one stack need there: CloudFormation resources, bytes of template, parameters (nested stacks)."""

    resources: int = 0
    template_bytes: int = 0
    parameters: int = 0


@dataclass(frozen=True)
class Forecast:
    """What the routes of an API add to its stack.

    ``stack_resources`` are CloudFormation resources (500 a stack), ``template_bytes`` the JSON as CDK writes it (1 MB a
    stack), ``api_resources`` the path parts (300 an API), in the API's stack and in nested stacks. ``nested_stacks`` are the
    nested ones by group, and ``function_policy_bytes`` the resource-based policies by the function's path (20 KB each).
    Parts that do not grow with routes, about 30 resources, are not in it.
    """

    routes: int = 0
    stack_resources: int = 0
    template_bytes: int = 0
    api_resources: int = 1
    nested_stacks: Mapping[str, StackForecast] = field(default_factory=dict)
    function_policy_bytes: Mapping[str, int] = field(default_factory=dict)

    def problems(self, *, api_resource_quota: int = API_RESOURCES) -> list[str]:
        """Return what would fail at deploy: which limit, how much is needed, and what to do."""
        own = StackForecast(self.stack_resources, self.template_bytes)
        return [
            *resource_problems(own.resources, THE_STACK, OF_THE_STACK),
            *bytes_problems(own.template_bytes),
            *nested_problems(self.nested_stacks),
            *api_resource_problems(self.api_resources, api_resource_quota),
            *policy_problems(self.function_policy_bytes),
        ]


THE_STACK: Final = "the API's stack"
OF_THE_STACK: Final = "spread the routes over nested stacks (nested_stacks=True), or use definition='openapi-asset'"
_OF_A_GROUP: Final = (
    "give its first segments to several groups (nested_stacks=), make functions in the API's stack or a stack of their own, "
    "or divide the API"
)


def resource_problems(resources: int, where: str, remedy: str) -> list[str]:
    """Return what is wrong with a stack of so many resources."""
    if resources <= STACK_RESOURCES:
        return []
    return [f"{where} needs {resources:,} resources, CloudFormation takes {STACK_RESOURCES}: {remedy}"]


def nested_problems(nested_stacks: Mapping[str, StackForecast]) -> list[str]:
    """Return what is wrong with nested stacks."""
    return [problem for group, stack in nested_stacks.items() for problem in _nested_problems(group, stack)]


def _nested_problems(group: str, stack: StackForecast) -> Iterator[str]:
    where = f"the nested stack {group!r}"
    yield from resource_problems(stack.resources, where, _OF_A_GROUP)
    if stack.template_bytes > TEMPLATE_BYTES:
        yield (
            f"{where} needs about {stack.template_bytes:,} bytes of template, CloudFormation takes {TEMPLATE_BYTES:,}: "
            f"declare fewer status codes per route, or {_OF_A_GROUP}"
        )
    if stack.parameters > STACK_PARAMETERS:
        yield (
            f"{where} takes about {stack.parameters} parameters, one for each function, authorizer and validator of another "
            f"stack, CloudFormation allows {STACK_PARAMETERS}: make functions in it, with nested_stack({group!r}) as scope"
        )


def policy_problems(policy_bytes: Mapping[str, int]) -> list[str]:
    """Return what is wrong with the resource-based policies of functions, by the function's path."""
    return [
        f"the permissions of the function {path} need about {size:,} bytes of its policy, Lambda takes "
        f"{FUNCTION_POLICY_BYTES:,}: leave out permissions for single methods (LambdaIntegration makes two for each; "
        "NonProxyLambdaIntegration and add_route() need one for all of an API)"
        for path, size in policy_bytes.items()
        if size > FUNCTION_POLICY_BYTES
    ]


def bytes_problems(template_bytes: int) -> list[str]:
    """Return what is wrong with a stack of so many bytes of routes."""
    if template_bytes <= TEMPLATE_BYTES:
        return []
    problem = (
        f"the routes need about {template_bytes:,} bytes of template, CloudFormation takes {TEMPLATE_BYTES:,}: "
        "declare fewer status codes per route, set the context '@aws-cdk/core:suppressTemplateIndentation' if it is not "
        "set, spread the routes over nested stacks (nested_stacks=True), or use definition='openapi-asset'"
    )
    return [problem]


def api_resource_problems(api_resources: int, quota: int) -> list[str]:
    """Return what is wrong with an API of so many resources, its root among them."""
    if api_resources <= quota:
        return []
    problem = (
        f"the paths need {api_resources} API Gateway resources, an API has {quota}, however it is defined: split the API, "
        "or have the quota raised and pass api_resource_quota="
    )
    return [problem]


def indents_templates(scope: Construct) -> bool:
    """Whether CDK writes the template of this scope with indentation, as it does unless told otherwise."""
    return not node_of(scope).try_get_context("@aws-cdk/core:suppressTemplateIndentation")


class ForecastCounter:
    """Counts what is made in one stack while routes are added.

    ``indented``: whether CDK indents the template (it can be told not to, and nested ones are not).
    """

    def __init__(self, *, indented: bool = True) -> None:
        self._indented = indented
        self._paths: set[str] = {""}
        self._bytes: dict[tuple[object, ...], int] = {}
        self._shared: set[str] = set()
        self._total = 0
        self._methods = 0
        self._preflights = 0
        self._preflights_of_several = 0
        self._needs: set[object] = set()

    def add(
        self, path: str, key: tuple[object, ...], responses: Sequence[Response], request_templates: Mapping[str, str]
    ) -> None:
        parts = path.strip("/").split("/") if path != "/" else []
        self._paths.update("/".join(parts[: n + 1]) for n in range(len(parts)))
        self.add_method(key, responses, request_templates)

    def add_method(
        self, key: tuple[object, ...], responses: Sequence[Response], request_templates: Mapping[str, str]
    ) -> None:
        """Count a method whose path was made before, with its long texts in the mappings of the stack."""
        equal = (key, tuple(request_templates.items()))
        if equal not in self._bytes:
            self._bytes[equal] = method_bytes(responses, request_templates, indented=self._indented)
            self._shared.update(_texts(responses, request_templates))
        self._total += self._bytes[equal]
        self._methods += 1

    def add_method_at_the_seam(
        self, key: tuple[object, ...], responses: Sequence[Response], request_templates: Mapping[str, str]
    ) -> None:
        """Count a method of CDK's own ``add_method``, which holds its texts itself."""
        equal = ("seam", key, tuple(request_templates.items()))
        if equal not in self._bytes:
            texts = sum(len(json.dumps(text, ensure_ascii=False)) for text in _repeated(responses, request_templates))
            self._bytes[equal] = texts + method_bytes(responses, request_templates, indented=self._indented)
        self._total += self._bytes[equal]
        self._methods += 1

    def add_preflight(self, *, several_origins: bool = False) -> None:
        self._preflights += 1
        self._preflights_of_several += several_origins

    def need(self, *things: object) -> None:
        """Note what is in another stack: each is a parameter of a nested one, however many routes use it."""
        self._needs.update(thing for thing in things if thing is not None)

    @property
    def methods(self) -> int:
        return self._methods

    @property
    def path_parts(self) -> int:
        return len(self._paths) - 1

    def stack(self) -> StackForecast:
        resource, preflight, of_several = _PARTS_BYTES[self._indented]
        return StackForecast(
            resources=self._methods + self._preflights + self.path_parts,
            template_bytes=self._total
            + sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in self._shared)
            + (self._preflights - self._preflights_of_several) * preflight
            + self._preflights_of_several * of_several
            + self.path_parts * resource,
            parameters=len(self._needs),
        )


def forecast_of(own: ForecastCounter, nested: Mapping[str, ForecastCounter], policies: Mapping[str, int]) -> Forecast:
    """Return the forecast of an API from what was counted in its stack and in its nested stacks."""
    stack, counters = own.stack(), [own, *nested.values()]
    needs = sum(counter.stack().parameters for counter in nested.values())
    return Forecast(
        routes=sum(counter.methods for counter in counters),
        stack_resources=stack.resources + len(nested),
        template_bytes=stack.template_bytes + len(nested) * _NESTED_BYTES + needs * _NEED_BYTES,
        api_resources=1 + sum(counter.path_parts for counter in counters),
        nested_stacks={group: counter.stack() for group, counter in nested.items()},
        function_policy_bytes=dict(policies),
    )


def counted(forecast: StackForecast, stack: Stack) -> StackForecast:
    """Return the forecast with everything that is in the stack, where that may be too much: functions, models, others'."""
    return replace(forecast, resources=resources_of(stack)) if forecast.resources >= _WORTH_COUNTING else forecast


class StackCounters:
    """The counters of all APIs by the stack whose template they grow."""

    def __init__(self) -> None:
        self._of_stack: WeakKeyDictionary[Stack, list[ForecastCounter]] = WeakKeyDictionary()

    def add(self, stack: Stack, counter: ForecastCounter) -> None:
        self._of_stack.setdefault(stack, []).append(counter)

    def problems(self, stack: Stack, counter: ForecastCounter) -> list[str]:
        """Return what is wrong with the whole stack; only the first of its counters is told."""
        counters = self._of_stack.get(stack, [counter])
        if counters[0] is not counter:
            return []
        counted = [each.stack() for each in counters]
        resources = sum(each.resources for each in counted)
        if resources >= _WORTH_COUNTING:
            resources = resources_of(stack)
        return [
            *resource_problems(resources, f"the stack {stack.stack_name}", OF_THE_STACK),
            *bytes_problems(sum(each.template_bytes for each in counted)),
        ]


COUNTERS: Final = StackCounters()


def method_bytes(responses: Sequence[Response], request_templates: Mapping[str, str], *, indented: bool = True) -> int:
    """Return about how many bytes a method takes in a template."""
    both = {"Integration": [_integration(r) for r in responses], "Method": [_method(r) for r in responses]}
    in_method = {media_type: _written(text) for media_type, text in request_templates.items()}
    templates = len(json.dumps(in_method, ensure_ascii=False).encode())
    if not indented:
        return (
            len(json.dumps(both, separators=(",", ":"), ensure_ascii=False).encode()) + templates + _PLAIN_METHOD_BYTES
        )
    text = json.dumps(both, indent=1, ensure_ascii=False)
    return len(text.encode()) + text.count("\n") * _LINES_INSIDE + templates + _METHOD_BYTES


def _integration(response: Response) -> dict[str, Any]:
    template = response.response_template
    return _present(
        ResponseParameters={f"method.response.header.{n}": v for n, v in response.headers.items()},
        ResponseTemplates={"application/json": _written(template)} if template else {},
        SelectionPattern=_written(response.selection_pattern),
        StatusCode=str(response.status_code),
    )


def _written(text: str | None) -> object:
    """Return a text as a method holds it: a long one stands in the mappings, once for all methods."""
    return _SHARED if is_shared(text) else text


def _texts(responses: Sequence[Response], request_templates: Mapping[str, str]) -> set[str]:
    return set(_repeated(responses, request_templates))


def _repeated(responses: Sequence[Response], request_templates: Mapping[str, str]) -> Iterator[str]:
    """Yield every long text of a method as often as it stands there."""
    texts = [text for response in responses for text in (response.response_template, response.selection_pattern)]
    yield from (text for text in (*texts, *request_templates.values()) if text is not None and is_shared(text))


def _method(response: Response) -> dict[str, Any]:
    return _present(
        ResponseModels={response.media_type: {"Ref": "ErrorModel00000000"}} if response.error_model else {},
        ResponseParameters={f"method.response.header.{n}": True for n in response.headers},
        StatusCode=str(response.status_code),
    )


def _present(**properties: Any) -> dict[str, Any]:
    """Return the properties that a template holds: CDK leaves empty ones out."""
    return {name: value for name, value in properties.items() if value}


def template_problems(responses: Sequence[Response], request_templates: Mapping[str, str]) -> list[str]:
    """Return a problem for every mapping template above the service's 300 KB."""
    named = [(f"response template of {r.status_code}", r.response_template or "") for r in responses]
    named += [(f"request template of {media_type}", text) for media_type, text in request_templates.items()]
    return [
        f"the {name} has {len(text.encode()):,} bytes; API Gateway takes {MAPPING_TEMPLATE_BYTES:,}: make it shorter"
        for name, text in named
        if len(text.encode()) > MAPPING_TEMPLATE_BYTES
    ]
