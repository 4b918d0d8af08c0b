"""What the next import takes away: parts of the API that stand beside its body, wherever in the app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from aws_cdk import Stack, Tokenization
from aws_cdk import aws_apigateway as ag
from constructs import Construct

from ..crossings import node_of, root_of, stack_of
from .referred import Referred

_Part = (
    ag.CfnMethod
    | ag.CfnResource
    | ag.CfnGatewayResponse
    | ag.CfnModel
    | ag.CfnRequestValidator
    | ag.CfnAuthorizer
    | ag.CfnDocumentationPart
)
_PARTS: Final[dict[type, tuple[str, str]]] = {
    ag.CfnMethod: ("a method", "add it with add_route()"),
    ag.CfnResource: ("a resource", "add its routes with add_route()"),
    ag.CfnGatewayResponse: ("a gateway response", "say it with gateway_responses= and gateway_response_for()"),
    ag.CfnModel: ("a model", "give its schema to add_route() as request_model or success_model"),
    ag.CfnRequestValidator: ("a request validator", "request_model and request_parameters of add_route() bring theirs"),
    ag.CfnAuthorizer: ("an authorizer", "give CDK's authorizer to add_route() as authorizer"),
    ag.CfnDocumentationPart: ("a documentation part", "keep it outside of this API"),
}


def parts_beside(api: ag.IRestApi, home: Construct) -> list[str]:
    """Return a problem for every part that was added to the API by itself."""
    parts = [found for found in node_of(root_of(home)).find_all() if isinstance(found, tuple(_PARTS))]
    return [_problem(part) for part in _parts_of(api, home, cast("list[_Part]", parts))] if parts else []


def _problem(part: _Part) -> str:
    name, instead = next(words for kind, words in _PARTS.items() if isinstance(part, kind))
    return (
        f"{part.node.path} is {name} beside the OpenAPI body, and the next import takes it away: {instead}, or use "
        "definition='methods'"
    )


def _parts_of(api: ag.IRestApi, home: Construct, parts: list[_Part]) -> Iterator[_Part]:
    """Yield the parts that refer to ``api``; parts of one API share the text of its id, so each is resolved once."""
    reference = _Reference(api, home)
    known: dict[str, set[Stack | None]] = {api.rest_api_id: {None}}
    for part in parts:
        text = part.rest_api_id
        if text not in known:
            known[text] = reference.stacks_of(text)
        stacks = known[text]
        if stacks and (None in stacks or stack_of(part) in stacks):
            yield part


class _Reference:
    """Tells whether an id is that of ``api``."""

    def __init__(self, api: ag.IRestApi, home: Construct) -> None:
        self._home = home
        self._stack = stack_of(home)
        self._constructs, self._value = self._read(api.rest_api_id)

    def stacks_of(self, text: str) -> set[Stack | None]:
        """Return in which stacks the id is that of the API, ``None`` for all.

        A reference names its construct; an intrinsic that was written by hand means something in the API's stack alone.
        """
        constructs, value = self._read(text)
        if constructs:
            return {None} if constructs == self._constructs else set()
        return {self._stack} if value == self._value else set()

    def _read(self, text: str) -> tuple[list[str], object]:
        resolver = Referred()
        try:
            value = Tokenization.resolve(text, scope=self._home, resolver=resolver, preparing=False)
        except RuntimeError:  # an authorizer that no method has: CDK says so itself
            return [], None
        return resolver.constructs, value
