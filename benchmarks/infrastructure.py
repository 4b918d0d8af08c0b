"""What a stack costs to build and synthesize: this library against the same API written by hand.

Run it with ``make bench``, or ``python -m benchmarks.infrastructure [--routes 10 50 110] [--repeat 5]``.

Six ways to the same content (8 declared status codes, unhandled, timeout and crash; the same patterns, templates,
request template, models and headers; no gateway responses, no logs, no tracing on any side):

- ``route``: ``NonProxyLambdaRestApi.add_route``
- ``openapi``: the same with ``definition="openapi"``
- ``compact``: the same with ``selection_patterns="compact"``
- ``seam``: ``resource.add_method(…, NonProxyLambdaIntegration(…))``
- ``hand``: CDK's L2 with its defaults, a fresh ``LambdaIntegration(proxy=False, …)`` and fresh structs per method
- ``careful``: one integration and one list of method responses shared, ``scope_permission_to_method=False``

Every measurement is a process of its own with a fresh jsii kernel, as every ``cdk synth`` is; the kernel's start, the
imports, the stack and its function are not counted. The order of the six changes with every repetition; what is
printed are medians and best times, and the same of the processor time of Python and Node.js together, which other work
on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .figures import record
from .same_api import BUILDERS, add_routes, function, rest_api

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = ("route", "openapi", "compact", "seam", "hand", "careful")
GROWTH = (10, 200)


def measure(variant: str, routes: int) -> dict[str, Any]:
    """Build and synthesize one stack in this process."""
    from aws_cdk import App, Stack  # noqa: PLC0415
    from jsii._kernel.providers.process import _NodeProcess  # noqa: PLC0415

    import cdk_apigateway_errors.infrastructure  # noqa: F401, PLC0415

    calls = _count_calls(_NodeProcess)
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stack = Stack(app, "Bench")
        handler = function(stack)
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


def measure_growth(routes: int) -> dict[str, float]:
    """Processor time of a route: of ``add_route`` once the API and a first route are there, and of build and synthesis."""
    from aws_cdk import App, Stack  # noqa: PLC0415

    import cdk_apigateway_errors.infrastructure  # noqa: F401, PLC0415

    with tempfile.TemporaryDirectory() as folder:
        # So many routes fit into one template without indentation only.
        app = App(outdir=folder, context={"@aws-cdk/core:suppressTemplateIndentation": True})
        stack = Stack(app, "Bench")
        handler = function(stack)
        start = cpu_seconds()
        api = rest_api(stack)
        add_routes(api, handler, [0])
        first = cpu_seconds()
        add_routes(api, handler, range(1, routes))
        added = cpu_seconds()
        app.synth()
        return {"add": (added - first) / (routes - 1), "all": (cpu_seconds() - start) / routes}


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


def in_a_process(*arguments: str) -> dict[str, Any]:
    """One measurement with a kernel of its own."""
    environment = {
        **os.environ,
        "CDK_VALIDATION": "false",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "lib")]),
    }
    command = [sys.executable, "-m", "benchmarks.infrastructure", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def medians(routes: int, repeat: int) -> dict[str, dict[str, float]]:
    """The medians of every variant; the order turns round with every repetition."""
    found: dict[str, list[dict[str, Any]]] = {variant: [] for variant in VARIANTS}
    for number in range(repeat):
        order = VARIANTS if number % 2 == 0 else tuple(reversed(VARIANTS))
        for variant in order:
            found[variant].append(in_a_process("--one", variant, "--routes", str(routes)))
    return {
        variant: {
            **{key: statistics.median(run[key] for run in runs) for key in runs[0]},
            "best": min(run["time"] for run in runs),
            "best cpu": min(run["cpu"] for run in runs),
        }
        for variant, runs in found.items()
    }


def growth(repeat: int) -> dict[int, dict[str, float]]:
    """Medians of the processor time of a route, by how many there are."""
    found: dict[int, list[dict[str, float]]] = {routes: [] for routes in GROWTH}
    for _ in range(repeat):
        for routes, runs in found.items():
            runs.append(in_a_process("--growth", "--routes", str(routes)))
    return {
        routes: {key: statistics.median(run[key] for run in runs) for key in ("add", "all")}
        for routes, runs in found.items()
    }


def growth_table(found: dict[int, dict[str, float]]) -> str:
    few, many = (found[routes] for routes in GROWTH)
    lines = [
        f"| processor time of a route, ms | {GROWTH[0]} routes | {GROWTH[1]} routes | ratio |",
        "|---|---|---|---|",
    ]
    for key, name in (("add", "`add_route`, after the first"), ("all", "build and synthesis, API included")):
        lines.append(f"| {name} | {few[key] * 1000:.1f} | {many[key] * 1000:.1f} | {many[key] / few[key]:.2f} |")
    record(**{"growth build": many["add"] / few["add"], "growth": many["all"] / few["all"]})
    return "\n".join(lines)


def record_ratios(routes: int, result: dict[str, dict[str, float]]) -> None:
    """Ratios of processor time, which other work on the machine disturbs least."""
    for variant in VARIANTS:
        for base in ("hand", "careful"):
            record(**{f"{variant}/{base} {routes}": result[variant]["cpu"] / result[base]["cpu"]})
        record(**{f"{variant} calls {routes}": result[variant]["calls"]})
    record(**{f"route calls {routes}": (result["route"]["calls"] - 30) / routes})


def table(routes: int, result: dict[str, dict[str, float]]) -> str:
    head = [f"{routes:.0f} routes", "time, s", "build, s", "synth, s", "× (a)", "× (b)", "best, s", "× (a)", "× (b)"]
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
    parser.add_argument("--one", choices=VARIANTS, help=argparse.SUPPRESS)
    parser.add_argument("--growth", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one or options.growth:
        routes = options.routes[0]
        print(json.dumps(measure(options.one, routes) if options.one else measure_growth(routes)))
        return
    print(f"{options.repeat} runs each.\n")
    for routes in options.routes:
        result = medians(routes, options.repeat)
        record_ratios(routes, result)
        print(table(routes, result) + "\n", flush=True)
    print(growth_table(growth(options.repeat)))


if __name__ == "__main__":
    main()
