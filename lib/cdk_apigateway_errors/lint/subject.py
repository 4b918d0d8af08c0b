"""A method with a non-proxy integration, as the rules look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..cloudformation.model import Integration, IntegrationResponse, Method, RestApi
from .by_construction import made_by_catalog
from .deciding import compiles

NON_PROXY = ("AWS", "HTTP", "MOCK")


@dataclass(frozen=True)
class Subject:
    """The method, and the API it belongs to."""

    method: Method
    rest_api: RestApi

    @property
    def integration(self) -> Integration:
        assert self.method.integration is not None  # see subjects()
        return self.method.integration

    @property
    def responses(self) -> tuple[IntegrationResponse, ...]:
        return self.integration.integration_responses

    @cached_property
    def is_lambda(self) -> bool:
        """Patterns are compared with the error message; elsewhere with the HTTP status (D: API_IntegrationResponse)."""
        uri = self.integration.uri or ""
        return self.integration.type == "AWS" and (self.integration.function is not None or ":lambda:path/" in uri)

    @property
    def defaults(self) -> tuple[IntegrationResponse, ...]:
        return tuple(response for response in self.responses if not response.selection_pattern)

    @property
    def selected(self) -> tuple[IntegrationResponse, ...]:
        """The responses with a pattern."""
        return tuple(response for response in self.responses if response.selection_pattern)

    @cached_property
    def patterns(self) -> Mapping[str, IntegrationResponse]:
        """The responses by their pattern, without those that Java refuses or that hold unresolved values."""
        ours = self.made_by_catalog
        return {p: r for r in self.selected if (p := r.selection_pattern) and (ours or compiles(p))}

    @cached_property
    def made_by_catalog(self) -> bool:
        """Whether the selection patterns are exactly those of an error catalog, and one default response is beside them."""
        if not self.is_lambda or len(self.defaults) != 1 or not all(one.status_code.isdigit() for one in self.selected):
            return False
        return made_by_catalog(frozenset((int(one.status_code), one.selection_pattern or "") for one in self.selected))


def subjects(rest_api: RestApi) -> tuple[Subject, ...]:
    """The methods whose responses are mapped; proxy integrations answer for themselves."""
    return tuple(
        Subject(method, rest_api)
        for method in rest_api.methods
        if method.integration is not None and method.integration.type in NON_PROXY
    )


def key_of(method: Method) -> tuple[object, ...]:
    """What methods share that answer alike; hashable."""
    integration = method.integration
    assert integration is not None
    return (
        integration.type,
        integration.function is not None or ":lambda:path/" in (integration.uri or ""),
        integration.passthrough_behavior,
        tuple(integration.request_templates.items()),
        tuple(map(_response_key, integration.integration_responses)),
        tuple(
            (r.status_code, tuple(r.response_models.items()), tuple(r.response_parameters.items()))
            for r in method.method_responses
        ),
    )


def _response_key(response: IntegrationResponse) -> tuple[object, ...]:
    return (
        response.status_code,
        response.selection_pattern,
        response.content_handling,
        tuple(response.response_templates.items()),
        tuple(response.response_parameters.items()),
    )
