"""Nodes to one Python module per template: compiled once, rendered many times.

The source that is generated here holds no text of the template but as `repr()` of strings and numbers, and no names but
those below, so nothing that a template says is ever run as Python. In it

    v  the variables        w  append to the output        r  the rendering        g  v.get

A reference without a value is None inside an expression and "" wherever it becomes a value, as in the service
(S: airspeed, test_if_statement_considers_None_to_be_truthy, 2023-08-13).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from . import arithmetic, rendering
from .access import property_of, set_property
from .errors import TemplateSyntaxError
from .java_collections import integer_range
from .nodes import (
    Binary,
    Block,
    Break,
    Call,
    Define,
    Expression,
    Fail,
    Foreach,
    If,
    Index,
    Interpolated,
    ListLiteral,
    Literal,
    MapLiteral,
    Not,
    Property,
    Range,
    Reference,
    Set,
    Statement,
    Step,
    Stop,
    Text,
    Word,
)
from .values import ArrayList, bounded, key_of, limited, text_of

MAX_STEPS = 40  # .name.name.name… in one reference
_FEW = 20  # parts of a string that are put together before their length is looked at
_MAX_INDENT = 10  # deeper blocks become functions: Python allows 20 nested loops

_NAMES: dict[str, object] = {
    "T": text_of,
    "P": property_of,
    "C": rendering.call,
    "I": rendering.item,
    "set_item": rendering.set_item,
    "set_property": set_property,
    "items_of": rendering.items_of,
    "restore": rendering.restore,
    "steady": rendering.steady,
    "shown": rendering.shown,
    "break_out": rendering.break_out,
    "render_string": rendering.render_string,
    "DefinedBlock": rendering.DefinedBlock,
    "ForeachScope": rendering.ForeachScope,
    "BreakSignal": rendering.BreakSignal,
    "StopSignal": rendering.StopSignal,
    "ArrayList": ArrayList,
    "K": key_of,
    "integer_range": integer_range,
    "limited": limited,
    "bounded": bounded,
    "nan": math.nan,
    "inf": math.inf,
    **{name: getattr(arithmetic, name) for name in ("add", "add_all", "subtract", "multiply", "divide", "modulo")},
    **{name: getattr(arithmetic, name) for name in ("equal", "less", "less_equal", "greater", "greater_equal")},
}
_FUNCTIONS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "%": "modulo",
    "==": "equal",
    "!=": "not equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}
_CHANGES = re.compile(r"\.(?:add|put|remove|retain|clear)|#(?:set|\{set\})[ \t]*\([^)=]*[.\[]")
_SCOPE = {  # $foreach's properties, `f` being the scope
    "index": "f.index",
    "count": "f.index + 1",
    "hasNext": "f.index + 1 < f.size",
    "first": "f.index == 0",
    "last": "f.index + 1 == f.size",
}
_COMPARISONS = {"==", "!=", "<", "<=", ">", ">="}


def compile_block(block: Block, source: str, name: str) -> rendering.BlockFunction:
    """The function that renders a template. Raises TemplateSyntaxError where it nests too deeply for Python."""
    module = _Module(source)
    try:
        module.function("main", block, in_loop=False)
        code = compile("\n".join(module.lines), f"<{name}>", "exec")
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise TemplateSyntaxError(f"nested too deeply ({error})", name=name) from None
    namespace = {**_NAMES, "__builtins__": {"type": type, "dict": dict, "str": str, "enumerate": enumerate, "len": len}}
    exec(code, namespace)  # noqa: S102  generated above from the tree, never from the template's text
    main: rendering.BlockFunction = namespace["main"]  # type: ignore[assignment]
    return main


class _Module:
    """The functions of one template, and what all of them need to know of it."""

    def __init__(self, source: str) -> None:
        self.lines: list[str] = []
        self.counts_loops = "velocityCount" in source or "velocityHasNext" in source
        self.scopes_loops = re.search(r"[$!{]foreach", source) is not None
        self.defines = "define" in source
        self.changes_lists = _CHANGES.search(source) is not None
        self.stops_scopes = "break" in source
        self._names = 0

    def fresh(self, prefix: str) -> str:
        """A name that is not used yet."""
        self._names += 1
        return f"{prefix}{self._names}"

    def function(self, name: str, block: Block, *, in_loop: bool) -> None:
        """Write `def name(v, w, r)` for a block."""
        function = _Function(self, in_string=in_loop)
        function.block(block)
        self.lines += [f"def {name}(v, w, r):", " g = v.get", *function.lines]


class _Function:
    """One generated function: statements become lines, expressions become Python expressions."""

    def __init__(self, module: _Module, *, in_string: bool) -> None:
        self._module = module
        self.lines: list[str] = []
        self._indent = 1
        self._loops = 0
        self._crosses = in_string

    # Statements

    def block(self, block: Block) -> None:
        """The statements of a block, in a function of its own where it is deep."""
        if self._indent > _MAX_INDENT and block.statements:
            name = self._module.fresh("block")
            self._module.function(name, block, in_loop=True)
            self._line(f"{name}(v, w, r)")
            return
        before = len(self.lines)
        for statement in block.statements:
            self._statement(statement)
        if len(self.lines) == before:
            self._line("pass")

    def _line(self, text: str) -> None:
        self.lines.append(" " * self._indent + text)

    def _nested(self, block: Block) -> None:
        self._indent += 1
        self.block(block)
        self._indent -= 1

    def _statement(self, statement: Statement) -> None:
        handlers: dict[type, Callable[..., None]] = {
            Text: self._text,
            Reference: self._print,
            Set: self._set,
            If: self._if,
            Foreach: self._foreach,
            Define: self._define,
            Break: self._break,
            Stop: self._stop,
            Fail: self._fail,
        }
        handlers[type(statement)](statement)

    def _text(self, node: Text) -> None:
        self._line(f"w({node.text!r})")

    def _print(self, node: Reference) -> None:
        if node.escaped or node.runt:
            if any(isinstance(step, Call | Index) for step in node.steps) and not node.runt:
                self._line(self._reference(node))
            self._line(f"w({node.prefix + node.literal!r})")
            return
        self._line(f"t = {self._reference(node)}")
        if node.prefix:  # Velocity 1.7 drops it where a block is printed
            self._line(f"if type(t) is not DefinedBlock: w({node.prefix!r})")
        backslashes = "\\" * (len(node.prefix) - len(node.prefix.lstrip("\\")))
        literal = backslashes + node.prefix + node.literal
        printer = f"shown(t, {literal!r})" if self._module.defines else "T(t)"
        self._line(f"w(t if type(t) is str else {printer})")

    def _set(self, node: Set) -> None:
        value = self._value(node.value)
        if not node.target.steps:
            if _may_fail(node.value):
                self._line(f"t = {value}")
                self._line(f"if t is not None: v[{node.target.name!r}] = t")
            else:
                self._line(f"v[{node.target.name!r}] = {value}")
            return
        new = self._module.fresh("n")
        self._line(f"{new} = {value}")
        target = self._reference(node.target, node.target.steps[:-1])
        self._line(f"if {new} is not None: {self._assignment(node, target, new)}")

    def _assignment(self, node: Set, target: str, new: str) -> str:
        last = node.target.steps[-1]
        if isinstance(last, Index):
            return f"set_item(r, {target}, {self._value(last.index)}, {new}, {last.offset})"
        return f"set_property({target}, {last.name!r}, {new})"

    def _if(self, node: If) -> None:
        """`elif` only where the condition needs no line of its own, which is always."""
        for position, (condition, block) in enumerate(node.branches):
            self._line(f"{'if' if position == 0 else 'elif'} {self._truth(condition)}:")
            self._nested(block)
        if node.otherwise is not None:
            self._line("else:")
            self._nested(node.otherwise)

    def _foreach(self, node: Foreach) -> None:
        items, size, index, scope = (self._module.fresh(prefix) for prefix in "isxf")
        self._line(f"{items}o = {self._value(node.items)}")
        self._line(f"{items}, {size} = items_of(r, {items}o)")
        self._line(f"if {items} is not None:")
        self._indent += 1
        names = [node.element] + (["velocityCount", "velocityHasNext"] if self._module.counts_loops else [])
        kept = {name: self._module.fresh("k") for name in names}
        for name, variable in kept.items():
            self._line(f"{variable} = g({name!r})")
        if self._module.scopes_loops:
            self._line(f"{scope}o = g('foreach')")
            self._line(f"v['foreach'] = {scope} = ForeachScope({scope}o, {size})")
        self._loop(node, items, size, index, scope)
        for name, variable in kept.items():
            self._line(f"restore(v, {name!r}, {variable})")
        if self._module.scopes_loops:
            # Velocity 1.7 leaves what a template has set in its place
            self._line(f"if type(g('foreach')) is ForeachScope: restore(v, 'foreach', {scope}o)")
        self._indent -= 1

    def _loop(self, node: Foreach, items: str, size: str, index: str, scope: str) -> None:
        looped = f"steady({items}, {items}o)" if self._module.changes_lists else items
        self._line(f"for {index}, e in enumerate({looped}):")
        self._indent += 1
        if self._module.counts_loops:
            self._line(f"v['velocityCount'] = {index} + 1")
            self._line(f"v['velocityHasNext'] = {index} + 1 < {size}")
        if self._module.scopes_loops:
            self._line(f"{scope}.index = {index}")
        self._line(f"v[{node.element!r}] = e")
        self._loops += 1
        if self._module.stops_scopes:
            self._line("try:")
            self._nested(node.body)
            self._line("except BreakSignal as b:")
            own = (
                f"b.scope is not None and b.scope is not {scope}"
                if self._module.scopes_loops
                else "b.scope is not None"
            )
            self._line(f" if {own}: raise")
            self._line(" break")
        else:
            self.block(node.body)
        self._loops -= 1
        self._indent -= 1

    def _define(self, node: Define) -> None:
        name = self._module.fresh("define")
        self._module.function(name, node.body, in_loop=True)
        self._line(f"v[{node.name!r}] = DefinedBlock({node.name!r}, {name}, v, r)")

    def _break(self, node: Break) -> None:
        if node.scope is not None:
            self._line(f"break_out({self._value(node.scope)})")
        elif self._loops:
            self._line("break")
        else:
            self._line("raise BreakSignal()")

    def _stop(self, _: Stop) -> None:
        self._line("raise StopSignal()")

    def _fail(self, node: Fail) -> None:
        self._line(f"raise r.failed({node.offset}, {node.message!r})")

    # Expressions

    def _reference(self, node: Reference, steps: tuple[Step, ...] | None = None) -> str:
        """The reference's value, None where it has none."""
        if node.runt:
            return "None"
        code = f"g({node.name!r})"
        steps = node.steps if steps is None else steps
        if node.name == "foreach" and steps and isinstance(steps[0], Property) and steps[0].name in _SCOPE:
            held = self._module.fresh("t")
            value = _SCOPE[steps[0].name].replace("f.", f"{held}.")
            otherwise = f"P(r, {held}, {steps[0].name!r})"
            code = f"({value} if type({held} := {code}) is ForeachScope else {otherwise})"
            steps = steps[1:]
        for step in steps:
            code = self._step(code, step)
        return code

    def _step(self, code: str, step: Step) -> str:
        held = self._module.fresh("t")
        if isinstance(step, Property):
            if step.name in ("class", "Class"):
                return f"P(r, {code}, {step.name!r})"
            return f"({held}.get({step.name!r}) if type({held} := {code}) is dict else P(r, {held}, {step.name!r}))"
        if isinstance(step, Index):
            got = f"I(r, {held}, {self._value(step.index)}, {step.offset})"
        else:
            arguments = "".join(f"{self._value(argument)}, " for argument in step.arguments)
            got = f"C(r, {held}, {step.name!r}, ({arguments}), {step.offset})"
        return f"(None if ({held} := {code}) is None else {got})"

    def _value(self, node: Expression) -> str:
        """The expression's value; None only where a calculation has no result."""
        handlers: dict[type, Callable[..., str]] = {
            Literal: lambda literal: f"({literal.value!r})",
            Reference: self._reference_value,
            Interpolated: self._interpolated,
            ListLiteral: lambda node: f"ArrayList(({''.join(self._value(item) + ', ' for item in node.items)}))",
            MapLiteral: self._map,
            Range: lambda node: f"integer_range({self._value(node.first)}, {self._value(node.last)})",
            Binary: self._binary,
            Not: lambda node: f"(not {self._truth(node.operand)})",
            Word: lambda node: repr(node.text),
        }
        return handlers[type(node)](node)

    def _reference_value(self, node: Reference) -> str:
        if node.runt:
            return "None"
        held = self._module.fresh("t")
        return f"('' if ({held} := {self._reference(node)}) is None else {held})"

    def _map(self, node: MapLiteral) -> str:
        return "{" + "".join(f"K({self._value(key)}): {self._value(item)}, " for key, item in node.items) + "}"

    def _binary(self, node: Binary) -> str:
        if node.operator in ("&&", "||"):
            return self._truth(node)
        if node.operator == "+":
            return self._sum(node)
        return f"({_FUNCTIONS[node.operator]}({self._value(node.left)}, {self._value(node.right)}))"

    def _sum(self, node: Binary) -> str:
        operands = _chain(node)
        values = [self._value(operand) for operand in operands]
        if not any(isinstance(operand, Binary) for operand in operands) and len(operands) == 2:
            return f"add({', '.join(values)})"
        texts = tuple(operand.text if isinstance(operand, Binary) else "" for operand in operands)
        return f"add_all(({', '.join(values)}), {texts!r}, {_sums(node)!r})"

    def _truth(self, node: Expression) -> str:
        """The expression as a condition: false, and literals of any other kind, are false; values are true."""
        if isinstance(node, Reference):
            return "False" if node.runt else f"({self._reference(node)} is not False)"
        if isinstance(node, Not):
            return f"(not {self._truth(node.operand)})"
        if isinstance(node, Binary) and node.operator in ("&&", "||"):
            word = " and " if node.operator == "&&" else " or "
            return "(" + word.join(self._truth(operand) for operand in _chain(node)) + ")"
        if isinstance(node, Binary) and node.operator in _COMPARISONS:
            return self._binary(node)
        return "True" if isinstance(node, Literal) and node.value is True else "False"

    def _interpolated(self, node: Interpolated) -> str:
        statements = node.block.statements
        plain = all(isinstance(part, Text | Reference) for part in statements)
        last = statements[-1] if statements else Text("")
        if plain and (not node.trim or (isinstance(last, Text) and last.text.endswith(" "))):
            return self._joined(statements, trim=node.trim)
        name = self._module.fresh("string")
        self._module.function(name, node.block, in_loop=True)
        return f"render_string({name}, v, r)" + ("[:-1]" if node.trim else "")

    def _joined(self, statements: tuple[Statement, ...], *, trim: bool) -> str:
        parts: list[str] = []
        for position, part in enumerate(statements):
            if isinstance(part, Text):
                is_last = trim and position == len(statements) - 1
                parts.append(repr(part.text[:-1] if is_last else part.text))
            elif isinstance(part, Reference):
                parts += self._printed(part)
        parts = [part for part in parts if part != "''"]
        together = f"({''.join(part + ', ' for part in parts)})"
        return f"limited(''.join({together}))" if len(parts) <= _FEW else f"bounded({together})"

    def _printed(self, node: Reference) -> list[str]:
        if node.escaped or node.runt:
            return [repr(node.prefix + node.literal)]
        held = self._module.fresh("t")
        shown = f"({held} if type({held} := {self._reference(node)}) is str else T({held}))"
        return [repr(node.prefix), shown]


def _may_fail(node: Expression) -> bool:
    """Whether the value may be None."""
    return isinstance(node, Binary | Range) or (isinstance(node, Reference) and node.runt)


def _sums(node: Binary) -> tuple[str, ...]:
    """The texts of `a + b`, `a + b + c` …"""
    texts: list[str] = [node.text]
    left = node.left
    while isinstance(left, Binary) and left.operator == node.operator:
        texts.append(left.text)
        left = left.left
    return tuple(reversed(texts))


def _chain(node: Binary) -> list[Expression]:
    """The operands of `a op b op c`, from the left."""
    operands: list[Expression] = [node.right]
    left = node.left
    while isinstance(left, Binary) and left.operator == node.operator:
        operands.append(left.right)
        left = left.left
    return [left, *reversed(operands)]
