"""Rows about how a function ends otherwise than with an exception: exits, timeouts, loading, results."""

from __future__ import annotations

from .expecting import CRASHED, RESULT, SHOWN, TIMED_OUT, UNHANDLED, always, by
from .model import GATEWAY, NODE, PYTHON, Handler, Outcome, Row
from .text_rows import EMPTY, NOTHING

SECRET = "unseen-7f3a"
EXIT = "S: Runtime.ExitError, test_lambda_runtime_exit"
LOADING = "D: python-exceptions; C: Errors.js, UserFunction.js"
MARSHAL = "D, C: Runtime.MarshalError; UserFunction.js"

EXIT_ROWS = (
    Row(
        "SystemExit",
        "raises SystemExit with a text",
        by(CRASHED, decorated=UNHANDLED),
        EXIT,
        case="system-exit",
        handlers=PYTHON,
    ),
    Row(
        "KeyboardInterrupt",
        "raises KeyboardInterrupt; the decorator lets it end the process",
        always(CRASHED),
        EXIT,
        case="keyboard-interrupt",
        handlers=PYTHON,
    ),
    Row("exit of the process", "`os._exit(0)`, `process.exit(0)`", always(CRASHED), EXIT, case="exit"),
    Row("killed process", "SIGKILL", always(CRASHED), "S: Runtime.ExitError; F: `signal: killed`", case="kill"),
    Row(
        "`__str__` that raises",
        "raises an exception that cannot be printed",
        by(CRASHED, decorated=UNHANDLED),
        "C: awslambdaric dies of it",
        case="unprintable",
        handlers=PYTHON,
    ),
    Row(
        "message that throws",
        "throws an error whose message is a getter that throws",
        always(UNHANDLED),
        "C: Errors.js says that it could not read it",
        case="unprintable",
        handlers=NODE,
    ),
    Row(
        "out of memory (Python)",
        "asks for more memory than there is: a MemoryError, whose text is empty",
        by(SHOWN),
        EMPTY + "; where Lambda kills the process instead, see there",
        case="out-of-memory",
        handlers=PYTHON,
        reason=NOTHING,
    ),
    Row(
        "out of memory (Node.js)",
        "fills the heap until V8 aborts",
        always(CRASHED),
        EXIT,
        case="out-of-memory",
        suffix="/small",
        handlers=NODE,
    ),
    Row(
        "timeout",
        "runs longer than the function's timeout",
        always(TIMED_OUT),
        "S: Sandbox.Timedout, form of 2025",
        case="timeout",
        suffix="/brief",
    ),
    Row(
        "callback(err)",
        "gives an error to the callback",
        by(UNHANDLED),
        "C: UserFunction.js; the decorator refuses handlers with a callback",
        handlers=(Handler.GATEWAY,),
        path="/other/callback",
    ),
    Row(
        "throw null",
        "throws null",
        always(UNHANDLED),
        "C: run with AWS's client, the message is `handled`",
        case="throw-null",
        handlers=NODE,
    ),
    Row(
        "throw an object",
        "throws an object that is no Error",
        always(UNHANDLED),
        "C: the message is `[object Object]`",
        case="throw-object",
        handlers=NODE,
    ),
    Row(
        "unhandled rejection",
        "leaves a rejected promise alone while it waits",
        always(UNHANDLED),
        "C: Runtime.UnhandledPromiseRejection",
        case="rejection",
        handlers=NODE,
    ),
    Row(
        "promise that never settles",
        "returns a promise that never settles: the process has nothing left to do",
        always(RESULT),
        "C: AWS's client; Lambda answers `null`",
        case="never",
        body="null",
        handlers=NODE,
        reason="Lambda itself reports success",
    ),
)

LOADING_ROWS = (
    Row(
        "exception at import (Python)",
        "raises while the module loads",
        by(UNHANDLED),
        LOADING,
        handlers=GATEWAY,
        path="/other/at-import-python",
    ),
    Row(
        "exception at import (Node.js)",
        "throws while the module loads",
        by(UNHANDLED),
        LOADING,
        handlers=GATEWAY,
        path="/other/at-import-nodejs",
    ),
    Row(
        "import failure (Python)",
        "imports a module that is not there",
        by(CRASHED),
        LOADING,
        handlers=GATEWAY,
        path="/other/no-module-python",
    ),
    Row(
        "import failure (Node.js)",
        "requires a module that is not there",
        by(CRASHED),
        LOADING,
        handlers=GATEWAY,
        path="/other/no-module-nodejs",
    ),
    Row(
        "missing handler (Python)",
        "the module has no such function",
        by(CRASHED),
        LOADING,
        handlers=GATEWAY,
        path="/other/no-handler-python",
    ),
    Row(
        "missing handler (Node.js)",
        "the module exports no such function",
        by(CRASHED),
        LOADING,
        handlers=GATEWAY,
        path="/other/no-handler-nodejs",
    ),
)

RESULT_ROWS = (
    Row(
        "success",
        "returns an object",
        always(RESULT),
        "S: no template, passed through byte for byte",
        case="return",
        text='{"id": "7"}',
        failure=False,
    ),
    Row(
        "success that carries errorMessage",
        "returns an error document instead of raising",
        always(RESULT),
        "D: API_IntegrationResponse, the function error header decides; F: harishkm.in; not recorded",
        case="return",
        text='{"errorMessage": "m", "errorType": "E"}',
        reason="Lambda itself reports success",
    ),
    Row(
        "success that carries errorMessage, guarded route",
        "the same with `guard_default_response=True`: misread as a failure",
        always(Outcome(500, "INTERNAL_ERROR")),
        "docs/construct.md",
        case="return",
        text='{"errorMessage": "m", "errorType": "E"}',
        suffix="/guarded",
        failure=False,
    ),
    Row(
        "unserializable result",
        "returns a set; in Node.js an object that contains itself",
        always(CRASHED),
        MARSHAL,
        case="unserializable",
    ),
    Row(
        "result over 6 MB",
        "returns 6,500,000 characters",
        always(CRASHED),
        "S: Function.ResponseSizeTooLarge",
        case="large-result",
    ),
)
