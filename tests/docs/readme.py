"""Takes the README apart: code blocks by language and name, tables, links."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([\w/]+\.py)")


def blocks(language):
    return [text for found, text in _BLOCK.findall(README) if found == language]


def files():
    """The Python blocks as files; the first line names each: ``# stack.py``."""
    named = {}
    for text in blocks("python"):
        found = _FILE.match(text)
        assert found, f"a Python block of the README does not start with its file name: {text[:60]!r}"
        named[found[1]] = text
    return named


def write_project(folder):
    for name, text in files().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def options(heading):
    """The option names in the table under a heading cell such as `add_route`."""
    start = README.index(f"| `{heading}` |")
    rows = README[start:].split("\n\n")[0].splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
