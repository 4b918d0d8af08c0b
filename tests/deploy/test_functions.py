"""Functions run as they do on Lambda: the envelopes of their errors, layers, and a new process after the old one died.

Expected values: snapshots that LocalStack recorded against the service (tests/aws/services/lambda_, 2025), the Lambda
developer guide for import errors, and the source of AWS's runtime interface clients for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from . import stacks, templates
from .conftest import DeployedApi, url_of
from .localstack.server import LocalStack

pytestmark = pytest.mark.deploy

PYTHON, NODE = "python3.13", "nodejs22.x"
REQUEST = r"RequestId: [0-9a-f-]{36} Error: "

HERE = Path(__file__).parent
FUNCTIONS = {
    "python": (PYTHON, (HERE / "functions" / "ends.py").read_text()),
    "node": (NODE, (HERE / "functions" / "ends.js").read_text()),
    "import": (PYTHON, "import nothing_of_that_name\n"),
    "name": (PYTHON, "other = 1\n"),
    "noname": (NODE, "exports.other = 1;\n"),
}
PASS_THROUGH = [{"StatusCode": "200"}]


@pytest.fixture(scope="module")
def api(localstack: LocalStack) -> Iterator[DeployedApi]:
    functions = {name: templates.function(code, runtime, timeout=1) for name, (runtime, code) in FUNCTIONS.items()}
    methods = {name: templates.method(name, PASS_THROUGH) for name in functions}
    stack = stacks.deploy(localstack, "functions", templates.api(functions, methods))
    yield DeployedApi(url_of(localstack, stack), stack, localstack)
    stacks.delete(localstack, "functions")


def ask(api: DeployedApi, function: str, what: str) -> Any:
    """The function's payload: the default integration response passes it through."""
    answer = httpx.post(f"{api.url}/{function}", json={"what": what}, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("function", "what", "error_type", "message"),
    [
        ("python", "raise", "KeyError", "'x'"),
        ("python", "set", "Runtime.MarshalError", r"Unable to marshal response: .*set.*"),
        ("python", "sleep", r"Sandbox\.Timedout", REQUEST + r"Task timed out after 1\.00 seconds"),
        ("python", "exit", r"Runtime\.ExitError", REQUEST + "Runtime exited with error: exit status 7"),
        ("python", "kill", r"Runtime\.ExitError", REQUEST + "Runtime exited with error: signal: killed"),
        ("node", "raise", "TypeError", "é\u2028😀"),
        ("node", "object", "object", r"\[object Object\]"),
        ("node", "sleep", r"Sandbox\.Timedout", REQUEST + r"Task timed out after 1\.00 seconds"),
        ("node", "exit", r"Runtime\.ExitError", REQUEST + "Runtime exited with error: exit status 7"),
        ("node", "kill", r"Runtime\.ExitError", REQUEST + "Runtime exited with error: signal: killed"),
        (
            "import",
            "",
            r"Runtime\.ImportModuleError",
            "Unable to import module 'index': No module named 'nothing_of_.*",
        ),
        ("name", "", r"Runtime\.HandlerNotFound", "Handler 'handler' missing on module 'index'"),
        ("noname", "", r"Runtime\.HandlerNotFound", r"index\.handler is undefined or not exported"),
    ],
)
def test_a_failure_has_the_envelope_that_lambda_gives_it(
    api: DeployedApi, function: str, what: str, error_type: str, message: str
) -> None:
    payload = ask(api, function, what)
    assert re.fullmatch(error_type, payload["errorType"]), payload
    assert re.fullmatch(message, payload["errorMessage"]), payload


@pytest.mark.parametrize("function", ["python", "node"])
@pytest.mark.parametrize("before", ["fine", "raise", "exit", "sleep"])
def test_the_next_invocation_after_any_end_is_answered(api: DeployedApi, function: str, before: str) -> None:
    ask(api, function, before)
    answer = ask(api, function, "fine")
    assert answer == {"text": "é\u2028😀", "arn": api.stack.resolve({"Fn::GetAtt": [function, "Arn"]})}


def test_the_next_invocation_after_an_unhandled_rejection_is_answered(api: DeployedApi) -> None:
    """The process reports the error first and ends then: the next invocation may come in between."""
    for _ in range(5):
        assert ask(api, "node", "reject")["errorType"] == "Runtime.UnhandledPromiseRejection"
        assert "text" in ask(api, "node", "fine")


def test_a_promise_that_never_settles_is_a_success(api: DeployedApi) -> None:
    assert ask(api, "node", "never") is None


@pytest.mark.parametrize("function", ["python", "node"])
def test_a_function_sees_lambdas_environment_variables(api: DeployedApi, function: str) -> None:
    assert set(ask(api, function, "environment")) >= {"_HANDLER", "AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION", "TZ"}


@pytest.mark.parametrize(
    ("runtime", "code", "path"),
    [
        (PYTHON, "import words\ndef handler(event, context): return words.text", "python/words.py"),
        (
            PYTHON,
            "import words\ndef handler(event, context): return words.text",
            "python/lib/python3.13/site-packages/words.py",
        ),
        (NODE, "exports.handler = async () => require('words').text;", "nodejs/node_modules/words/index.js"),
    ],
    ids=["python", "site-packages", "node_modules"],
)
def test_a_layer_is_on_the_search_path_and_the_last_one_wins(
    deploy_template: Callable[[Mapping[str, Any]], DeployedApi],
    upload: Callable[[Mapping[str, str]], dict[str, str]],
    runtime: str,
    code: str,
    path: str,
) -> None:
    def layer(text: str) -> dict[str, Any]:
        statement = f"exports.text = '{text}';" if runtime == NODE else f"text = '{text}'"
        return {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": upload({path: statement})}}

    function = templates.function(code, runtime, Layers=[{"Ref": "First"}, {"Ref": "Last"}])
    others = {"First": layer("first"), "Last": layer("last")}
    api = deploy_template(templates.api({"f": function}, {"f": templates.method("f", PASS_THROUGH)}, **others))
    assert ask(api, "f", "") == "last"
