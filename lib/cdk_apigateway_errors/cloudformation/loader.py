"""From a source to an :class:`~.model.Application`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .assembly import read_sources
from .cycles import refuse_cycles
from .errors import TemplateError
from .functions import Functions, Override
from .model import Application, TemplateFile
from .rest_api import read_rest_apis
from .stacks import Stack, World, build_world


def load(
    source: Path | str | Mapping[str, Any],
    *,
    stack: str | None = None,
    functions: Mapping[str, Override] | None = None,
    region: str = "us-east-1",
    account_id: str = "123456789012",
    parameters: Mapping[str, Any] | None = None,
    stage: str | None = None,
) -> Application:
    """The REST APIs of a ``cdk.out`` folder, a template file (JSON or YAML) or a template as a dict.

    ``stack`` keeps the APIs of one stack (by its name, display name or artifact id); all stacks of the assembly are
    still read for what it imports. ``functions`` gives code to functions by logical id, name or ARN: a folder, a zip
    or source file, the URL of a container with the runtime emulator, or a :class:`~.model.Function`. ``region`` and
    ``account_id`` stand in where the app leaves them open. ``parameters`` are template parameters, ``Name`` or
    ``Stack:Name``. ``stage`` picks a stage by name; the first one is the default.

    What cannot be run is in :attr:`Application.unsupported`. Raises :class:`TemplateError` for malformed input, and
    :class:`CircularDependencyError` for resources that need each other.

    >>> api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "orders"}}
    >>> load({"Resources": {"Api": api}}).rest_apis[0].name
    'orders'
    """
    try:
        return _load(source, stack, functions or {}, World(region, account_id, parameters or {}), stage)
    except RecursionError:
        raise TemplateError(f"{_shown(source)}: values are nested too deeply to be a template.") from None


def _load(
    source: Path | str | Mapping[str, Any],
    stack: str | None,
    overrides: Mapping[str, Override],
    world: World,
    stage: str | None,
) -> Application:
    sources = read_sources(source)
    world.files.extend(sources.files)
    build_world(world, sources.stacks)
    refuse_cycles(world)
    table = Functions(world, overrides)
    rest_apis = read_rest_apis(world, table, stage, _selected(world, stack, _shown(source)))
    if stack is None:
        table.check_overrides()
    elif table.unknown_overrides():
        # A name may belong to an API of another stack, which was not read: all stacks are asked before it is refused.
        _load(source, None, overrides, World(world.region, world.account_id, world.parameters), None)
    files = tuple(dict.fromkeys(world.files))
    return Application(rest_apis, tuple(world.unsupported), files, tuple(_templates(world)))


def _templates(world: World) -> Iterator[TemplateFile]:
    for stack in world.stacks:
        if stack.source.folder is not None:  # a dict is no file
            path = Path(stack.source.label)
            resources = {logical_id: str(body["Type"]) for logical_id, body in stack.all_resources.items()}
            yield TemplateFile(path, stack.source.name, resources, path.stat().st_size, stack.parent is not None)


def _selected(world: World, wanted: str | None, label: str) -> list[Stack]:
    roots = [stack for stack in world.stacks if stack.parent is None]
    if wanted is None:
        return roots
    chosen = [stack for stack in roots if wanted in (stack.source.name, *stack.source.aliases)]
    if not chosen:
        names = ", ".join(sorted({stack.source.name for stack in roots}))
        raise TemplateError(f"{label}: no stack {wanted!r}; there is: {names}.")
    return chosen


def _shown(source: object) -> str:
    return "template" if isinstance(source, Mapping) else str(source)
