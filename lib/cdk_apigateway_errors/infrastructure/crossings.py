"""Properties of constructs that never change, asked for once: each time is a call into Node.js."""

from __future__ import annotations

from typing import cast
from weakref import WeakKeyDictionary

from aws_cdk import Stack
from constructs import Construct, IConstruct, Node

_NODES: WeakKeyDictionary[IConstruct, Node] = WeakKeyDictionary()
_ROOTS: WeakKeyDictionary[IConstruct, IConstruct] = WeakKeyDictionary()
_STACKS: WeakKeyDictionary[IConstruct, Stack] = WeakKeyDictionary()


def node_of(construct: Construct) -> Node:
    """Return ``construct.node``."""
    if construct not in _NODES:
        _NODES[construct] = construct.node
    return _NODES[construct]


def root_of(construct: Construct) -> Construct:
    """Return ``construct.node.root``."""
    if construct not in _ROOTS:
        _ROOTS[construct] = node_of(construct).root
    return cast("Construct", _ROOTS[construct])


def made_in(construct: Construct, scope: Construct) -> None:
    """Note where a construct was made: where that is a stack itself, nobody need ask for it."""
    if isinstance(scope, Stack):
        _STACKS[construct] = scope


def stack_of(construct: IConstruct) -> Stack:
    """Return ``Stack.of(construct)``."""
    if construct not in _STACKS:
        _STACKS[construct] = Stack.of(construct)
    return _STACKS[construct]
