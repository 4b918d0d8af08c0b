"""What one rendering carries, and the parts of the language that need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from . import access
from .errors import Place, TemplateRenderError
from .java_collections import MAP, JavaIterator
from .java_regex import compile_java
from .values import Host, JavaError, Methods, Value, View, limited, map_text, text_of

Write = Callable[[str], object]
BlockFunction = Callable[[dict[str, Value], Write, "Rendering"], None]


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a template.

    pattern: translates a Java regular expression (the gateway gives its own, fuller one); raises any exception to refuse.
    foreach_limit: iterations of one `#foreach`; the rest is not rendered (D: API Gateway quotas, 1000).
    step_limit: iterations of all loops of one rendering together; more is an error.
    output_limit: characters that a rendering may give; more is an error (D: API Gateway quotas, 10 MB payload).
    """

    pattern: Callable[[str], re.Pattern[str]] = compile_java
    foreach_limit: int = 1000
    step_limit: int = 1_000_000
    output_limit: int = 10 * 1024 * 1024


class StopSignal(Exception):
    """`#stop`: the rendering ends here, with what it has; `text` is what the block around it had printed."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text


class BreakSignal(Exception):
    """`#break` out of a function: to the nearest scope, or to the one that is named."""

    def __init__(self, scope: Value = None) -> None:
        super().__init__()
        self.scope = scope


class Rendering:
    """The state of one rendering of one template."""

    __slots__ = ("name", "options", "source", "steps")

    def __init__(self, name: str, source: str, options: Options) -> None:
        self.name = name
        self.source = source
        self.options = options
        self.steps = 0

    def pattern(self, text: str) -> re.Pattern[str]:
        """The compiled Java pattern. Raises JavaError where it is refused."""
        try:
            return self.options.pattern(text)
        except JavaError:
            raise
        except Exception as error:
            raise JavaError(str(error)) from error

    def failed(self, offset: int, message: str) -> TemplateRenderError:
        """The error for a place in the template."""
        return TemplateRenderError(message, name=self.name, place=Place.of(self.source, offset))


class ForeachScope(dict[Value, Value], Host):
    """`$foreach`: where the loop is, and a map for what the template puts into it."""

    __slots__ = ("index", "parent", "size")

    def __init__(self, parent: Value, size: int) -> None:
        super().__init__()
        self.index = 0
        self.size = size
        self.parent = parent

    def __str__(self) -> str:
        return map_text(self)

    def topmost(self) -> Value:
        """The outermost loop's scope."""
        return self.parent.topmost() if isinstance(self.parent, ForeachScope) else self

    methods: ClassVar[Methods] = {
        **MAP,
        "getIndex": (("", lambda _, scope: scope.index),),
        "getCount": (("", lambda _, scope: scope.index + 1),),
        "getHasNext": (("", lambda _, scope: scope.index + 1 < scope.size),),
        "hasNext": (("", lambda _, scope: scope.index + 1 < scope.size),),
        "isFirst": (("", lambda _, scope: scope.index == 0),),
        "getFirst": (("", lambda _, scope: scope.index == 0),),
        "isLast": (("", lambda _, scope: scope.index + 1 == scope.size),),
        "getLast": (("", lambda _, scope: scope.index + 1 == scope.size),),
        "getParent": (("", lambda _, scope: scope.parent),),
        "getTopmost": (("", lambda _, scope: scope.topmost()),),
    }


class DefinedBlock(Host):
    """The value of `$name` after `#define($name)`: rendered anew wherever it is printed."""

    methods: ClassVar[Methods] = {"toString": (("", lambda _, block: str(block)),)}
    _MAX_DEPTH = 2  # Velocity's define.maxdepth: a block that prints itself stops here

    def __init__(self, name: str, function: BlockFunction, variables: dict[str, Value], rendering: Rendering) -> None:
        self._name = name
        self._function = function
        self._variables = variables
        self._rendering = rendering
        self._depth = 0

    def __str__(self) -> str:
        return self.text(f"${self._name}")

    def text(self, literal: str) -> str:
        """The rendered block; the reference's literal where the block is inside itself too often."""
        if self._depth >= self._MAX_DEPTH:
            return literal
        self._depth += 1
        try:
            return render_block(self._function, self._variables, self._rendering)
        finally:
            self._depth -= 1


def shown(value: Value, literal: str) -> str:
    """What a reference prints, where there are defined blocks."""
    return value.text(literal) if isinstance(value, DefinedBlock) else text_of(value)


def render_block(function: BlockFunction, variables: dict[str, Value], rendering: Rendering) -> str:
    """The text of a block; `#break` in it ends it."""
    output: list[str] = []
    try:
        function(variables, output.append, rendering)
    except BreakSignal as signal:
        if signal.scope is not None:
            raise
    except StopSignal as signal:
        raise StopSignal("".join(output) + signal.text) from None
    return limited("".join(output))


def render_string(function: BlockFunction, variables: dict[str, Value], rendering: Rendering) -> str:
    """The text of a double-quoted string with directives in it; `#break` goes on to the loop around it."""
    output: list[str] = []
    try:
        function(variables, output.append, rendering)
    except StopSignal:
        raise StopSignal from None
    return limited("".join(output))


def call(rendering: Rendering, value: Value, name: str, arguments: tuple[Value, ...], offset: int) -> Value:
    """`$value.name(arguments)`. Raises TemplateRenderError where the Java method throws."""
    try:
        return access.call(rendering, value, name, arguments)
    except JavaError as error:
        raise rendering.failed(offset, f"{name}() threw {error}") from error


def item(rendering: Rendering, value: Value, index: Value, offset: int) -> Value:
    """`$value[index]`. Raises TemplateRenderError where the index is out of range."""
    try:
        return access.item_of(value, index)
    except JavaError as error:
        raise rendering.failed(offset, str(error)) from error


def set_item(rendering: Rendering, target: Value, index: Value, value: Value, offset: int) -> None:
    """`#set($target[index] = value)`. Raises TemplateRenderError where the index is out of range."""
    try:
        access.set_item(target, index, value)
    except JavaError as error:
        raise rendering.failed(offset, str(error)) from error


def items_of(rendering: Rendering, value: Value) -> tuple[list[Value] | None, int]:
    """What `#foreach` runs over, no more than the limit, and how many there are; None for what is no collection."""
    if isinstance(value, list):
        items = value
    elif isinstance(value, dict):
        items = list(value.values())
    elif isinstance(value, JavaIterator):
        items = list(value)
    else:
        return None, 0
    limit = rendering.options.foreach_limit
    shown = items if len(items) <= limit else items[:limit]
    rendering.steps += len(shown)
    if rendering.steps > rendering.options.step_limit:
        raise JavaError(f"more than {rendering.options.step_limit} iterations in one template")
    return shown, len(items)


def steady(items: list[Value], owner: Value) -> Iterator[Value]:
    """The items of a collection that the loop's body may change. Raises JavaError where it does, as Java does."""
    if isinstance(owner, View) and owner.source is not None:
        owner = owner.source
    size = len(owner)
    for position in range(len(items)):
        if position == len(owner):
            return
        if len(owner) != size:
            raise JavaError("ConcurrentModificationException")
        yield items[position]
    if len(owner) != size and len(items) == size:
        raise JavaError("ConcurrentModificationException")


def break_out(scope: Value) -> None:
    """`#break($scope)`. Raises BreakSignal, or JavaError where the argument is no scope."""
    if not isinstance(scope, ForeachScope):
        raise JavaError("#break takes a scope, such as $foreach")
    raise BreakSignal(scope)


def restore(variables: dict[str, Value], name: str, value: Value) -> None:
    """The variable as it was before the loop."""
    if value is None:
        variables.pop(name, None)
    else:
        variables[name] = value
