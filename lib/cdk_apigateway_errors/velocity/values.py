"""Java's values as Python's, and how Java prints and compares them.

    String          str                 ArrayList      ArrayList (a list; prints [a, b])
    Boolean         bool                JSONArray      list (prints as JSON: S: LocalStack test_input_path_template_
    Integer         int                                formatting 2025-06-18)
    Long            int, or Long        LinkedHashMap  dict (prints {a=b}); keys that are not strings are in a Key
    BigInteger      int, or Big         Map.Entry      Entry
    Double          float               Character      Char
    BigDecimal      Decimal             null           None

An int without a class of its own is an Integer, Long or BigInteger by its size.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

Value: TypeAlias = Any  # one of the above, or a Host


class JavaError(Exception):
    """A Java method would throw here; the text says what."""


class Long(int):
    """A Long that would fit in an Integer."""


class Big(int):
    """A BigInteger that would fit in a Long."""


class Char(str):
    """One UTF-16 unit: what String.charAt gives."""


class ArrayList(list[Value]):
    """A list that the template made: `[1, 2]`, `[1..3]`."""


class View(list[Value]):
    """keySet(), values(), entrySet(), subList()… of a collection, which is `source`; and arrays."""

    source: Value = None

    @classmethod
    def of(cls, items: Iterable[Value], source: Value) -> View:
        """The items of a collection that may change."""
        view = cls(items)
        view.source = source
        return view


class Array(View):
    """A Java array, such as String.split gives; it takes no elements of another class than its first."""

    def put(self, index: int, value: Value) -> None:
        """Set an element. Raises JavaError where its class is another."""
        if type(value) is not type(self[index]):
            raise JavaError("IllegalArgumentException: array element type mismatch")
        self[index] = value


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a map."""

    key: Value
    value: Value


@dataclass(frozen=True, slots=True)
class JavaClass:
    """What getClass() gives: a name to print, and nothing to call."""

    name: str


class Key:
    """A map key that is not a string: 1, 1.0 and true are three keys in Java and one in Python."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and equals(self.value, other.value)

    def __hash__(self) -> int:
        return hash_code(self.value)


Overload: TypeAlias = tuple[str, Callable[..., Value]]
Methods: TypeAlias = Mapping[str, tuple[Overload, ...]]


class Host:
    """An object that offers exactly the methods that it lists; nothing else of it can be reached from a template."""

    methods: ClassVar[Methods] = {}

    def __str__(self) -> str:
        return f"{type(self).__name__}@{id(self) & 0xFFFFFFFF:x}"


def refuse_class(*_: Value) -> Value:
    """compareTo(Object), which the compiler adds to every Comparable: it casts, and the cast fails."""
    raise JavaError("ClassCastException")


def key_of(value: Value) -> Value:
    """The Python dictionary key of a Java map key."""
    return value if type(value) is str else Key(value)


def unkeyed(key: Value) -> Value:
    """The Java map key of a Python dictionary key."""
    return key.value if type(key) is Key else key


MAX_TEXT = 10 * 1024 * 1024  # characters; D: API Gateway quotas, 10 MB payload


def limited(text: str) -> str:
    """The text, unless it is longer than a payload can be. Raises JavaError then."""
    if len(text) > MAX_TEXT:
        raise JavaError(f"a text of {len(text)} characters is over the limit of {MAX_TEXT}")
    return text


def bounded(parts: Iterable[str], separator: str = "") -> str:
    """The parts as one text; stops before it is longer than a payload can be. Raises JavaError then.

    >>> bounded(["a", "b"], ", ")
    'a, b'
    """
    kept: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > MAX_TEXT:
            raise JavaError(f"a text over the limit of {MAX_TEXT} characters")
        kept.append(part)
    return separator.join(kept)


INTEGER_MAX = 2**31 - 1
LONG_MAX = 2**63 - 1


def integer_rank(number: int) -> int:
    """0 for an Integer, 1 for a Long, 2 for a BigInteger."""
    if type(number) is Long:
        return 1
    if type(number) is Big:
        return 2
    if -INTEGER_MAX <= number + 1 <= INTEGER_MAX + 1:
        return 0
    return 1 if -LONG_MAX <= number + 1 <= LONG_MAX + 1 else 2


def is_integer(value: Value) -> bool:
    """Whether this is an Integer, Long or BigInteger."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Value) -> bool:
    """Whether this is a java.lang.Number."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


# Printing


def text_of(value: Value) -> str:
    """Java's toString().

    >>> text_of({"status": 400, "ok": True, "list": [1.0, None, "a/b"]})
    '{status=400, ok=true, list=[1.0,null,"a\\\\/b"]}'
    """
    printer = _PRINTERS.get(type(value))
    if printer is not None:
        return printer(value)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, Host) else _other_text(value)


def _other_text(value: Value) -> str:
    for kind, printer in _PRINTERS.items():
        if isinstance(value, kind):
            return printer(value)
    raise JavaError(f"a template cannot print a {type(value).__name__}")


def double_text(number: float) -> str:
    """Double.toString: 1.0, 1.0E10, NaN.

    >>> double_text(1e10), double_text(0.001), double_text(1e-4)
    ('1.0E10', '0.001', '1.0E-4')
    """
    if number != number:  # noqa: PLR0124  NaN is the one number that differs from itself
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        plain = repr(number)
        return plain if "e" not in plain else format(Decimal(plain), "f")
    sign, digits, exponent = Decimal(repr(number)).as_tuple()
    assert isinstance(exponent, int)
    significant = "".join(map(str, digits)).rstrip("0") or "0"
    power = len(digits) + exponent - 1
    return f"{'-' if sign else ''}{significant[0]}.{significant[1:] or '0'}E{power}"


def map_text(value: Mapping[Value, Value]) -> str:
    def part(item: Value) -> str:
        return "(this Map)" if item is value else "null" if item is None else text_of(item)

    return "{" + bounded((f"{part(unkeyed(key))}={part(item)}" for key, item in value.items()), ", ") + "}"


def _list_text(value: Iterable[Value]) -> str:
    def part(item: Value) -> str:
        return "(this Collection)" if item is value else "null" if item is None else text_of(item)

    return "[" + bounded(map(part, value), ", ") + "]"


def _decimal_text(number: Decimal) -> str:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    power = len(digits) + exponent - 1
    if exponent <= 0 and power >= -6:
        return format(number, "f")
    shown = "".join(map(str, digits))
    fraction = f".{shown[1:]}" if len(shown) > 1 else ""
    return f"{'-' if sign else ''}{shown[0]}{fraction}E{power:+d}"


def json_array_text(value: Iterable[Value]) -> str:
    """JSONArray.toString of json-smart: compact JSON, `/` and some others escaped."""
    return "[" + bounded(map(_json_smart, value), ",") + "]"


def _json_smart(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.translate(_SMART_ESCAPES) + '"'
    if isinstance(value, dict):
        members = (f"{_json_smart(text_of(unkeyed(key)))}:{_json_smart(item)}" for key, item in value.items())
        return "{" + bounded(members, ",") + "}"
    if isinstance(value, list):
        return json_array_text(value)
    return "null" if value is None else text_of(value)


class _SmartEscapes(dict[int, str | None]):
    """json-smart's escapes: control characters, DEL to U+009F, U+2000 to U+20FF, and `/`."""

    def __missing__(self, code: int) -> str:
        escaped = code < 0x20 or 0x7F <= code <= 0x9F or 0x2000 <= code <= 0x20FF
        self[code] = f"\\u{code:04X}" if escaped else chr(code)
        return self[code] or ""


_SMART_ESCAPES = _SmartEscapes(
    {ord('"'): '\\"', ord("\\"): "\\\\", ord("/"): "\\/", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
)

_PRINTERS: dict[type, Callable[[Value], str]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    Long: int.__repr__,
    Big: int.__repr__,
    float: double_text,
    Decimal: _decimal_text,
    dict: map_text,
    ArrayList: _list_text,
    Array: lambda value: f"[Ljava.lang.Object;@{id(value) & 0xFFFFFFF:x}",
    View: _list_text,
    list: json_array_text,
    Entry: lambda entry: f"{_part(entry.key)}={_part(entry.value)}",
    JavaClass: lambda value: f"class {value.name}",
    type(None): lambda _: "",
}


def _part(value: Value) -> str:
    return "null" if value is None else text_of(value)


# equals() and hashCode()


def equals(left: Value, right: Value) -> bool:
    """Java's Object.equals: numbers of different classes differ, collections by their members."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equals, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return len(left) == len(right) and all(k in right and equals(v, right[k]) for k, v in left.items())
    if isinstance(left, Entry) and isinstance(right, Entry):
        return equals(left.key, right.key) and equals(left.value, right.value)
    if is_integer(left) and is_integer(right):
        return integer_rank(left) == integer_rank(right) and bool(left == right)
    return type(left) is type(right) and bool(left == right)


def hash_code(value: Value) -> int:
    """Java's hashCode() as a signed 32-bit number."""
    return _signed(_hash(value))


def _signed(number: int) -> int:
    return (number + 2**31) % 2**32 - 2**31


def _hash(value: Value) -> int:
    if value is None:
        return 0
    if isinstance(value, bool):
        return 1231 if value else 1237
    if isinstance(value, str):
        return _text_hash(value)
    if isinstance(value, float):
        bits = int.from_bytes(struct.pack(">d", value), "big")
        return bits ^ (bits >> 32)
    if is_integer(value):
        return int(value) if integer_rank(value) == 0 else int(value) ^ (int(value) >> 32)
    return _collection_hash(value)


def _text_hash(text: str) -> int:
    total = 0
    for unit in utf16(text):
        total = (31 * total + ord(unit)) & 0xFFFFFFFF
    return total


def _collection_hash(value: Value) -> int:
    if isinstance(value, dict):
        return sum(_hash(unkeyed(key)) ^ _hash(item) for key, item in value.items())
    if isinstance(value, list):
        total = 1
        for item in value:
            total = (31 * total + _hash(item)) & 0xFFFFFFFF
        return total
    if isinstance(value, Entry):
        return _hash(value.key) ^ _hash(value.value)
    return _text_hash(text_of(value))


# Strings are UTF-16 in Java: one character beyond U+FFFF counts as two.


def utf16(text: str) -> str:
    """The text as UTF-16 units, one character each."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    return "".join(
        character
        if character <= "\uffff"
        else chr(0xD800 + ((ord(character) - 0x10000) >> 10)) + chr(0xDC00 + ((ord(character) - 0x10000) & 0x3FF))
        for character in text
    )


def from_utf16(units: str) -> str:
    """The text of UTF-16 units; halves of pairs that lost each other stay as they are."""
    if not any("\ud800" <= unit <= "\udbff" for unit in units):
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") if _paired(units) else units


_HALVES = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """The text as it can be written: halves of pairs that meet become one character, others `?`, as Java writes them."""
    if text.isascii() or not _HALVES.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    whole = re.sub("[\ud800-\udbff][\udc00-\udfff]", lambda pair: from_utf16(pair[0]), joined)
    return _HALVES.sub("?", whole)


def _paired(units: str) -> bool:
    try:
        units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True
