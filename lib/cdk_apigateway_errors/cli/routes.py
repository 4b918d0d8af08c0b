"""``apigateway-errors routes``: the table of routes and status codes."""

from __future__ import annotations

import json

import click

from .output import on_one_line, paint, say
from .source import Source, chosen, label, load_application, source_argument

EPILOG = """\b
Examples:
  apigateway-errors routes
  apigateway-errors routes cdk.out --stack Orders --full
  apigateway-errors routes template.yaml --json"""


@click.command(epilog=EPILOG)
@source_argument
@click.option("--full", is_flag=True, help="Patterns and templates in full length.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def routes(*, source: Source, full: bool, as_json: bool) -> None:
    """Table of routes and status codes: pattern, template, model."""
    from .table import rows, table  # noqa: PLC0415 - not for --help

    rest_apis = chosen(load_application(source).rest_apis, source.api)
    if as_json:
        say(json.dumps([{"api": label(one), "routes": [row.to_dict() for row in rows(one)]} for one in rest_apis]))
        return
    for at, one in enumerate(rest_apis):
        heading = f"{label(one)}  ({on_one_line(one.name)}, stage {on_one_line(one.stage.stage_name)})"
        say(("\n" if at else "") + paint(heading, bold=True))
        for line in table(one, full=full):
            say(line)
