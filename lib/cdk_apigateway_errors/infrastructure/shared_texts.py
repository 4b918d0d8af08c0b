"""Long mapping templates and selection patterns, each written once into the ``Mappings`` of the stack's template.

Routes with equal requests and answers hold equal texts, and CloudFormation takes 1 MB. A method refers to such a text with
``Fn::FindInMap``; CloudFormation puts the text in before API Gateway sees the method.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from aws_cdk import CfnMapping, Token
from constructs import Construct

from ..catalog import Response

LONG: Final = 256
"""Characters from which a text is shared. Short ones read better where they are used."""
TEXTS_OF_A_MAPPING: Final = 200  # CloudFormation quotas: "Mapping attributes"
_UNRESOLVED: Final = "${Token["


def is_shared(text: str | None) -> bool:
    """Whether a text is written once: it is long, and constant (a mapping cannot hold references)."""
    return text is not None and len(text) >= LONG and _UNRESOLVED not in text


class SharedTexts:
    """The texts of one API that stand in the ``Mappings`` of one stack.

    The name of a text follows from the text: adding a route renames nothing, and a changed text changes the methods that
    refer to it, so that CDK makes a new deployment.
    """

    def __init__(self, scope: Construct) -> None:
        self._scope = scope
        self._mapping: CfnMapping | None = None
        self._references: dict[str, str] = {}

    def request_templates(self, templates: Mapping[str, str]) -> dict[str, str]:
        """Return request templates by media type, as a method holds them."""
        return {media_type: self._written("Request", text) or "" for media_type, text in templates.items()}

    def responses(self, responses: tuple[Response, ...]) -> tuple[Response, ...]:
        """Return responses with their texts as a method holds them."""
        return tuple(
            replace(
                response,
                selection_pattern=self._written("Pattern", response.selection_pattern),
                response_template=self._written("Response", response.response_template),
            )
            for response in responses
        )

    def _written(self, kind: str, text: str | None) -> str | None:
        if text is None or not is_shared(text):
            return text
        if text not in self._references and len(self._references) < TEXTS_OF_A_MAPPING:
            self._references[text] = self._reference(kind, text)
        return self._references.get(text, text)

    def _reference(self, kind: str, text: str) -> str:
        name = hashlib.sha256(text.encode()).hexdigest()[:8]
        if self._mapping is None:
            self._mapping = CfnMapping(self._scope, "Texts", mapping={kind: {name: text}})
        else:
            self._mapping.set_value(kind, name, text)
        # Not find_in_map(): CDK resolves what a deployment deploys in the deployment's stack, and where the mapping is in a
        # nested stack that would copy it, with its texts, into the parent.
        return Token.as_string({"Fn::FindInMap": [self._mapping.logical_id, kind, name]})
