"""Nested stacks for the routes of an API: by first path segment, or by the group that a segment is given to.

CDK puts what stands below a path resource into the stack of that resource. So only the path resource of a first segment is
placed here; all that follows it is placed with it, and what a user adds below it as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any, Final

from aws_cdk import CfnResource, NestedStack, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from .forecast import ForecastCounter
from .route import parse_route

_STACKS_ID: Final = "NestedStacks"
_ROUTES_ID: Final = "Routes"
_PARTS_ID: Final = "Parts"
_GROUP: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ALLOWED: Final = (
    "allowed: True (a nested stack for each first path segment), a mapping of first path segments to groups such as "
    "{'orders': 'shop', 'carts': 'shop'}, or False"
)

# Not in aws-cdk-lib 2.230: there nested templates are indented, and larger than forecast.
_UNINDENTED: Final[dict[str, Any]] = (
    {"suppress_template_indentation": True}
    if "suppress_template_indentation" in signature(NestedStack.__init__).parameters
    else {}
)


def nested_stacks_problems(given: object) -> list[str]:
    """Return what is wrong with ``nested_stacks=``.

    >>> nested_stacks_problems({"/orders": "shop"})
    ["nested_stacks holds the segment '/orders'; allowed: the first part of a path, without slashes: 'orders', '{id}'"]
    """
    if isinstance(given, bool):
        return []
    if not isinstance(given, Mapping):
        return [f"nested_stacks is {given!r}; {_ALLOWED}"]
    if not given:
        return [f"nested_stacks is an empty mapping, which moves no route; {_ALLOWED}"]
    return [problem for segment, group in given.items() for problem in _entry_problems(segment, group)]


def nested_body_problem(nested_stacks: object) -> str | None:
    """Return a problem for nested stacks of an API that is one resource."""
    if not nested_stacks:
        return None
    return (
        "nested_stacks spreads CloudFormation resources, and with an OpenAPI definition the API is one: leave nested_stacks "
        "out, or use definition='methods'"
    )


def _entry_problems(segment: object, group: object) -> Iterator[str]:
    if not _is_segment(segment):
        yield (
            f"nested_stacks holds the segment {segment!r}; allowed: the first part of a path, without slashes: 'orders', "
            "'{id}'"
        )
    if not (isinstance(group, str) and _GROUP.fullmatch(group)):
        yield (
            f"nested_stacks gives {segment!r} to the group {group!r}; allowed: 1 to 64 letters, digits, _ and -, with a "
            "letter or digit first"
        )


def _is_segment(value: object) -> bool:
    if not isinstance(value, str) or not value or "/" in value:
        return False
    try:
        parse_route(f"GET /{value}")
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Groups:
    """Which nested stack a path belongs to; that never depends on other routes or on their number.

    ``by_segment`` of ``None`` gives every first segment a group of its own name.
    """

    by_segment: Mapping[str, str] | None = None

    @staticmethod
    def of(nested_stacks: bool | Mapping[str, str]) -> Groups | None:
        """Return the groups of a checked ``nested_stacks=``, ``None`` where no route is moved."""
        if isinstance(nested_stacks, bool):
            return Groups() if nested_stacks else None
        return Groups(dict(nested_stacks))

    def of_path(self, path: str) -> str | None:
        """Return the group of a path; ``None`` for what stays in the API's stack, the root ``/`` always.

        >>> Groups().of_path("/orders/{id}"), Groups({"orders": "shop"}).of_path("/carts"), Groups().of_path("/")
        ('orders', None, None)
        """
        segment = first_segment(path)
        if not segment or self.by_segment is None:
            return segment or None
        return self.by_segment.get(segment)

    def problems(self, group: object) -> list[str]:
        """Return why no route may come into a group of this name."""
        if self.by_segment is None:
            return (
                [] if _is_segment(group) else [f"group is {group!r}; allowed: a first path segment, such as 'orders'"]
            )
        if group in self.by_segment.values():
            return []
        names = ", ".join(repr(name) for name in dict.fromkeys(self.by_segment.values()))
        return [f"group is {group!r}, which nested_stacks= does not name; allowed: {names}"]


def first_segment(path: str) -> str:
    """Return ``orders`` for ``/orders/{id}`` and ``""`` for ``/``."""
    return path.split("/")[1]


class NestedStacks:
    """The nested stacks of one API, each made when the first of its routes, or a function for them, is added.

    CloudFormation refuses a nested stack that holds nothing ("At least one Resources member must be defined"), so none is
    made ahead. Their templates are written without indentation: bytes count there, and nobody edits them.
    """

    def __init__(self, home: Construct, api: ag.IRestApi, groups: Groups) -> None:
        self._home = home
        self._root = api.root
        self.groups = groups
        self.stacks: dict[str, NestedStack] = {}
        self.counters: dict[str, ForecastCounter] = {}
        self._by_segment: dict[str, str | None] = {}
        self._functions: dict[int, tuple[lambda_.IFunction, str | None]] = {}
        self._needs: dict[str, set[str]] = {}

    def stack(self, group: str) -> NestedStack:
        """Return the nested stack of a group, made at the first call."""
        if group not in self.stacks:
            scope = _child(self._home, _STACKS_ID)
            self.stacks[group] = NestedStack(scope, group, **_UNINDENTED)
        return self.stacks[group]

    def group(self, path: str) -> str | None:
        """Return the group that a path is in. A path resource that was there before stays where it is, and all below it."""
        segment = first_segment(path)
        if segment not in self._by_segment:
            group = self.groups.of_path(path)
            there = group is not None and self._root.get_resource(segment) is not None
            return None if there else group
        return self._by_segment[segment]

    def place(self, path: str) -> str | None:
        """Make the path resource of a first segment in its nested stack, once; return the group."""
        segment, group = first_segment(path), self.group(path)
        if segment not in self._by_segment:
            if group is not None:
                # Below a construct that holds nothing else: a segment may be named as anything of the user's or of ours.
                scope = _child(self.stack(group), _ROUTES_ID)
                ag.Resource(scope, segment, parent=self._root, path_part=segment)
            self._by_segment[segment] = group
        return group

    def counter_of(self, path: str) -> ForecastCounter | None:
        """Return what counts in the nested stack of a path; ``None`` for a path outside of them."""
        group = self._by_segment.get(first_segment(path))
        if group is not None and group not in self.counters:
            self.counters[group] = ForecastCounter(indented=False)
        return None if group is None else self.counters[group]

    def scope(self, group: str) -> Construct:
        """Return where everything of a group's routes is made that is no path resource: texts, models, permissions."""
        return _child(self.stack(group), _PARTS_ID)

    def group_of_function(self, function: lambda_.IFunction) -> str | None:
        """Return the group in whose nested stack a function is made, ``None`` for any other place."""
        if id(function) not in self._functions:
            stack = Stack.of(function)
            found = next((group for group, nested in self.stacks.items() if nested is stack), None)
            # The function is kept beside its group, so that its id stays its own.
            self._functions[id(function)] = (function, found)
        return self._functions[id(function)][1]

    def scope_beside(self, function: lambda_.IFunction) -> Construct | None:
        """Return where the parts of a function are made that is in one of these nested stacks, else ``None``."""
        group = self.group_of_function(function)
        return None if group is None else self.scope(group)

    def function_problems(self, function: lambda_.IFunction, path: str) -> list[str]:
        """Return a problem where a route needs a function of a nested stack that needs, in the end, the route's own.

        CDK hands the function's ARN from stack to stack, CloudFormation then finds that each has to be made first.
        """
        there, here = self.group_of_function(function), self.group(path)
        if there is None or here is None or not self._reaches(there, here) or there == here:
            return []
        problem = (
            f"the function is made in the nested stack {there!r}, which needs functions of the route's, {here!r}, already: "
            "CloudFormation could make neither first. Make functions that several groups use in the API's own stack"
        )
        return [problem]

    def use_function(self, function: lambda_.IFunction, path: str) -> None:
        """Note which nested stack needs which for its functions."""
        there, here = self.group_of_function(function), self.group(path)
        if there is not None and here is not None and there != here:
            self._needs.setdefault(here, set()).add(there)

    def problems(self) -> list[str]:
        """Return a problem for every nested stack that was asked for and got nothing."""
        return [
            f"the nested stack {group!r} holds nothing, which CloudFormation refuses: add a route or a function to it, or "
            f"leave nested_stack({group!r}) out"
            for group, stack in self.stacks.items()
            if group not in self._by_segment.values()
            and not any(isinstance(construct, CfnResource) for construct in stack.node.find_all())
        ]

    def _reaches(self, start: str, end: str) -> bool:
        seen, pending = set[str](), [start]
        while pending:
            group = pending.pop()
            if group == end:
                return True
            pending += self._needs.get(group, set()) - seen
            seen.add(group)
        return False


def _child(scope: Construct, construct_id: str) -> Construct:
    found = scope.node.try_find_child(construct_id)
    return found if isinstance(found, Construct) else Construct(scope, construct_id)
