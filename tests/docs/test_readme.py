"""Every block of the README runs, every option in it exists, every link leads somewhere."""

import inspect
import json
import os
import re
import subprocess
import sys

import pytest

from cdk_apigateway_errors import NonProxyLambdaIntegration, NonProxyLambdaRestApi

from .readme import README, ROOT, blocks, files, options, write_project

APP = """
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_
from company import CompanyRestApi
from existing import ExistingStack
from stack import OrdersStack

app = App(outdir="cdk.out")
orders = OrdersStack(app, "Orders")
ExistingStack(app, "Existing", fn=orders.node.find_child("Orders"))
company = Stack(app, "Company")
api = CompanyRestApi(company, "Api", gateway_responses="defaults")
api.add_route("GET /", handler=lambda_.Function(
    company, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler",
    code=lambda_.Code.from_inline("def handler(event, context): raise Exception('boom')"),
))
app.synth()
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    write_project(folder)
    (folder / "app.py").write_text(APP, encoding="utf-8")
    return folder


def run(project, *arguments):
    # Without pytest's own variables: in a worker of xdist they would make the inner pytest a worker too.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def templates(project):
    done = run(project, "app.py")
    assert done.returncode == 0, done.stderr
    return {p.name.split(".")[0]: json.loads(p.read_text()) for p in (project / "cdk.out").glob("*.template.json")}


def methods(template):
    found = [r["Properties"] for r in template["Resources"].values() if r["Type"] == "AWS::ApiGateway::Method"]
    return {m["HttpMethod"]: m for m in found}


@pytest.mark.cdk
def test_the_stack_declares_what_the_text_says(templates):
    made = methods(templates["Orders"])
    assert [r["StatusCode"] for r in made["GET"]["MethodResponses"]] == ["200", "400", "404", "500", "502", "504"]
    assert [r["StatusCode"] for r in made["PUT"]["MethodResponses"]] == ["202", "400", "409", "500", "502", "504"]


@pytest.mark.cdk
def test_the_seam_brings_the_method_responses_along(templates):
    made = methods(templates["Existing"])["POST"]
    assert {"400", "404", "500"} <= {r["StatusCode"] for r in made["MethodResponses"]}
    assert {"400", "404", "500"} <= {r["StatusCode"] for r in made["Integration"]["IntegrationResponses"]}


@pytest.mark.cdk
def test_the_subclass_changes_the_body_everywhere(templates):
    text = json.dumps(templates["Company"])
    assert '\\"statusCode\\":500,\\"error\\":{\\"id\\":\\"INTERNAL_ERROR\\"' in text
    assert '\\"errors\\":[' not in text


def test_the_handler_raises_the_body_that_the_text_shows(project):
    code = (
        "import handler\n"
        "try: handler.handler({'pathParameters': {'id': '7'}}, None)\n"
        "except Exception as error: print(error)\n"
    )
    assert run(project / "orders", "-c", code).stdout == blocks("json")[0]


@pytest.mark.cdk
def test_the_snapshot_test_runs(project):
    first = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_stack.py", "--snapshot-update")
    assert "1 snapshot generated" in first.stdout, first.stdout + first.stderr
    again = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_stack.py")
    assert "1 snapshot passed" in again.stdout, again.stdout + again.stderr


def test_every_make_target_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = [line.split()[2] for text in blocks("console") for line in text.splitlines() if line.startswith("$ make")]
    assert named == ["run", "test"]
    for target in [*named, "synth", "serve", "check", "build", "bench", "test-deploy", "deploy"]:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize(
    "command",
    [
        line.split()[2]
        for text in blocks("console")
        for line in text.splitlines()
        if line.startswith("$ apigateway-errors")
    ],
)
def test_every_command_exists(command):
    done = subprocess.run(
        [sys.executable, "-m", "cdk_apigateway_errors.cli", command, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def keywords(callable_):
    return {name for name in inspect.signature(callable_).parameters if name not in {"self", "scope", "construct_id"}}


@pytest.mark.parametrize(
    ("heading", "callable_"),
    [("NonProxyLambdaRestApi", NonProxyLambdaRestApi.__init__), ("add_route", NonProxyLambdaRestApi.add_route)],
)
def test_the_options_table_lists_exactly_the_options(heading, callable_):
    assert set(options(heading)) == keywords(callable_)


def test_the_options_of_the_integration_are_all_named():
    text = README[README.index("`NonProxyLambdaIntegration(handler, …)` takes") :].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", text)) == keywords(NonProxyLambdaIntegration.__init__) - {"handler"}


def test_every_link_leads_to_a_file():
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_python_blocks_are_all_part_of_the_project():
    assert set(files()) == {
        "orders/errors.py",
        "orders/handler.py",
        "stack.py",
        "existing.py",
        "company.py",
        "test_stack.py",
    }
