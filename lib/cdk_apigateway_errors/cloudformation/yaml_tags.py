"""YAML as CloudFormation reads it: short tags become the long intrinsics, dates stay text, aliases are bounded."""

from __future__ import annotations

from typing import Any

import yaml

from .document import MAX_YAML_NODES, SHORT_TAGS
from .errors import TemplateError

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TemplateLoader(_Base):  # type: ignore[misc]
    """PyYAML's safe loader, without dates (``2010-09-09`` is a version, not a day)."""


TemplateLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}


def load_yaml(text: str, name: str) -> Any:
    """Parse YAML text; raises :class:`TemplateError` with the line for anything that is not a template."""
    try:
        loader = TemplateLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise TemplateError(f"{name}: the file is empty.")
            _check_size(node, name)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise TemplateError(f"{name}: not valid YAML: {_one_line(error)}.") from None
    except ValueError as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError(f"{name}: not valid YAML: {error}.") from None


def _one_line(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{error.problem} (line {mark.line + 1}, column {mark.column + 1})"
    return " ".join(str(error).split())


def _check_size(node: Any, name: str) -> None:
    if _expanded_size(node, {}, name) > MAX_YAML_NODES:
        raise TemplateError(f"{name}: the YAML aliases expand to more than {MAX_YAML_NODES:,} values; write them out.")


def _expanded_size(node: Any, known: dict[int, int], name: str) -> int:
    """How many nodes there are once aliases are written out (merge keys copy them, too)."""
    if id(node) in known:
        if known[id(node)] == 0:
            raise TemplateError(f"{name}: a YAML alias contains itself (line {node.start_mark.line + 1}).")
        return known[id(node)]
    known[id(node)] = 0
    size = 1
    for child in _children(node):
        size += _expanded_size(child, known, name)
    known[id(node)] = size
    return size


def _children(node: Any) -> list[Any]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _short_tag(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    if suffix not in SHORT_TAGS:
        raise yaml.constructor.ConstructorError(
            None, None, f"unknown tag !{suffix}; CloudFormation knows {', '.join(sorted(SHORT_TAGS))}", node.start_mark
        )
    key = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    value = _value_of(loader, node)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {key: value}


def _value_of(loader: Any, node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


TemplateLoader.add_multi_constructor("!", _short_tag)
