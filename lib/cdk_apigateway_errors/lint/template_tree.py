"""Mapping templates as the rules read them: where they stand, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

from ..velocity import VelocityError
from ..velocity.nodes import Block
from ..velocity.parser import parse
from .subject import Subject


@dataclass(frozen=True, slots=True)
class Placed:
    """A template; ``status_code`` is empty for a request template."""

    text: str
    media_type: str
    status_code: str = ""

    @property
    def name(self) -> str:
        kind = f"response template of {self.status_code}" if self.status_code else "request template"
        return f"{kind} ({self.media_type})"

    @property
    def is_json(self) -> bool:
        return "json" in self.media_type.lower()


def templates(subject: Subject) -> Iterator[Placed]:
    """The request templates and the response templates of a method; empty ones mean passthrough and are left out."""
    for media_type, text in subject.integration.request_templates.items():
        if text:
            yield Placed(text, media_type)
    for response in subject.responses:
        for media_type, text in response.response_templates.items():
            if text:
                yield Placed(text, media_type, response.status_code)


@lru_cache(maxsize=512)
def tree(text: str) -> Block | None:
    """The tree of a template, or None where it cannot be compiled."""
    try:
        return parse(text, "template")
    except VelocityError:
        return None


def nodes(node: Any) -> Iterator[Any]:
    """The node and everything in it, in the order of the text."""
    if isinstance(node, tuple):
        for item in node:
            yield from nodes(item)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from nodes(getattr(node, field.name))
