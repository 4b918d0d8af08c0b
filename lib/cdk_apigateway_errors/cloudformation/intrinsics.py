"""CloudFormation's intrinsic functions and conditions, worked out without CloudFormation.

What only the cloud knows (an SSM parameter's value, an attribute of a database) becomes a marked placeholder, see
:func:`unresolved`; it never stops the load. A function that is used wrongly raises :class:`IntrinsicError`.
Source: AWS CloudFormation user guide, "Intrinsic function reference" and "Pseudo parameters reference".
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from .errors import IntrinsicError


class NoValue:
    """What ``Ref AWS::NoValue`` gives: the property is left out."""

    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE: Final = NoValue()

_PLACEHOLDER = re.compile(r"<unresolved: ([^<>]*)>")
_SUB_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:([^}]*)\}\}")


class Scope(Protocol):
    """The stack that a value stands in."""

    @property
    def region(self) -> str: ...
    @property
    def resolved(self) -> dict[str, Any]: ...
    def ref(self, name: str) -> Any: ...
    def attribute(self, logical_id: str, name: str) -> Any: ...
    def condition(self, name: str) -> bool: ...
    def mapping(self, name: str) -> Mapping[str, Any] | None: ...
    def import_value(self, name: str) -> Any: ...
    def stack_output(self, arguments: Mapping[str, Any]) -> Any: ...
    def include(self, location: str) -> Any: ...
    def dynamic(self, reference: str) -> str: ...
    def note(self, problem: str) -> None: ...


def unresolved(what: str) -> str:
    """The placeholder for a value that only exists in the cloud.

    >>> unresolved("Table.StreamArn")
    '<unresolved: Table.StreamArn>'
    """
    return f"<unresolved: {what.replace('<', '(').replace('>', ')')}>"


def unresolved_in(value: object) -> list[str]:
    """What is unresolved anywhere inside a value, without duplicates.

    >>> unresolved_in({"a": ["x-" + unresolved("Table.StreamArn")]})
    ['Table.StreamArn']
    """
    return list(dict.fromkeys(_placeholders(value)))


def _placeholders(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _PLACEHOLDER.findall(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _placeholders(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _placeholders(item)


def resolve(value: Any, scope: Scope) -> Any:
    """The value with every intrinsic function replaced by its result; ``AWS::NoValue`` members are left out."""
    if isinstance(value, str):
        return _DYNAMIC.sub(lambda match: scope.dynamic(match[1]), value) if "{{resolve:" in value else value
    if isinstance(value, Mapping):
        return _resolve_mapping(value, scope)
    if isinstance(value, (list, tuple)):
        items = (resolve(item, scope) for item in value)
        return [item for item in items if item is not NO_VALUE]
    return value


def _resolve_mapping(value: Mapping[str, Any], scope: Scope) -> Any:
    if len(value) == 1:
        ((name, argument),) = value.items()
        if name in FUNCTIONS:
            return FUNCTIONS[name](argument, scope)
        if isinstance(name, str) and name.startswith("Fn::") and name != "Fn::Transform":
            return unresolved(name)
    if "Fn::Transform" in value:
        return _transform(value, scope)
    pairs = ((to_text(key), _member(key, item, scope)) for key, item in value.items())  # YAML has numbers for keys, too
    return {key: item for key, item in pairs if item is not NO_VALUE}


_OFTEN_EQUAL = frozenset({"IntegrationResponses", "MethodResponses"})
"""Most methods of an API answer alike: these are resolved once in a template."""


def _member(key: object, value: Any, scope: Scope) -> Any:
    if key not in _OFTEN_EQUAL or not isinstance(value, list):
        return resolve(value, scope)
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):  # YAML has more than JSON
        return resolve(value, scope)
    if text not in scope.resolved:
        scope.resolved[text] = resolve(value, scope)
    return scope.resolved[text]


def to_text(value: object) -> str:
    """A value inside ``Fn::Join`` or ``Fn::Sub``: numbers and booleans as CloudFormation writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    if value is NO_VALUE:
        return ""
    raise IntrinsicError(f"expected text, got {_shown(value)}")


def evaluate(condition: Any, scope: Scope) -> bool:
    """A condition's truth: ``Fn::Equals``, ``Fn::And``, ``Fn::Or``, ``Fn::Not`` or ``Condition``."""
    if isinstance(condition, Mapping) and len(condition) == 1:
        ((name, argument),) = condition.items()
        if name == "Condition":
            return scope.condition(_name(argument, "Condition"))
        if name in CONDITIONS:
            return CONDITIONS[name](argument, scope)
    raise IntrinsicError(
        f"a condition is one of Condition, Fn::And, Fn::Equals, Fn::Not and Fn::Or, got {_shown(condition)}"
    )


def _equals(argument: Any, scope: Scope) -> bool:
    left, right = (resolve(side, scope) for side in _items(argument, "Fn::Equals", 2, 2))
    unknown = unresolved_in([left, right])
    if unknown and left != right:
        scope.note(f"a condition compares {unknown[0]}, which is not known here; taken as not equal")
    return bool(_comparable(left) == _comparable(right))


def _comparable(value: Any) -> Any:
    return to_text(value) if isinstance(value, (bool, int, float)) else value


def _and(argument: Any, scope: Scope) -> bool:
    return all(evaluate(item, scope) for item in _items(argument, "Fn::And", 1, 10))


def _or(argument: Any, scope: Scope) -> bool:
    return any(evaluate(item, scope) for item in _items(argument, "Fn::Or", 1, 10))


def _not(argument: Any, scope: Scope) -> bool:
    return not evaluate(_items(argument, "Fn::Not", 1, 1)[0], scope)


def _ref(argument: Any, scope: Scope) -> Any:
    return scope.ref(_name(argument, "Ref"))


def _get_att(argument: Any, scope: Scope) -> Any:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    logical_id, attribute = _items(parts, "Fn::GetAtt", 2, 2)
    return scope.attribute(_name(logical_id, "Fn::GetAtt"), to_text(resolve(attribute, scope)))


def _sub(argument: Any, scope: Scope) -> str:
    text, variables = (argument, {}) if isinstance(argument, str) else _items(argument, "Fn::Sub", 2, 2)
    if not isinstance(text, str) or not isinstance(variables, Mapping):
        raise IntrinsicError(f"Fn::Sub takes text, or text and a map of variables, got {_shown(argument)}")
    return _SUB_VARIABLE.sub(lambda match: _sub_variable(match[1], variables, scope), text)


def _sub_variable(name: str, variables: Mapping[str, Any], scope: Scope) -> str:
    if name.startswith("!"):
        return f"${{{name[1:]}}}"
    name = name.strip()
    if name in variables:
        return to_text(resolve(variables[name], scope))
    if "." in name and "::" not in name:
        return to_text(scope.attribute(*name.split(".", 1)))
    return to_text(scope.ref(name))


def _join(argument: Any, scope: Scope) -> str:
    delimiter, values = _items(argument, "Fn::Join", 2, 2)
    return to_text(delimiter).join(to_text(item) for item in _list(resolve(values, scope), "Fn::Join"))


def _select(argument: Any, scope: Scope) -> Any:
    index, values = (resolve(item, scope) for item in _items(argument, "Fn::Select", 2, 2))
    if isinstance(values, str) and unresolved_in(values):
        return unresolved(unresolved_in(values)[0])
    items = _list(values, "Fn::Select")
    try:
        position = int(index)
    except (TypeError, ValueError):
        raise IntrinsicError(f"Fn::Select takes an index, 0 for the first value, got {_shown(index)}") from None
    if 0 <= position < len(items):
        return items[position]
    if unresolved_in(items):
        return unresolved(unresolved_in(items)[0])
    raise IntrinsicError(f"Fn::Select finds no index {position} in a list of {len(items)} (0 is the first)")


def _split(argument: Any, scope: Scope) -> list[str]:
    delimiter, text = (resolve(item, scope) for item in _items(argument, "Fn::Split", 2, 2))
    if not isinstance(delimiter, str) or not delimiter:
        raise IntrinsicError(f"Fn::Split takes a delimiter of at least one character, got {_shown(delimiter)}")
    return _split_around_placeholders(to_text(text), delimiter)


def _split_around_placeholders(text: str, delimiter: str) -> list[str]:
    """A placeholder may hold the delimiter; it stays in one piece, so that what it stands for can be named."""
    parts, start = [""], 0
    for found in _PLACEHOLDER.finditer(text):
        first, *others = text[start : found.start()].split(delimiter)
        parts = [*parts[:-1], parts[-1] + first, *others]
        parts[-1] += found[0]
        start = found.end()
    first, *others = text[start:].split(delimiter)
    return [*parts[:-1], parts[-1] + first, *others]


def _find_in_map(argument: Any, scope: Scope) -> Any:
    name, *keys = (resolve(item, scope) for item in _items(argument, "Fn::FindInMap", 3, 4))
    default = keys.pop() if len(keys) == 3 else NO_VALUE
    value: Any = scope.mapping(to_text(name))
    for key in keys:
        value = value.get(to_text(key)) if isinstance(value, Mapping) else None
    if value is not None:
        return resolve(value, scope)
    if isinstance(default, Mapping) and "DefaultValue" in default:
        return default["DefaultValue"]
    path = ".".join(to_text(part) for part in (name, *keys))
    if unresolved_in(path):
        return unresolved(unresolved_in(path)[0])
    raise IntrinsicError(f"Fn::FindInMap finds no {path} in Mappings and has no DefaultValue")


def _if(argument: Any, scope: Scope) -> Any:
    name, yes, no = _items(argument, "Fn::If", 3, 3)
    return resolve(yes if scope.condition(_name(name, "Fn::If")) else no, scope)


def _import_value(argument: Any, scope: Scope) -> Any:
    return scope.import_value(to_text(resolve(argument, scope)))


def _stack_output(argument: Any, scope: Scope) -> Any:
    arguments = resolve(argument, scope)
    if not isinstance(arguments, Mapping):
        raise IntrinsicError(f"Fn::GetStackOutput takes StackName and OutputName, got {_shown(argument)}")
    return scope.stack_output(arguments)


def _base64(argument: Any, scope: Scope) -> str:
    return base64.b64encode(to_text(resolve(argument, scope)).encode()).decode()


def _get_azs(argument: Any, scope: Scope) -> list[str]:
    region = to_text(resolve(argument, scope)) or scope.region
    return [region + zone for zone in "abc"]


def _length(argument: Any, scope: Scope) -> int:
    return len(_list(resolve(argument, scope), "Fn::Length"))


def _to_json_string(argument: Any, scope: Scope) -> str:
    return json.dumps(resolve(argument, scope), separators=(",", ":"), ensure_ascii=False)


def _transform(value: Mapping[str, Any], scope: Scope) -> Any:
    """``AWS::Include`` puts a file's content in place, beside the members that are there already."""
    macro = value["Fn::Transform"]
    if not isinstance(macro, Mapping) or macro.get("Name") != "AWS::Include":
        name = macro.get("Name") if isinstance(macro, Mapping) else macro
        return unresolved(f"Fn::Transform {name}")
    parameters = resolve(macro.get("Parameters"), scope)
    location = parameters.get("Location") if isinstance(parameters, Mapping) else None
    content = resolve(scope.include(to_text(location or "")), scope)
    others = {key: resolve(item, scope) for key, item in value.items() if key != "Fn::Transform"}
    return {**content, **others} if isinstance(content, Mapping) else content


def _name(value: Any, function: str) -> str:
    if not isinstance(value, str):
        raise IntrinsicError(f"{function} takes a name, got {_shown(value)}")
    return value


def _items(value: Any, function: str, least: int, most: int) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)) or not least <= len(value) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise IntrinsicError(f"{function} takes a list of {wanted} values, got {_shown(value)}")
    return value


def _list(value: Any, function: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, str) and unresolved_in(value):
        return [value]
    raise IntrinsicError(f"{function} takes a list of values, got {_shown(value)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


CONDITIONS: Final[Mapping[str, Callable[[Any, Scope], bool]]] = {
    "Fn::And": _and,
    "Fn::Equals": _equals,
    "Fn::Not": _not,
    "Fn::Or": _or,
}

FUNCTIONS: Final[Mapping[str, Callable[[Any, Scope], Any]]] = {
    **CONDITIONS,
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::GetStackOutput": _stack_output,
    "Fn::Base64": _base64,
    "Fn::GetAZs": _get_azs,
    "Fn::Length": _length,
    "Fn::ToJsonString": _to_json_string,
}
