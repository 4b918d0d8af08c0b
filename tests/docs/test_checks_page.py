"""The examples of docs/checks.md run, and print what the page says."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.cdk


def run(blocks):
    names = {}
    for code in blocks:
        exec(compile(code, "docs/checks.md", "exec"), names)
    return names["app"]


def test_the_example_fails_with_the_finding_that_the_page_shows_and_passes_once_it_is_acknowledged():
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    shown = re.search(r"^ERROR .*\n(?:   .*\n)+", PAGE, re.MULTILINE)
    assert shown is not None
    with pytest.raises(RuntimeError) as failed:
        run(blocks[:1]).synth()
    printed = re.sub(r"\(ApiordersGET[0-9A-F]+\)", "(ApiordersGET…)", str(failed.value))
    assert shown[0].rstrip() in printed
    run(blocks).synth()
