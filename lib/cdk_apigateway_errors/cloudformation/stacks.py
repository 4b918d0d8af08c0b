"""The loaded stacks as one world: names are looked up in a stack, in its parent's parameters and in other stacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from . import identifiers
from .assembly import StackSource, read_assets
from .document import read_document, read_mapping
from .errors import IntrinsicError, TemplateError
from .identifiers import ATTRIBUTES, NAME_PROPERTIES, REFS, Named, Place
from .intrinsics import NO_VALUE, evaluate, resolve, to_text, unresolved, unresolved_in
from .model import Unsupported
from .properties import Properties

NESTED_STACK = "AWS::CloudFormation::Stack"
_EXPORT_READER, _EXPORT_WRITER = "Custom::CrossRegionExportReader", "Custom::CrossRegionExportWriter"
_PROCESSED = "load the processed template (`aws cloudformation get-template --template-stage Processed`)"


@dataclass(eq=False)
class World:
    """Every loaded stack, what was read on the way, and what was found that cannot be run."""

    region: str
    account_id: str
    parameters: Mapping[str, Any]
    stacks: list[Stack] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    unsupported: list[Unsupported] = field(default_factory=list)
    active: list[str] = field(default_factory=list)

    def report(self, logical_id: str, reason: str, method: str = "") -> None:
        entry = Unsupported(logical_id, reason, method)
        if entry not in self.unsupported:
            self.unsupported.append(entry)

    def report_unresolved(self, logical_id: str, value: object, method: str = "") -> None:
        """Names what is not known here in a value that clients or templates would see."""
        for what in unresolved_in(value):
            self.report(logical_id, f"needs {what}, not known here; a placeholder stands in its place", method)

    def resources(self, type_: str) -> Iterator[Resource]:
        for stack in self.stacks:
            yield from stack.by_type.get(type_, ())

    @contextmanager
    def entering(self, step: str) -> Iterator[None]:
        """Names what is being worked out, so that a value that needs itself is an error and no endless loop."""
        if step in self.active:
            raise IntrinsicError(f"circular reference: {' -> '.join([*self.active[self.active.index(step) :], step])}")
        self.active.append(step)
        try:
            yield
        finally:
            self.active.pop()


@dataclass(eq=False)
class Resource:
    """One resource that exists (its condition is true)."""

    stack: Stack
    logical_id: str
    type: str
    body: Mapping[str, Any]

    @property
    def label(self) -> str:
        return f"{self.stack.source.label}: {self.logical_id} ({self.type})"

    @property
    def physical_id(self) -> str:
        return str(self.stack.ref(self.logical_id))

    @cached_property
    def properties(self) -> Properties:
        """All properties, resolved."""
        with self.explained():
            values = resolve(self.body.get("Properties") or {}, self.stack)
        if isinstance(values, Mapping):
            return Properties(values, self.label)
        self.stack.world.report(self.logical_id, f"its properties need {str(values)[:200]}, not known here")
        return Properties({}, self.label)

    @contextmanager
    def explained(self) -> Iterator[None]:
        try:
            yield
        except IntrinsicError as error:
            raise TemplateError(f"{self.label}: {error}.") from None

    def asset_path(self, prop: str) -> Path | None:
        """The file that CDK's metadata names for a property (``cdk synth`` writes it for every asset)."""
        metadata = self.body.get("Metadata")
        if not isinstance(metadata, Mapping) or self.stack.source.folder is None:
            return None
        path = metadata.get("aws:asset:path")
        if not isinstance(path, str) or metadata.get("aws:asset:property", prop).split(".")[0] != prop:
            return None
        return self.stack.source.folder / path


@dataclass(eq=False)
class Stack:
    """One template with its names; a :class:`~.intrinsics.Scope`."""

    source: StackSource
    world: World
    parent: Resource | None = None
    ids: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)
    resolved: dict[str, Any] = field(default_factory=dict)
    """Values that stand in the template more than once, by their JSON; nobody changes them."""

    @property
    def region(self) -> str:
        return self.source.region or (self.parent.stack.region if self.parent else self.world.region)

    @property
    def account_id(self) -> str:
        return self.source.account_id or (self.parent.stack.account_id if self.parent else self.world.account_id)

    @property
    def root(self) -> Stack:
        return self.parent.stack.root if self.parent else self

    @property
    def path(self) -> str:
        if self.parent:
            return f"{self.parent.stack.path}/{self.parent.logical_id}"
        return self.source.aliases[-1] if self.source.aliases else self.source.name

    @cached_property
    def place(self) -> Place:
        return Place(self.source.name, self.path, self.region, self.account_id)

    def section(self, name: str) -> Mapping[str, Any]:
        value = self.source.template.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise TemplateError(f"{self.source.label}: {name} must be an object, got {type(value).__name__}.")
        return value

    @cached_property
    def all_resources(self) -> dict[str, Mapping[str, Any]]:
        # An assembly says that this is a template; CDK writes that of an empty stack without the key.
        known = "Resources" in self.source.template or not self.source.aliases
        if known and not isinstance(self.source.template.get("Resources"), Mapping):
            raise TemplateError(f"{self.source.label}: no Resources object, so this is not a CloudFormation template.")
        resources = {}
        for logical_id, body in self.section("Resources").items():
            if not isinstance(logical_id, str):
                raise TemplateError(f"{self.source.label}: a logical id must be text, got {logical_id!r}.")
            if logical_id.startswith("Fn::"):
                self.world.report(logical_id, "this macro is not run here; load the template that the deployment shows")
                continue
            _check_resource(body, f"{self.source.label}: {logical_id}")
            resources[logical_id] = body
        return resources

    @cached_property
    def by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for logical_id, body in self.all_resources.items():
            if self.exists(logical_id):
                found.setdefault(body["Type"], []).append(Resource(self, logical_id, body["Type"], body))
        return found

    def resource(self, logical_id: str) -> Resource | None:
        body = self.all_resources.get(logical_id)
        return Resource(self, logical_id, body["Type"], body) if body is not None else None

    def exists(self, logical_id: str) -> bool:
        name = self.all_resources[logical_id].get("Condition")
        if name is None:
            return True
        resource = self.resource(logical_id)
        assert resource is not None
        with resource.explained():
            if not isinstance(name, str):
                raise IntrinsicError(f"Condition takes the name of a condition, got {name!r}")
            return self.condition(name)

    # Scope

    def ref(self, name: str) -> Any:
        if name.startswith("AWS::"):
            return self._pseudo(name)
        if name in self.section("Parameters"):
            return self._parameter(name)
        if name in self.all_resources and self.exists(name):
            return self._physical_id(name)
        return unresolved(f"{name}, which this template does not define")

    def attribute(self, logical_id: str, name: str) -> Any:
        if logical_id not in self.all_resources or not self.exists(logical_id):
            return unresolved(f"{logical_id}.{name}, which this template does not define")
        named = self._named(logical_id)
        if named.type == NESTED_STACK and name.startswith("Outputs."):
            return self._nested_output(logical_id, name.removeprefix("Outputs."))
        if named.type == _EXPORT_READER:
            return self.dynamic(f"ssm:{name}")
        maker = ATTRIBUTES.get((named.type, name))
        return maker(named) if maker else unresolved(f"{logical_id}.{name} of {named.type}")

    def condition(self, name: str) -> bool:
        if name not in self.conditions:
            definitions = self.section("Conditions")
            if name not in definitions:
                raise IntrinsicError(f"condition {name} is not defined in Conditions")
            with self.world.entering(f"condition {name}"):
                self.conditions[name] = evaluate(definitions[name], self)
        return self.conditions[name]

    def mapping(self, name: str) -> Mapping[str, Any] | None:
        value = self.section("Mappings").get(name)
        return value if isinstance(value, Mapping) else None

    def import_value(self, name: str) -> Any:
        for stack in self._nearest_first():
            if name in stack.exports:
                return stack.output(stack.exports[name])
        return unresolved(f"Fn::ImportValue {name}")

    def stack_output(self, arguments: Mapping[str, Any]) -> Any:
        name, output = str(arguments.get("StackName", "")), str(arguments.get("OutputName", ""))
        for stack in self._nearest_first():
            wanted = arguments.get("Region", stack.region) == stack.region
            if wanted and stack.parent is None and name in (stack.source.name, *stack.source.aliases):
                return stack.output(output)
        return unresolved(f"Fn::GetStackOutput {name}.{output}")

    def include(self, location: str) -> Any:
        path = self.asset(location)
        if path is None or not path.is_file():
            return unresolved(f"AWS::Include {location}")
        self.world.files.append(path)
        return read_document(path)

    def dynamic(self, reference: str) -> str:
        service, _, rest = reference.partition(":")
        value = self._ssm(rest.split(":")[0]) if service == "ssm" else None
        return value if value is not None else unresolved(f"{{resolve:{reference}}}")

    def note(self, problem: str) -> None:
        step = self.world.active[-1] if self.world.active else self.source.name
        self.world.report(step.removeprefix("condition "), problem)

    # Lookups

    @cached_property
    def exports(self) -> dict[str, str]:
        """Export name to the logical id of the output."""
        found = {}
        for logical_id, output in self.section("Outputs").items():
            export = output.get("Export") if isinstance(output, Mapping) else None
            if isinstance(export, Mapping):
                found[to_text(resolve(export.get("Name", ""), self))] = logical_id
        return found

    def asset(self, location: str) -> Path | None:
        """The local file of an ``s3://`` address, an object key, or a path beside the template."""
        by_key = self.source.assets.get(location.rsplit("/", 1)[-1])
        if by_key is not None:
            return by_key
        if self.source.folder is None or "://" in location or not location or unresolved_in(location):
            return None
        return self.source.folder / location

    def output(self, logical_id: str) -> Any:
        definition = self.section("Outputs").get(logical_id)
        if not isinstance(definition, Mapping) or "Value" not in definition:
            return unresolved(f"output {logical_id} of {self.source.name}")
        with self.world.entering(f"{self.path}.Outputs.{logical_id}"):
            return resolve(definition["Value"], self)

    def _nearest_first(self) -> list[Stack]:
        """Stacks of the same environment and assembly first: a name may exist once per account and region."""

        def distance(stack: Stack) -> tuple[bool, bool]:
            return (stack.place.region, stack.account_id) != (self.region, self.account_id), (
                stack.root.source.folder != self.root.source.folder
            )

        return sorted(self.world.stacks, key=distance)

    def _named(self, logical_id: str) -> Named:
        body = self.all_resources[logical_id]
        properties = body.get("Properties")
        given = properties if isinstance(properties, Mapping) else {}
        with self.world.entering(f"{self.path}.{logical_id}"):
            names = {key: resolve(value, self) for key, value in given.items() if key in NAME_PROPERTIES}
        return Named(self.place, logical_id, body["Type"], names)

    def _physical_id(self, logical_id: str) -> str:
        if logical_id not in self.ids:
            named = self._named(logical_id)
            maker = REFS.get(named.type)
            self.ids[logical_id] = maker(named) if maker else named.name("Name")
        return self.ids[logical_id]

    def _pseudo(self, name: str) -> Any:
        place = self.place
        values: dict[str, Any] = {
            "AWS::AccountId": place.account_id,
            "AWS::NoValue": NO_VALUE,
            "AWS::NotificationARNs": [],
            "AWS::Partition": place.partition,
            "AWS::Region": place.region,
            "AWS::StackId": f"arn:{place.partition}:cloudformation:{place.region}:{place.account_id}:stack/"
            f"{place.stack_name}/{identifiers.digest(place.path, 12)}",
            "AWS::StackName": place.stack_name,
            "AWS::URLSuffix": "amazonaws.com.cn" if place.partition == "aws-cn" else "amazonaws.com",
        }
        if name not in values:
            raise IntrinsicError(f"Ref {name} is no pseudo parameter; CloudFormation has {', '.join(sorted(values))}")
        return values[name]

    def _parameter(self, name: str) -> Any:
        definition = self.section("Parameters")[name]
        if not isinstance(definition, Mapping):
            raise TemplateError(f"{self.source.label}: parameter {name} must be an object with Type and Default.")
        with self.world.entering(f"parameter {self.path}.{name}"):
            given = self._given(name)
        kind = str(definition.get("Type", "String"))
        value = given if given is not None else definition.get("Default")
        if value is None:
            return unresolved(f"parameter {name}, which has no default; pass parameters={{'{name}': ...}}")
        if kind.startswith("AWS::SSM::Parameter::Value"):
            found = self._ssm(to_text(value))
            value = found if found is not None else unresolved(f"SSM parameter {value}") if given is None else given
        return _split_list(value, kind)

    def _given(self, name: str) -> Any:
        if self.parent:
            values = self.parent.body.get("Properties", {}).get("Parameters", {})
            return resolve(values[name], self.parent.stack) if name in values else None
        for key in (f"{self.source.name}:{name}", *(f"{alias}:{name}" for alias in self.source.aliases), name):
            if key in self.world.parameters:
                return self.world.parameters[key]
        return self.source.parameters.get(name)

    def _ssm(self, name: str) -> str | None:
        """The value of an ``AWS::SSM::Parameter`` of the loaded stacks, or of CDK's cross-region references."""
        for stack in self._nearest_first():
            for writer in stack.by_type.get(_EXPORT_WRITER, ()):
                exports = writer.properties.section("WriterProps").mapping("exports")
                if name in exports:
                    return to_text(exports[name])
            for resource in stack.by_type.get("AWS::SSM::Parameter", ()):
                if resource.physical_id == name:
                    return to_text(resource.properties.text("Value"))
        return None

    def nested(self, logical_id: str) -> Stack | None:
        """The stack that a resource of this one is, where its template is on this machine."""
        for stack in self.world.stacks:
            if stack.parent and stack.parent.stack is self and stack.parent.logical_id == logical_id:
                return stack
        return None

    def _nested_output(self, logical_id: str, output: str) -> Any:
        stack = self.nested(logical_id)
        return stack.output(output) if stack else unresolved(f"{logical_id}.Outputs.{output}")


def _split_list(value: Any, kind: str) -> Any:
    if "CommaDelimitedList" not in kind and "List<" not in kind:
        return value if isinstance(value, list) else to_text(value)
    if isinstance(value, list):
        return value
    return [part.strip() for part in to_text(value).split(",")]


def _check_resource(body: Any, label: str) -> None:
    if not isinstance(body, Mapping) or not isinstance(body.get("Type"), str):
        raise TemplateError(f"{label}: a resource is an object with a Type, got {str(body)[:80]!r}.")
    properties = body.get("Properties")
    if properties is not None and not isinstance(properties, Mapping):
        raise TemplateError(f"{label}: Properties must be an object, got {str(properties)[:80]!r}.")


def build_world(world: World, sources: list[StackSource]) -> None:
    """Put all stacks into the world, nested stacks after their parent."""
    for source in sources:
        world.stacks.append(Stack(source, world))
    for stack in list(world.stacks):
        _check(stack, world)
        _add_nested(stack, world)


def _check(stack: Stack, world: World) -> None:
    for logical_id, body in stack.all_resources.items():
        if body["Type"].startswith("AWS::Serverless::"):
            world.report(logical_id, f"{body['Type']} is not expanded here; {_PROCESSED}")
        elif body["Type"].startswith("AWS::ApiGatewayV2::Api"):
            world.report(logical_id, "an HTTP or WebSocket API is not run here, only REST APIs are")
    for macro in _macros(stack.source.template.get("Transform")):
        if not macro.startswith("AWS::Serverless"):
            world.report(stack.source.name, f"transform {macro} is not run here; {_PROCESSED}")


def _macros(transform: Any) -> list[str]:
    macros = transform if isinstance(transform, list) else [transform] if transform else []
    return [str(macro.get("Name")) if isinstance(macro, Mapping) else str(macro) for macro in macros]


def _add_nested(stack: Stack, world: World) -> None:
    for resource in stack.by_type.get(NESTED_STACK, ()):
        source = _nested_source(resource, world)
        if source is not None:
            child = Stack(source, world, parent=resource)
            world.stacks.append(child)
            _check(child, world)
            _add_nested(child, world)


def _nested_source(resource: Resource, world: World) -> StackSource | None:
    path = _nested_template(resource)
    if path is None or not path.is_file():
        world.report(resource.logical_id, "the template of this nested stack is not on this machine; it is left out")
        return None
    _refuse_cycle(resource, path)
    world.files.append(path)
    outer = resource.stack.source
    name = resource.stack.source.name + "-" + resource.logical_id
    beside = path.with_name(path.name.removesuffix(path.suffix).removesuffix(".template") + ".assets.json")
    assets = {**outer.assets, **(read_assets(beside) if beside.is_file() else {})}
    return StackSource(name, read_mapping(path), str(path), path.parent, assets=assets)


def _nested_template(resource: Resource) -> Path | None:
    by_metadata = resource.asset_path("TemplateURL")
    if by_metadata is not None:
        return by_metadata
    with resource.explained():
        url = resolve((resource.body.get("Properties") or {}).get("TemplateURL"), resource.stack)
    return resource.stack.asset(url) if isinstance(url, str) else None


def _refuse_cycle(resource: Resource, path: Path) -> None:
    outer: Stack | None = resource.stack
    while outer is not None:
        if outer.source.label == str(path):
            raise TemplateError(f"{resource.label}: this nested stack contains itself ({path}).")
        outer = outer.parent.stack if outer.parent else None
