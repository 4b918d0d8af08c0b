"""From what a test names as its source to something that :func:`~..cloudformation.load` reads.

A source is an ``App``, a ``Stack``, a ``Stack`` class, a template as a dict, the path of a ``cdk.out`` folder or of a
template file, the text ``module:attribute``, or a callable without arguments that makes one of these. This module
imports no CDK: whoever has a stack has imported it, and a text is synthesized in a process of its own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REFERENCE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
"""``package.module:attribute``, as in entry points."""

KINDS = (
    "an App, a Stack, a Stack class, a template as a dict, the path of a cdk.out folder or template file, "
    "'module:attribute', or a callable without arguments that makes one of these"
)


class SourceError(ValueError):
    """The source is none, or cannot be loaded; the message names what was received and what is allowed."""


@dataclass(frozen=True, slots=True)
class Template:
    """What :func:`~..cloudformation.load` takes."""

    source: Path | Mapping[str, Any]
    stack: str | None = None
    """Only the APIs of this stack."""


Synthesize = Callable[[str], Template]
"""Synthesizes a source that is given as text, into a folder that lives as long as it is needed."""


def template_of(source: object, folder: Callable[[], Path], synthesize: Synthesize) -> Template:
    """The template of a source; ``folder`` makes one for what has to be synthesized.

    Raises :class:`SourceError` for what is no source.
    """
    if isinstance(source, Mapping):
        return Template(source)
    if isinstance(source, str | Path):
        return _from_text(source, synthesize)
    template = _from_constructs(source, folder)
    if template is not None:
        return template
    if callable(source):
        return _from_callable(source, folder, synthesize)
    raise SourceError(f"the source is {source!r}: give {KINDS}")


def _from_text(source: str | Path, synthesize: Synthesize) -> Template:
    path = Path(source)
    if path.exists():
        return Template(path)
    if isinstance(source, str) and REFERENCE.fullmatch(source):
        return synthesize(source)
    raise SourceError(f"the source {str(source)!r} does not exist in {Path.cwd()}: give {KINDS}")


def _from_callable(source: Callable[[], object], folder: Callable[[], Path], synthesize: Synthesize) -> Template:
    made = source()
    if callable(made):
        raise SourceError(f"the source {source!r} made another callable, {made!r}: give {KINDS}")
    if made is None:
        raise SourceError(f"the source {source!r} returned None: let it return the App or the Stack that it makes")
    return template_of(made, folder, synthesize)


def _from_constructs(source: object, folder: Callable[[], Path]) -> Template | None:
    """``None`` for what is nothing of CDK's; without CDK in the process nothing can be."""
    cdk = sys.modules.get("aws_cdk")
    if cdk is None:
        return None
    if isinstance(source, type) and issubclass(source, cdk.Stack):
        source = source(cdk.App(outdir=str(folder())), source.__name__)
    if isinstance(source, cdk.Stack):
        return Template(_synthesized(source), source.artifact_id)
    return Template(_synthesized(source)) if isinstance(source, cdk.Stage) else None


def _synthesized(construct: Any) -> Path:
    """The cloud assembly of the whole app; what is synthesized already is not synthesized again."""
    return Path(construct.node.root.synth().directory)
