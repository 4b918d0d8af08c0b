"""``apigateway-errors conformance``: replays recorded answers of the service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import FOUND_FAILURE, bad_input
from .output import on_one_line, paint, say

if TYPE_CHECKING:
    from ..gateway.conformance import Result

EPILOG = """\b
Examples:
  apigateway-errors conformance recorded-cases.json
  apigateway-errors conformance recorded-cases.json --verbose

The file is {"format": 1, "cases": [...]}. A skipped case names the notion that is missing here."""

_COLOURS = {"passed": "green", "failed": "red", "skipped": "yellow"}


@click.command(epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--verbose", "-v", is_flag=True, help="Name the cases that pass, too.")
def conformance(*, file: Path, verbose: bool) -> None:
    """Replay recorded answers of the service; end with N passed, N failed, N skipped."""
    from ..gateway.conformance import load_cases, summary  # noqa: PLC0415 - not for --help
    from ..gateway.conformance.replaying import replay_one  # noqa: PLC0415

    with bad_input(ValueError, OSError, RecursionError):
        cases = load_cases(file)
    results = []
    for case in cases:
        results.append(replay_one(case))
        _report(results[-1], verbose=verbose)
    say(summary(results))
    if any(result.outcome == "failed" for result in results):
        raise SystemExit(FOUND_FAILURE)


def _report(result: Result, *, verbose: bool) -> None:
    if verbose or result.outcome != "passed":
        reason = f": {on_one_line(result.reason)}" if result.reason else ""
        say(f"{paint(f'{result.outcome:<7}', fg=_COLOURS[result.outcome])} {on_one_line(result.case_id)}{reason}")
