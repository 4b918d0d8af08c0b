"""Long mapping templates and selection patterns, each written once into the ``Mappings`` of the stack's template.

Routes with equal requests and answers hold equal texts, and CloudFormation takes 1 MB. A method refers to such a text with
``Fn::FindInMap``; CloudFormation puts the text in before API Gateway sees the method.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from aws_cdk import CfnMapping, Token
from constructs import Construct

from ..catalog import Response

LONG: Final = 256
"""Characters from which a text is shared. Short ones read better where they are used."""
TEXTS_OF_A_MAPPING: Final = 200  # CloudFormation quotas: "Mapping attributes"
_UNRESOLVED: Final = "${Token["
_REQUEST, _RESPONSE, _PATTERN = "Request", "Response", "Pattern"


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
        self._mapping_name = ""
        self._references: dict[str, str] = {}

    def of_method(
        self, responses: Sequence[Response], request_templates: Mapping[str, str]
    ) -> tuple[list[Response], dict[str, str]]:
        """Return the responses and the request templates by media type, with their texts as a method holds them."""
        texts = dict.fromkeys(request_templates.values(), _REQUEST)
        texts |= {r.response_template: _RESPONSE for r in responses if r.response_template}
        texts |= {r.selection_pattern: _PATTERN for r in responses if r.selection_pattern}
        self._add({text: kind for text, kind in texts.items() if is_shared(text)})
        return (
            [
                replace(
                    response,
                    selection_pattern=self._written(response.selection_pattern),
                    response_template=self._written(response.response_template),
                )
                for response in responses
            ],
            {media_type: self._written(text) or text for media_type, text in request_templates.items()},
        )

    def _written(self, text: str | None) -> str | None:
        return text if text is None else self._references.get(text, text)

    def _add(self, texts: Mapping[str, str]) -> None:
        new = [(kind, text) for text, kind in texts.items() if text not in self._references]
        found: dict[str, dict[str, str]] = {}
        for kind, text in new[: TEXTS_OF_A_MAPPING - len(self._references)]:
            found.setdefault(kind, {})[_name(text)] = text
        if found:
            self._map(found)
        for kind, named in found.items():
            for name, text in named.items():
                self._references[text] = Token.as_string({"Fn::FindInMap": [self._mapping_name, kind, name]})

    def _map(self, texts: dict[str, dict[str, str]]) -> None:
        """Put texts into the mapping, which is made with the first of them."""
        if self._mapping is None:
            # Said, because CDK advises a lazy mapping otherwise; ours is always referred to, by text.
            self._mapping = CfnMapping(self._scope, "Texts", mapping=texts, lazy=False)
            self._mapping_name = self._mapping.logical_id  # a token: it may be overridden until synthesis
            return
        for kind, named in texts.items():
            for name, text in named.items():
                self._mapping.set_value(kind, name, text)


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
