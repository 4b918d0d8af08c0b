"""What a stack costs to build and synthesize: this library against the same API written by hand.

Run it with ``make bench``, or ``python benchmarks/infrastructure.py [--routes 10 50 110] [--repeat 5] [--json]``.

Five ways to the same content (8 declared status codes, unhandled, timeout and crash; the same patterns, templates,
request template, models and headers; no gateway responses, no logs, no tracing on any side):

- ``route``: ``NonProxyLambdaRestApi.add_route``
- ``openapi``: the same with ``definition="openapi"``
- ``seam``: ``resource.add_method(…, NonProxyLambdaIntegration(…))``
- ``hand``: CDK's L2 with its defaults, a fresh ``LambdaIntegration(proxy=False, …)`` and fresh structs per method
- ``careful``: one integration and one list of method responses shared, ``scope_permission_to_method=False``

Every measurement is a process of its own with a fresh jsii kernel, as every ``cdk synth`` is; the kernel's start, the
imports, the stack and its function are not counted. The order of the five changes with every repetition; what is
printed are medians and best times, and the same of the processor time of Python and Node.js together, which other work
on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cdk_apigateway_errors.catalog import ErrorCatalog

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = ("route", "openapi", "seam", "hand", "careful")
CODES = [400, 401, 403, 404, 409, 410, 422, 429]


_CATALOG = ErrorCatalog.of(CODES)
# What follows from the codes; the hand-written stacks hold the same texts.
_ANSWERS = (_CATALOG.success(), *_CATALOG.responses())
_SCHEMA = _CATALOG.schema()


def measure(variant: str, routes: int) -> dict[str, Any]:
    """Build and synthesize one stack in this process."""
    from aws_cdk import App, Stack  # noqa: PLC0415
    from jsii._kernel.providers.process import _NodeProcess  # noqa: PLC0415

    import cdk_apigateway_errors.infrastructure  # noqa: F401, PLC0415

    calls = _count_calls(_NodeProcess)
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stack = Stack(app, "Bench")
        handler = _function(stack)
        before, cpu, start = calls[0], cpu_seconds(), time.perf_counter()
        BUILDERS[variant](stack, handler, routes)
        built = time.perf_counter()
        built_calls = calls[0] - before
        app.synth()
        end, cpu_end = time.perf_counter(), cpu_seconds()
        template = (Path(folder) / "Bench.template.json").read_bytes()
    return {
        "build": built - start,
        "synth": end - built,
        "time": end - start,
        "cpu": cpu_end - cpu,
        "build calls": built_calls,
        "calls": calls[0] - before,
        "resources": len(json.loads(template)["Resources"]),
        "bytes": len(template),
    }


def cpu_seconds() -> float:
    """Processor time of this process and, where ``/proc`` tells, of the Node.js processes below it."""
    return time.process_time() + sum(_cpu_of(pid) for pid in _children(os.getpid()))


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_cpu_of(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    found = [(task / "children").read_text(encoding="utf-8") for task in tasks.iterdir()] if tasks.exists() else []
    return [int(child) for text in found for child in text.split()]


def _count_calls(process: Any) -> list[int]:
    """Count every message that Python sends to Node.js."""
    count, send = [0], process.send

    def counting(self: Any, request: Any, response_type: Any) -> Any:
        count[0] += 1
        return send(self, request, response_type)

    process.send = counting
    return count


def _function(stack: Any) -> Any:
    from aws_cdk import aws_lambda  # noqa: PLC0415

    code = aws_lambda.Code.from_inline("x")
    return aws_lambda.Function(stack, "Handler", runtime=aws_lambda.Runtime.PYTHON_3_13, handler="i.h", code=code)


def by_openapi(stack: Any, handler: Any, routes: int) -> None:
    by_route(stack, handler, routes, definition="openapi")


def by_route(stack: Any, handler: Any, routes: int, **options: Any) -> None:
    from cdk_apigateway_errors import NonProxyLambdaRestApi  # noqa: PLC0415

    api = NonProxyLambdaRestApi(
        stack,
        "Api",
        errors=CODES,
        gateway_responses="none",
        runtime_layer=False,
        rest_api_options={"cloud_watch_role": False, "deploy": True},
        deploy_options={"access_log_destination": None, "tracing_enabled": False, "logging_level": None},
        **options,
    )
    for number in range(routes):
        api.add_route(f"GET /r{number}", handler=handler)


def by_seam(stack: Any, handler: Any, routes: int) -> None:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    from cdk_apigateway_errors import NonProxyLambdaIntegration  # noqa: PLC0415

    api = ag.RestApi(stack, "Api", cloud_watch_role=False)
    integration = NonProxyLambdaIntegration(handler, errors=CODES, runtime_layer=False)
    for number in range(routes):
        api.root.add_resource(f"r{number}").add_method("GET", integration)


def by_hand(stack: Any, handler: Any, routes: int) -> None:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    api, model = _hand_api(stack)
    for number in range(routes):
        integration = ag.LambdaIntegration(handler, proxy=False, **_integration_options())
        resource = api.root.add_resource(f"r{number}")
        resource.add_method("GET", integration, method_responses=_method_responses(model))


def by_careful_hand(stack: Any, handler: Any, routes: int) -> None:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    api, model = _hand_api(stack)
    integration = ag.LambdaIntegration(handler, proxy=False, scope_permission_to_method=False, **_integration_options())
    method_responses = _method_responses(model)
    for number in range(routes):
        api.root.add_resource(f"r{number}").add_method("GET", integration, method_responses=method_responses)


def _hand_api(stack: Any) -> tuple[Any, Any]:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    api = ag.RestApi(stack, "Api", cloud_watch_role=False)
    return api, api.add_model("ErrorModel", schema=_json_schema(_SCHEMA), content_type="application/json")


def _json_schema(schema: dict[str, Any]) -> Any:
    """The error format's schema in CDK's words."""
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    given: dict[str, Any] = {}
    for name, value in schema.items():
        if name == "$schema":
            given["schema"] = ag.JsonSchemaVersion.DRAFT4
        elif name == "type":
            given["type"] = ag.JsonSchemaType[value.upper()]
        elif name == "properties":
            given["properties"] = {key: _json_schema(part) for key, part in value.items()}
        elif name in {"items", "additionalProperties"}:
            given[re.sub("P", "_p", name)] = _json_schema(value)
        else:
            given[re.sub("I", "_i", name)] = value
    return ag.JsonSchema(**given)


def _integration_options() -> dict[str, Any]:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    from cdk_apigateway_errors.infrastructure.request import request_templates  # noqa: PLC0415

    return {
        "passthrough_behavior": ag.PassthroughBehavior.NEVER,
        "request_templates": dict(request_templates(None, "GET")),
        "integration_responses": [
            ag.IntegrationResponse(
                status_code=str(answer.status_code),
                selection_pattern=answer.selection_pattern,
                response_templates={"application/json": answer.response_template} if answer.response_template else None,
            )
            for answer in _ANSWERS
        ],
    }


def _method_responses(model: Any) -> list[Any]:
    from aws_cdk import aws_apigateway as ag  # noqa: PLC0415

    return [
        ag.MethodResponse(
            status_code=str(answer.status_code),
            response_models={"application/json": model} if answer.error_model else None,
        )
        for answer in _ANSWERS
    ]


BUILDERS: dict[str, Callable[[Any, Any, int], None]] = {
    "route": by_route,
    "openapi": by_openapi,
    "seam": by_seam,
    "hand": by_hand,
    "careful": by_careful_hand,
}


def in_a_process(variant: str, routes: int) -> dict[str, Any]:
    """One measurement with a kernel of its own."""
    environment = {
        **os.environ,
        "CDK_VALIDATION": "false",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "PYTHONPATH": str(ROOT / "lib"),
    }
    command = [sys.executable, __file__, "--one", variant, "--routes", str(routes)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise SystemExit(f"{variant} with {routes} routes failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def medians(routes: int, repeat: int) -> dict[str, dict[str, float]]:
    """The medians of every variant; the order turns round with every repetition."""
    found: dict[str, list[dict[str, Any]]] = {variant: [] for variant in VARIANTS}
    for number in range(repeat):
        order = VARIANTS if number % 2 == 0 else tuple(reversed(VARIANTS))
        for variant in order:
            found[variant].append(in_a_process(variant, routes))
    return {
        variant: {
            **{key: statistics.median(run[key] for run in runs) for key in runs[0]},
            "best": min(run["time"] for run in runs),
            "best cpu": min(run["cpu"] for run in runs),
        }
        for variant, runs in found.items()
    }


def table(routes: int, result: dict[str, dict[str, float]]) -> str:
    head = [f"{routes} routes", "time, s", "build, s", "synth, s", "× (a)", "× (b)", "best, s", "× (a)", "× (b)"]
    head += ["CPU, s", "× (a)", "× (b)", "best CPU, s", "× (a)", "× (b)"]
    head += ["jsii calls", "a route", "resources", "KB", "a route", "bytes × (a)"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for variant, one in result.items():
        a, b = result["hand"], result["careful"]
        times = " | ".join(
            f"{one[key]:.2f} | {one[key] / a[key]:.2f} | {one[key] / b[key]:.2f}" for key in ("best", "cpu", "best cpu")
        )
        lines.append(
            f"| {variant} | {one['time']:.2f} | {one['build']:.2f} | {one['synth']:.2f} "
            f"| {one['time'] / a['time']:.2f} | {one['time'] / b['time']:.2f} | {times} "
            f"| {one['calls']:.0f} | {one['calls'] / routes:.1f} | {one['resources']:.0f} "
            f"| {one['bytes'] / 1000:.0f} | {one['bytes'] / 1000 / routes:.2f} | {one['bytes'] / a['bytes']:.2f} |"
        )
    return "\n".join(lines)


def machine() -> str:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    packages = ", ".join(f"{name} {version(name)}" for name in ("aws-cdk-lib", "jsii", "constructs"))
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}, "
        f"Node.js {node}; {packages}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Build and synthesis cost against the same API by hand")
    parser.add_argument("--routes", type=int, nargs="+", default=[10, 50, 110])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the medians as JSON")
    parser.add_argument("--one", choices=VARIANTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.routes[0])))
        return
    results = {routes: medians(routes, options.repeat) for routes in options.routes}
    if options.json:
        print(json.dumps(results))
        return
    print(machine() + f"; {options.repeat} runs each\n")
    print("\n\n".join(table(routes, result) for routes, result in results.items()))


if __name__ == "__main__":
    main()
