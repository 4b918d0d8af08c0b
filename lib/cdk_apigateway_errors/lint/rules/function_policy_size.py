import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from ...catalog.quotas import FUNCTION_POLICY_BYTES
from ...cloudformation.model import Application, Function, Permission
from ..examples import api
from ..finding import Problem, Severity
from ..forecasts import use
from ..rule import ApplicationRule, Example
from ..sources import LAMBDA_QUOTAS


def _check(application: Application) -> Iterator[Problem]:
    functions = {one.arn: (name, one) for api_ in application.rest_apis for name, one in api_.functions.items()}
    for arn, statements in _statements(application).items():
        name, function = functions[arn]
        size = sum(_size(permission, function) for permission in statements)
        what = f"the permissions of the function {name} need about {size:,} bytes of its policy"
        fix = "give one permission per function and API, with the source ARN …/*/*/*, instead of one or two per route"
        yield from use(what, size, FUNCTION_POLICY_BYTES, fix, function.logical_id)


def _statements(application: Application) -> dict[str, set[Permission]]:
    """The permissions of all APIs by the function's ARN; an alias has a policy of its own."""
    found: dict[str, set[Permission]] = defaultdict(set)
    for one in application.rest_apis:
        for permission in one.permissions:
            if permission.function in one.functions:
                found[one.functions[permission.function].arn].add(permission)
    return found


def _size(permission: Permission, function: Function) -> int:
    """A statement as GetPolicy shows it; the Sid that CloudFormation makes has some 60 characters."""
    statement = {
        "Sid": "x" * 60,
        "Effect": "Allow",
        "Principal": {"Service": permission.principal},
        "Action": permission.action,
        "Resource": function.arn,
        "Condition": {"ArnLike": {"AWS:SourceArn": permission.source_arn or ""}},
    }
    return len(json.dumps(statement, separators=(",", ":"))) + 1


def _with(*numbers: int) -> Application:
    """An API for each number, with so many permissions on the one function."""
    arn = "arn:aws:lambda:us-east-1:123456789012:function:orders"
    source = "arn:aws:execute-api:us-east-1:123456789012:a{}/prod/GET/orders/{}"
    apis = []
    for at, number in enumerate(numbers):
        given = (Permission("Fn", "apigateway.amazonaws.com", source_arn=source.format(at, n)) for n in range(number))
        made = api(functions={"Fn": Function("Fn", "orders", arn)}, permissions=tuple(given))
        apis.append(replace(made.rest_apis[0], logical_id=f"Api{at}"))
    return Application(tuple(apis))


RULE = ApplicationRule(
    id="function-policy-size",
    severity=Severity.ERROR,
    summary="The permissions of a function do not fit into its resource-based policy.",
    why="The policy takes 20 KB, some 55 statements. CDK's own LambdaIntegration adds two per method: a function behind "
    "some 28 routes cannot be deployed. From four fifths on it is a warning.",
    source=LAMBDA_QUOTAS,
    check=_check,
    bad=(
        Example("80 permissions", _with(80), "the function Fn"),
        Example("40 permissions each from two APIs", _with(40, 40), "the function Fn"),
    ),
    good=(Example("40 permissions", _with(40)), Example("20 permissions each from two APIs", _with(20, 20))),
)
