"""Rows about the text of an exception: declared, almost declared, and not at all.

A handler without the decorator raises the text of the row; a decorated one raises the same text, which declares nothing
there, or the class that the row names. What each pattern makes of a text was worked out on paper from the pattern's form
and holds on ``java.util.regex`` (``test_judged_by_java.py``).
"""

from __future__ import annotations

import json

from .expecting import CRASHED, SHOWN, TIMED_OUT, UNHANDLED, always, by, declared, quoted
from .model import NODE, PYTHON, Handler, Row

SECRET = "unseen-7f3a"
FORM = "O; D: handle-errors-in-lambda-integration, the whole message must match"
TEMPLATE = "S: `$input.path` prints text raw (test_input_path_template_formatting 2025-06-18)"
RUNTIME = "the decorator's promise (docs/runtime.md)"
NOT_FOUND = '{"status":404,"errors":[{"code":"ORDER_NOT_FOUND","source":"/path/id","message":"No such order"}]}'
EMPTY = 'S: a success behaves as the empty string (test_lambda_selection_patterns 2025-05-05); C: clients send ""'


def bad_order(detail: object) -> str:
    """The body of a 400 as the runtime prints it: compact."""
    item = {"code": "BAD_ORDER", "message": "The order cannot be read", "detail": detail}
    return json.dumps({"status": 400, "errors": [item]}, separators=(",", ":"), ensure_ascii=False)


BETWEEN = (
    "the pattern reads a text, not JSON: what begins as a declared body and ends with a brace is taken for one; "
    "the decorator lets no such text out"
)
NOTHING = "no pattern can select an empty message: without the decorator it is answered as a success is"
ODD = "\"quoted\" 'single' $input.body $context.requestId #set($x=1)#end \\ %0d%0a <b> é 雪 😀"

DECLARED_ROWS = (
    Row(
        "declared error",
        "raises a declared 404",
        always(declared(404)),
        FORM,
        text=NOT_FOUND,
        decorated_case="not-found",
        decorated_body=NOT_FOUND,
    ),
    Row(
        "declared error, spaced JSON",
        'raises `{"status": 404, …}`, as json.dumps prints it',
        by(declared(404), classic=UNHANDLED),
        "F: SO 39617600; O",
        text='{"status": 404, "errors": []}',
        lint="spacing-missed",
    ),
    Row(
        "declared error, pretty-printed",
        "raises JSON over several lines",
        by(declared(404), classic=UNHANDLED),
        "F: uucode.com 2017; O: `.` stops at a line end",
        text='{\n  "status": 404,\n  "errors": []\n}\n',
        lint="newline-missed",
    ),
    Row(
        "declared error, status last",
        'raises `{"errors":[…],"status":404}`',
        by(UNHANDLED, top_level=declared(404), classic=declared(404)),
        FORM,
        text='{"errors":[{"code":"X","message":"m [1] {2}"}],"status":404}',
    ),
    Row(
        "declared error, 1 MB of detail",
        "raises a declared 400 with a detail of 1,000,000 characters",
        always(declared(400)),
        "C: no truncation found in the clients; O",
        case="large",
        text=bad_order("<1MB>"),
        body=bad_order("x" * 1_000_000),
        decorated_case="large-bad-order",
        decorated_body=bad_order("x" * 1_000_000),
    ),
    Row(
        "declared error, quotes, $ and #",
        "raises a detail full of quotes, `$`, `#`, backslashes and Unicode",
        always(declared(400)),
        TEMPLATE,
        text=bad_order(ODD),
        decorated_case="bad-order",
        decorated_text=ODD,
        decorated_body=bad_order(ODD),
    ),
    Row(
        "declared error, U+2028",
        "raises a detail with a raw U+2028; the decorator's classes write it as an escape",
        by(declared(400), classic=UNHANDLED, decorated=declared(400)),
        "O: Java's `.` excludes U+2028; C: JSON.stringify leaves it raw",
        text=bad_order("a\u2028b"),
        decorated_case="bad-order",
        decorated_text="a\u2028b",
        decorated_body=bad_order("a<LS>b").replace("<LS>", r"\u2028"),
        lint="newline-missed",
    ),
    Row(
        "declared error, nested status",
        'raises a declared 409 that holds `"status":400` deeper inside',
        by(declared(409), classic=declared(400), decorated=declared(409), decorated_classic=declared(400)),
        "O; which of two matching patterns wins is not established: here the lowest status",
        text='{"status":409,"errors":[{"code":"CONFLICT","message":"m","detail":{"status":400}}]}',
        decorated_case="nested-conflict",
        decorated_body='{"status":409,"errors":[{"code":"CONFLICT","message":"The order has changed",'
        '"detail":{"status":400}}]}',
        lint="nested-status-matched",
    ),
    Row(
        "declared error, fake status inside a string",
        'raises a declared 409 whose message quotes `"status":400`, escaped as JSON demands',
        by(declared(409)),
        FORM,
        text=r'{"status":409,"errors":[{"code":"X","message":"got {\"status\":400}"}]}',
    ),
    Row(
        "declared error, duplicate keys",
        'raises `{"status":409,"status":400}`',
        by(declared(409), classic=declared(400)),
        "O: the first one decides; classic sees both",
        text='{"status":409,"status":400,"errors":[]}',
        lint="patterns-overlap",
    ),
    Row(
        "declared error, NaN in it",
        "raises a declared 400 with a bare NaN; the decorator's classes refuse to hold one",
        by(declared(400)),
        "S: the rendered text is not checked to be JSON (F aws-cdk#19252)",
        text='{"status":400,"errors":[],"n":NaN}',
        decorated_case="not-a-number",
    ),
    Row(
        "exactly a declared body",
        "raises a text that is a declared body and nothing else: without the decorator, this is how one declares",
        by(declared(400)),
        FORM,
        text='{"status":400,"errors":[{"code":"FROM_CLIENT","message":"its own words"}]}',
    ),
    Row(
        "exception group of declared errors",
        "raises several declared 400s at once (`ExceptionGroup`, `AggregateError`)",
        by(UNHANDLED, decorated=declared(400)),
        RUNTIME,
        case="declared-group",
        decorated_case="declared-group",
        decorated_body='{"status":400,"errors":[{"code":"BAD_ORDER","source":"/a","message":"The order cannot be read"},'
        '{"code":"BAD_ORDER","source":"/b","message":"The order cannot be read"}]}',
    ),
)

UNDECLARED_ROWS = (
    Row(
        "undeclared exception",
        "raises an exception with internal text",
        always(UNHANDLED),
        FORM,
        text=f"{SECRET}: no route to database 10.0.0.5",
        undeclared=True,
    ),
    Row(
        "text around a declared body",
        'raises `could not read {"status":400,…} at line 1`',
        by(UNHANDLED, classic=quoted(400)),
        FORM,
        text=f'{SECRET}: could not read {{"status":400,"errors":[]}} at line 1',
        undeclared=True,
        lint="text-around-object-matched",
    ),
    Row(
        "a whole declared body behind a prefix",
        'raises `Error: {"status":404,…}`',
        by(UNHANDLED, classic=quoted(404)),
        FORM,
        text=f'Error: {{"status":404,"errors":[{{"message":"{SECRET}"}}]}}',
        undeclared=True,
        lint="text-around-object-matched",
    ),
    Row(
        "part of a declared body",
        "raises a declared body that is cut off",
        by(UNHANDLED, classic=quoted(400)),
        FORM,
        text=f'{{"status":400,"errors":[{{"code":"{SECRET}',
        undeclared=True,
        lint="text-around-object-matched",
    ),
    Row(
        "text of a timeout",
        "raises the text that Lambda writes for a timeout",
        by(TIMED_OUT),
        "S: the form of 2025; the body is constant",
        text="RequestId: 7f3a Error: Task timed out after 3.00 seconds",
        undeclared=True,
    ),
    Row(
        "text around that of a timeout",
        "raises `upstream: Task timed out after 3.00 seconds`",
        always(UNHANDLED),
        FORM,
        text=f"{SECRET} upstream: Task timed out after 3.00 seconds",
        undeclared=True,
    ),
    Row(
        "text of a crash",
        "raises the text that a client writes where it cannot import",
        by(CRASHED),
        "D: python-exceptions; the body is constant",
        text=f"Unable to import module 'x': No module named '{SECRET}'",
        undeclared=True,
    ),
    Row(
        "undeclared status",
        "raises a 418, which no route declares",
        by(UNHANDLED),
        FORM,
        text=f'{{"status":418,"errors":[{{"code":"TEAPOT","message":"{SECRET}"}}]}}',
        undeclared=True,
        decorated_case="undeclared",
    ),
    Row(
        "4001",
        'raises `{"status":4001,…}`',
        by(UNHANDLED, classic=quoted(400)),
        "O: table of the seed pattern",
        text=f'{{"status":4001,"message":"{SECRET}"}}',
        undeclared=True,
        lint="longer-number-matched",
    ),
    Row(
        "400.5",
        'raises `{"status":400.5,…}`',
        by(UNHANDLED, classic=quoted(400)),
        "O: table of the seed pattern",
        text=f'{{"status":400.5,"message":"{SECRET}"}}',
        undeclared=True,
        lint="longer-number-matched",
    ),
    Row(
        "status as a text",
        'raises `{"status":"400",…}`',
        by(UNHANDLED),
        "O: table of the seed pattern",
        text=f'{{"status":"400","message":"{SECRET}"}}',
        undeclared=True,
    ),
    Row(
        "status is null",
        'raises `{"status":null,…}`',
        by(UNHANDLED),
        FORM,
        text=f'{{"status":null,"message":"{SECRET}"}}',
        undeclared=True,
    ),
    Row(
        "status is NaN",
        'raises `{"status":NaN,…}`',
        by(UNHANDLED),
        FORM,
        text=f'{{"status":NaN,"message":"{SECRET}"}}',
        undeclared=True,
    ),
    Row(
        "nested status only",
        'raises an object whose member holds `"status":400`',
        by(UNHANDLED, classic=quoted(400)),
        "O: table of the seed pattern",
        text=f'{{"cause":{{"status":400}},"message":"{SECRET}"}}',
        undeclared=True,
        lint="nested-status-matched",
    ),
    Row(
        "fake status inside a string",
        'raises an object that quotes `"status":400`, escaped',
        by(UNHANDLED),
        "O: table of the seed pattern",
        text=f'{{"message":"{SECRET} {{\\"status\\":400}}"}}',
        undeclared=True,
    ),
    Row(
        r"`\u0073tatus`",
        'raises `{"\\u0073tatus":400,…}`, which a JSON parser reads as status',
        by(UNHANDLED),
        FORM,
        text=f'{{"\\u0073tatus":400,"message":"{SECRET}"}}',
        undeclared=True,
    ),
    Row(
        "between two objects",
        'raises `{"status":400,…} is not {…}`',
        by(quoted(400)),
        FORM,
        text=f'{{"status":400,"errors":[]}} {SECRET} is not {{"type":"object"}}',
        undeclared=True,
        reason=BETWEEN,
    ),
    Row(
        "a list with a declared body",
        'raises `[{"status":400}]`',
        by(UNHANDLED, classic=quoted(400)),
        FORM,
        text=f'[{{"status":400,"message":"{SECRET}"}}]',
        undeclared=True,
        lint="text-around-object-matched",
    ),
    Row(
        "newlines",
        "raises an exception of several lines",
        always(UNHANDLED),
        "O: `(?s)` in the unhandled pattern",
        text=f"first line\r\n{SECRET}\n\u2028\n",
        undeclared=True,
    ),
    Row("a lone newline", "raises `\\n`", always(UNHANDLED), "O: `.+` alone would miss it", text="\n", undeclared=True),
    Row(
        "quotes, $ and #",
        "raises quotes, `$` and `#` that are not declared",
        always(UNHANDLED),
        FORM,
        text=f"{SECRET} {ODD}",
        undeclared=True,
    ),
    Row(
        "undeclared exception, 6.5 MB",
        "raises 6,500,000 characters",
        by(CRASHED),
        "S: Function.ResponseSizeTooLarge",
        case="huge",
    ),
    Row("exception group", "raises a group of undeclared exceptions", always(UNHANDLED), FORM, case="group"),
    Row(
        "None as message (Python)",
        "raises an exception made of None",
        by(UNHANDLED),
        "C: awslambdaric sends `str(exc)`",
        case="null",
        handlers=PYTHON,
    ),
    Row(
        "null as message (Node.js)",
        "throws an error whose message is null: the error document has none",
        by(SHOWN),
        "C: Errors.js; without a text the compared value is empty (C: LocalStack; not recorded)",
        case="null",
        handlers=NODE,
        reason=NOTHING,
    ),
    Row(
        "a number as message",
        "raises an exception made of `42`; in Node.js its message is 42",
        by(UNHANDLED),
        "C: awslambdaric sends `str(exc)`, Errors.js the text of it",
        case="number",
    ),
)

EMPTY_ROWS = (
    Row(
        "empty message",
        "raises an exception without text",
        by(SHOWN),
        EMPTY,
        text="",
        reason=NOTHING,
    ),
    Row(
        "empty message, guarded route",
        "raises an exception without text on a route with `guard_default_response=True`",
        always(UNHANDLED),
        EMPTY,
        text="",
        suffix="/guarded",
    ),
)

SURROGATE_ROWS = (
    Row(
        "lone surrogate (Python)",
        "raises a text that UTF-8 cannot hold",
        by(CRASHED, decorated=UNHANDLED),
        "C: awslambdaric writes non-ASCII unescaped from python3.12 on, and dies of it",
        text=f"{SECRET} \ud800",
        handlers=PYTHON,
    ),
    Row(
        "lone surrogate (Node.js)",
        "raises a text that UTF-8 cannot hold",
        always(UNHANDLED),
        "C: JSON.stringify writes an escape",
        text=f"{SECRET} \ud800",
        handlers=NODE,
    ),
    Row(
        "declared error, lone surrogate",
        "raises a declared 400 with one in its detail: U+FFFD takes its place",
        by(declared(400), decorated=declared(400)),
        RUNTIME,
        decorated_case="bad-order",
        decorated_text="a\ud800",
        decorated_body=bad_order("a\ufffd"),
        handlers=(Handler.PYTHON_DECORATED, Handler.NODE_DECORATED),
    ),
)

HEADER_ROWS = (
    Row(
        "carried header",
        "raises a declared 429 that brings Retry-After",
        always(declared(429)),
        "D handle-errors: header mappings de-serialise the message",
        text='{"status":429,"errors":[{"code":"SLOW_DOWN","message":"Too many orders"}],"headers":{"Retry-After":"30"}}',
        decorated_case="slow-down",
        decorated_body='{"status":429,"errors":[{"code":"SLOW_DOWN","message":"Too many orders"}],'
        '"headers":{"Retry-After":"30"}}',
    ),
    Row(
        "header value with CR and LF",
        "raises a 429 whose Retry-After holds a line break; the decorator's classes refuse it",
        by(declared(429)),
        "RFC 9110 5.5: no line may be added; the service's own way is not recorded",
        text='{"status":429,"errors":[],"headers":{"Retry-After":"30\\r\\nX-Injected: yes"}}',
        decorated_case="header",
        decorated_text="30\r\nX-Injected: yes",
    ),
    Row(
        "header value too long",
        "raises a 429 whose Retry-After has 20,000 characters; the decorator's classes refuse it",
        by(declared(429)),
        "D quotas: 10,240 bytes in all; what the service does with more is not recorded",
        case="large",
        text='{"status":429,"errors":[],"headers":{"Retry-After":"<20kB>"}}',
        body='{"status":429,"errors":[],"headers":{"Retry-After":"' + "3" * 20_000 + '"}}',
        decorated_case="long-header",
    ),
    Row(
        "carried header, no JSON",
        "raises a text that the pattern of the 429 selects and that is no JSON: no header",
        by(declared(429)),
        "C; the service's own way is not recorded",
        text='{"status":429,errors:[]}',
    ),
)
