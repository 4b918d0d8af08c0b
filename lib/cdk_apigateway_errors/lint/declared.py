"""Findings of methods before there is a template: from the responses that a catalog gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..catalog import Response
from ..cloudformation.model import Application, Integration, IntegrationResponse, Method, MethodResponse, RestApi
from .finding import Finding
from .linting import lint
from .registry import RULES
from .rule import MethodRule, Rule

_HEADER = "method.response.header."
_JSON = "application/json"
_LAMBDA = ":lambda:path/2015-03-31/functions/"


@dataclass(frozen=True)
class DeclaredMethod:
    """A method with a non-proxy Lambda integration. ``key`` comes back as the finding's ``logical_id``."""

    key: str
    http_method: str
    path: str
    responses: Sequence[Response]
    request_templates: Mapping[str, str]


def lint_methods(methods: Iterable[DeclaredMethod], rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """The findings of the rules about methods; those about whole APIs, stacks and handlers need a template.

    >>> success, gone = Response(200, None), Response(404, "404.*", "{}")
    >>> [one.rule_id for one in lint_methods([DeclaredMethod("Key", "GET", "/", [success, gone], {})])][:1]
    ['failure-selects-nothing']
    """
    made = RestApi("", "", methods=tuple(_method(one) for one in methods))
    return lint(Application((made,)), [rule for rule in rules if isinstance(rule, MethodRule)])


def _method(declared: DeclaredMethod) -> Method:
    integration = Integration(
        "AWS",
        uri=_LAMBDA,
        request_templates=declared.request_templates,
        passthrough_behavior="NEVER",
        integration_responses=tuple(_integration_response(one) for one in declared.responses),
    )
    responses = tuple(MethodResponse(str(one.status_code), {}, _allowed(one)) for one in declared.responses)
    return Method(declared.http_method, declared.path, integration, responses, logical_id=declared.key)


def _integration_response(response: Response) -> IntegrationResponse:
    template = response.response_template
    return IntegrationResponse(
        str(response.status_code),
        response.selection_pattern,
        {} if template is None else {_JSON: template},
        {_HEADER + name: value for name, value in response.headers.items()},
    )


def _allowed(response: Response) -> Mapping[str, bool]:
    return {_HEADER + name: True for name in response.headers}
