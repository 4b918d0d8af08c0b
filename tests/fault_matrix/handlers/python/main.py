"""The Python handler of the fault matrix: ends in the way that the path names, with the text that a header brings."""

import base64
import json
import os
import resource
import signal
import time

from errors import DECLARED, BadOrder, Conflict, OrderNotFound, SlowDown

from cdk_apigateway_errors.runtime import ApiError, error_responses

SECRET = "unseen-7f3a"


class Teapot(ApiError):
    status, code, message = 418, "TEAPOT", SECRET


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError(SECRET)


def raises(error):
    raise error


def group(text):
    raise ExceptionGroup(SECRET, [BadOrder(source="/a"), BadOrder(source="/b")])


def out_of_memory(text):
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, limits[1]))
    try:
        bytearray(1 << 40)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def killed(text):
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


CASES = {
    "raise": lambda text: raises(Exception(text)),
    "return": lambda text: json.loads(text or "null"),
    "large": lambda text: raises(Exception(text.replace("<1MB>", "x" * 1_000_000).replace("<20kB>", "3" * 20_000))),
    "huge": lambda text: raises(Exception("x" * 6_500_000)),
    "null": lambda text: raises(Exception(None)),
    "number": lambda text: raises(Exception(42)),
    "not-found": lambda text: raises(OrderNotFound(source="/path/id", detail=text or None)),
    "bad-order": lambda text: raises(BadOrder(detail=text)),
    "large-bad-order": lambda text: raises(BadOrder(detail="x" * 1_000_000)),
    "not-a-number": lambda text: raises(BadOrder(detail=float("nan"))),
    "nested-conflict": lambda text: raises(Conflict(detail={"status": 400})),
    "slow-down": lambda text: raises(SlowDown(headers={"Retry-After": "30"})),
    "header": lambda text: raises(SlowDown(headers={"Retry-After": text})),
    "long-header": lambda text: raises(SlowDown(headers={"Retry-After": "3" * 20_000})),
    "undeclared": lambda text: raises(Teapot()),
    "unprintable": lambda text: raises(Unprintable()),
    "group": lambda text: raises(ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])),
    "declared-group": group,
    "system-exit": lambda text: raises(SystemExit(SECRET)),
    "keyboard-interrupt": lambda text: raises(KeyboardInterrupt(SECRET)),
    "exit": lambda text: os._exit(0),
    "kill": killed,
    "out-of-memory": out_of_memory,
    "sleep": lambda text: time.sleep(0.4),
    "timeout": lambda text: time.sleep(60),
    "unserializable": lambda text: {SECRET},
    "large-result": lambda text: "x" * 6_500_000,
}


def plain(event, context):
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    text = base64.b64decode(headers.get("x-text", "")).decode("utf-16-le", "surrogatepass")
    return CASES[(event.get("pathParameters") or {}).get("case", "return")](text)


decorated = error_responses(errors=DECLARED)(plain)
