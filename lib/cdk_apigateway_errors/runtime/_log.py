"""One JSON line in the function's log for an exception that the client must not see.

The names are those of AWS's own clients (`requestId`, `errorType`, `errorMessage`, `stackTrace`), and `timestamp` with
`level` is what Lambda's JSON log format filters by (D: Lambda developer guide, monitoring-logs). The line is ASCII: a
lone surrogate or an exotic encoding of stdout cannot break it. Nothing here raises.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MAX_TEXT = 16_384  # characters of one message
_MAX_FRAMES = 60  # first and last half of a deeper stack
_MAX_CAUSES = 8


def log_exception(error: BaseException, context: object, *, message: str, level: str = "ERROR") -> None:
    """Write the exception, its causes and their stacks to stdout as one line; swallow whatever goes wrong."""
    try:
        _write(_record(error, context, message, level))
    except BaseException as problem:
        _write_least(type(problem).__name__, type(error).__name__)


def request_id(context: object) -> str:
    """The request id of a Lambda context, letters, digits and `-` only; `""` where there is none.

    >>> request_id(None)
    ''
    """
    value = _attribute(context, "aws_request_id")
    return value if len(value) <= 64 and value.isascii() and value.replace("-", "").isalnum() else ""


def _attribute(context: object, name: str) -> str:
    try:
        value = getattr(context, name, None)
    except Exception:
        return ""
    return str.__str__(value) if isinstance(value, str) else ""


def _record(error: BaseException, context: object, message: str, level: str) -> dict[str, Any]:
    now = time.time()
    head = {
        "timestamp": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now * 1000) % 1000:03d}Z",
        "level": level,
        "message": message,
        "requestId": request_id(context),
        "functionName": _attribute(context, "function_name"),
    }
    first, *others = _chain(error)
    causes = {"causes": [_described(cause) for cause in others]} if others else {}
    return {**head, **_described(first), **causes}


def _described(error: BaseException) -> dict[str, Any]:
    described: dict[str, Any] = {
        "errorType": type(error).__name__,
        "errorMessage": _text(error),
        "stackTrace": _stack(error),
    }
    members = _members(error)
    if members:
        described["exceptions"] = [{"errorType": type(each).__name__, "errorMessage": _text(each)} for each in members]
    return described


def _members(error: BaseException) -> list[BaseException]:
    """The first members of an exception group."""
    try:
        return [each for each in getattr(error, "exceptions", ())[:_MAX_CAUSES] if isinstance(each, BaseException)]
    except Exception:
        return []


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(chain) <= _MAX_CAUSES and all(current is not seen for seen in chain):
        chain.append(current)
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ if current.__cause__ is not None else hidden
    return chain


def _text(error: BaseException) -> str:
    try:
        text = str(error)
    except BaseException as problem:
        return f"<no text: __str__ raised {type(problem).__name__}>"
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}… ({len(text)} characters)"


def _stack(error: BaseException) -> list[str]:
    import traceback  # noqa: PLC0415

    try:
        frames = [line.rstrip()[:1000] for line in traceback.format_list(traceback.extract_tb(error.__traceback__))]
    except Exception:
        return []
    if len(frames) <= _MAX_FRAMES:
        return frames
    half = _MAX_FRAMES // 2
    return [*frames[:half], f"  … {len(frames) - _MAX_FRAMES} frames left out", *frames[-half:]]


def _write(record: dict[str, Any]) -> None:
    import json  # noqa: PLC0415  # only a failure pays for it

    if sys.stdout is not None:
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()


def _write_least(problem: str, error_type: str) -> None:
    try:
        _write({"level": "ERROR", "message": f"Could not log an exception: {problem}", "errorType": error_type})
    except BaseException:
        return
