"""What the runtime costs a Lambda function: import time, decoration, and the time of a call.

    python -m benchmarks.runtime

Import times are of fresh interpreters, the best of several, taken in turn so that a busy machine hits all alike.
"cold" has imported nothing before; "in Lambda" has already imported what AWS's runtime client imports in any case.
The package is measured as it lies in a layer, with bytecode as pip writes it and, once, without (a zip of sources:
the function compiles it at each cold start). The comparison is the event handler of aws-lambda-powertools, with
bytecode, where it is installed.
"""

from __future__ import annotations

import compileall
import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path

from .figures import record

PACKAGE = Path(__file__).resolve().parent.parent / "lib" / "cdk_apigateway_errors"
ROUNDS = 15
CLIENT = "import importlib, json, logging, os, sys, time, traceback"
OURS = "from cdk_apigateway_errors.runtime import ApiError, error_responses"
DECORATED = (
    OURS
    + """
class Missing(ApiError): status, code = 404, "MISSING"
@error_responses(errors=[Missing, 409])
def handler(event, context): pass
"""
)
HANDLER, THEIRS = "our import and a decorated handler", "powertools' import and a route"
POWERTOOLS = """
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
app = APIGatewayRestResolver()
@app.get("/orders")
def orders(): pass
def handler(event, context): return app.resolve(event, context)
"""


def layer(root: Path, *, bytecode: bool) -> str:
    """The package as a layer holds it."""
    package = root / "cdk_apigateway_errors"
    shutil.copytree(PACKAGE / "runtime", package / "runtime", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__init__.py").write_text("")
    if bytecode:
        compileall.compile_dir(str(root), quiet=1)
    return str(root)


def milliseconds(code: str, before: str, path: str) -> float:
    """Time to run `code` in a fresh interpreter that has run `before`."""
    script = (
        f"import sys; sys.path.insert(0, {path!r})\n{before}\n"
        f"from time import perf_counter as now\nstart = now()\n{code}\nprint((now() - start) * 1000)"
    )
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    return float(done.stdout.split()[-1])


def import_times(compiled: str, sources: str) -> dict[tuple[str, str], float]:
    """Best milliseconds by what was run and where."""
    codes = {
        "our import": (OURS, compiled),
        HANDLER: (DECORATED, compiled),
        "the same without bytecode": (DECORATED, sources),
    }
    if importlib.util.find_spec("aws_lambda_powertools"):
        codes[THEIRS] = (POWERTOOLS, compiled)
    befores = {"cold": "", "in Lambda": CLIENT}
    samples: dict[tuple[str, str], list[float]] = {(name, where): [] for name in codes for where in befores}
    for _ in range(ROUNDS):
        for (name, where), taken in samples.items():
            taken.append(milliseconds(codes[name][0], befores[where], codes[name][1]))
    return {key: min(values) for key, values in samples.items()}


def call_times() -> dict[str, float]:
    """Best microseconds of one call."""
    sys.path.insert(0, str(PACKAGE.parent))
    from cdk_apigateway_errors.runtime import ApiError, error_responses  # noqa: PLC0415

    class Missing(ApiError):
        status, code = 404, "MISSING"

    def bare(event: object, _context: object) -> object:
        return event

    def failing(_event: object, _context: object) -> object:
        raise Missing(source="/path/id", detail="no such order")

    def raising() -> None:
        with contextlib.suppress(Missing):
            failing({}, None)

    def leaving() -> None:
        with contextlib.suppress(Missing):
            guarded_failing({}, None)

    guarded, guarded_failing = error_responses(errors=[Missing])(bare), error_responses(errors=[Missing])(failing)
    calls = {
        "bare handler": lambda: bare({}, None),
        "decorated handler": lambda: guarded({}, None),
        "declared error raised": raising,
        "declared error through the decorator": leaving,
    }
    return {name: best(call) for name, call in calls.items()}


def best(call: Callable[[], object]) -> float:
    number = 5_000
    return min(timeit.repeat(call, number=number, repeat=7)) / number * 1e6


def print_import_times() -> None:
    with tempfile.TemporaryDirectory() as compiled, tempfile.TemporaryDirectory() as sources:
        times = import_times(layer(Path(compiled), bytecode=True), layer(Path(sources), bytecode=False))
    print(f"import, ms (best of {ROUNDS} fresh interpreters)")
    for (name, where), value in times.items():
        print(f"  {name:<38} {where:<10} {value:8.2f}")
    for where in ("cold", "in Lambda"):
        if (THEIRS, where) in times:
            ratio = times[HANDLER, where] / times[THEIRS, where]
            print(f"  ours / powertools, {where}: {ratio:.3f}")
            record(**{"runtime import" if where == "in Lambda" else "runtime import cold": ratio})


def print_call_times() -> None:
    print("call, µs (best of 7 × 5,000)")
    calls = call_times()
    for name, value in calls.items():
        print(f"  {name:<38} {value:19.2f}")
    overhead = calls["decorated handler"] - calls["bare handler"]
    print(f"  overhead of a success: {overhead:.2f} µs")
    record(**{"runtime call": overhead})


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}")
    print_import_times()
    print_call_times()
