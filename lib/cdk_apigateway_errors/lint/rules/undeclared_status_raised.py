from collections.abc import Iterator

from ...cloudformation.model import Application, Function, RestApi
from ..declared_statuses import handled
from ..examples import LEADING_400, MESSAGE, api, method, response
from ..finding import Problem, Severity
from ..rule import ApiRule, Example
from ..sources import HANDLE_ERRORS


def _check(rest_api: RestApi) -> Iterator[Problem]:
    for one in handled(rest_api):
        for raised in one.code.raised:
            if raised.status not in one.members | one.others:
                yield Problem(
                    f"the handler raises {raised.status} ({raised.place}), and no route of the function declares it "
                    f"({one.place}): it is answered as an unhandled error",
                    f"declare {raised.status} on the route, or raise a declared error",
                    str(raised.status),
                    route=one.routes[0] if len(one.routes) == 1 else "",
                    logical_id=one.function.logical_id,
                )


def handling(code: str, runtime: str = "python3.13") -> Application:
    """A route that declares 400, and its handler."""
    rest = response(500, rf"(?s)(?!(?:{LEADING_400[4:]})(?![\s\S])).+", "{}")
    made = method(response(200), response(400, LEADING_400, MESSAGE), rest, integration={"function": "Fn"})
    function = Function("Fn", "orders", "arn:fn", runtime, "index.handler", inline_code=code)
    return api(made, functions={"Fn": function})


RULE = ApiRule(
    id="undeclared-status-raised",
    severity=Severity.INFO,
    summary="A handler raises a status that its route does not declare.",
    why="The client gets the answer for unhandled errors instead. Read from constants in the code of a local asset: "
    "classes with a status, a status= argument, and objects that are raised as JSON.",
    source=HANDLE_ERRORS,
    check=_check,
    bad=(
        Example(
            "a class with `status = 404`, raised",
            handling("class Gone(ApiError):\n    status, code = 404, 'GONE'\ndef handler(e, c):\n    raise Gone()\n"),
            "raises 404 (index.py:4)",
        ),
        Example(
            '`raise Exception(json.dumps({"status": 409}))`',
            handling("import json\ndef handler(e, c):\n    raise Exception(json.dumps({'status': 409}))\n"),
            "raises 409 (index.py:3)",
        ),
        Example(
            "`throw new Error(JSON.stringify({status: 404}))`",
            handling(
                "exports.handler = async () => {\n  throw new Error(JSON.stringify({status: 404}))\n}", "nodejs22.x"
            ),
            "raises 404 (index.js:2)",
        ),
    ),
    good=(
        Example("400, which is declared", handling("class Bad(ApiError):\n    status = 400\nraise Bad\n")),
        Example("a class that nobody raises", handling("class Gone(ApiError):\n    status = 404\n")),
        Example("a comment", handling("// throw new Error(JSON.stringify({status: 404}))", "nodejs22.x")),
    ),
)
