"""What the checks cost: lint alone, and as a share of the synthesis that they are part of.

``python benchmarks/checks.py [--rounds 3]`` prints, for 200 routes with 8 status codes each and 3 distinct error sets,

* the processor seconds that reading the templates and asking all rules takes, for sets of the catalog and for hand-written
  ones,
* the processor time of the checks at synthesis as a share of everything else that the app takes, sets of the catalog.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CODES = [400, 401, 403, 404, 409, 422, 429, 503]
SETS = [CODES, [*CODES[:-1], 410], [*CODES[:-2], 412, 413]]
ROUTES = 200

SYNTH = """
import json, resource, sys, time
import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from cdk_apigateway_errors import NonProxyLambdaRestApi
from cdk_apigateway_errors.infrastructure import synth_checks

spent = []

def timed(function):
    def call(*arguments):
        began = time.process_time()
        try:
            return function(*arguments)
        finally:
            spent.append(time.process_time() - began)
    return call

synth_checks.SynthChecks._register = timed(synth_checks.SynthChecks._register)
out, strategy, sets, routes = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4])
app = cdk.App(
    builtin_cloud_formation_validation=False, outdir=out, context={"@aws-cdk/core:suppressTemplateIndentation": True}
)
code = lambda_.Code.from_inline("def handler(event, context): return event")
for half in range(2):
    stack = cdk.Stack(app, f"Half{half}")
    handler = lambda_.Function(stack, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)
    api = NonProxyLambdaRestApi(stack, "Api", selection_patterns=strategy)
    for number in range(routes // 2):
        api.add_route(f"GET /r{number}", handler=handler, errors=sets[number % 3])
began = time.process_time()
from cdk_apigateway_errors.infrastructure import remaining_templates
imported = time.process_time() - began
remaining_templates.RemainingTemplates.findings = timed(remaining_templates.RemainingTemplates.findings)
app.synth()
jsii = cdk.jsii if hasattr(cdk, "jsii") else __import__("jsii")
process = jsii.kernel.provider._process
node = open(f"/proc/{process._process.pid}/stat").read().rsplit(")", 1)[1].split()
ticks = (int(node[11]) + int(node[12])) / 100
print(json.dumps({"checks": sum(spent), "import": imported, "all": time.process_time() + ticks}))
"""

LINT = """
import json, sys, time
from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.lint import lint
began = time.process_time()
application = load(sys.argv[1])
read = time.process_time() - began
found = lint(application)
print(json.dumps({"read": read, "all": time.process_time() - began, "findings": len(found)}))
"""


def run(code: str, *arguments: str) -> dict[str, float]:
    environment = {name: value for name, value in os.environ.items() if name != "CDK_VALIDATION"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def hand_written(folder: Path) -> None:
    """The same routes as people write them: patterns of their own, the rest left to the default response."""
    for path in folder.glob("*.template.json"):
        template = json.loads(path.read_text(encoding="utf-8"))
        for resource in template["Resources"].values():
            for response in resource.get("Properties", {}).get("Integration", {}).get("IntegrationResponses", []):
                if "SelectionPattern" in response:
                    response["SelectionPattern"] = f'.*"status": ?{response["StatusCode"]}.*'
        path.write_text(json.dumps(template), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = range(parser.parse_args().rounds)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        synths = [run(SYNTH, folder, "leading", json.dumps(SETS), str(ROUTES)) for _ in rounds]
        share = statistics.median(one["checks"] / (one["all"] - one["checks"]) for one in synths)
        imports = statistics.median(one["import"] / (one["all"] - one["checks"]) for one in synths)
        print(f"{ROUTES} routes x {len(CODES)} codes, {len(SETS)} sets, {len(synths)} rounds")
        print(f"checks at synthesis, share of everything else: {share:.3f} (importing the rules: {imports:.3f})")
        for kind in ("catalog's sets", "hand-written sets"):
            lints = [run(LINT, folder) for _ in rounds]
            taken = min(one["all"] for one in lints)
            read = min(one["read"] for one in lints)
            print(f"lint alone, {kind}: {taken:.2f} s, {read:.2f} s of it reading; {lints[0]['findings']:.0f} findings")
            hand_written(Path(folder))
        print(f"({time.perf_counter() - began:.0f} s)")


if __name__ == "__main__":
    main()
