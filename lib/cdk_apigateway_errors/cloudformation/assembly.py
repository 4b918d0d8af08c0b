"""Find the stacks of a source: a ``cdk.out`` folder (a cloud assembly), one template file, or a template as a dict.

Source of the format: aws-cdk ``packages/@aws-cdk/cloud-assembly-schema`` (``manifest.json``, ``*.assets.json``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .document import read_mapping
from .errors import TemplateError
from .properties import Properties

_STACK, _NESTED, _ASSETS = "aws:cloudformation:stack", "cdk:cloud-assembly", "cdk:asset-manifest"


@dataclass(frozen=True, slots=True)
class StackSource:
    """One template and what the assembly knows about it."""

    name: str
    template: Mapping[str, Any]
    label: str
    """What messages call it: the file, or ``template`` for a dict."""
    folder: Path | None = None
    """Where relative asset paths start."""
    aliases: tuple[str, ...] = ()
    """Other names of the stack: artifact id, display name."""
    region: str | None = None
    account_id: str | None = None
    assets: Mapping[str, Path] = field(default_factory=dict)
    """Last part of the object key to the file or folder."""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sources:
    """The stacks of a source and the files that were read to find them."""

    stacks: list[StackSource] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def read_sources(source: Path | str | Mapping[str, Any]) -> Sources:
    """The stacks of ``source``; raises :class:`TemplateError` when there are none."""
    if isinstance(source, Mapping):
        return Sources([StackSource("template", source, "template")])
    if not isinstance(source, (str, Path)):
        raise TemplateError(f"expected a cdk.out folder, a template file or a dict, got {type(source).__name__}.")
    path = Path(source)
    if path.is_dir():
        return _read_assembly(path)
    if path.name == "manifest.json":
        return _read_assembly(path.parent)
    return _read_file(path)


def _read_assembly(folder: Path) -> Sources:
    if not (folder / "manifest.json").is_file():
        raise TemplateError(f"{folder}: no manifest.json in this folder; run `cdk synth` and pass its cdk.out folder.")
    found = Sources()
    _collect(folder, found)
    if not found.stacks:
        raise TemplateError(f"{folder / 'manifest.json'}: the cloud assembly holds no stack.")
    return found


def _collect(folder: Path, found: Sources) -> None:
    path = folder / "manifest.json"
    if path in found.files:
        raise TemplateError(f"{path}: this cloud assembly contains itself.")
    found.files.append(path)
    artifacts = Properties(read_mapping(path), str(path)).section("artifacts")
    for artifact_id in artifacts.values:
        artifact = artifacts.section(artifact_id)
        if artifact.text("type") == _NESTED:
            _collect(folder / _required(artifact.section("properties"), "directoryName"), found)
        elif artifact.text("type") == _STACK:
            found.stacks.append(_stack(artifact_id, artifact, artifacts, folder, found))


def _stack(artifact_id: str, artifact: Properties, artifacts: Properties, folder: Path, found: Sources) -> StackSource:
    properties = artifact.section("properties")
    template = folder / _required(properties, "templateFile")
    found.files.append(template)
    account_id, region = _environment(artifact.text("environment"))
    return StackSource(
        name=properties.text("stackName", artifact_id),
        template=read_mapping(template),
        label=str(template),
        folder=folder,
        aliases=(artifact_id, artifact.text("displayName", artifact_id)),
        region=region,
        account_id=account_id,
        assets=_assets(artifact, artifacts, folder, found),
        parameters=properties.texts("parameters"),
    )


def _assets(artifact: Properties, artifacts: Properties, folder: Path, found: Sources) -> Mapping[str, Path]:
    assets: dict[str, Path] = {}
    for dependency in artifact.items("dependencies"):
        if isinstance(dependency, str) and artifacts.section(dependency).text("type") == _ASSETS:
            file = folder / _required(artifacts.section(dependency).section("properties"), "file")
            found.files.append(file)
            assets.update(read_assets(file))
    return assets


def read_assets(path: Path) -> dict[str, Path]:
    """The files of an asset manifest, by the last part of the object key that a template names."""
    return dict(_asset_pairs(Properties(read_mapping(path), str(path)), path))


def _asset_pairs(manifest: Properties, path: Path) -> Iterator[tuple[str, Path]]:
    files = manifest.section("files")
    for name in files.values:
        source, destinations = files.section(name).section("source"), files.section(name).section("destinations")
        if "path" in source.values:  # an asset with `executable` is made at deployment
            for destination in destinations.values:
                key = destinations.section(destination).text("objectKey")
                yield key.rsplit("/", 1)[-1], path.parent / source.text("path")


def _read_file(path: Path) -> Sources:
    template = read_mapping(path)
    files = [path]
    name = path.name.removesuffix(path.suffix).removesuffix(".template")
    beside = path.with_name(f"{name}.assets.json")
    assets: Mapping[str, Path] = {}
    if beside.is_file():
        assets = read_assets(beside)
        files.append(beside)
    return Sources([StackSource(name, template, str(path), path.parent, assets=assets)], files)


def _environment(text: str) -> tuple[str | None, str | None]:
    """``aws://123456789012/eu-west-1``, ``unknown-account`` and ``unknown-region`` where the app leaves it open."""
    account_id, _, region = text.removeprefix("aws://").partition("/")
    return (
        None if account_id in ("", "unknown-account") else account_id,
        None if region in ("", "unknown-region") else region,
    )


def _required(properties: Properties, name: str) -> str:
    value = properties.text(name)
    if not value:
        raise TemplateError(f"{properties.label} has no {name}; run `cdk synth` again.")
    return value
