"""``apigateway-errors serve``: the APIs over HTTP, until Ctrl-C."""

from __future__ import annotations

import click

from .source import Source, source_argument

EPILOG = """\b
Examples:
  apigateway-errors serve
  apigateway-errors serve cdk.out --trace --watch
  apigateway-errors serve template.yaml --api orders --port 8080
  apigateway-errors serve --function OrdersHandler=./src/orders

Several APIs are served on consecutive ports."""


@click.command(epilog=EPILOG)
@source_argument
@click.option(
    "--port", "-p", type=click.IntRange(0, 65535), default=3000, show_default=True, help="0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--trace", is_flag=True, help="Print the four stages of each request.")
@click.option("--watch", is_flag=True, help="Load the template again when it, or code beside it, changes.")
def serve(*, source: Source, port: int, host: str, trace: bool, watch: bool) -> None:
    """Serve the APIs over HTTP on this machine, until Ctrl-C.

    Prints the routes and what cannot run, then one line per request: method, path, status, milliseconds, and the selected
    pattern or the type of the gateway response.
    """
    from .serving import Listening, serve_until_stopped  # noqa: PLC0415 - not for --help

    serve_until_stopped(source, Listening(host, port), traced=trace, watch=watch)
