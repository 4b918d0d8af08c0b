"""Runs the runtime package with whatever Python executes this file; needs nothing but the package on the path.

Prints one JSON object: what a corpus of errors and handlers gives. `test_every_python.py` compares the outputs of all
Pythons it finds, so this file must keep to the oldest of them.
"""

import contextlib
import copy
import doctest
import importlib
import io
import json
import pickle
import pkgutil
import sys

from cdk_apigateway_errors import runtime
from cdk_apigateway_errors.runtime import ApiError, ErrorList, InvalidApiError, ProblemJson, declared, error_responses


class Orders(ApiError):
    format = ErrorList(status_field="statusCode")


class Missing(Orders):
    status, code = 404, "MISSING"


class SlowDown(Orders):
    status, code, headers = 429, "SLOW_DOWN", ("Retry-After",)


class Problem(ApiError):
    status, code, format = 400, "PROBLEM", ProblemJson(type_base="https://example.com/")


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class Context:
    aws_request_id = "8f5d-11"
    function_name = "orders"


class Hostile:
    def __getattr__(self, name):
        raise RuntimeError(name)


def unmakeable():
    raise Missing(detail={1, 2})


def chained():
    raise Missing(detail="x") from KeyError("secret")


def deep():
    return deep() + 1


ODD = '"\\\n\x00\x7f\x85\u2028\u2029\ud800 \ud83d\ude00 é漢😀 $#'
VALUES = [
    1.0,
    -0.0,
    1e21,
    1e-7,
    1.2345678901234568e20,
    2**70,
    True,
    None,
    [],
    {},
    {"b": 1, "2": 2, "10": 3},
    ODD,
    {ODD: ODD},
]
UNHANDLED = [
    ValueError("secret"),
    Exception(""),
    Exception(ODD),
    Unprintable(),
    SystemExit(0),
    Problem(),
    Missing(status=418),
]


def attempt(call):
    try:
        return repr(call())
    except BaseException as error:
        return [type(error).__name__, str(error)]


def handler(given, **options):
    @error_responses(errors=[Orders, 409], **options)
    def run(event, context):
        if isinstance(given, BaseException):
            raise given
        return given()

    return run


def logged(call):
    log = io.StringIO()
    with contextlib.redirect_stdout(log):
        outcome = attempt(call)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [
        outcome,
        [[line["level"], line["errorType"], line["errorMessage"][:60], line["requestId"]] for line in lines],
    ]


def handled():
    given = [*UNHANDLED, Missing(detail=1), SlowDown(headers={"Retry-After": 3}), ApiError(status=409, code="C")]
    given += [unmakeable, chained, deep, lambda: None]
    for each in given:
        for options in ({}, {"proxy": True}, {"proxy": "text/plain"}):
            for context in (Context(), Hostile(), None):
                yield logged(lambda each=each, options=options, context=context: handler(each, **options)({}, context))


def successes():
    given = [None, 1, ODD[:8], [1.5, True], {"a": {1: b"x"}}, {"statusCode": 200}, {1}, float("nan"), cyclic()]
    for each in given:
        for options in ({}, {"success_status": 204}, {"success_status": 201, "proxy_headers": {"Vary": "Origin"}}):
            yield logged(lambda each=each, options=options: handler(lambda: each, proxy=True, **options)({}, Context()))


def cyclic():
    items = []
    items.append(items)
    return items


def refusals():
    yield attempt(lambda: type("Bad", (ApiError,), {"status": 20, "headers": ("a b", "TE")}))
    yield attempt(lambda: Missing("positional"))
    yield attempt(lambda: Missing(status=200, detail=float("nan"), headers={"A": "\n"}))
    yield attempt(lambda: declared([7, ApiError, ValueError, Missing(), Problem, Missing]))

    async def coroutine(event, context): ...

    yield attempt(lambda: error_responses(errors=[])(coroutine))
    yield attempt(lambda: error_responses(errors=[], proxy="x", unhandled_status=1))


def copies():
    for error in (Missing(detail=ODD), SlowDown(headers={"Retry-After": "1"})):
        for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
            yield str(other) == str(error) and type(other) is type(error)


def doctests():
    failed = attempted = 0
    for module in pkgutil.iter_modules(runtime.__path__, runtime.__name__ + "."):
        result = doctest.testmod(importlib.import_module(module.name))
        failed, attempted = failed + result.failed, attempted + result.attempted
    return [failed, attempted]


def main():
    report = {
        "texts": [str(Missing(source=value, detail=[value])) for value in VALUES],
        "problems": [str(Problem(source=value, detail=value)) for value in VALUES],
        "handled": list(handled()),
        "successes": list(successes()),
        "refusals": list(refusals()),
        "copies": list(copies()),
        "doctests": doctests(),
        "invalid": issubclass(InvalidApiError, ValueError),
    }
    if hasattr(__builtins__, "ExceptionGroup"):
        groups = [[Missing(detail=1), Missing(detail=2)], [Missing(), SlowDown()], [Missing(), KeyError("x")]]
        report["groups"] = [
            logged(lambda each=each: handler(ExceptionGroup("g", each))({}, Context())) for each in groups
        ]
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
