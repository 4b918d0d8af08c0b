"""``apigateway-errors invoke``: one request, without a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING
from urllib.parse import quote, urlencode

import click

from .errors import FOUND_FAILURE, BadInput
from .output import paint, say, status_colour, visible
from .source import Source, chosen, load_application, more, named, only, source_option

if TYPE_CHECKING:
    from ..cloudformation import Application, Function, RestApi
    from ..gateway import Request, Response, Trace

EPILOG = """\b
Examples:
  apigateway-errors invoke GET /orders/7
  apigateway-errors invoke POST /orders --body '{"items": []}' -i
  apigateway-errors invoke GET /orders/7 -H 'Accept: text/html' --trace
  apigateway-errors invoke GET /orders --query limit=2 --json

A status of 4xx or 5xx is an answer like any other (exit code 0), unless --fail is given."""


@click.command(epilog=EPILOG)
@click.argument("method")
@click.argument("url", metavar="PATH")
@source_option
@click.option("--body", "-d", metavar="TEXT", help="The body.")
@click.option("--body-file", type=click.File("rb"), help="The body from a file, - for standard input.")
@click.option("--header", "-H", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header line. Repeatable.")
@click.option("--query", "-q", "query", multiple=True, metavar="NAME=VALUE", help="A query parameter. Repeatable.")
@click.option("--include", "-i", is_flag=True, help="Print the headers of the answer too.")
@click.option("--trace", is_flag=True, help="Print the four stages: Code, Context, Regex, Mapping Template.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole trace as JSON.")
@click.option("--fail", "-f", is_flag=True, help="Exit with 1 when the status is 400 or above.")
def invoke(  # noqa: PLR0913 - one parameter per option
    *,
    method: str,
    url: str,
    source: Source,
    body: str | None,
    body_file: IO[bytes] | None,
    headers: tuple[str, ...],
    query: tuple[str, ...],
    include: bool,
    trace: bool,
    as_json: bool,
    fail: bool,
) -> None:
    """Send one request, without a server, and print the answer."""
    from ..gateway import Request  # noqa: PLC0415 - not for --help

    request = Request.of(method, target(url, query), headers=header_pairs(headers), body=read_body(body, body_file))
    application = load_application(source)
    rest_api = answering(application, source.api, request)
    answered = answer(rest_api, request)
    if as_json:
        say(json.dumps(answered.to_dict()))
    else:
        _print_stages(answered, rest_api) if trace else _print_remarks(answered.response)
        _print(answered.response, include=include)
    if fail and answered.response.status >= 400:
        raise SystemExit(FOUND_FAILURE)


def target(url: str, query: Sequence[str]) -> str:
    """The path as it goes over the wire, with all query parameters.

    >>> target("/orders/ä b?x=1", ["limit=2"])
    '/orders/%C3%A4%20b?x=1&limit=2'
    """
    if not url.startswith("/"):
        raise BadInput(f"path {url!r}: it begins with a slash, for example /orders/7")
    pairs = [_pair(given) for given in query]
    path, mark, given = url.partition("?")
    whole = "&".join(part for part in (quote(given, safe="%=&;+,/:@!$'()*~?-._"), urlencode(pairs)) if part)
    return quote(path, safe="%/:;=@!$&'()*+,~-._") + ("?" if mark or whole else "") + whole


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not (name and equals):
        raise BadInput(f"--query {given!r}: write NAME=VALUE")
    return name, value


def header_pairs(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Header lines as names and values."""
    pairs = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not (name.strip() and colon) or any(end in line for end in "\r\n\0"):
            raise BadInput(f"--header {line!r}: write 'Name: value'")
        pairs.append((name.strip(), value.strip()))
    return pairs


def read_body(body: str | None, body_file: IO[bytes] | None) -> bytes:
    """The body of the request, from one place."""
    if body_file is None:
        return (body or "").encode("utf-8", "surrogateescape")
    if body is not None:
        raise BadInput("--body and --body-file: give one of them")
    return body_file.read()


def answer(rest_api: RestApi, request: Request) -> Trace:
    """Runs the request; what handlers print goes to stderr."""
    from ..gateway import Gateway  # noqa: PLC0415
    from ..lambda_runtime import LambdaService  # noqa: PLC0415

    with LambdaService(log_sink=print_log, reload=False) as service, Gateway(rest_api, service) as gateway:
        return gateway.handle_traced(request)


def answering(application: Application, api: str | None, request: Request) -> RestApi:
    """The API that has a route for the request, or the only one there is."""
    rest_apis = chosen(application.rest_apis, api)
    if len(rest_apis) == 1:
        return rest_apis[0]
    asked = f"{request.method} {request.path}"
    having = [one for one in rest_apis if has_route(one, request)]
    if not having:
        raise BadInput(f"none of the {len(rest_apis)} APIs has {asked}: {named(rest_apis)}; {more(api)}")
    return only(having, api, f"have {asked}")


def has_route(rest_api: RestApi, request: Request) -> bool:
    """Whether a method of the API answers the request."""
    from ..gateway.failures import GatewayFailure  # noqa: PLC0415
    from ..gateway.route import Routes, find_route  # noqa: PLC0415

    routes = Routes((method.http_method, method.path, method) for method in rest_api.methods)
    try:
        find_route(routes, rest_api.stage.stage_name, request)
    except GatewayFailure:
        return False
    return True


def print_log(function: Function, text: str) -> None:  # noqa: ARG001 - a log sink's signature
    """What a handler prints: on stderr, dimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # AWS's client writes \r inside an entry of several lines
    say(paint(visible(lines), err=True, dim=True), err=True, newline=False)


def _print_stages(answered: Trace, rest_api: RestApi) -> None:
    from .stages import four_stages  # noqa: PLC0415

    for line in four_stages(answered, rest_api):
        say(line)


def _print_remarks(response: Response) -> None:
    from .stages import remarks  # noqa: PLC0415

    for line in remarks(response):
        say(line, err=True)


def _print(response: Response, *, include: bool) -> None:
    from .stages import status_line  # noqa: PLC0415

    say(paint(status_line(response), fg=status_colour(response.status), bold=True))
    if include:
        for name, value in response.headers:
            say(f"{paint(name, fg='cyan')}: {visible(value)}")
        say()
    _write(response)


def _write(response: Response) -> None:
    """The body as it is, byte for byte; a newline after it for terminals only."""
    output = sys.stdout.buffer
    sys.stdout.flush()
    output.write(response.body)
    if response.body and not response.body.endswith(b"\n") and sys.stdout.isatty():
        output.write(b"\n")
    output.flush()
