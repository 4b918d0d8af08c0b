"""The page on the handler's side runs, and prints what it says."""

import contextlib
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import cdk_apigateway_errors.runtime

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "runtime.md").read_text(encoding="utf-8")
NODEJS = Path(cdk_apigateway_errors.runtime.__file__).parent / "nodejs"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_python_block_runs_and_prints_what_its_comments_say():
    code = "\n".join(blocks("python"))
    printed = io.StringIO()
    names = {}
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "docs/runtime.md", "exec"), names)
    said = re.findall(r"^# (\{.*)$", code, re.MULTILINE)
    assert said
    assert printed.getvalue().splitlines() == said
    assert str(names["CompanyError"](status=404, code="X")).startswith('{"statusCode":404,')
    with pytest.raises(names["SlowDown"], match='"Retry-After":"1"'):
        names["handler"]({"id": "0"}, None)


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js")
def test_the_javascript_block_runs(tmp_path):
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "cdk-apigateway-errors").symlink_to(NODEJS, target_is_directory=True)
    (tmp_path / "index.js").write_text("\n".join(blocks("javascript")), encoding="utf-8")
    script = (
        "Promise.allSettled([{}, {name: 1}].map(require('./index.js').handler))"
        ".then((all) => console.log(JSON.stringify(all.map((each) => each.reason.message))))"
    )
    done = subprocess.run(["node", "-e", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert [json.loads(text)["status"] for text in json.loads(done.stdout)] == [400, 404]
