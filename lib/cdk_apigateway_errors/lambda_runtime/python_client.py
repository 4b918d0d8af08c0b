"""A runtime client for Python handlers, for systems where AWS's own has no build.

Run as a program it serves one function through the Runtime API, as ``python -m awslambdaric`` does; imported, it gives
:mod:`.in_process` the same error documents. Standard library only, nothing of ours: it runs under any Python from 3.10.

What it does is what AWS's client does (C: aws/aws-lambda-python-runtime-interface-client 4.x, ``bootstrap.py`` and
``lambda_runtime_marshaller.py``): the order of keys, the texts, ``Decimal`` as a number, ``bytes`` as text, a named
tuple as an object, characters beyond ASCII as they are from Python 3.12 on.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file: its modules are not the handler's

import decimal
import functools
import importlib
import json
import logging
import math
import os
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import Message

Handler = Callable[[Any, Any], Any]
_API = "/2018-06-01/runtime"
_OURS = ("lambda_runtime/python_client.py", "lambda_runtime/in_process.py", "<frozen importlib._bootstrap>")
_WITH_UNICODE = tuple(f"AWS_Lambda_python3.{minor}" for minor in range(12, 30))


class Fault(Exception):
    """A failure that the client itself reports, with its ``errorType``."""

    def __init__(self, error_type: str, message: str, trace: list[str] | None = None) -> None:
        super().__init__(message)
        self.error_type = error_type
        self.trace = trace or []


# -- JSON -----------------------------------------------------------------------------------------------------------


def to_json(value: Any, *, ascii_only: bool) -> str:
    """The JSON text that AWS's client sends.

    >>> to_json({"price": decimal.Decimal("1.10"), "name": "é"}, ascii_only=False)
    '{"price": 1.10, "name": "é"}'
    """
    quote = json.encoder.encode_basestring_ascii if ascii_only else json.encoder.encode_basestring
    return _Encoder(quote).encode(value)


class _Encoder:
    def __init__(self, quote: Callable[[str], str]) -> None:
        self._quote = quote
        self._open: set[int] = set()

    def encode(self, value: Any) -> str:
        if isinstance(value, (str, bytes)):
            return self._quote(_text(value))
        constant = _constant(value)
        if constant is not None:
            return constant
        if isinstance(value, (dict, list, tuple)):
            return self._nested(value)
        raise TypeError(f"Object of type {value.__class__.__name__} is not JSON serializable")

    def _nested(self, value: Any) -> str:
        marker = id(value)
        if marker in self._open:
            raise ValueError("Circular reference detected")
        self._open.add(marker)
        try:
            as_dict = getattr(value, "_asdict", None)
            if isinstance(value, tuple) and callable(as_dict):
                value = as_dict()
            if isinstance(value, dict):
                return "{" + ", ".join(f"{self._key(key)}: {self.encode(each)}" for key, each in value.items()) + "}"
            return "[" + ", ".join(map(self.encode, value)) + "]"
        finally:
            self._open.discard(marker)

    def _key(self, key: Any) -> str:
        if isinstance(key, (str, bytes)):
            return self._quote(_text(key))
        if isinstance(key, (bool, int, float)) or key is None:
            return self._quote(_constant(key) or "")
        raise TypeError(f"keys must be str, int, float, bool or None, not {key.__class__.__name__}")


def _text(value: str | bytes) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else value


def _constant(value: Any) -> str | None:
    """JSON for a value without parts, ``None`` for others; NaN goes out as such."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, decimal.Decimal):
        return "NaN" if value.is_nan() else str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        return float.__repr__(value).replace("inf", "Infinity")
    return None


def escapes_non_ascii(execution_env: str | None) -> bool:
    """Whether characters beyond ASCII are sent escaped: up to Python 3.11."""
    return execution_env not in _WITH_UNICODE


def marshal(result: Any, *, ascii_only: bool) -> str | bytes:
    """A handler's result as JSON, bytes as they are. Raises :class:`Fault` when it cannot be.

    The text may hold half a surrogate pair. Nothing catches its encoding: AWS's client ends there too.
    """
    if isinstance(result, bytes):
        return result
    try:
        return to_json(result, ascii_only=ascii_only)
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def as_bytes(answer: str | bytes) -> bytes:
    return answer.encode("utf-8") if isinstance(answer, str) else answer


# -- errors ---------------------------------------------------------------------------------------------------------


def error_document(error: BaseException, request_id: str = "") -> dict[str, Any]:
    """What Lambda hands over for this exception: four keys in this order.

    >>> error_document(Fault("Runtime.HandlerNotFound", "Handler 'x' missing on module 'app'"), "7f3e")["errorType"]
    'Runtime.HandlerNotFound'
    """
    if isinstance(error, Fault):
        name, trace = error.error_type, error.trace
    else:
        name, trace = type(error).__name__, _trace(error.__traceback__)
    return {"errorMessage": str(error), "errorType": name, "requestId": request_id, "stackTrace": trace}


def _trace(traceback_: TracebackType | None) -> list[str]:
    """The handler's frames: ours, up to its first, left out."""
    frames = [(each.filename, each.lineno or 0, each.name, each.line) for each in traceback.extract_tb(traceback_)]
    for index, frame in enumerate(frames):
        if not frame[0].endswith(_OURS):
            return traceback.format_list(frames[index:])
    return traceback.format_list(frames)


# -- the handler ----------------------------------------------------------------------------------------------------


def load(handler: str) -> Handler:
    """The function named ``folder/module.function``. Raises :class:`Fault` or what the module raises."""
    module, _, name = handler.rpartition(".")
    if not module and "." not in handler:
        problem = "not enough values to unpack (expected 2, got 1)"
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': {problem}")
    if module.split(".", maxsplit=1)[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module} as a handler module")
    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}") from error
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error}", trace) from error
    if not hasattr(loaded, name):
        raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'")
    found: Handler = getattr(loaded, name)
    return found


class _Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class LambdaContext:
    """The second argument of a handler, with the names of the developer guide's context page."""

    def __init__(self, request_id: str, deadline_ms: int, function_arn: str, names: dict[str, str]) -> None:
        self.aws_request_id = request_id
        self.invoked_function_arn = function_arn
        self.function_name = names.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = names.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = names.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = names.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = names.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.client_context = None
        self.tenant_id = None
        self.identity = _Identity()
        self._deadline_ms = deadline_ms

    def get_remaining_time_in_millis(self) -> int:
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message: object) -> None:
        sys.stdout.write(str(message))


# -- the program ----------------------------------------------------------------------------------------------------


class _Client:
    """One connection to the Runtime API, kept open."""

    def __init__(self, address: str) -> None:
        import http.client  # noqa: PLC0415 - costs a third of the gateway's start, which needs none

        self._connection = http.client.HTTPConnection(address)
        self._ascii_only = escapes_non_ascii(os.environ.get("AWS_EXECUTION_ENV"))

    def next(self) -> tuple[bytes, Message]:
        self._connection.request("GET", f"{_API}/invocation/next")
        response = self._connection.getresponse()
        return response.read(), response.headers

    def report(self, path: str, error: BaseException, request_id: str = "") -> None:
        document = error_document(error, request_id)
        _log_error(document)
        headers = {"Lambda-Runtime-Function-Error-Type": document["errorType"].encode("latin-1", "replace")}
        self.post(path, to_json(document, ascii_only=self._ascii_only).encode("utf-8"), headers)

    def marshal(self, result: Any) -> str | bytes:
        return marshal(result, ascii_only=self._ascii_only)

    def post(self, path: str, body: bytes, headers: dict[str, Any] | None = None) -> None:
        self._connection.request("POST", _API + path, body, headers or {})
        self._connection.getresponse().read()


def _log_error(document: dict[str, Any]) -> None:
    lines = [f"[ERROR] {document['errorType']}: {document['errorMessage']}", "Traceback (most recent call last):"]
    print("\n".join([*lines, *(line.rstrip("\n") for line in document["stackTrace"])]), flush=True)


class _RequestIds(logging.Filter):
    """Puts the request id into log records, as Lambda's log format shows it."""

    current = ""

    def filter(self, record: logging.LogRecord) -> bool:
        record.aws_request_id = self.current
        return True


def _set_up_logging() -> _RequestIds:
    handler, ids = logging.StreamHandler(sys.stdout), _RequestIds()
    form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    handler.setFormatter(logging.Formatter(form, "%Y-%m-%dT%H:%M:%S"))
    logging.Formatter.converter = time.gmtime
    handler.addFilter(ids)
    logging.getLogger().addHandler(handler)
    return ids


def _serve_one(client: _Client, handler: Handler, ids: _RequestIds) -> None:
    body, headers = client.next()
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    deadline = int(headers["Lambda-Runtime-Deadline-Ms"])
    arn = headers["Lambda-Runtime-Invoked-Function-Arn"] or ""
    ids.current = request_id
    os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"] or ""
    try:
        context = LambdaContext(request_id, deadline, arn, dict(os.environ))
        answer = client.marshal(handler(json.loads(body), context))
    except Exception as error:
        client.report(f"/invocation/{request_id}/error", error, request_id)
    else:
        client.post(f"/invocation/{request_id}/response", as_bytes(answer))


def main(handler_name: str) -> None:
    sys.stdout.reconfigure(line_buffering=True, write_through=True)  # type: ignore[union-attr]
    client, ids = _Client(os.environ["AWS_LAMBDA_RUNTIME_API"]), _set_up_logging()
    try:
        handler = load(handler_name)
    except Exception as error:
        client.report("/init/error", error)
        sys.exit(1)
    serve = functools.partial(_serve_one, client, handler, ids)
    while True:
        serve()


if __name__ == "__main__":
    main(sys.argv[1])
