"""The tree of a template. Nodes are plain values; what they mean is in `compiler`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """Printed as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, boolean or string without anything to fill in."""

    value: int | float | bool | str


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A double-quoted string with references or directives; `trim` drops the blank that was added to parse it."""

    block: Block
    trim: bool


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """`[a, b]`"""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral:
    """`{a: b}`"""

    items: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class Range:
    """`[a..b]`"""

    first: Expression
    last: Expression


@dataclass(frozen=True, slots=True)
class Property:
    """`.name`"""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """`.name(arguments)`"""

    name: str
    arguments: tuple[Expression, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Index:
    """`[expression]`"""

    index: Expression
    offset: int


Step: TypeAlias = Property | Call | Index


@dataclass(frozen=True, slots=True)
class Reference:
    r"""`$name.step.step`.

    `prefix` is printed before the value (half of the backslashes, and marks such as the first `$` of `$$a`); `escaped`
    says that `literal` is printed instead of the value; `runt` is a name without `$`, which has no value.
    """

    name: str
    steps: tuple[Step, ...]
    prefix: str
    literal: str
    escaped: bool
    runt: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and an operator: one of `+ - * / % == != < <= > >= && ||`.

    `text` is what a string addition prints for this operand where it has no result: in Velocity 1.7 what stands after
    the operator, or between the parentheses.
    """

    operator: str
    left: Expression
    right: Expression
    offset: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """`!a`"""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Word:
    """A bare name as the argument of a directive."""

    text: str


Expression: TypeAlias = Literal | Interpolated | ListLiteral | MapLiteral | Range | Reference | Binary | Not | Word


@dataclass(frozen=True, slots=True)
class Set:
    """`#set($target = value)`"""

    target: Reference
    value: Expression
    offset: int


@dataclass(frozen=True, slots=True)
class If:
    """`#if … #elseif … #else … #end`: the branches with a condition, in order, and the one without."""

    branches: tuple[tuple[Expression, Block], ...]
    otherwise: Block | None


@dataclass(frozen=True, slots=True)
class Foreach:
    """`#foreach($element in items) … #end`"""

    element: str
    items: Expression
    body: Block
    offset: int


@dataclass(frozen=True, slots=True)
class Define:
    """`#define($name) … #end`: the block is rendered where `$name` is printed."""

    name: str
    body: Block


@dataclass(frozen=True, slots=True)
class Break:
    """`#break`, or `#break($scope)`."""

    scope: Expression | None
    offset: int


@dataclass(frozen=True, slots=True)
class Stop:
    """`#stop`"""


@dataclass(frozen=True, slots=True)
class Fail:
    """A directive that cannot be rendered in the service: `#parse`, `#include`."""

    message: str
    offset: int


Statement: TypeAlias = Text | Reference | Set | If | Foreach | Define | Break | Stop | Fail


@dataclass(frozen=True, slots=True)
class Block:
    """Statements in their order."""

    statements: tuple[Statement, ...] = field(default=())
