"""docs/commands.md says what --help says. ``UPDATE_DOCS=1`` writes the blocks anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from cdk_apigateway_errors.cli.app import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
BLOCK = re.compile(r"```console\n\$ apigateway-errors (?P<name>\w+) --help\n(?P<text>.*?)```\n", re.DOTALL)


def test_the_page_shows_the_help_of_each_command(run):
    page = PAGE.read_text("utf-8")
    assert [block["name"] for block in BLOCK.finditer(page)] == list(COMMANDS)
    current = BLOCK.sub(lambda block: _block(run, block["name"]), page)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(current, "utf-8")
    assert page == current


def _block(run, name: str) -> str:
    text = run(name, "--help", terminal_width=80, prog_name="apigateway-errors").output
    return f"```console\n$ apigateway-errors {name} --help\n{text}```\n"


def test_the_page_lists_each_command_with_its_failure():
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == list(COMMANDS)
