"""1,000 routes: one API over nested stacks, and the same routes over five APIs of one stack each.

``python -m benchmarks.thousand_routes [--routes 1000]`` synthesizes, lints what was written, loads it into the local
gateway and sends every route a request whose handler fails with a declared error, each step with its time; at the end
the peak memory. Every path has four methods, because an API has 300 resources; 8 status codes and the generated errors.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from .figures import record
from .same_api import function, rest_api

METHODS = ("GET", "PUT", "POST", "DELETE")
GROUPS = 25
APIS = 5
UNINDENTED = {"@aws-cdk/core:suppressTemplateIndentation": True}
T = TypeVar("T")


def paths(routes: int) -> list[str]:
    return [f"/group{number % GROUPS}/part{number // GROUPS}" for number in range(routes // len(METHODS))]


def nested(folder: str, routes: int) -> None:
    """One API, its routes in nested stacks by first path segment."""
    from aws_cdk import App, Stack  # noqa: PLC0415

    app = App(outdir=folder, context=UNINDENTED)
    stack = Stack(app, "Nested")
    api, handler = rest_api(stack, nested_stacks=True), function(stack)
    for path in paths(routes):
        for method in METHODS:
            api.add_route(f"{method} {path}", handler=handler)
    app.synth()


def several(folder: str, routes: int) -> None:
    """Several APIs, each in a stack of its own."""
    from aws_cdk import App, Stack  # noqa: PLC0415

    app = App(outdir=folder, context=UNINDENTED)
    all_paths = paths(routes)
    for number in range(APIS):
        stack = Stack(app, f"Api{number}")
        api, handler = rest_api(stack), function(stack)
        for path in all_paths[number::APIS]:
            for method in METHODS:
                api.add_route(f"{method} {path}", handler=handler)
    app.synth()


def failing(_event: Any, _context: Any) -> Any:
    raise ValueError('{"status":404,"errors":[]}')


def serve(application: Any) -> int:
    """How many routes answer a declared error as declared."""
    from cdk_apigateway_errors.gateway import Gateway, Request  # noqa: PLC0415
    from cdk_apigateway_errors.lambda_runtime import LambdaService  # noqa: PLC0415

    right = 0
    for api in application.rest_apis:
        with Gateway(
            api, LambdaService(callables={one.logical_id: failing for one in api.functions.values()})
        ) as gateway:
            for method in api.methods:
                response = gateway.handle(Request.of(method.http_method, method.path, body=b"{}"))
                right += response.status == 404 and response.body == b'{"status":404,"errors":[]}'
    return right


def measured(name: str, call: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = call()
    print(f"  {name:32} {time.perf_counter() - began:7.1f} s", flush=True)
    return result


def megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024  # kilobytes on Linux


def run(name: str, make: Callable[[str, int], None], routes: int) -> None:
    from cdk_apigateway_errors.cloudformation import load  # noqa: PLC0415
    from cdk_apigateway_errors.lint.linting import lint  # noqa: PLC0415

    print(name)
    with tempfile.TemporaryDirectory() as folder:
        measured("build and synthesize", lambda: make(folder, routes))
        sizes = [file.stat().st_size for file in Path(folder).rglob("*.template.json")]
        counts = [len(json.loads(file.read_text())["Resources"]) for file in Path(folder).rglob("*.template.json")]
        print(
            f"  {len(sizes)} templates, the largest with {max(sizes):,} bytes, the fullest with {max(counts)} resources"
        )
        application = measured("load", lambda: load(Path(folder)))
        findings = measured("lint", lambda: lint(application))
        right = measured("serve, one request a route", lambda: serve(application))
    errors = [finding for finding in findings if str(finding.severity).endswith("error")]
    print(f"  {right} of {routes} routes answer as declared; {len(errors)} errors of lint")
    if right != routes or errors:
        sys.exit(f"{name}: {right} right answers, {[str(error) for error in errors[:3]]}")


def main() -> None:
    parser = argparse.ArgumentParser(description="1,000 routes over nested stacks and over several APIs.")
    parser.add_argument("--routes", type=int, default=1000)
    routes = parser.parse_args().routes // (len(METHODS) * APIS) * (len(METHODS) * APIS)
    run(f"{routes} routes of one API over nested stacks", nested, routes)
    own = megabytes(resource.RUSAGE_SELF)
    print(f"  peak memory of Python so far {own:.0f} MB")
    record(**{"thousand memory": own})
    run(f"{routes} routes of {APIS} APIs, one stack each", several, routes)
    print(f"peak memory of Python {megabytes(resource.RUSAGE_SELF):.0f} MB; {GROUPS} first path segments")


if __name__ == "__main__":
    main()
