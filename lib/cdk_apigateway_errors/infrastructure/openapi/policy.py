"""The resource policy of an API as part of its body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aws_cdk import (
    DefaultTokenResolver,
    IPostProcessor,
    IResolvable,
    IResolveContext,
    StringConcat,
    Token,
    Tokenization,
    TokenizedStringFragments,
)
from aws_cdk import aws_iam as iam
from constructs import Construct

from .document import Json


class ResourcePolicy:
    """The policy that an API is given, and what CDK's grants add to it."""

    def __init__(self, scope: Construct, given: iam.PolicyDocument | None) -> None:
        self._scope = scope
        self._given = given
        self._added: iam.PolicyDocument | None = None

    def add(self, statement: iam.PolicyStatement) -> None:
        """Note what is added to the API's own policy: CDK adds it to the one that is given, or makes one."""
        if self._given is None:
            self._added = self._added or iam.PolicyDocument()
            self._added.add_statements(statement)

    def json(self) -> Json | None:
        """Return the policy as the template holds it, with tokens as texts, or ``None`` where nothing is said."""
        document = self._given or self._added
        if document is None:
            return None
        found: Json | None = Tokenization.resolve(document, scope=self._scope, resolver=_Texts(), preparing=False)
        return found


class _Texts(DefaultTokenResolver):
    """Resolves what holds a policy together, and leaves what stands for a value as text of a token.

    A reference to another stack that is resolved here would never become an import.
    """

    def __init__(self) -> None:
        super().__init__(StringConcat())

    def resolve_string(self, s: TokenizedStringFragments, context: IResolveContext) -> Any:  # noqa: ARG002
        return s.join(StringConcat())

    def resolve_list(self, l: Sequence[str], context: IResolveContext) -> Any:  # noqa: E741  (CDK's name)
        resolved = super().resolve_list(l, context)
        return resolved if isinstance(resolved, list) else l

    def resolve_token(self, t: IResolvable, context: IResolveContext, post_processor: IPostProcessor) -> Any:
        resolved = super().resolve_token(t, context, post_processor)
        return Token.as_string(t) if _is_intrinsic(resolved) else resolved


def _is_intrinsic(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))
