"""Which constructs tokens refer to, which their values do not tell before CDK makes imports of references."""

from __future__ import annotations

from typing import Any, cast

from aws_cdk import DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, StringConcat


class Referred(DefaultTokenResolver):
    """Resolves as CDK does, and notes the constructs that are referred to, also inside of other tokens."""

    def __init__(self) -> None:
        super().__init__(StringConcat())
        self.constructs: list[str] = []

    def resolve_token(self, t: IResolvable, context: IResolveContext, post_processor: IPostProcessor) -> Any:
        if Reference.is_reference(t):
            self.constructs.append(cast("Reference", t).target.node.path)
        return super().resolve_token(t, context, post_processor)
