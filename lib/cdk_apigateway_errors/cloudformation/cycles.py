"""Circular dependencies of loaded stacks, across nested stacks too.

To CloudFormation a nested stack is one resource of its parent: it needs all that its parameters refer to, and whatever reads
one of its outputs needs the whole of it. A circle through nested stacks is therefore one in the parent's template, although
no two of the resources that make it may know of each other. CDK looks for none; the deployment is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from .assembly import read_sources
from .dependencies import find_cycle, references
from .errors import CircularDependencyError, IntrinsicError, TemplateError
from .stacks import Stack, World, build_world


def find_cycles(source: Path | str | Mapping[str, Any]) -> tuple[str, ...]:
    """One sentence for each template of ``source`` with a circular dependency: a ``cdk.out`` folder, a file or a dict.

    The sentence names the resources in order; where the way goes through a nested stack, also the parameter and who uses
    it in there.

    >>> find_cycles({"Resources": {"A": {"Type": "X", "DependsOn": "B"}, "B": {"Type": "X", "DependsOn": "A"}}})
    ('template: circular dependency between resources: A -> B -> A',)
    """
    world = World("us-east-1", "123456789012", {})
    build_world(world, read_sources(source).stacks)
    return tuple(_sentences(world))


def refuse_cycles(world: World) -> None:
    """Raise :class:`CircularDependencyError` with all that was found."""
    found = list(_sentences(world))
    if found:
        raise CircularDependencyError("\n".join(f"{sentence}." for sentence in found))


def _sentences(world: World) -> Iterator[str]:
    for stack in world.stacks:
        try:
            circle = find_cycle(stack.all_resources, stack.condition)
        except IntrinsicError as error:
            raise TemplateError(f"{stack.source.label}: {error}.") from None
        if circle:
            shown = [_step(stack, one, following) for one, following in pairwise(circle)]
            yield f"{stack.source.label}: circular dependency between resources: {' -> '.join([*shown, circle[-1]])}"


def _step(stack: Stack, logical_id: str, following: str) -> str:
    """A resource on the circle; of a nested stack also what there needs the resource that follows."""
    child = stack.nested(logical_id)
    if child is None:
        return logical_id
    parameters = list(_parameters(stack.all_resources[logical_id], following, stack))
    users = [name for name, body in child.all_resources.items() if _uses(body, parameters, child)]
    used = f", used there by {', '.join(users[:3])}{' …' if len(users) > 3 else ''}" if users else ""
    return f"{logical_id} (through its parameter {', '.join(parameters)}{used})" if parameters else logical_id


def _parameters(nested: Mapping[str, Any], wanted: str, stack: Stack) -> Iterator[str]:
    properties = nested.get("Properties") or {}
    for name, value in (properties.get("Parameters") or {}).items():
        if wanted in references(value, stack.condition):
            yield name


def _uses(body: Mapping[str, Any], names: list[str], stack: Stack) -> bool:
    return not set(names).isdisjoint(references(body.get("Properties"), stack.condition))
