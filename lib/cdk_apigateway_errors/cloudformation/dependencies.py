"""Circular dependencies between resources, which CloudFormation refuses before it makes anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_SUB_NAME = re.compile(r"\$\{\s*([A-Za-z0-9]+)[\s.}]")


def find_cycle(resources: Mapping[str, Mapping[str, Any]], condition: Callable[[str], bool]) -> list[str]:
    """The logical ids of the first circle, its first id repeated at the end; empty when there is none.

    Source: CloudFormation user guide, "Troubleshooting: circular dependency between resources".

    >>> find_cycle({"A": {"DependsOn": "B"}, "B": {"DependsOn": ["A"]}}, lambda name: True)
    ['A', 'B', 'A']
    """
    done: set[str] = set()
    for start in resources:
        circle = _walk(start, resources, condition, done)
        if circle:
            return circle
    return []


def _walk(
    start: str, resources: Mapping[str, Mapping[str, Any]], condition: Callable[[str], bool], done: set[str]
) -> list[str]:
    """Depth first, without recursion: chains may be as long as a template has resources."""
    if start in done:
        return []
    path, pending = [start], [_neighbours(start, resources, condition)]
    while path:
        following = next((name for name in pending[-1] if name not in done), None)
        if following is None:
            done.add(path.pop())
            pending.pop()
        elif following in path:
            return [*path[path.index(following) :], following]
        else:
            path.append(following)
            pending.append(_neighbours(following, resources, condition))
    return []


def _neighbours(
    logical_id: str, resources: Mapping[str, Mapping[str, Any]], condition: Callable[[str], bool]
) -> Iterator[str]:
    body = resources[logical_id]
    depends_on = body.get("DependsOn")
    explicit = depends_on if isinstance(depends_on, list) else [depends_on]
    names = {*filter(_is_text, explicit), *references(body.get("Properties"), condition)}
    return iter(sorted(names & resources.keys()))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def references(value: Any, condition: Callable[[str], bool]) -> Iterator[str]:
    """Every name that a value refers to; of ``Fn::If`` only the branch that counts."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):  # most of a template; asking whether it is a Mapping would cost more
            continue
        if isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, Mapping):
            yield from _names(item)
            pending.extend(_inner(item, condition))


def _names(item: Mapping[str, Any]) -> Iterator[str]:
    if len(item) != 1:
        return
    ((function, argument),) = item.items()
    if function == "Ref" and isinstance(argument, str):
        yield argument
    elif function == "Fn::GetAtt":
        name = argument[0] if isinstance(argument, list) and argument else argument
        if isinstance(name, str):
            yield name.split(".")[0]
    elif function == "Fn::Sub":
        yield from _sub_names(argument)


def _sub_names(argument: Any) -> Iterator[str]:
    text = argument[0] if isinstance(argument, list) and argument else argument
    if isinstance(text, str):
        yield from _SUB_NAME.findall(text)


def _inner(item: Mapping[str, Any], condition: Callable[[str], bool]) -> list[Any]:
    branches = item.get("Fn::If")
    if isinstance(branches, list) and len(branches) == 3 and isinstance(branches[0], str):
        return [branches[1] if condition(branches[0]) else branches[2]]
    return list(item.values())
