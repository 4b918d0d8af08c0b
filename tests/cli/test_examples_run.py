"""`make run` notices an answer that is not the declared one."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sample():
    """examples/run.py as a module."""
    spec = importlib.util.spec_from_file_location("examples_run", ROOT / "examples" / "run.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def body(status: object, code: str) -> bytes:
    return json.dumps({"status": status, "errors": [{"code": code}]}).encode()


@pytest.mark.parametrize(
    ("status", "headers", "answered", "said"),
    [
        pytest.param(404, {"retry-after": "1"}, body(404, "GONE"), "", id="as declared"),
        pytest.param(200, {"retry-after": "1"}, body(404, "GONE"), "answered 200, declared is 404", id="status"),
        pytest.param(
            404, {"retry-after": "1"}, body(400, "GONE"), "the body says (400, 'GONE')", id="status in the body"
        ),
        pytest.param(404, {"retry-after": "1"}, body(404, "LOST"), "the body says (404, 'LOST')", id="code"),
        pytest.param(404, {"retry-after": "1"}, b"{}", "not in the declared format", id="no format"),
        pytest.param(404, {"retry-after": "1"}, b"Not Found", "not in the declared format", id="no JSON"),
        pytest.param(404, {}, body(404, "GONE"), "header retry-after is None", id="header"),
    ],
)
def test_an_answer_that_is_not_as_declared_is_told(sample, status, headers, answered, said):
    asked = sample.Asked("GET", "/", 404, "GONE", expected_headers={"retry-after": "1"})
    found = list(sample.differences(asked, sample.Answer(status, headers, answered)))
    assert bool(found) == bool(said)
    assert said in "".join(found)


def test_differences_end_it_with_1(sample, capsys):
    assert sample._summary([]) == 0
    assert sample._summary(["GET /: answered 200"]) == 1
    assert "GET /: answered 200" in capsys.readouterr().out


def test_each_status_that_the_sample_declares_is_asked_for(sample):
    sys.path.insert(0, str(ROOT / "examples" / "orders" / "service"))
    try:
        import errors  # noqa: PLC0415
    finally:
        sys.path.pop(0)
        sys.modules.pop("errors", None)
    declared = {(kind.status, kind.code) for kind in errors.OrdersError.__subclasses__()}
    assert declared <= {(asked.status, asked.code) for asked in sample.ORDERS}


def test_the_seed_error_is_the_one_that_the_node_handler_raises(sample):
    program = "require(process.argv[1]).handler().catch(e => process.stdout.write(e.message))"
    handler = ROOT / "examples" / "blog" / "nodejs" / "index.js"
    assert subprocess.check_output(["node", "-e", program, str(handler)]) == sample.SEED


def test_without_a_synthesized_sample_one_line_says_so(tmp_path):
    command = [sys.executable, "-m", "examples.run", str(tmp_path / "cdk.out")]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "run `cdk synth` first" in result.stderr
