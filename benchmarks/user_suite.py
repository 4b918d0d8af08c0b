"""What the tests of a user's project cost: the plugin's client against ``Template.from_stack`` in every test.

``python -m benchmarks.user_suite [--tests 100] [--limit 300]`` runs pytest twice on the orders API of the examples, each
time with so many tests that each look at one declared error:

- ``plugin``: every test raises the error and calls the route; the source is ``module:attribute``, its template is kept
  from the run before, so CDK does not start
- ``from_stack``: every test synthesizes a stack of its own with ``aws_cdk.assertions.Template.from_stack`` and looks
  for the selection pattern; nothing is called

CDK's own validation of templates is off in both (the plugin switches it off). Counted is the whole process, from the
start of Python to its end. The first run of the plugin, which synthesizes the template that the next one finds, is
printed too. ``--limit`` ends a run after so many seconds.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .figures import record

ROOT = Path(__file__).resolve().parent.parent
ERRORS = (404, 410, 429)
OTHER_PLUGINS = ("-p", "no:hypothesispytest", "-p", "no:xdist", "-p", "no:syrupy")
"""Installed to develop this package; Hypothesis alone is imported at the end of every run."""
PLUGIN = """
import pytest
from cdk_apigateway_errors.testing import bare_error


@pytest.mark.parametrize("number", range({tests}))
def test_error(rest_api, number):
    status = {errors}[number % {count}]
    response = rest_api.raises(bare_error(status)).get(f"/orders/{{number}}")
    assert response.status == status
"""
FROM_STACK = """
import pytest
from aws_cdk import App
from aws_cdk.assertions import Template
from examples.orders.stack import OrdersStack


@pytest.mark.parametrize("number", range({tests}))
def test_error(number):
    status = {errors}[number % {count}]
    template = Template.from_stack(OrdersStack(App(), "Orders"))
    methods = template.find_resources("AWS::ApiGateway::Method", {{"Properties": {{"HttpMethod": "GET"}}}})
    responses = [r for m in methods.values() for r in m["Properties"]["Integration"]["IntegrationResponses"]]
    assert any(r["StatusCode"] == str(status) and r.get("SelectionPattern") for r in responses)
"""
CONFIGURATION = """
[pytest]
apigateway_source = examples.orders.stack:OrdersStack
pythonpath = {root}
"""


def run(folder: Path, name: str, tests: int, limit: float) -> float:
    """Seconds of one run of pytest; ends the program where not every test passes."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *OTHER_PLUGINS, f"test_{name}.py"],
        cwd=folder,
        # With bytecode, as users have it: without, pytest compiles this package anew in every run.
        env={k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHONDONTWRITE"))},
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )
    seconds = time.perf_counter() - began
    if not re.search(rf"^{tests} passed", done.stdout, re.MULTILINE):
        sys.exit(f"{name}: not every test passed\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="The plugin's client against Template.from_stack in every test.")
    parser.add_argument("--tests", type=int, default=100, help="tests of each run (100)")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a run is ended (300)")
    options = parser.parse_args()
    values = {"tests": options.tests, "errors": ERRORS, "count": len(ERRORS)}
    with tempfile.TemporaryDirectory(prefix="user-suite-") as name:
        folder = Path(name)
        (folder / "pytest.ini").write_text(CONFIGURATION.format(root=ROOT), encoding="utf-8")
        (folder / "test_plugin.py").write_text(PLUGIN.format(**values), encoding="utf-8")
        (folder / "test_from_stack.py").write_text(FROM_STACK.format(**values), encoding="utf-8")
        first, kept, by_hand = (
            run(folder, kind, options.tests, options.limit) for kind in ("plugin", "plugin", "from_stack")
        )
    record(**{"user suite": kept / by_hand, "user suite first": first / by_hand})
    print(
        f"{options.tests} tests of one stack, each a run of pytest from start to end; kept / from_stack {kept / by_hand:.3f}"
    )
    print(f"plugin, template kept         {kept:7.2f} s")
    print(f"plugin, first run             {first:7.2f} s")
    print(
        f"Template.from_stack per test  {by_hand:7.2f} s   {by_hand / kept:.1f} × kept, {by_hand / first:.1f} × first"
    )


if __name__ == "__main__":
    main()
