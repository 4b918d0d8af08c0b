from collections.abc import Iterator
from typing import Any

from ...velocity.nodes import (
    Binary,
    Call,
    If,
    Interpolated,
    ListLiteral,
    Literal,
    MapLiteral,
    Not,
    Property,
    Reference,
    Set,
)
from ..examples import templated
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import TEMPLATES
from ..subject import Subject
from ..template_tree import nodes, templates, tree

_SAFE = frozenset({"containsKey", "containsValue", "isEmpty", "contains", "equals"})


def _check(subject: Subject) -> Iterator[Problem]:
    for placed in templates(subject):
        found = list(dict.fromkeys(_bare_calls(tree(placed.text))))
        if found:
            yield Problem(
                f"#if asks for the result of {', '.join(found)} alone in the {placed.name}: where the value is missing, the "
                "result is an empty text, and that counts as true",
                f"compare it: #if({found[0]}==true)",
                placed.status_code,
            )


def _bare_calls(root: Any) -> Iterator[str]:
    known = _surely_there(root)
    for node in nodes(root):
        if isinstance(node, If):
            for condition, _ in node.branches:
                yield from (one.literal for one in _operands(condition) if _is_doubtful(one, known))


def _operands(condition: Any) -> Iterator[Reference]:
    """The references that are asked for being true themselves."""
    if isinstance(condition, Reference):
        yield condition
    elif isinstance(condition, Not):
        yield from _operands(condition.operand)
    elif isinstance(condition, Binary) and condition.operator in ("&&", "||"):
        yield from _operands(condition.left)
        yield from _operands(condition.right)


def _is_doubtful(reference: Reference, known: set[str]) -> bool:
    steps = reference.steps
    if not steps or not isinstance(steps[-1], Call):
        return False
    if len(steps) == 1 and reference.name in known:
        return False
    return not (_is_text(reference.name, steps[:-1]) or _is_of_params(reference))


def _is_text(name: str, steps: tuple[Any, ...]) -> bool:
    """``$input.params('x')``, ``$input.json('$')`` and ``$input.body`` are texts, empty where there is no value."""
    if name != "input" or len(steps) != 1:
        return False
    step = steps[0]
    called = isinstance(step, Call) and (step.name == "json" or (step.name == "params" and bool(step.arguments)))
    return called or (isinstance(step, Property) and step.name == "body")


def _is_of_params(reference: Reference) -> bool:
    """``$input.params().header.containsKey('x')``: the maps of parameters always exist."""
    head, *rest = reference.steps
    places = isinstance(head, Call) and head.name == "params" and not head.arguments and reference.name == "input"
    if not places or len(rest) != 2 or not isinstance(rest[0], Property):
        return False
    return isinstance(rest[1], Call) and rest[1].name in _SAFE


def _surely_there(root: Any) -> set[str]:
    """Variables that are only ever set to something written in the template, or to a text."""
    values: dict[str, list[Any]] = {}
    for node in nodes(root):
        if isinstance(node, Set) and not node.target.steps:
            values.setdefault(node.target.name, []).append(node.value)
    written = (Literal, Interpolated, ListLiteral, MapLiteral)
    return {name for name, given in values.items() if all(_is_one(value, written) for value in given)}


def _is_one(value: Any, written: tuple[type, ...]) -> bool:
    return isinstance(value, written) or (isinstance(value, Reference) and _is_text(value.name, value.steps))


RULE = MethodRule(
    id="method-result-in-if",
    severity=Severity.WARNING,
    summary="`#if` asks for a method's result without `== true`.",
    why="The service gives an empty text, not null, for a method call on a missing value (recorded by LocalStack's airspeed "
    "on AWS), and an empty text is true in `#if`: the branch is taken when the value is not there at all.",
    source=TEMPLATES,
    check=_check,
    bad=(
        templated("#if($input.path('$.errorMessage').contains('x'))a#end", says="contains('x')"),
        templated("#set($b=$input.path('$'))#if($b.containsKey('a')&&$b.a=='')a#end"),
        templated("#if(!$input.path('$.a').isEmpty())a#end"),
        templated("#if($x==1)a#elseif($x.matches('4..'))b#end"),
    ),
    good=(
        templated("#if($input.path('$.errorMessage').contains('x')==true)a#end"),
        templated("#if($input.params().header.containsKey('Origin'))a#end"),
        templated("#set($o=$input.params('Origin'))#if($o.startsWith('http'))a#elseif($input.body.isEmpty())b#end"),
        templated("#set($known=['a','b'])#if($known.contains($x))a#end"),
        templated("#foreach($k in [1..3])$k#if($foreach.hasNext),#end#end"),
    ),
)
