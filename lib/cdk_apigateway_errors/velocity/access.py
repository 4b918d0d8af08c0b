"""Properties, methods and indexes of values: `.name`, `.name(…)`, `[…]`.

Only the methods in these tables exist. Python's own attributes are never looked at, whatever a template asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from .java_collections import ARRAY, ENTRY, JSON_ARRAY, LIST, MAP, VIEW
from .java_numbers import BIG, BOOLEAN, DECIMAL, DOUBLE, INTEGER, LONG
from .java_strings import CHARACTER, STRING
from .values import (
    Array,
    ArrayList,
    Char,
    Entry,
    Host,
    JavaClass,
    JavaError,
    Methods,
    Overload,
    Value,
    View,
    integer_rank,
    is_integer,
    key_of,
)

if TYPE_CHECKING:
    from .rendering import Rendering

_CLASS: Methods = {
    "getName": (("", lambda _, value: value.name),),
    "getSimpleName": (("", lambda _, value: value.name.rsplit(".", 1)[-1]),),
}
_TABLES: dict[type, Methods] = {
    str: STRING,
    bool: BOOLEAN,
    float: DOUBLE,
    Decimal: DECIMAL,
    dict: MAP,
    list: JSON_ARRAY,
    ArrayList: LIST,
    View: VIEW,
    Array: ARRAY,
    Entry: ENTRY,
    Char: CHARACTER,
    JavaClass: _CLASS,
}
_INTEGERS = (INTEGER, LONG, BIG)
_CLASS_NAMES: dict[type, str] = {
    str: "java.lang.String",
    bool: "java.lang.Boolean",
    float: "java.lang.Double",
    Decimal: "java.math.BigDecimal",
    dict: "java.util.LinkedHashMap",
    list: "net.minidev.json.JSONArray",
    ArrayList: "java.util.ArrayList",
    Char: "java.lang.Character",
    JavaClass: "java.lang.Class",
}
_INTEGER_NAMES = ("java.lang.Integer", "java.lang.Long", "java.math.BigInteger")
_NO_METHODS: Methods = {}

_OBJECT: dict[str, Overload] = {  # java.lang.Object's, for what has no better
    "equals": ("o", lambda _, value, other: value is other),
    "hashCode": ("", lambda _, value: id(value) & 0x7FFFFFFF),
    "toString": ("", lambda _, value: str(value)),
}
_ACCEPTS: dict[str, Callable[[Value], bool]] = {
    "i": lambda value: is_integer(value) and integer_rank(value) == 0,
    "l": lambda value: is_integer(value) and integer_rank(value) < 2,
    "L": lambda value: is_integer(value) and integer_rank(value) == 1,
    "d": lambda value: isinstance(value, float) or (is_integer(value) and integer_rank(value) < 2),
    "D": lambda value: isinstance(value, float),
    "z": lambda value: isinstance(value, bool),
    "h": lambda value: isinstance(value, Char),
    "s": lambda value: value is None or (isinstance(value, str) and not isinstance(value, Char)),
    "q": lambda value: value is None or (isinstance(value, str) and not isinstance(value, Char)),
    "c": lambda value: value is None or isinstance(value, list),
    "m": lambda value: value is None or isinstance(value, dict),
    "o": lambda _: True,
}


def methods_of(value: Value) -> Methods:
    """The methods that a template can call on a value."""
    table = _TABLES.get(type(value))
    if table is not None:
        return table
    if isinstance(value, Host):
        return value.methods
    if is_integer(value):
        return _INTEGERS[integer_rank(value)]
    if isinstance(value, dict):
        return MAP
    return LIST if isinstance(value, list) else _NO_METHODS


def call(rendering: Rendering, value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    """`value.name(arguments)`; None where there is no such method for these arguments. Raises JavaError."""
    for overload in methods_of(value).get(name, ()):
        if _fits(overload[0], arguments):
            return _invoked(rendering, value, overload, arguments)
    if isinstance(value, Host) and name in _OBJECT and _fits(_OBJECT[name][0], arguments):
        return _OBJECT[name][1](rendering, value, *arguments)
    if name == "getClass" and not arguments and value is not None:
        return class_of(value)
    return None


def _fits(codes: str, arguments: tuple[Value, ...]) -> bool:
    if codes.endswith("*"):
        return len(arguments) >= len(codes) - 1 and _fits(codes[:-1], arguments[: len(codes) - 1])
    return len(codes) == len(arguments) and all(
        _ACCEPTS[code](item) for code, item in zip(codes, arguments, strict=True)
    )


def _invoked(rendering: Rendering, value: Value, overload: Overload, arguments: tuple[Value, ...]) -> Value:
    codes = overload[0]
    if any(item is None and code in "sqcm" for code, item in zip(codes, arguments, strict=False)):
        raise JavaError("NullPointerException")
    return overload[1](rendering, value, *arguments)


def property_of(rendering: Rendering, value: Value, name: str) -> Value:
    """`value.name`: getName(), then a map's member, then isName(); None where there is none."""
    if value is None:
        return None
    methods = methods_of(value)
    for getter in ("get" + name[:1].upper() + name[1:], "get" + name[:1].swapcase() + name[1:]):
        if getter == "getClass":
            return class_of(value)
        for codes, method in methods.get(getter, ()):
            if not codes:
                return method(rendering, value)
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, Array):  # a Java array has no properties, only the methods that Velocity adds
        return None
    for codes, method in methods.get("is" + name[:1].upper() + name[1:], ()):
        if not codes:
            return method(rendering, value)
    return None


def class_of(value: Value) -> JavaClass:
    """What getClass() prints; it opens nothing."""
    if is_integer(value):
        return JavaClass(_INTEGER_NAMES[integer_rank(value)])
    return JavaClass(_CLASS_NAMES.get(type(value), "java.lang.Object"))


def item_of(value: Value, index: Value) -> Value:
    """`value[index]`: get(index), a negative number counted from the end. Raises JavaError out of range."""
    if isinstance(value, dict):
        return value.get(key_of(_from_end(value, index)))
    if isinstance(value, list):
        index = _from_end(value, index)
        if not (is_integer(index) and integer_rank(index) == 0):
            return None
        if not 0 <= index < len(value):
            raise JavaError(f"IndexOutOfBoundsException: Index {index} out of bounds for length {len(value)}")
        return value[index]
    if value is not None and is_integer(index) and integer_rank(index) == 0 and index < 0:
        raise JavaError("A 'size()' method required for negative value in an index")
    return None


def _from_end(value: list[Value] | dict[Value, Value], index: Value) -> Value:
    is_negative = is_integer(index) and integer_rank(index) == 0 and index < 0
    return len(value) + index if is_negative else index


def set_item(target: Value, index: Value, value: Value) -> None:
    """`#set($target[index] = value)`; does nothing where that is not possible. Raises JavaError out of range."""
    if isinstance(target, dict):
        target[key_of(_from_end(target, index))] = value
    elif isinstance(target, list) and "set" in methods_of(target):
        index = _from_end(target, index)
        if is_integer(index) and integer_rank(index) == 0:
            if not 0 <= index < len(target):
                raise JavaError(f"IndexOutOfBoundsException: Index {index} out of bounds for length {len(target)}")
            target[index] = value
    elif target is not None and is_integer(index) and integer_rank(index) == 0 and index < 0:
        raise JavaError("A 'size()' method required for negative value in an index")


def set_property(target: Value, name: str, value: Value) -> None:
    """`#set($target.name = value)`: a map's member; does nothing elsewhere."""
    if isinstance(target, dict):
        target[name] = value
