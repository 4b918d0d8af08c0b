"""The page on testing: its blocks are a project, and pytest passes in it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([\w/]+\.py)\b")
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def files(text):
    """The Python blocks that begin with their file's name."""
    blocks = [block for language, block in _BLOCK.findall(text) if language == "python"]
    return {found[1]: block for block in blocks if (found := _FILE.match(block))}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """What pytest prints in the project of the page, on the README's example."""
    folder = tmp_path_factory.mktemp("documentation")
    readme = files((ROOT / "README.md").read_text(encoding="utf-8"))
    example = {name: readme[name] for name in ("orders/errors.py", "orders/handler.py", "stack.py")}
    for name, text in {**example, **files(PAGE)}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "strict" / "test_strict.py").write_text(
        "def test_strict(rest_api): assert rest_api.check_declared", encoding="utf-8"
    )
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\nfilterwarnings = error", encoding="utf-8")
    # Without pytest's own variables: in a worker of xdist they would make the inner pytest a worker too.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "--assert=plain", "--snapshot-update"],
        cwd=folder,
        env={**env, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.cdk
def test_every_block_passes(outcome):
    assert re.search(r"\d+ passed in ", outcome), outcome
    assert "1 snapshot generated" in outcome


@pytest.mark.cdk
def test_the_tests_have_the_names_that_the_page_shows(outcome):
    shown = [line.removesuffix(" PASSED") for line in PAGE.splitlines() if line.endswith(" PASSED")]
    assert len(shown) == 7
    assert [name for name in shown if name not in outcome] == []


def test_every_python_block_is_a_file():
    assert len(files(PAGE)) == sum(language == "python" for language, _ in _BLOCK.findall(PAGE))


def test_every_link_leads_to_a_file():
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGE) if "://" not in link]
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
