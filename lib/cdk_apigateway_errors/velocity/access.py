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
    overloads = (_TABLES.get(type(value)) or methods_of(value)).get(name)
    if overloads is not None:
        only_text = len(arguments) == 1 and type(arguments[0]) is str
        for codes, method in overloads:
            if (only_text and codes in _TAKES_TEXT) or _fits(codes, arguments):
                return method(rendering, value, *arguments)
    return _object_method(rendering, value, name, arguments)


def _object_method(rendering: Rendering, value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
    if isinstance(value, Host) and name in _OBJECT and _fits(_OBJECT[name][0], arguments):
        return _OBJECT[name][1](rendering, value, *arguments)
    if name == "getClass" and not arguments and value is not None:
        return class_of(value)
    return None


_TAKES_TEXT = {"s", "o", "q"}


def _fits(codes: str, arguments: tuple[Value, ...]) -> bool:
    """Whether a method with these parameters takes the arguments. Raises JavaError where it would fail on null."""
    if not arguments:
        return not codes
    if len(codes) != len(arguments) or codes[-1:] == "*":
        fixed = len(codes) - 1
        return codes[-1:] == "*" and len(arguments) >= fixed and _fits(codes[:-1], arguments[:fixed])
    for code, item in zip(codes, arguments, strict=True):
        if type(item) is str and code in "sqo":
            continue
        if not _ACCEPTS[code](item):
            return False
        if item is None and code in "sqcm":
            raise JavaError("NullPointerException")
    return True


def property_of(rendering: Rendering, value: Value, name: str) -> Value:
    """`value.name`: getName(), then a map's member, then isName(); None where there is none."""
    if value is None:
        return None
    methods = _TABLES.get(type(value)) or methods_of(value)
    getter = _getter(methods, "get", name)
    if getter is not None:
        return getter(rendering, value)
    if name in ("class", "Class"):
        return class_of(value)
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, Array):  # a Java array has no properties, only the methods that Velocity adds
        return None
    getter = _getter(methods, "is", name)
    return None if getter is None else getter(rendering, value)


_GETTERS: dict[tuple[int, str, str], Callable[..., Value] | None] = {}  # tables live as long as the process


def _getter(methods: Methods, prefix: str, name: str) -> Callable[..., Value] | None:
    known = (id(methods), prefix, name)
    if known not in _GETTERS:
        if len(_GETTERS) > 10_000:
            _GETTERS.clear()
        _GETTERS[known] = _search_getter(methods, prefix, name)
    return _GETTERS[known]


def _search_getter(methods: Methods, prefix: str, name: str) -> Callable[..., Value] | None:
    """getName, or getname where the name starts with a capital; isName."""
    for spelling in (name[:1].upper() + name[1:], name[:1].swapcase() + name[1:]):
        for codes, method in methods.get(prefix + spelling, ()):
            if not codes:
                return method
        if prefix == "is":
            break
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
        if not (is_integer(index) and integer_rank(index) == 0) or type(value) is View:
            return None  # a set or another collection has no get(int)
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
            if isinstance(target, Array):
                target.put(index, value)
            else:
                target[index] = value
    elif target is not None and is_integer(index) and integer_rank(index) == 0 and index < 0:
        raise JavaError("A 'size()' method required for negative value in an index")


def set_property(target: Value, name: str, value: Value) -> None:
    """`#set($target.name = value)`: a map's member; does nothing elsewhere."""
    if isinstance(target, dict):
        target[name] = value
