"""Where the REST APIs come from: the options that commands share, loading, and choosing among several."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from .errors import BadInput
from .function_names import as_option, loaders_names
from .output import on_one_line

if TYPE_CHECKING:
    from ..cloudformation import Application, RestApi

DEFAULT = Path("cdk.out")
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Source:
    """What to load, and which of its APIs."""

    path: Path = DEFAULT
    stack: str | None = None
    stage: str | None = None
    functions: tuple[tuple[str, str], ...] = ()
    api: str | None = None


def source_argument(command: F) -> F:
    """The source as an argument, ``cdk.out`` where there is none; the command gets a :class:`Source`."""
    place = click.Path(path_type=Path)
    return click.argument("source", type=place, default=DEFAULT, metavar="[CDK.OUT|TEMPLATE]")(_options(command))


def source_option(command: F) -> F:
    """The source as ``--source``; the command gets a :class:`Source`."""
    text = "A cdk.out folder, or a template (JSON or YAML)."
    option = click.option("--source", type=click.Path(path_type=Path), default=DEFAULT, show_default=True, help=text)
    return option(_options(command))


def _options(command: F) -> F:
    @functools.wraps(command)
    def with_source(
        *, source: Path, stack: str | None, stage: str | None, functions: tuple[str, ...], api: str | None, **rest: Any
    ) -> Any:
        pairs = tuple(_pair(given) for given in functions)
        return command(source=Source(source, stack, stage, pairs, api), **rest)

    wrapped: Any = with_source
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return cast(F, wrapped)


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--stack", metavar="NAME", help="Only the APIs of this stack."),
    click.option("--stage", metavar="NAME", help="The stage to run; the first one is the default."),
    click.option("--api", metavar="NAME", help="One API: its name or logical id, or the beginning of it."),
    click.option(
        "--function",
        "functions",
        multiple=True,
        metavar="NAME=PATH_OR_URL",
        help="Where a function's code is: a folder, a file, or a container's URL. Repeatable.",
    ),
)


def _pair(given: str) -> tuple[str, str]:
    name, equals, place = given.partition("=")
    if not (name and equals and place):
        raise BadInput(f"--function {given!r}: write NAME=PATH_OR_URL, for example Handler=./src/orders")
    return name, place


def load_application(source: Source) -> Application:
    """Everything that the source describes, with all its APIs."""
    from ..cloudformation import TemplateError, load  # noqa: PLC0415 - not for --help

    if not source.path.exists():
        raise BadInput(f"{source.path} does not exist; run `cdk synth` first, or name a cdk.out folder or a template")
    try:
        application = load(source.path, stack=source.stack, stage=source.stage, functions=_code(source))
    except TemplateError as error:
        raise BadInput(as_option(str(error))) from error
    if not application.rest_apis:
        raise BadInput(f"{source.path}: no REST API in it" + _because(application))
    return application


def _code(source: Source) -> dict[str, str]:
    """What ``--function`` gives, under the names that the loader knows."""
    if not source.functions:
        return {}
    names = loaders_names(source.path, (name for name, _ in source.functions))
    return {names[name]: place for name, place in source.functions}


def _because(application: Application) -> str:
    return "".join(f"; {item.logical_id}: {as_option(item.reason)}" for item in application.unsupported[:3])


def label(rest_api: RestApi) -> str:
    """What an API is called here: ``Orders/ApiRestApiE35FEAFE``."""
    whole = f"{rest_api.stack_name}/{rest_api.logical_id}" if rest_api.stack_name else rest_api.logical_id
    return on_one_line(whole)


def chosen(rest_apis: Sequence[RestApi], wanted: str | None) -> tuple[RestApi, ...]:
    """The APIs that a name means, all without one. A name wins over a construct id, and that over the beginning of one."""
    if wanted is None:
        return tuple(rest_apis)
    ways = (
        [api for api in rest_apis if wanted in (api.logical_id, label(api), api.name, api.rest_api_id)],
        [api for api in rest_apis if wanted in _construct_ids(api)],
        [api for api in rest_apis if api.logical_id.startswith(wanted) or label(api).startswith(wanted)],
    )
    found = next((apis for apis in ways if apis), None)
    if found is None:
        raise BadInput(f"no API {wanted!r}; there is: {named(rest_apis)}")
    return tuple(found)


def _construct_ids(rest_api: RestApi) -> set[str]:
    """``Api`` and ``ApiRestApi`` for the logical id ``ApiRestApiE35FEAFE``, with and without the stack."""
    from ..cloudformation.identifiers import readable  # noqa: PLC0415 - not for --help

    whole = readable(rest_api.logical_id)
    ids = {whole, whole.removesuffix("RestApi") or whole}
    return ids | {f"{rest_api.stack_name}/{one}" for one in ids}


def only(rest_apis: Sequence[RestApi], wanted: str | None, doing: str) -> RestApi:
    """The one API that is meant; names them all where there are several. ``wanted`` is what ``--api`` gave."""
    found = chosen(rest_apis, wanted)
    if len(found) > 1:
        raise BadInput(f"{len(found)} APIs {doing}: {named(found)}; {more(wanted)}")
    return found[0]


def more(wanted: str | None) -> str:
    """What to do about several APIs."""
    return "choose one with --api" if wanted is None else f"--api {wanted!r} means them all, give more of the name"


def named(rest_apis: Iterable[RestApi]) -> str:
    """The APIs' names in a row."""
    return ", ".join(label(api) for api in rest_apis)
