from collections.abc import Iterator
from typing import Any

from ...velocity.nodes import Block, Call, Foreach, If, Reference, Set, Text
from ..examples import answering, response, templated
from ..finding import Problem, Severity
from ..rule import MethodRule
from ..sources import TEMPLATES
from ..subject import Subject
from ..template_tree import nodes, templates, tree

_UNCHANGED = frozenset({"get", "toString", "trim", "toLowerCase", "toUpperCase", "substring"})
_SOURCES = frozenset({"path", "params"})


def _check(subject: Subject) -> Iterator[Problem]:
    for placed in templates(subject):
        root = tree(placed.text) if placed.is_json else None
        found = list(dict.fromkeys(one.literal for one in _in_quotes(root) if one)) if root else []
        if found:
            yield Problem(
                f"{', '.join(found)} stands inside quotes in the {placed.name}: a quote, a backslash or a line end in the "
                "value makes the body invalid JSON, or adds members to it",
                'write $input.json(\'…\') without quotes, or "$util.escapeJavaScript(…).replaceAll("\\\\\'","\'")"',
                placed.status_code,
            )


def _in_quotes(root: Block) -> list[Reference]:
    found: list[Reference] = []
    _walk(root, False, _taken(root), found)
    return found


def _walk(block: Block, inside: bool, taken: set[str], found: list[Reference]) -> bool:
    """Goes through the output; ``inside`` says whether it stands inside a JSON string. Returns that for what follows."""
    for node in block.statements:
        if isinstance(node, Text):
            inside = _after(node.text, inside)
        elif isinstance(node, Reference):
            inside = _after(node.prefix, inside)
            if inside and not node.escaped and _is_raw(node, taken):
                found.append(node)
        elif isinstance(node, If):
            branches = [*(branch for _, branch in node.branches), *([node.otherwise] if node.otherwise else [])]
            after = [_walk(branch, inside, taken, found) for branch in branches]
            inside = after[0]
        elif isinstance(node, Foreach):
            _walk(node.body, inside, taken, found)
    return inside


def _after(text: str, inside: bool) -> bool:
    escaped = False
    for character in text:
        if character == '"' and not escaped:
            inside = not inside
        escaped = inside and character == "\\" and not escaped
    return inside


def _is_raw(reference: Reference, taken: set[str]) -> bool:
    """Whether the reference prints a value of the payload or of the request as it came."""
    steps: tuple[Any, ...] = reference.steps
    if reference.name == "input":
        if not steps or not isinstance(steps[0], Call) or steps[0].name not in _SOURCES:
            return False
        steps = steps[1:]
    elif reference.name not in taken:
        return False
    return all(not isinstance(step, Call) or step.name in _UNCHANGED for step in steps)


def _taken(root: Block) -> set[str]:
    """Variables that hold a value as it came: ``#set($m = $input.path('$.errorMessage'))``."""
    taken: set[str] = set()
    variables = (node for node in nodes(root) if isinstance(node, Set) and not node.target.steps)
    for node in variables:
        if isinstance(node.value, Reference) and _is_raw(node.value, taken):
            taken.add(node.target.name)
    return taken


def _requesting(template: str) -> dict[str, Any]:
    return {"request_templates": {"application/json": template}, "passthrough_behavior": "NEVER"}


RULE = MethodRule(
    id="unescaped-value",
    severity=Severity.WARNING,
    summary="A value stands inside quotes of a JSON template without escaping.",
    why="`$input.path` and `$input.params` print the text as it is. A quote in it ends the JSON string: the body is no "
    "JSON then, or the value's author adds members of their own.",
    source=TEMPLATES,
    check=_check,
    bad=(
        templated('{"message":"$input.path(\'$.errorMessage\')"}', says="$input.path('$.errorMessage')"),
        templated('#set($b=$input.path(\'$\'))#if($b.x==1){"m":"it is $b.errorMessage"}#end', says="$b.errorMessage"),
        answering(
            'a request template with `{"id":"$input.params(\'id\')"}`',
            response(200),
            integration=_requesting('{"id":"$input.params(\'id\')"}'),
            says="$input.params('id')",
        ),
        templated('#foreach($e in $input.path("$.x")){"m":"$input.path(\'$.m\')"}#end', says="$input.path('$.m')"),
        templated('#if($input.path("$.x")==1){}#else{"m":"$input.path(\'$.m\')"}#end', says="$input.path('$.m')"),
    ),
    good=(
        templated("$input.path('$.errorMessage')"),
        templated('{"m":"$util.escapeJavaScript($input.path(\'$.errorMessage\')).replaceAll("\\\\\'","\'")"}'),
        templated("{\"m\":$input.json('$.errorMessage')}"),
        templated('{"requestId":"$context.requestId"}'),
        templated("{\"m\":\"$input.path('$.m').replaceAll('[^a-z]','')\"}"),
        templated('{"size":"5\\" wide","n":$input.path(\'$.n\')}'),
        templated('{"n":"x","m":$input.path(\'$.count\'),"o":"y"}'),
        answering(
            "a text template", response(200), response(404, "x", "\"$input.path('$.m')\"", media_type="text/plain")
        ),
        templated('#set($m=$util.escapeJavaScript($input.path("$.m"))){"m":"$m"}'),
    ),
)
