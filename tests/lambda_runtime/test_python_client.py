"""The stand-in client answers as AWS's own does, in its own process and in ours."""

from __future__ import annotations

import decimal
import importlib
import importlib.util
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lambda_runtime import InvocationResult, LambdaService, commands, python_client

needs_aws_client = pytest.mark.skipif(
    importlib.util.find_spec("awslambdaric") is None, reason="awslambdaric is not installed (it has Linux wheels only)"
)
HANDLERS = Path(__file__).with_name("handlers.py")


def _load_cases() -> Any:
    spec = importlib.util.spec_from_file_location("handlers", HANDLERS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


handlers = _load_cases()


@pytest.fixture(scope="module")
def stand_in() -> Iterator[LambdaService]:
    with LambdaService(aws_client=False) as service:
        yield service


def shared_function(function: Any, runtime: str = "python3.11") -> Function:
    """One warm process for all cases of a runtime."""
    name = f"shared-{runtime}"
    made: Function = function(code_path=HANDLERS.parent, handler="handlers.handler", runtime=runtime, name=name)
    return made


def answer(result: InvocationResult) -> Any:
    """What is compared: all but the request id and the client's own frames."""
    text = result.payload.decode("utf-8", "replace").replace(result.request_id, "<request-id>")
    if '"RecursionError"' in text:
        return result.function_error, {**json.loads(text), "stackTrace": "as deep as the stack allows"}
    return result.function_error, OWN_FRAME.sub('"<frame of the client>"', text)


OWN_FRAME = re.compile(r'"  File \\"[^"]*/(?:bootstrap|python_client).py\\"(?:[^"\\]|\\.)*"')


@needs_aws_client
@pytest.mark.parametrize("runtime", ["python3.11", "python3.13"], ids=["ASCII only", "Unicode"])
@pytest.mark.parametrize("case", handlers.CASES)
def test_the_stand_in_answers_as_the_aws_client(service, stand_in, function, case, runtime):
    shared = shared_function(function, runtime)
    payload = json.dumps(case).encode()
    assert answer(stand_in.invoke(shared, payload)) == answer(service.invoke(shared, payload))


@needs_aws_client
@pytest.mark.parametrize("case", handlers.CASES)
def test_a_callable_in_process_answers_as_the_aws_client(service, function, case):
    shared = shared_function(function)
    payload = json.dumps(case).encode()
    with LambdaService(callables={shared.logical_id: handlers.handler}) as in_process:
        assert answer(in_process.invoke(shared, payload)) == answer(service.invoke(shared, payload))


BROKEN = {
    "missing module": ("nothing.handler", {}),
    "missing package in the module": ("app.handler", {"app.py": "import not_installed_anywhere"}),
    "missing name in a package": ("app.handler", {"app.py": "from json import nothing"}),
    "missing handler": ("app.handler", {"app.py": "other = 1"}),
    "nested handler": ("sub.app.handler", {"sub/app.py": "def handler(event, context):\n    return __name__\n"}),
    "handler in a folder": ("sub/app.handler", {"sub/app.py": "def handler(event, context):\n    return __name__\n"}),
    "no dot": ("handler", {"app.py": ""}),
    "empty module": (".handler", {"app.py": ""}),
    "built-in module": ("sys.handler", {}),
    "syntax error": ("app.handler", {"app.py": "def handler(event, context)\n    return 1\n"}),
    "bad indentation": ("app.handler", {"app.py": "  x = 1\n y = 2\n"}),
    "exception at load": ("app.handler", {"app.py": "def load():\n    raise ValueError('ü at load')\nload()\n"}),
    "exception in an imported module": ("app.handler", {"app.py": "import b", "b.py": "{}['key']"}),
    "exit at load": ("app.handler", {"app.py": "import sys; sys.exit(3)"}),
    "handler is no function": ("app.handler", {"app.py": "handler = 5"}),
    "handler takes no context": ("app.handler", {"app.py": "def handler(event): return 1"}),
    "async handler": ("app.handler", {"app.py": "async def handler(event, context): return 1"}),
    "handler exits": ("app.handler", {"app.py": "import sys\ndef handler(event, context): sys.exit()"}),
    "handler exits with a text": ("app.handler", {"app.py": "import sys\ndef handler(event, context): sys.exit('no')"}),
    "keyboard interrupt": ("app.handler", {"app.py": "def handler(event, context): raise KeyboardInterrupt"}),
}


@needs_aws_client
@pytest.mark.parametrize("name", BROKEN)
def test_the_stand_in_fails_to_load_as_the_aws_client_does(service, stand_in, function, tmp_path, name):
    handler, files = BROKEN[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    broken = function(code_path=tmp_path, handler=handler, name=f"broken-{hash(name)}")
    aws, ours = (answer(each.invoke(broken, b"{}")) for each in (service, stand_in))
    assert ours == aws


def _values() -> st.SearchStrategy[Any]:
    texts = st.text() | st.text(alphabet=st.characters(codec=None, exclude_categories=()))
    numbers = st.integers() | st.floats() | st.decimals(allow_infinity=False)
    leaves = st.none() | st.booleans() | numbers | texts | st.binary(max_size=8)
    keys = texts | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False) | st.just(decimal.Decimal(1))
    nested = lambda each: st.lists(each, max_size=4) | st.tuples(each, each) | st.dictionaries(keys, each, max_size=4)  # noqa: E731
    return st.recursive(leaves, nested, max_leaves=12)


@needs_aws_client
@pytest.mark.parametrize("runtime", ["python3.11", "python3.12"])
@settings(max_examples=3000 if os.environ.get("LONG_FUZZ") else 150, deadline=None)
@given(value=_values())
def test_results_become_the_same_bytes(runtime, value):
    """Whatever a handler returns: the client's own encoder is the judge."""
    assert _encode_ours(value, runtime) == _encode_aws(value, runtime)


def _encode_ours(value: Any, runtime: str) -> str:
    try:
        return python_client.to_json(value, ascii_only=python_client.escapes_non_ascii(f"AWS_Lambda_{runtime}"))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _encode_aws(value: Any, runtime: str) -> str:
    to_json = importlib.import_module("awslambdaric.lambda_runtime_marshaller").to_json
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_EXECUTION_ENV", f"AWS_Lambda_{runtime}")
        try:
            return str(to_json(value))
        except Exception as error:
            return f"{type(error).__name__}: {error}"


def test_the_stand_ins_folder_is_not_on_the_handlers_path(stand_in, function):
    code = (
        "import sys\ndef handler(event, context):\n    return [p for p in sys.path if 'cdk_apigateway_errors' in p]\n"
    )
    assert json.loads(stand_in.invoke(function(code), b"{}").payload) == []


def test_the_stand_in_needs_nothing_of_ours():
    text = Path(python_client.__file__).read_text()
    assert "from ." not in text
    assert isinstance(Function("F", "f", "a"), Function)


@pytest.mark.parametrize("version", ["3.10", "3.12", "3.13", "3.14"])
def test_the_stand_in_runs_under_other_pythons(function, version):
    program = find_python(version)
    if program is None:
        pytest.skip(f"no Python {version} found")
    runtime = f"python{version}"
    code = """
        import sys
        def handler(event, context):
            if event: raise ValueError("no ü")
            return list(sys.version_info[:2])
    """
    with LambdaService(interpreters={runtime: program}, aws_client=False) as service:
        made = function(code, runtime=runtime)
        assert service.invoke(made, b"0").payload == f"[3, {version[2:]}]".encode()
        failed = json.loads(service.invoke(made, b"1").payload)
    assert list(failed) == ["errorMessage", "errorType", "requestId", "stackTrace"]
    assert (failed["errorMessage"], failed["errorType"]) == ("no ü", "ValueError")


def find_python(version: str) -> str | None:
    """On the PATH, or among pyenv's."""
    kept = sorted(Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob(f"versions/{version}.*/bin/python3"))
    return str(kept[-1]) if kept else commands.named_python(f"python{version}")


def test_the_python_that_the_runtime_names_is_taken_when_asked_for(function, tmp_path, monkeypatch):
    (tmp_path / "python3.99").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    programs = commands.Programs(named_python=True)
    assert programs.python("python3.99") == str(tmp_path / "python3.99")
    assert programs.python("python3.98") == sys.executable
    assert commands.Programs().python("python3.99") == sys.executable
