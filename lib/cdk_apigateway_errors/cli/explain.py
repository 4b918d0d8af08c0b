"""``apigateway-errors explain``: which response a message selects, and why the others do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import FOUND_FAILURE, BadInput
from .function_names import as_option
from .output import folded, on_one_line, paint, problem_lines, say, status_colour, visible, width, wrapped
from .source import Source, chosen, label, load_application, named, only, source_option

if TYPE_CHECKING:
    from ..cloudformation import RestApi
    from ..cloudformation.model import Method
    from ..gateway import Explanation, Verdict

EPILOG = """\b
Examples:
  apigateway-errors explain --route 'GET /' --message '{"status": 400}'
  apigateway-errors explain --route 'GET /orders/7' --raises OrderNotFound
  apigateway-errors explain --route 'GET /' --raises errors:OrderNotFound \\
    --errors ./orders

Exits with 1 where a message reaches the default integration response, or none
at all, and where the method cannot run."""


@click.command(epilog=EPILOG)
@source_option
@click.option("--route", required=True, metavar="'METHOD /PATH'", help="The route, as in the template or as requested.")
@click.option("--message", "-m", metavar="TEXT", help="The error message, as the handler raises it.")
@click.option("--raises", metavar="[MODULE:]NAME", help="An exception class of the handler; its text is the message.")
@click.option(
    "--errors",
    type=click.Path(path_type=Path, exists=True),
    help="Where the class is: a folder or a zip file. By default the code of the route's function.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def explain(
    *, source: Source, route: str, message: str | None, raises: str | None, errors: Path | None, as_json: bool
) -> None:
    """Which integration response an error message selects, and why each other pattern does not match."""
    if (message is None) == (raises is None):
        raise BadInput("--message or --raises: give one of them")
    from ..gateway import Gateway  # noqa: PLC0415 - not for --help

    rest_api, method = find(source, route)
    text = message if message is not None else _raised(rest_api, method, raises or "", errors)
    with Gateway(rest_api) as gateway:
        explanation = gateway.explain(method.http_method, method.path, text)
    say(json.dumps(explanation.to_dict()) if as_json else "\n".join(_lines(explanation, rest_api, method)))
    if explanation.problems or explanation.diagnosis:
        raise SystemExit(FOUND_FAILURE)


def find(source: Source, route: str) -> tuple[RestApi, Method]:
    """The API and the method that a route means."""
    http_method, _, path = route.strip().partition(" ")
    if not path.startswith("/"):
        raise BadInput(f"--route {route!r}: write 'METHOD /path', for example 'GET /orders/{{id}}'")
    rest_apis = chosen(load_application(source).rest_apis, source.api)
    having = [one for one in rest_apis if _method(one, http_method, path)]
    if not having:
        raise BadInput(f"no route {route!r} in {named(rest_apis)}; there is: {', '.join(_routes(rest_apis))}")
    rest_api = only(having, source.api, f"have {route}")
    method = _method(rest_api, http_method, path)
    assert method is not None
    return rest_api, method


def _routes(rest_apis: tuple[RestApi, ...]) -> list[str]:
    return list(dict.fromkeys(f"{one.http_method} {one.path}" for api in rest_apis for one in api.methods))


def _method(rest_api: RestApi, http_method: str, path: str) -> Method | None:
    """The method of a resource, written with braces or as a request names it."""
    from ..gateway.route import Routes  # noqa: PLC0415

    wanted = http_method.upper(), path
    exact = next((one for one in rest_api.methods if (one.http_method, one.path) == wanted), None)
    if exact is not None:
        return exact
    found = Routes((one.http_method, one.path, one) for one in rest_api.methods).find(*wanted)
    return found[0] if found else None


def _raised(rest_api: RestApi, method: Method, raises: str, errors: Path | None) -> str:
    from .raised import message_of  # noqa: PLC0415

    name = method.integration.function if method.integration else None
    return message_of(raises, rest_api.functions.get(name or ""), errors)


def _lines(explanation: Explanation, rest_api: RestApi, method: Method) -> Iterator[str]:
    yield f"{paint('Route', bold=True)}    {on_one_line(explanation.route)}  ({label(rest_api)})"
    for at, line in enumerate(folded(visible(explanation.message), width() - 9)):
        yield (paint("Message", bold=True) + "  " if not at else " " * 9) + line
    yield ""
    for verdict in explanation.verdicts:
        yield from _verdict(verdict)
    yield from _conclusion(explanation, method)


def _verdict(verdict: Verdict) -> Iterator[str]:
    mark = paint("match", fg="green", bold=True) if verdict.matches else paint("no   ", dim=True)
    if not verdict.runs:
        mark = paint("error", fg="red", bold=True)
    status = paint(verdict.status_code, fg=status_colour(verdict.status_code))
    reason = wrapped(visible(verdict.reason), width() - 14)
    yield f"  {status}  {mark}  {reason[0]}".rstrip()
    yield from (" " * 14 + line for line in reason[1:])
    yield from (
        " " * 14 + paint(line, dim=True) for line in folded(on_one_line(verdict.selection_pattern), width() - 14, 2)
    )


def _cannot_run(explanation: Explanation) -> Iterator[str]:
    yield paint("HTTP 500: this method cannot run:", fg="red", bold=True)
    for problem in explanation.problems:
        yield from (f"  {line}" for line in problem_lines(as_option(problem), width() - 2))
    if explanation.status_code is not None:
        yield f"Once it runs, this message selects {explanation.status_code}."


def _answer(explanation: Explanation) -> str:
    status = str(explanation.override_status or explanation.status_code)
    by = "the default integration response" if explanation.is_default else "the integration response of this pattern"
    if explanation.override_status is not None:
        by += f" ({explanation.status_code}), whose template sets the status"
    return paint(f"HTTP {status}", fg=status_colour(status), bold=True) + f": {by}"


def _conclusion(explanation: Explanation, method: Method) -> Iterator[str]:
    yield ""
    if explanation.problems:
        yield from _cannot_run(explanation)
        return
    if explanation.status_code is None:
        yield paint("HTTP 500: no pattern matches and there is no default integration response.", fg="red", bold=True)
        return
    yield _answer(explanation)
    given = method.integration.integration_responses if method.integration else ()
    for response in given:
        if response.status_code == explanation.status_code:
            for media_type, template in response.response_templates.items():
                yield f"  {media_type}:"
                yield from (f"    {line}" for line in folded(on_one_line(template), width() - 4))
    if explanation.diagnosis:
        yield from (paint(line, fg="magenta") for line in wrapped(visible(explanation.diagnosis), width()))
