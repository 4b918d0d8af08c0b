"""Counts in the construct tree, for what others make beside our routes. Reading the tree crosses into Node.js: done late."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from aws_cdk import CfnResource, Stack
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_lambda as lambda_
from constructs import IConstruct

_STATEMENT: Final = {
    # CloudFormation makes it of the stack's name, the logical id and twelve characters of its own.
    "Sid": "x" * 60,
    "Effect": "Allow",
    "Principal": {"Service": "apigateway.amazonaws.com"},
    "Action": "lambda:InvokeFunction",
    "Resource": "arn:aws:lambda:eu-central-1:123456789012:function:" + "x" * 40,
    "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*/*/*"}},
}
STATEMENT_BYTES: Final = len(json.dumps(_STATEMENT, separators=(",", ":"))) + 1
"""About what a permission takes of a function's resource-based policy, as GetPolicy shows it."""


def resources_of(stack: Stack) -> int:
    """Return how many CloudFormation resources a stack has, those of the nested stacks inside it left out."""
    below = stack.node.find_all()
    inner = [construct for construct in below if isinstance(construct, Stack) and construct is not stack]
    return sum(isinstance(construct, CfnResource) for construct in below) - sum(map(resources_of, inner))


def resources_below(roots: Iterable[IConstruct]) -> int:
    """Return how many API Gateway resources stand in these construct trees, and the root of the API."""
    return 1 + sum(isinstance(construct, ag.CfnResource) for root in roots for construct in root.node.find_all())


def policy_bytes(function: lambda_.IFunction, made_elsewhere: int) -> int:
    """Return about how long a function's policy is: its own permissions, and those that are not in its construct tree.

    ``made_elsewhere`` is the number of the latter that are known. Only a function of this app has a tree.
    """
    own = 0
    if isinstance(function, lambda_.Function):
        own = sum(isinstance(construct, lambda_.CfnPermission) for construct in function.node.find_all())
    return (own + made_elsewhere) * STATEMENT_BYTES
