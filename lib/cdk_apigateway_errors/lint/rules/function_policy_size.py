import json
from collections import defaultdict
from collections.abc import Iterator

from ...cloudformation.model import Application, Function, Permission, RestApi
from ..examples import api
from ..finding import Problem, Severity
from ..forecasts import use
from ..rule import ApiRule, Example
from ..sources import LAMBDA_QUOTAS

LIMIT = 20 * 1024


def _check(rest_api: RestApi) -> Iterator[Problem]:
    sizes: dict[str, int] = defaultdict(int)
    for permission in rest_api.permissions:
        sizes[permission.function] += _size(permission, rest_api.functions.get(permission.function))
    for name, size in sizes.items():
        function = rest_api.functions.get(name)
        what = f"the permissions of the function {name} need about {size:,} bytes of its policy"
        fix = "give one permission per function and API, with the source ARN …/*/*/*, instead of one or two per route"
        yield from use(what, size, LIMIT, fix, function.logical_id if function else "")


def _size(permission: Permission, function: Function | None) -> int:
    """A statement as GetPolicy shows it; the Sid that CloudFormation makes has some 60 characters."""
    statement = {
        "Sid": "x" * 60,
        "Effect": "Allow",
        "Principal": {"Service": permission.principal},
        "Action": permission.action,
        "Resource": function.arn if function else "x" * 80,
        "Condition": {"ArnLike": {"AWS:SourceArn": permission.source_arn or ""}},
    }
    return len(json.dumps(statement, separators=(",", ":"))) + 1


def _with(number: int) -> Application:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:orders"
    source = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders/{}"
    given = (Permission("Fn", "apigateway.amazonaws.com", source_arn=source.format(n)) for n in range(number))
    return api(functions={"Fn": Function("Fn", "orders", arn)}, permissions=tuple(given))


RULE = ApiRule(
    id="function-policy-size",
    severity=Severity.ERROR,
    summary="The permissions of a function do not fit into its resource-based policy.",
    why="The policy takes 20 KB, some 55 statements. CDK's own LambdaIntegration adds two per method: a function behind "
    "some 28 routes cannot be deployed. From four fifths on it is a warning.",
    source=LAMBDA_QUOTAS,
    check=_check,
    bad=(Example("80 permissions", _with(80), "the function Fn"),),
    good=(Example("40 permissions", _with(40)),),
)
