"""Forecast of what an API costs in its stack's template, counted while routes are added.

CDK counts resources only at the end of synthesis, and of a template above 1 MB it notes "Template size exceeds limit" and
writes it all the same; CloudFormation then refuses the deployment (limits: CloudFormation quotas, API Gateway quotas).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from aws_cdk import Stack
from aws_cdk import aws_apigateway as ag
from constructs import Construct

from ..catalog import Response
from .shared_texts import is_shared

TEMPLATE_BYTES: Final = 1_048_576
STACK_RESOURCES: Final = 500
API_RESOURCES: Final = 300
MAPPING_TEMPLATE_BYTES: Final = 300 * 1024
# What a method holds besides its responses: ids, URI, dependencies, metadata (measured on synthesized templates).
_METHOD_BYTES: Final = 1050
_PREFLIGHT_BYTES: Final = 1400
_RESOURCE_BYTES: Final = 400
_PLAIN_METHOD_BYTES: Final = 850
_SHARED: Final = {"Fn::FindInMap": ["ApiTexts00000000", "Response", "00000000"]}
_LINES_INSIDE: Final = 4
"""Levels of nesting above the integration responses, one space each in CDK's indented templates."""


@dataclass(frozen=True)
class Forecast:
    """What the routes of an API add to its stack.

    ``stack_resources`` are CloudFormation resources (500 a stack), ``template_bytes`` the JSON as CDK writes it (1 MB a
    stack), ``api_resources`` the path parts (300 an API). Parts that do not grow with routes, about 30 resources, are not
    in it.
    """

    routes: int = 0
    stack_resources: int = 0
    template_bytes: int = 0
    api_resources: int = 1

    def problems(self, *, api_resource_quota: int = API_RESOURCES) -> list[str]:
        """Return what would fail at deploy."""
        return [*bytes_problems(self.template_bytes), *api_resource_problems(self.api_resources, api_resource_quota)]


def bytes_problems(template_bytes: int) -> list[str]:
    """Return what is wrong with a stack of so many bytes of routes."""
    if template_bytes <= TEMPLATE_BYTES:
        return []
    problem = (
        f"the routes need about {template_bytes:,} bytes of template, CloudFormation takes {TEMPLATE_BYTES:,}: "
        "declare fewer status codes per route, set the context '@aws-cdk/core:suppressTemplateIndentation', or "
        "split the API"
    )
    return [problem]


def api_resource_problems(api_resources: int, quota: int) -> list[str]:
    """Return what is wrong with an API of so many resources, its root among them."""
    if api_resources <= quota:
        return []
    problem = (
        f"the paths need {api_resources} API Gateway resources, an API has {quota}: split the "
        "API, or have the quota raised and pass api_resource_quota="
    )
    return [problem]


def resources_below(api: ag.IRestApi) -> int:
    """Return how many API Gateway resources stand in the construct tree of an API, its root among them."""
    return 1 + sum(isinstance(construct, ag.CfnResource) for construct in api.node.find_all())


def indents_templates(scope: Construct) -> bool:
    """Whether CDK writes the template of this scope with indentation, as it does unless told otherwise."""
    return not scope.node.try_get_context("@aws-cdk/core:suppressTemplateIndentation")


class ForecastCounter:
    """Counts while routes are added. ``indented``: whether CDK indents the template (it can be told not to)."""

    def __init__(self, *, indented: bool = True) -> None:
        self._indented = indented
        self._paths: set[str] = {""}
        self._bytes: dict[tuple[object, ...], int] = {}
        self._shared: set[str] = set()
        self._total = 0
        self._methods = 0
        self._preflights = 0

    def add(
        self, path: str, key: tuple[object, ...], responses: Sequence[Response], request_templates: Mapping[str, str]
    ) -> None:
        parts = path.strip("/").split("/") if path != "/" else []
        self._paths.update("/".join(parts[: n + 1]) for n in range(len(parts)))
        shared = (key, tuple(request_templates.items()))
        if shared not in self._bytes:
            self._bytes[shared] = method_bytes(responses, request_templates, indented=self._indented)
            self._shared.update(_texts(responses, request_templates))
        self._total += self._bytes[shared]
        self._methods += 1

    def add_preflight(self) -> None:
        self._preflights += 1

    def forecast(self) -> Forecast:
        return Forecast(
            routes=self._methods,
            stack_resources=self._methods + self._preflights + len(self._paths) - 1,
            template_bytes=self._total
            + sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in self._shared)
            + self._preflights * _PREFLIGHT_BYTES
            + (len(self._paths) - 1) * _RESOURCE_BYTES,
            api_resources=len(self._paths),
        )


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
        return bytes_problems(sum(each.forecast().template_bytes for each in counters))


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
    texts = [text for response in responses for text in (response.response_template, response.selection_pattern)]
    return {text for text in (*texts, *request_templates.values()) if text is not None and is_shared(text)}


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
