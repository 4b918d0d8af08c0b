"""Our bootstrap for Node answers as AWS's own client does."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lambda_runtime import InvocationResult, LambdaService
from cdk_apigateway_errors.lambda_runtime.deployment import Deployment
from cdk_apigateway_errors.lambda_runtime.worker import Command

HERE = Path(__file__).parent
NODE = shutil.which("node")
RIC = Path(os.environ.get("AWS_LAMBDA_RIC", HERE.parent.parent / ".cache/aws-lambda-ric/node_modules/aws-lambda-ric"))

pytestmark = pytest.mark.skipif(NODE is None, reason="no node on the PATH")
needs_judge = pytest.mark.skipif(
    not (RIC / "dist/rapid-client.node").exists(),
    reason="aws-lambda-ric is not built: tests/lambda_runtime/build_aws_lambda_ric.sh does, AWS_LAMBDA_RIC says where",
)


class WithAwsClient(LambdaService):
    """The same service with AWS's client in the place of our bootstrap."""

    def _command(self, function: Function, deployment: Deployment) -> Command:
        ours = super()._command(function, deployment)
        arguments = (ours.arguments[0], str(RIC / "bin/index.mjs"), function.handler)
        return Command(arguments, ours.environment, ours.folder)


@pytest.fixture(scope="module")
def judge() -> Iterator[LambdaService]:
    with WithAwsClient() as service:
        yield service


def _case_names() -> list[str]:
    if NODE is None:
        return []
    program = "require('./handlers.js').names().then((names) => console.log(JSON.stringify(names)))"
    done = subprocess.run([NODE, "-e", program], cwd=HERE, capture_output=True, text=True, check=True)
    names: list[str] = json.loads(done.stdout)
    if os.environ.get("LONG_FUZZ"):
        return names
    return [name for name in names if not name.startswith(("throws ", "fails with "))]  # the same values, two ways less


def node(function: Any, code: str = "", **values: Any) -> Function:
    made: Function = function(code, **{"runtime": "nodejs20.x", "name": "node", **values})
    return made


def answer(result: InvocationResult) -> Any:
    """What is compared: all but the request id and the frames of the client and of Node itself."""
    text = result.payload.decode().replace(result.request_id, "<request-id>")
    if result.function_error is None:
        return None, text
    document = json.loads(text)
    kept = [line for line in document.get("trace", []) if not CLIENT_FRAME.search(line)]
    message = CLIENT_FRAME.sub("<client>", document["errorMessage"])
    return list(document), {**document, "errorMessage": message, "trace": kept}


CLIENT_FRAME = re.compile(r"(\S*/aws-lambda-ric/\S*|\S*/lambda_runtime/bootstrap\.mjs|\(?node:internal)\S*")


@needs_judge
@pytest.mark.parametrize("case", _case_names())
def test_the_bootstrap_answers_as_the_aws_client(service, judge, function, case):
    handler = node(function, code_path=HERE, handler="handlers.handler", timeout=5.0)
    payload = json.dumps(case).encode()
    ours, aws = (each.invoke(handler, payload, trace_id="Root=1-5") for each in (service, judge))
    assert answer(ours) == answer(aws)


LOADS = {
    "CommonJS": ("index.handler", {"index.js": "exports.handler = async () => 'cjs'"}),
    ".cjs": ("index.handler", {"index.cjs": "exports.handler = async () => 'cjs'"}),
    ".mjs": ("index.handler", {"index.mjs": "export const handler = async () => import.meta.url.slice(-9)"}),
    ".mjs with await": ("index.handler", {"index.mjs": "await 1; export const handler = async () => 2"}),
    ".mjs that throws": ("index.handler", {"index.mjs": "export const handler = async () => { throw new Error('x') }"}),
    "class that throws": (
        "index.api.get",
        {"index.js": "class Api { get() { throw new Error(typeof this.handler) } }; exports.api = new Api()"},
    ),
    "package of type module": (
        "index.handler",
        {"package.json": '{"type": "module"}', "index.js": "export const handler = async () => typeof require"},
    ),
    "package of type module above": (
        "src/index.handler",
        {"package.json": '{"type": "module"}', "src/index.js": "export const handler = async () => typeof require"},
    ),
    "broken package.json": ("index.handler", {"package.json": "{", "index.js": "exports.handler = async () => 1"}),
    "nested folders": ("src/api/app.handler", {"src/api/app.js": "exports.handler = async () => __dirname.slice(-8)"}),
    "nested object": ("index.api.get", {"index.js": "exports.api = { get: async () => 1 }"}),
    "default export": ("index.default", {"index.mjs": "export default async () => 1"}),
    "module from node_modules": ("thing.handler", {"node_modules/thing/index.js": "exports.handler = async () => 1"}),
    ".js before .mjs": (
        "index.handler",
        {"index.js": "exports.handler = async () => 1", "index.mjs": "export const handler = async () => 2"},
    ),
    "no file": ("nothing.handler", {}),
    "no dot": ("index", {"index.js": ""}),
    "parent folder": ("../index.handler", {"index.js": ""}),
    "missing export": ("index.handler", {"index.js": "exports.other = 1"}),
    "missing object": ("index.api.get", {"index.js": "exports.other = 1"}),
    "no function": ("index.handler", {"index.js": "exports.handler = 5"}),
    "missing module": ("index.handler", {"index.js": "require('not-installed')"}),
    "missing module, imported": ("index.handler", {"index.mjs": "import 'not-installed'"}),
    "missing file, imported": ("index.handler", {"index.mjs": "import './nothing.mjs'"}),
    "missing name, imported": ("index.handler", {"index.mjs": "import { nothing } from 'node:fs'"}),
    "syntax error": ("index.handler", {"index.js": "exports.handler = ((("}),
    "syntax error in a module": ("index.handler", {"index.mjs": "export const handler = ((("}),
    "error at load": ("index.handler", {"index.js": "throw new RangeError('at load ü')"}),
    "error in a module at load": ("index.handler", {"index.mjs": "throw new RangeError('at load')"}),
    "text at load": ("index.handler", {"index.js": "throw 'text'"}),
    "null at load": ("index.handler", {"index.js": "throw null"}),
    "exit at load": ("index.handler", {"index.js": "process.exit(3)"}),
}


@needs_judge
@pytest.mark.parametrize("name", LOADS)
def test_the_bootstrap_loads_handlers_as_the_aws_client_does(service, judge, function, tmp_path, name):
    handler, files = LOADS[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    loading = node(function, code_path=tmp_path, handler=handler, name="loading")
    ours, aws = (each.invoke(loading, b"{}") for each in (service, judge))
    assert answer(ours) == answer(aws)


def test_frames_have_the_names_that_lambda_shows(service, function, tmp_path):
    """S: LocalStack test_lambda_common, test_uncaught_exception_invoke for Node."""
    (tmp_path / "index.mjs").write_text(
        "export const handler = async () => { throw new Error('Error: some_error_msg') }"
    )
    result = service.invoke(node(function, code_path=tmp_path), b"{}")
    names = [line.split(" (")[0] for line in json.loads(result.payload)["trace"]]
    first = ["Error: Error: some_error_msg", "    at Runtime.handler"]
    assert names == [*first, "    at Runtime.handleOnceNonStreaming"]


@needs_judge
def test_the_judge_notices_a_difference(judge, service, function):
    handler = node(function, "exports.handler = async () => { throw new Error(process.argv[1]); }")
    assert judge.invoke(handler, b"{}").payload != service.invoke(handler, b"{}").payload


@pytest.mark.parametrize(
    ("code", "payload"),
    [
        pytest.param("throw null", b'{"errorType":"string","errorMessage":"handled","trace":[]}', id="throw null"),
        pytest.param(
            "throw {status: 400}", b'{"errorType":"object","errorMessage":"[object Object]","trace":[]}', id="object"
        ),
        pytest.param("await new Promise(() => {})", b"null", id="a promise that never settles"),
    ],
)
def test_the_answers_that_surprise_people(service, function, code, payload):
    """Without the judge: see the semantics of the service, "What Lambda hands over"."""
    assert service.invoke(node(function, f"exports.handler = async () => {{ {code} }}"), b"{}").payload == payload


def test_an_event_of_six_megabytes_and_an_answer_as_large_pass(service, function):
    handler = node(function, "exports.handler = async (event) => event")
    payload = b'"' + "ü".encode() * 3_000_000 + b'"'
    assert service.invoke(handler, payload).payload == payload


def test_console_lines_carry_the_request_id(service, function):
    result = service.invoke(node(function, "exports.handler = async () => console.warn('careful', {a: 1})"), b"{}")
    assert re.fullmatch(rf"\S+Z\t{result.request_id}\tWARN\tcareful \{{ a: 1 \}}\n", result.logs)


@pytest.mark.parametrize("opened_before", [0, 30], ids=["few descriptors open", "many descriptors open"])
def test_a_child_of_the_handler_does_not_inherit_the_socket(function, opened_before):
    code = """
        const { execFileSync } = require('node:child_process');
        exports.handler = async () => execFileSync('ls', ['-l', '/proc/self/fd']).toString().split('\\n');
    """
    if not Path("/proc/self/fd").exists():
        pytest.skip("no /proc here")
    with contextlib.ExitStack() as held:
        for _ in range(opened_before):
            held.enter_context(open(os.devnull))
        # A service of its own: one that ends another worker first would take over its low descriptors.
        service = held.enter_context(LambdaService())
        lines = json.loads(service.invoke(node(function, code), b"{}").payload)
    opened = dict(found.groups() for line in lines if (found := re.search(r" (\d+) -> (.*)", line)))
    assert "0" in opened
    # 0, 1 and 2 are the child's own, and sockets too in Node.js.
    assert {fd: what for fd, what in opened.items() if int(fd) > 2 and what.startswith("socket:")} == {}
