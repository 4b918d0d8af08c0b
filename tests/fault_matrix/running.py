"""Sends the rows to a target, and says what came."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping

from .ending_rows import EXIT_ROWS, LOADING_ROWS, RESULT_ROWS
from .model import ORIGIN, Answer, Cell, Handler, Outcome, Request, Row, Target
from .request_rows import BODY_ROWS, LAMBDA_ROWS, ROUTE_ROWS
from .text_rows import DECLARED_ROWS, EMPTY_ROWS, HEADER_ROWS, SURROGATE_ROWS, UNDECLARED_ROWS

GROUPS: Mapping[str, tuple[Row, ...]] = {
    "Declared errors": DECLARED_ROWS,
    "Headers that an error brings": HEADER_ROWS,
    "Everything else that is raised": (*UNDECLARED_ROWS, *SURROGATE_ROWS, *EMPTY_ROWS),
    "Other ends of a function": EXIT_ROWS,
    "Functions that do not load": LOADING_ROWS,
    "Results": RESULT_ROWS,
    "Between the gateway and the function": LAMBDA_ROWS,
    "Request bodies, parameters and headers": BODY_ROWS,
    "Paths, methods, keys": ROUTE_ROWS,
}
"""The rows by the page's sections."""
ROWS: tuple[Row, ...] = tuple(row for group in GROUPS.values() for row in group)

GENERATED = {
    "INTERNAL_ERROR": "Internal server error",
    "FUNCTION_CRASHED": "Internal server error",
    "TIMEOUT": "Endpoint request timed out",
}
"""Code and message of the errors that the API makes of failures that no handler declares (docs/construct.md)."""

INSIDE = (
    *("unseen-7f3a", "7f3a Error", "10.0.0.5"),
    *("stackTrace", '"trace"', "Traceback", "errorType", "errorMessage", "/var/task", "main.py", "main.js"),
    *("RequestId:", "Task timed out", "Runtime exited", "import module", "Cannot find module", "Unable to"),
    *("MemoryError", "[object Object]", "xxxxxxxxxx", "SIGKILL", "arn:aws"),
)
"""What only the inside of a function or of the platform says."""


def rows() -> tuple[Row, ...]:
    """Every row of the matrix; names are unique."""
    return ROWS


def cells(of: Iterable[Row] = ROWS) -> tuple[Cell, ...]:
    """Each row with each handler that runs it."""
    return tuple(Cell(row, handler) for row in of for handler in row.handlers)


def request(cell: Cell) -> Request:
    """What the client sends for a cell; every request comes from another origin."""
    row = cell.row
    path = row.path or f"/{cell.handler}/{cell.case}{row.suffix}"
    text = (("X-Text", base64.b64encode(cell.text.encode("utf-16-le", "surrogatepass")).decode()),)
    headers = (("Origin", ORIGIN), *(text if cell.handler is not Handler.GATEWAY and cell.text else ()), *row.headers)
    return Request(row.method, path, headers, row.content)


def answers(target: Target, of: Iterable[Row] = ROWS) -> dict[Cell, Answer]:
    """What a target answers in every cell. The target must be of :class:`~.app.MatrixStack`."""
    return {cell: target.send(request(cell)) for cell in cells(of)}


def outcome(cell: Cell, answer: Answer) -> Outcome:
    """The columns of an answer: its status, the shape of its body, CORS, and whether something leaks."""
    return Outcome(answer.status, shape(cell, answer), readable(answer), leaks(cell, answer))


def shape(cell: Cell, answer: Answer) -> str:
    """See :class:`~.model.Outcome`."""
    if not answer.body:
        return "none"
    if _is_declared(cell, answer):
        return "declared" if answer.status >= 400 else "result"
    document = _json(answer.body)
    if not isinstance(document, dict):
        return "text"
    if set(document) == {"message"}:
        return "service"
    if "errorType" in document and {"stackTrace", "trace"} & set(document):
        return "envelope"
    return _code(cell, answer, document) or "text"


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _is_declared(cell: Cell, answer: Answer) -> bool:
    """Whether the body is the text that the handler declared, byte for byte, or the result that it returned."""
    if not cell.declared or cell.row.undeclared:
        return False
    if answer.status < 400:  # the clients print results their own way
        return answer.body[:1] in b'{[n"' and _json(answer.body) == _json(cell.declared.encode("utf-8", "replace"))
    return answer.body == cell.declared.encode("utf-8", "surrogatepass")


def _code(cell: Cell, answer: Answer, document: Mapping[str, object]) -> str | None:
    """The code of an error that is whole: the status, one code and message, and the id of the request."""
    errors = document.get("errors")
    item = errors[0] if isinstance(errors, list) and len(errors) == 1 else {}
    code = str(item.get("code")) if isinstance(item, dict) else ""
    default = code in ("DEFAULT_4XX", "DEFAULT_5XX")  # they stand for several statuses, so their body cannot name one
    members = {
        "errors": [{"code": code, "message": item.get("message")}],
        "requestId": answer.header("x-amzn-RequestId"),
    }
    wanted = members if default else {"status": answer.status, **members}
    message = re.escape(GENERATED[code]) if code in GENERATED else cell.row.message
    whole = document == wanted and re.fullmatch(message, str(item.get("message")), re.DOTALL)
    return code if whole and _media_type(answer) == "application/json" else None


def _media_type(answer: Answer) -> str:
    return (answer.header("Content-Type") or "").partition(";")[0].strip()


def readable(answer: Answer) -> bool:
    """Whether a page of another origin may read the answer."""
    return answer.header("Access-Control-Allow-Origin") in (ORIGIN, "*")


def leaks(cell: Cell, answer: Answer) -> bool:
    """Whether the answer shows what is neither declared nor returned, or has a header line that nobody declared."""
    if answer.header("X-Injected") is not None or any("\n" in value or "\r" in value for _, value in answer.headers):
        return True
    headers = "\n".join(value for _, value in answer.headers)
    shown = "" if _is_declared(cell, answer) else answer.body.decode(errors="replace")
    return any(mark in shown or mark in headers for mark in INSIDE)
