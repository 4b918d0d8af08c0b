"""Lambda functions of the loaded stacks: found by ARN, alias, version or name, with their code on this machine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from .errors import TemplateError
from .identifiers import partition
from .intrinsics import unresolved, unresolved_in
from .model import Function
from .stacks import Resource, World

FUNCTION, ALIAS, LAYER = "AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::LayerVersion"

Override = Function | Path | str

_ARN = re.compile(
    r"arn:[^:]+:lambda:(?P<region>[^:]*):(?P<account>[^:]*):function:(?P<name>[^:]+)(?::(?P<qualifier>.+))?"
)
_RUNNABLE = re.compile(r"(python3|nodejs)")
_ENTRY_POINTS = (
    ("index.py", "python3", "index.handler"),
    ("lambda_function.py", "python3", "lambda_function.lambda_handler"),
    ("index.mjs", "nodejs", "index.handler"),
    ("index.js", "nodejs", "index.handler"),
    ("index.cjs", "nodejs", "index.handler"),
)
_GUESSED_RUNTIMES = {"python3": "python3.13", "nodejs": "nodejs22.x"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A function ARN in its parts; ``qualifier`` is an alias, a version or ``""``."""

    arn: str
    name: str
    qualifier: str = ""

    @property
    def qualified_arn(self) -> str:
        return f"{self.arn}:{self.qualifier}" if self.qualifier else self.arn


def parse_reference(text: str, region: str, account_id: str) -> Reference | None:
    """A function's ARN, partial ARN or name, with or without a qualifier.

    Source: Lambda API reference, Invoke, ``FunctionName``.

    >>> parse_reference("orders:live", "eu-west-1", "123456789012").qualified_arn
    'arn:aws:lambda:eu-west-1:123456789012:function:orders:live'
    """
    found = _ARN.fullmatch(text)
    if found:
        arn = text if found["qualifier"] is None else text[: found.start("qualifier") - 1]
        return _reference(arn, found["name"], found["qualifier"] or "")
    partial = re.fullmatch(r"(?:(\d{12}):function:)?([A-Za-z0-9_-]+)(?::(\$?[A-Za-z0-9_-]+))?", text)
    if partial is None:
        return None
    account, name, qualifier = partial.groups()
    arn = f"arn:{partition(region)}:lambda:{region}:{account or account_id}:function:{name}"
    return _reference(arn, name, qualifier or "")


def unknown_name(what: str) -> str:
    """How ``functions=`` names a function whose ARN is not known: the parameter, export or attribute.

    >>> unknown_name("Fn::ImportValue shared:FnArn")
    'shared:FnArn'
    """
    found = re.match(r"(?:Fn::\w+ |SSM parameter |parameter |output )?([^\s,]+)", what)
    return found[1] if found else what


def _reference(arn: str, name: str, qualifier: str) -> Reference:
    return Reference(arn, name, "" if qualifier == "$LATEST" else qualifier)


@dataclass(eq=False)
class Functions:
    """The functions by key; a key is the logical id, with the alias or version behind a colon."""

    world: World
    overrides: Mapping[str, Override]
    found: dict[str, Function] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def find(self, reference: Reference) -> str | None:
        """The key of the function that this invokes, or ``None`` when its code is not known here."""
        resource = self._by_arn.get(reference.arn)
        if resource is None:
            return self._outside(reference)
        key = _qualified(self._base_key(resource), reference)
        if key not in self.found:
            self.found[key] = self._function(resource, reference)
        return key

    def key(self, reference: Reference) -> str:
        """The key that :meth:`find` gives, without looking at the function's code."""
        resource = self._by_arn.get(reference.arn)
        return _qualified(self._base_key(resource) if resource else reference.name, reference)

    def find_unknown(self, what: str) -> str | None:
        """The key of the function that ``functions=`` gives for an ARN that is not known here."""
        name = unknown_name(what)
        return self._outside(Reference(unresolved(what), name))

    def __getitem__(self, key: str) -> Function:
        return self.found[key]

    def check_overrides(self) -> None:
        """Every entry of ``functions=`` must have found its function; a misspelt one would be ignored silently."""
        unknown = self.unknown_overrides()
        if unknown:
            listed = ", ".join(sorted(resource.logical_id for resource in self.world.resources(FUNCTION))) or "none"
            raise TemplateError(f"functions: {', '.join(unknown)} is no function of the template; it has: {listed}.")

    def unknown_overrides(self) -> list[str]:
        """The entries of ``functions=`` that found no function so far and name none of a template."""
        known = {name for resource in self.world.resources(FUNCTION) for name in _names(resource)}
        return sorted(set(self.overrides) - self.used - known)

    @cached_property
    def _by_arn(self) -> dict[str, Resource]:
        return {_arn(resource): resource for resource in self.world.resources(FUNCTION)}

    @cached_property
    def _aliases(self) -> dict[str, Resource]:
        return {resource.physical_id: resource for resource in self.world.resources(ALIAS)}

    @cached_property
    def _layers(self) -> dict[str, Resource]:
        return {resource.physical_id: resource for resource in self.world.resources(LAYER)}

    @cached_property
    def _uses(self) -> Counter[str]:
        return Counter(resource.logical_id for resource in self._by_arn.values())

    def _base_key(self, resource: Resource) -> str:
        unique = self._uses[resource.logical_id] == 1
        return resource.logical_id if unique else f"{resource.stack.path}/{resource.logical_id}"

    def _override(self, names: Iterator[str]) -> Override | None:
        for name in names:
            if name in self.overrides:
                self.used.add(name)
                return self.overrides[name]
        return None

    def _outside(self, reference: Reference) -> str | None:
        names = (reference.qualified_arn, reference.arn, f"{reference.name}:{reference.qualifier}", reference.name)
        given = self._override(iter(names))
        if given is None:
            return None
        key = _qualified(reference.name, reference)
        base = Function(key, reference.name, reference.qualified_arn, version=reference.qualifier or "$LATEST")
        self.found[key] = _apply(base, given, key)
        return key

    def _function(self, resource: Resource, reference: Reference) -> Function:
        given = self._override(iter((reference.qualified_arn, *_names(resource))))
        if isinstance(given, Function):
            return given
        function = self._from_properties(resource, reference)
        if given is not None:
            return _apply(function, given, resource.logical_id)
        self._report_runtime(function, resource)
        return self._with_code(function, resource)

    def _from_properties(self, resource: Resource, reference: Reference) -> Function:
        values = resource.properties
        return Function(
            logical_id=resource.logical_id,
            function_name=reference.name,
            arn=reference.qualified_arn,
            runtime=values.text("Runtime"),
            handler=values.text("Handler"),
            layers=tuple(self._layer_paths(resource)),
            environment=self._environment(resource),
            timeout=float(values.number("Timeout", 3)),
            memory_size=values.number("MemorySize", 128),
            version=self._version(reference, resource),
            in_template=True,
        )

    def _version(self, reference: Reference, resource: Resource) -> str:
        qualifier = reference.qualifier
        if not qualifier or qualifier.isdigit():
            return qualifier or "$LATEST"
        alias = self._aliases.get(reference.qualified_arn)
        if alias is not None:
            return alias.properties.text("FunctionVersion", "$LATEST")
        self.world.report(
            resource.logical_id,
            f"its alias {qualifier} is in no loaded template; the function's present code runs for it",
        )
        return "$LATEST"

    def _environment(self, resource: Resource) -> dict[str, str]:
        variables = resource.properties.section("Environment").texts("Variables")
        for name, value in variables.items():
            for what in unresolved_in(value):
                self.world.report(resource.logical_id, f"environment variable {name} needs {what}, not known here")
        return variables

    def _report_runtime(self, function: Function, resource: Resource) -> None:
        if resource.properties.text("PackageType") == "Image":
            reason = "a container image is not started here"
        elif not _RUNNABLE.match(function.runtime):
            reason = f"runtime {function.runtime or '(none)'} is not run here (python3.x and nodejs are)"
        else:
            return
        advice = f"start it with the runtime emulator and pass functions={{'{resource.logical_id}': 'http://…'}}"
        self.world.report(resource.logical_id, f"{reason}; {advice}")

    def _with_code(self, function: Function, resource: Resource) -> Function:
        code = resource.properties.raw("Code")
        if isinstance(code, Mapping) and code.get("ZipFile") is not None:
            inline = resource.properties.section("Code").text("ZipFile")
            return replace(function, inline_code=inline)
        if resource.properties.text("PackageType") == "Image":
            return function
        path = self._asset(resource, "Code")
        return function if path is None else replace(function, code_path=path)

    def _layer_paths(self, resource: Resource) -> Iterator[Path]:
        for arn in resource.properties.items("Layers"):
            layer = self._layers.get(str(arn))
            if layer is None:
                self.world.report(resource.logical_id, f"layer {arn} is in no loaded template; it is left out")
                continue
            path = self._asset(layer, "Content")
            if path is not None:
                yield path

    def _asset(self, resource: Resource, prop: str) -> Path | None:
        path = resource.asset_path(prop) or _asset_by_location(resource, prop)
        if path is None or not path.exists():
            shown = f"{path} is missing" if path else "its S3 object is no asset of the loaded cloud assembly"
            self.world.report(resource.logical_id, f"{prop} is not on this machine: {shown}")
            return None
        if path not in self.world.files:
            self.world.files.append(path)
        return path


def _asset_by_location(resource: Resource, prop: str) -> Path | None:
    location = resource.properties.raw(prop)
    if isinstance(location, str):  # a folder beside the template, before `aws cloudformation package`
        return resource.stack.asset(location)
    key = resource.properties.section(prop).text("S3Key")
    return resource.stack.source.assets.get(key.rsplit("/", 1)[-1])


def _qualified(name: str, reference: Reference) -> str:
    return f"{name}:{reference.qualifier}" if reference.qualifier else name


def _arn(resource: Resource) -> str:
    return str(resource.stack.attribute(resource.logical_id, "Arn"))


def _names(resource: Resource) -> tuple[str, ...]:
    return resource.logical_id, resource.physical_id, _arn(resource), f"{resource.stack.path}/{resource.logical_id}"


def _apply(function: Function, given: Override, key: str) -> Function:
    if isinstance(given, Function):
        return given
    bare = replace(function, code_path=None, inline_code=None, url=None)
    if isinstance(given, str) and re.match(r"https?://", given):
        return replace(bare, url=given)
    path = Path(given)
    if not path.exists():
        raise TemplateError(
            f"functions[{key!r}]: {path} does not exist; pass a folder, a zip or source file, or a URL."
        )
    return _with_entry_point(bare, path, key)


def _with_entry_point(function: Function, path: Path, key: str) -> Function:
    """A source file names its handler; a folder keeps the template's, or has one of Lambda's usual entry points."""
    kinds: Mapping[str, str] = {".py": "python3", ".js": "nodejs", ".mjs": "nodejs", ".cjs": "nodejs"}
    if path.is_file() and path.suffix in kinds:
        kind, handler = kinds[path.suffix], f"{path.stem}.handler"
        return _guess(replace(function, code_path=path.parent), kind, handler)
    if function.handler:
        return replace(function, code_path=path)
    for file, kind, handler in _ENTRY_POINTS:
        if (path / file).is_file():
            return _guess(replace(function, code_path=path), kind, handler)
    raise TemplateError(
        f"functions[{key!r}]: {path} has no {', '.join(name for name, _, _ in _ENTRY_POINTS)}; "
        "name the source file, or pass a Function with its runtime and handler."
    )


def _guess(function: Function, kind: str, handler: str) -> Function:
    same_kind = function.runtime.startswith(kind)
    runtime = function.runtime if same_kind else _GUESSED_RUNTIMES[kind]
    keeps = same_kind and function.handler.startswith(handler.removesuffix("handler"))
    return replace(function, runtime=runtime, handler=function.handler if keeps else handler)
