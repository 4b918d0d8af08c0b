"""What one Lambda function needs to be called by one API: its URI and a permission."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from aws_cdk import Annotations, Names, Stack, Token
from aws_cdk import aws_apigateway as ag
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct, Node

from .census import policy_bytes
from .crossings import stack_of

NO_PERMISSION = "cdk-apigateway-errors:noInvokePermission"
_PERMITTED: WeakKeyDictionary[Construct, set[str]] = WeakKeyDictionary()
"""The ids of the permissions that were asked for, by where they are made."""


@dataclass(frozen=True)
class InvokedFunction:
    """A function as integrations see it.

    ``name_token`` is the name of a function that was named by hand, as JSON; a renamed function must be deployed anew,
    although the template of the integration refers to the same logical id.
    """

    uri: str
    name_token: str | None


def connect(scope: Construct, api: ag.IRestApi, handler: lambda_.IFunction) -> InvokedFunction:
    """Let ``api`` invoke ``handler``: one permission for all its methods, made in the stack of ``scope``.

    The permission covers every stage, method and path of the API, and so the console's test call as well. A function of
    another stack gets its permission here too, which is what keeps the two stacks free of a cycle. A function of another
    account or region gets a warning with the statement: CloudFormation makes a permission only where the function is.
    """
    stack, node = stack_of(scope), handler.node  # each of these crosses into Node.js
    _permit(scope, stack, api, handler, node)
    arn = handler.function_arn
    uri = stack.format_arn(
        service="apigateway", account="lambda", resource="path", resource_name=f"2015-03-31/functions/{arn}/invocations"
    )
    return InvokedFunction(uri, _name_token(handler, node))


def _permit(scope: Construct, stack: Stack, api: ag.IRestApi, handler: lambda_.IFunction, node: Node) -> None:
    permission_id = f"InvokePermission{Names.node_unique_id(node)}"
    permitted = _PERMITTED.setdefault(scope, set())
    if permission_id in permitted:  # jsii may hand out several Python objects for one function
        return
    permitted.add(permission_id)
    elsewhere = _elsewhere(stack, handler)
    if elsewhere:
        _warn(scope, handler, f"{elsewhere}, and a permission is made where the function is. Add")
        return
    source_arn = api.arn_for_execute_api()
    handler.add_permission(
        permission_id, scope=scope, principal=iam.ServicePrincipal("apigateway.amazonaws.com"), source_arn=source_arn
    )
    if not isinstance(handler, lambda_.Function) and scope.node.try_find_child(permission_id) is None:
        # CDK makes no permission for a function whose account it cannot tell.
        _warn(scope, handler, "its account is not known here. Import it with same_environment=True, or add")


def _elsewhere(stack: Stack, handler: lambda_.IFunction) -> str:
    """Return in which other account or region the function is, or ``""`` where it is not known to be elsewhere."""
    if isinstance(handler, lambda_.Function) and handler.stack is stack:
        return ""
    environment = handler.env
    pairs = (("account", environment.account, stack.account), ("region", environment.region, stack.region))
    return " and ".join(
        f"its {what} is {there}, the API's {here}" for what, there, here in pairs if _known_to_differ(there, here)
    )


def _known_to_differ(one: str, other: str) -> bool:
    return one != other and not Token.is_unresolved(one) and not Token.is_unresolved(other)


def _warn(scope: Construct, handler: lambda_.IFunction, why: str) -> None:
    Annotations.of(scope).add_warning_v2(
        NO_PERMISSION,
        f"No permission was made for the function {handler.node.path}: {why} to its resource policy: "
        f"{_statement(handler.function_arn)}",
    )


def _statement(function_arn: str) -> str:
    """Return what the function's owner must add, with the parts in capitals that only a deployment knows."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "apigateway.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": "FUNCTION_ARN" if Token.is_unresolved(function_arn) else function_arn,
        "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:execute-api:REGION:ACCOUNT:API_ID/*/*/*"}},
    }
    return json.dumps(statement, separators=(",", ":"))


def _name_token(handler: lambda_.IFunction, node: Node) -> str | None:
    """Return what must make a new deployment when the function is replaced by one with another name."""
    # A function's own function_name is a token even where the user gave a name; the resource below it has the text.
    default_child = node.default_child if isinstance(handler, lambda_.Function) else None
    named = default_child if isinstance(default_child, lambda_.CfnFunction) else handler
    name = named.function_name
    return None if name is None or "${Token[" in name else json.dumps({"functionName": name})


class Connections:
    """The functions of one API, each connected once, and given the runtime layer once where a route asks for it."""

    def __init__(
        self,
        connect_function: Callable[[lambda_.IFunction], InvokedFunction],
        deliver_runtime: Callable[[lambda_.IFunction], None],
    ) -> None:
        self._connect = connect_function
        self._deliver = deliver_runtime
        self._made: dict[int, tuple[lambda_.IFunction, InvokedFunction]] = {}
        self._delivered: set[int] = set()

    def of(self, handler: lambda_.IFunction, runtime_layer: bool) -> InvokedFunction:
        key = id(handler)
        if key not in self._made:
            # The function is kept beside its connection, so that its id stays its own.
            self._made[key] = (handler, self._connect(handler))
        if runtime_layer and key not in self._delivered:
            self._delivered.add(key)
            self._deliver(handler)
        return self._made[key][1]

    def policy_bytes(self) -> dict[str, int]:
        """Return about how long the policy of each function is, by its path in the construct tree."""
        return {handler.node.path: policy_bytes(handler, 1) for handler, _ in self._made.values()}
