"""Writes ``docs/fault-matrix.md`` from the table of rows: ``PYTHONPATH=tests python -m fault_matrix.page``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from . import localstack
from .model import STRATEGIES, Handler, Outcome, Row
from .refusals import REFUSED
from .running import GROUPS, ROWS, cells

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fault-matrix.md"

HEAD = """# The fault matrix

Every way a request can go wrong × how it is answered. `tests/fault_matrix/` holds the rows with what must come of each,
written by hand, and runs them through the local gateway on an API with each selection strategy: real handlers in Python
(AWS's runtime interface client) and Node.js processes, with and without the decorator. A handler's process runs once
for each row; each strategy's API answers to what it ended with, in process, and one of them over HTTP as well. This page
is written from the same table (`PYTHONPATH=tests python -m fault_matrix.page`), and a test holds it against it.

## How to read a cell

`404 declared`: the status, then the body. `declared` is the text that the handler raised, byte for byte, `result` what
it returned; a name in capitals is the whole error in the API's format with that code and the request's id; `service` is
the service's own `{"message": …}`; `none` is no body; `envelope` is Lambda's error document as it is, stack trace
included; `text` is anything else. Every answer can be read by a page of another origin unless it says *no CORS* (the API
with `leading` allows one origin, those with `top-level` and `compact` two and credentials, the one with `classic` all).
Nothing but what the handler declared or returned is in the body or a header unless it says **leak**.

With the decorator, declared errors are raised as classes, and
everything else, whatever its text, leaves the function as one constant text. Sources: S an answer recorded from the
service, A asserted by a test that was validated against it, D its documentation, C source code, F users' reports, O
computed with `java.util.regex` and Apache Velocity 1.7.
"""


CLASSIC = (
    "`classic` is kept for old handlers and snapshots. Each row where it answers otherwise than `top-level` has a lint rule "
    "that says so on the template (asserted: these rules report on the API with `classic` and on no other):\n"
)


LOCALSTACK = """## Over HTTP, against LocalStack

`make test-deploy` deploys the same app (its stack with `top-level`, or the one that `$MATRIX_STRATEGY` names) to LocalStack
on loopback, see `deploy-test.md`, and sends every row there over HTTP, once with LocalStack's own template language and
Python's `re`, once with Apache Velocity 1.7 and `java.util.regex` in their places. Status, body and CORS are those of the
local gateway in every other row, with each of the four strategies: a difference that is not in this table fails the test,
and so does an entry that is no longer one.
"""
REFUSED_HEAD = """## What LocalStack deploys and the service refuses

LocalStack takes these at deploy (asserted too), so our refusals are asserted directly: lint reports an error, or the local
gateway says so when it loads the template.
"""


def page() -> str:
    """The text of the page."""
    parts = [HEAD, _counts(), _exceptions(), _classic()]
    for title, rows in GROUPS.items():
        parts.append(f"## {title}\n\n" + "\n".join(_table(rows)) + "\n")
    parts += [LOCALSTACK, "\n".join(localstack.table()) + "\n", REFUSED_HEAD, "\n".join(_refused()) + "\n"]
    return "\n".join(parts)


def outcomes(strategy: str) -> list[tuple[Row, Handler, Outcome]]:
    """What is expected of each cell of one strategy."""
    return [(cell.row, cell.handler, cell.row.expected[strategy, cell.handler.decorated]) for cell in cells()]


def succeeding(strategy: str) -> list[tuple[Row, Handler]]:
    """Failures answered 2xx."""
    return [(row, handler) for row, handler, found in outcomes(strategy) if row.failure and found.status < 300]


def leaking(strategy: str) -> list[tuple[Row, Handler]]:
    return [(row, handler) for row, handler, found in outcomes(strategy) if found.leak]


def _counts() -> str:
    lines = [
        "## Counted\n",
        _size(),
        f"| | {' | '.join(STRATEGIES)} |",
        "|---" * (len(STRATEGIES) + 1) + "|",
        _line("failures answered 2xx", succeeding, named=False),
        _line("the same, exceptions by name", succeeding, named=True),
        _line("leaks", leaking, named=False),
        _line("the same, exceptions by name", leaking, named=True),
    ]
    return "\n".join(lines) + "\n"


def _size() -> str:
    run = len(cells())
    return (
        f"{len(ROWS)} rows, {run} with each runtime and each kind of handler that runs them, × {len(STRATEGIES)} strategies "
        f"× 4 columns (status, body, CORS, leaks): {run * len(STRATEGIES) * 4:,} values.\n"
    )


def _line(name: str, counted: Callable[[str], list[tuple[Row, Handler]]], *, named: bool) -> str:
    numbers = [sum(1 for row, _ in counted(one) if bool(row.reason) is named) for one in STRATEGIES]
    return f"| {name} | " + " | ".join(map(str, numbers)) + " |"


def _exceptions() -> str:
    lines = ["The exceptions, all of them without the decorator unless Lambda itself reports success:\n"]
    lines += [f"- *{row.name}*: {row.reason}" for row in ROWS if row.reason]
    return "\n".join(lines) + "\n"


def _classic() -> str:
    rules = dict.fromkeys(row.lint for row in ROWS if row.lint)
    lines = [
        "## What `classic` answers otherwise\n",
        CLASSIC,
    ]
    for rule in rules:
        names = ", ".join(f"*{row.name}*" for row in ROWS if row.lint == rule)
        lines.append(f"- [`{rule}`](rules.md#{rule}): {names}")
    return "\n".join(lines) + "\n"


def _table(rows: tuple[Row, ...]) -> Iterator[str]:
    head = ("row", "the handler or the client", "runs on", *STRATEGIES, "with the decorator", "source")
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        plain = [row.expected[strategy, False] for strategy in STRATEGIES]
        same = [str(plain[0]), *("as leading" if one == plain[0] else str(one) for one in plain[1:])]
        if row.handlers and all(handler.decorated for handler in row.handlers):
            same = [""] * len(STRATEGIES)
        columns = [row.name, row.does, _runs_on(row), *same, _decorated(row), row.source]
        yield "| " + " | ".join(text.replace("|", "\\|") for text in columns) + " |"


def _refused() -> Iterator[str]:
    yield "| what | refused by the service | lint rule | the local gateway says |"
    yield "|---|---|---|---|"
    for one in REFUSED:
        rule = f"[`{one.rule}`](rules.md#{one.rule})" if one.rule else ""
        yield f"| {one.service} | {one.source} | {rule} | {f'`{one.problem}`' if one.problem else ''} |"


def _runs_on(row: Row) -> str:
    runtimes = {handler.runtime for handler in row.handlers} - {""}
    return ", ".join(name for runtime, name in (("python", "Python"), ("nodejs", "Node.js")) if runtime in runtimes)


def _decorated(row: Row) -> str:
    if not any(handler.decorated for handler in row.handlers):
        return ""
    usual, classic = row.expected["leading", True], row.expected["classic", True]
    return str(usual) if usual == classic else f"{usual}; classic {classic}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
