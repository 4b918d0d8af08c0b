"""The command with its subcommands, each imported when it is called."""

from __future__ import annotations

import io
import logging
import sys
from importlib import import_module

import click

from .. import __version__

COMMANDS = {
    "routes": "Table of routes and status codes.",
    "serve": "Serve the APIs over HTTP on this machine.",
    "invoke": "Send one request, without a server.",
    "explain": "Which response an error message selects, and why.",
    "render": "Render one mapping template.",
    "lint": "Check patterns, templates, statuses and headers.",
    "conformance": "Replay recorded answers of the service.",
}
EPILOG = """\b
Examples:
  apigateway-errors serve cdk.out --trace
  apigateway-errors invoke GET /orders/7 --trace
  apigateway-errors explain --route 'GET /' --message '{"status": 404}'

Exit codes: 0, 1 for a failure that was found, 2 for bad input."""


class LazyGroup(click.Group):
    """Knows its subcommands by name alone; ``--help`` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f".{cmd_name}", __package__), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="apigateway-errors")
def app() -> None:
    """Run the REST APIs of a synthesized CDK app on this machine.

    Patterns, templates and handlers run as API Gateway and Lambda run them; see what each error becomes before you
    deploy.
    """


def run() -> None:
    """Runs the command, and ends the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    app.main(prog_name="apigateway-errors")
