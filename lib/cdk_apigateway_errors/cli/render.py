"""``apigateway-errors render``: one mapping template with given input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import click

from .errors import FOUND_FAILURE, BadInput
from .output import paint, say, visible

EPILOG = """\b
Examples:
  apigateway-errors render error.vtl --body '{"errorMessage": "no order"}'
  apigateway-errors render request.vtl --params '{"path": {"id": "7"}}'
  apigateway-errors render error.vtl --body-file a.json --context @dev.json
  echo '$util.urlEncode("a b")' | apigateway-errors render -

Exits with 1 where the template fails; the service answers 500 then."""


@click.command(epilog=EPILOG)
@click.argument("template_file", type=click.File("rb"))
@click.option("--body", "-d", metavar="TEXT", help="The payload: $input.")
@click.option("--body-file", type=click.File("rb"), help="The payload from a file.")
@click.option("--context", metavar="JSON", help="Members of $context, beside the usual ones. @FILE reads a file.")
@click.option("--params", metavar="JSON", help='$input.params(): {"path": {}, "querystring": {}, "header": {}}.')
@click.option("--stage-variables", metavar="JSON", help="$stageVariables.")
def render(
    *,
    template_file: IO[bytes],
    body: str | None,
    body_file: IO[bytes] | None,
    context: str | None,
    params: str | None,
    stage_variables: str | None,
) -> None:
    """Render one mapping template as API Gateway would, to standard output."""
    from ..gateway.context import OverriddenTwice  # noqa: PLC0415 - not for --help
    from ..gateway.templates import compiled_template  # noqa: PLC0415
    from ..velocity import VelocityError  # noqa: PLC0415
    from ..velocity.mapping import mapping_variables  # noqa: PLC0415

    text, name = _utf8(template_file), _name(template_file)
    known = _context(json_object("--context", context))
    variables = mapping_variables(
        body=_body(body, body_file),
        params=_params(json_object("--params", params)),
        context=known,
        stage_variables=texts("--stage-variables", json_object("--stage-variables", stage_variables)),
    )
    try:
        rendered = compiled_template(text, name).render(variables)
    except (VelocityError, OverriddenTwice, RecursionError) as error:
        said = "the template or its input is nested too deeply" if isinstance(error, RecursionError) else str(error)
        say(f"{paint('Error:', err=True, fg='red', bold=True)} {visible(said)}", err=True)
        raise SystemExit(FOUND_FAILURE) from error
    say(rendered, newline=False)
    _overrides(known)


def _body(body: str | None, body_file: IO[bytes] | None) -> str:
    if body_file is not None and body is not None:
        raise BadInput("--body and --body-file: give one of them")
    return _utf8(body_file) if body_file else body or ""


def _utf8(file: IO[bytes]) -> str:
    try:
        return file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{_name(file)}: not UTF-8 text (byte {error.start})") from error


def _name(file: IO[bytes]) -> str:
    return str(getattr(file, "name", "<stdin>"))


def json_object(option: str, given: str | None) -> dict[str, Any]:
    """The JSON object of an option, or of the file that ``@FILE`` names; empty without one."""
    if given is None:
        return {}
    text = _file(option, given[1:]) if given.startswith("@") else given
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{option}: {given!r} is not a JSON object: {error}") from error
    if not isinstance(value, dict):
        raise BadInput(f"{option}: {given!r} is not a JSON object")
    return value


def _file(option: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError as error:
        raise BadInput(f"{option}: cannot read the file {path!r}: {error.strerror or error}") from error
    except ValueError as error:  # not UTF-8, or no path at all
        raise BadInput(f"{option}: cannot read the file {path!r}: {error}") from error


def texts(option: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Values that must be texts."""
    for name, value in values.items():
        if not isinstance(value, str):
            raise BadInput(f"{option}: {name} is {json.dumps(value)}; values are texts: {json.dumps(str(value))}")
    return dict(values)


def _params(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    places = ("path", "querystring", "header")
    for place, values in given.items():
        if place not in places or not isinstance(values, dict):
            raise BadInput(f'--params: {place!r}; write {{"path": {{}}, "querystring": {{}}, "header": {{}}}}')
    return {place: texts("--params", given.get(place, {})) for place in places}


def _context(given: Mapping[str, Any]) -> dict[str, Any]:
    """``$context`` of a request to the root resource, with the given members."""
    from ..cloudformation.model import Method, RestApi  # noqa: PLC0415
    from ..gateway import Request  # noqa: PLC0415
    from ..gateway.context import context_variables  # noqa: PLC0415

    usual = context_variables(RestApi("Api", "api"), Method("POST", "/"), Request("POST", "/"), "/")
    return {**usual, **given}


def _overrides(context: Mapping[str, Any]) -> None:
    """What the template set beside its text."""
    for name in ("requestOverride", "responseOverride"):
        found = context.get(name)
        values = (
            {key: value for key, value in found.items() if value not in ({}, None)} if isinstance(found, dict) else {}
        )
        if values:
            text = json.dumps(values, default=str, ensure_ascii=False)
            say(paint(f"\n$context.{name}: {visible(text)}", err=True, dim=True), err=True)
