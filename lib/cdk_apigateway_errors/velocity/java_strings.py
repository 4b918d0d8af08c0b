"""The public methods of java.lang.String and Character.

Positions count UTF-16 units, as in Java. Patterns go through the translator of the rendering (`regex`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from .java_regex import java_replacement
from .values import (
    MAX_TEXT,
    Array,
    Char,
    JavaError,
    Methods,
    Value,
    bounded,
    equals,
    from_utf16,
    hash_code,
    limited,
    refuse_class,
    text_of,
    utf16,
)

if TYPE_CHECKING:
    from .rendering import Rendering


_WHITESPACE = (  # Character.isWhitespace
    " \t\n\x0b\f\r\x1c\x1d\x1e\x1f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a"
    "\u2028\u2029\u205f\u3000"
)
_CONTROL_AND_BLANK = "".join(map(chr, range(0x21)))


def _length(_: Rendering, text: str) -> int:
    return len(utf16(text))


def _substring(_: Rendering, text: str, begin: int, end: int | None = None) -> str:
    units = utf16(text)
    stop = len(units) if end is None else end
    if not 0 <= begin <= stop <= len(units):
        raise JavaError(f"begin {begin}, end {stop}, length {len(units)}")
    return from_utf16(units[begin:stop])


def _char_at(_: Rendering, text: str, index: int) -> Char:
    units = utf16(text)
    if not 0 <= index < len(units):
        raise JavaError(f"String index out of range: {index}")
    return Char(units[index])


def _code_point_at(_: Rendering, text: str, index: int) -> int:
    units = utf16(text)
    if not 0 <= index < len(units):
        raise JavaError(f"String index out of range: {index}")
    return ord(from_utf16(units[index : index + 2])[0])


def _needle(value: str | int) -> str:
    return utf16(chr(value)) if isinstance(value, int) else utf16(value)


def _index_of(_: Rendering, text: str, sought: str | int, start: int = 0) -> int:
    units = utf16(text)
    return units.find(_needle(sought), min(max(start, 0), len(units)))


def _last_index_of(_: Rendering, text: str, sought: str | int, start: int | None = None) -> int:
    units, needle = utf16(text), _needle(sought)
    if start is None:
        return units.rfind(needle)
    return units.rfind(needle, 0, start + len(needle)) if start >= 0 else -1


def _starts_with(_: Rendering, text: str, prefix: str, offset: int = 0) -> bool:
    return offset >= 0 and utf16(text)[offset:].startswith(utf16(prefix)) and offset <= len(utf16(text))


def _compare(_: Rendering, left: str, right: str) -> int:
    one, two = utf16(left), utf16(right)
    for first, second in zip(one, two, strict=False):
        if first != second:
            return ord(first) - ord(second)
    return len(one) - len(two)


def _folded(text: str) -> str:
    return text.upper().lower()


def _split(rendering: Rendering, text: str, pattern: str, limit: int = 0) -> Array:
    """String.split: trailing empty strings are dropped unless a limit is given; no empty string before an empty match."""
    parts: list[str] = []
    start = 0
    for found in rendering.pattern(pattern).finditer(text):
        if 0 < limit <= len(parts) + 1:
            break
        if found.end() == 0 or (found.start() == found.end() == len(text)):
            continue
        parts.append(text[start : found.start()])
        start = found.end()
    parts.append(text[start:])
    if limit == 0 and len(parts) > 1:
        while parts and not parts[-1]:
            parts.pop()
    return Array(parts)


def _replace_matches(rendering: Rendering, text: str, pattern: str, replacement: str, count: int) -> str:
    size = 0

    def filled(found: re.Match[str]) -> str:
        nonlocal size
        new = java_replacement(replacement, found)
        size += len(new)
        if size > MAX_TEXT:
            raise JavaError(f"the replacements are over the limit of {MAX_TEXT} characters")
        return new

    return limited(rendering.pattern(pattern).sub(filled, text, count=count))


def _replace(_: Rendering, text: str, sought: str, replacement: str) -> str:
    if len(text) * (len(replacement) + 1) > MAX_TEXT and text.count(sought) * len(replacement) > MAX_TEXT:
        raise JavaError(f"replace() would give a text over the limit of {MAX_TEXT} characters")
    return text.replace(sought, replacement)


def _repeat(_: Rendering, text: str, count: int) -> str:
    if count < 0:
        raise JavaError(f"count is negative: {count}")
    if len(text) * count > MAX_TEXT:
        raise JavaError(f"repeat() would give a text over the limit of {MAX_TEXT} characters")
    return text * count


def _format(_: Rendering, __: str, pattern: str, *arguments: Value) -> str:
    """String.format for %s %S %d %x %X %o %f %e %b %c %n %%, with flags, width, precision and positions."""
    position = 0

    def filled(found: re.Match[str]) -> str:
        nonlocal position
        if found["kind"] in "n%":
            return "\n" if found["kind"] == "n" else "%"
        if found["position"]:
            index = int(found["position"][:-1]) - 1
        else:
            index, position = position, position + 1
        if index >= len(arguments):
            raise JavaError(f"MissingFormatArgumentException: Format specifier '{found[0]}'")
        return _formatted(found, arguments[index])

    return limited(_FORMAT.sub(filled, pattern))


_FORMAT = re.compile(
    r"%(?P<position>\d+\$)?(?P<flags>[-#+ 0,(]*)(?P<width>\d{1,4})?(?:\.(?P<precision>\d{1,3}))?(?P<kind>[a-zA-Z%])"
)


def _formatted(found: re.Match[str], argument: Value) -> str:
    kind, flags = found["kind"], found["flags"]
    text = _converted(kind, flags, found["precision"], argument)
    width = int(found["width"] or 0)
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags:
        sign = text[0] if text[:1] in ("-", "+") else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width)


def _converted(kind: str, flags: str, precision: str | None, argument: Value) -> str:
    if kind in "sSbB":
        text = "null" if argument is None else text_of(argument)
        if kind in "bB":
            text = "true" if argument not in (None, False) else "false"
        text = text if precision is None else text[: int(precision)]
        return text.upper() if kind in "SB" else text
    is_integer = isinstance(argument, int) and not isinstance(argument, bool)
    if kind == "d" and is_integer:
        return format(argument, ("+" if "+" in flags else "") + ("," if "," in flags else "") + "d")
    if kind in "xXo" and is_integer:
        return format(argument & 0xFFFFFFFF if argument < 0 else argument, kind)
    if kind in "feE" and isinstance(argument, float):
        return format(argument, f"{'+' if '+' in flags else ''}{',' if ',' in flags else ''}.{precision or 6}{kind}")
    if kind == "c" and isinstance(argument, str | int):
        return text_of(argument) if isinstance(argument, str) else chr(argument)
    raise JavaError(f"IllegalFormatConversionException: {kind} != {type(argument).__name__}")


def _join(_: Rendering, __: str, separator: str, parts: list[Value]) -> str:
    if len(separator) * len(parts) > MAX_TEXT:
        raise JavaError(f"join() would give a text over the limit of {MAX_TEXT} characters")
    return bounded(("null" if part is None else text_of(part) for part in parts), separator)


def _value_of(_: Rendering, __: str, value: Value) -> str:
    return "null" if value is None else text_of(value)


def _plain(method: Callable[..., Value]) -> Callable[..., Value]:
    """A method that needs no rendering."""
    return lambda _, *arguments: method(*arguments)


STRING: Methods = {
    "length": (("", _length),),
    "isEmpty": (("", _plain(lambda text: not text)),),
    "isBlank": (("", _plain(lambda text: not text.strip(_WHITESPACE))),),
    "charAt": (("i", _char_at),),
    "codePointAt": (("i", _code_point_at),),
    "equals": (("o", _plain(equals)),),
    "contentEquals": (("q", _plain(lambda text, other: text == other)),),
    "equalsIgnoreCase": (("s", _plain(lambda text, other: other is not None and _folded(text) == _folded(other))),),
    "compareTo": (("s", _compare), ("o", refuse_class)),
    "compareToIgnoreCase": (("s", lambda r, text, other: _compare(r, _folded(text), _folded(other))),),
    "startsWith": (("s", _starts_with), ("si", _starts_with)),
    "endsWith": (("s", _plain(lambda text, suffix: text.endswith(suffix))),),
    "hashCode": (("", _plain(hash_code)),),
    "indexOf": (("s", _index_of), ("i", _index_of), ("si", _index_of), ("ii", _index_of)),
    "lastIndexOf": (("s", _last_index_of), ("i", _last_index_of), ("si", _last_index_of), ("ii", _last_index_of)),
    "substring": (("i", _substring), ("ii", _substring)),
    "subSequence": (("ii", _substring),),
    "concat": (("s", _plain(lambda text, other: limited(text + other))),),
    "contains": (("q", _plain(lambda text, sought: sought in text)),),
    "replace": (("qq", _replace), ("hh", _replace)),
    "replaceAll": (("ss", lambda r, text, pattern, new: _replace_matches(r, text, pattern, new, 0)),),
    "replaceFirst": (("ss", lambda r, text, pattern, new: _replace_matches(r, text, pattern, new, 1)),),
    "matches": (("s", lambda r, text, pattern: r.pattern(pattern).fullmatch(text) is not None),),
    "split": (("s", _split), ("si", _split)),
    "toLowerCase": (("", _plain(lambda text: text.lower())),),
    "toUpperCase": (("", _plain(lambda text: text.upper())),),
    "trim": (("", _plain(lambda text: text.strip(_CONTROL_AND_BLANK))),),
    "strip": (("", _plain(lambda text: text.strip(_WHITESPACE))),),
    "stripLeading": (("", _plain(lambda text: text.lstrip(_WHITESPACE))),),
    "stripTrailing": (("", _plain(lambda text: text.rstrip(_WHITESPACE))),),
    "repeat": (("i", _repeat),),
    "toString": (("", _plain(lambda text: text)),),
    "intern": (("", _plain(lambda text: text)),),
    "toCharArray": (("", _plain(lambda text: Array(map(Char, utf16(text))))),),
    "getBytes": (("", _plain(lambda text: Array(_signed_bytes(text)))),),
    "format": (("s*", _format),),
    "join": (("qc", _join),),
    "valueOf": (("o", _value_of),),
}

CHARACTER: Methods = {
    "charValue": (("", _plain(lambda char: char)),),
    "toString": (("", _plain(str)),),
    "equals": (("o", _plain(equals)),),
    "hashCode": (("", _plain(ord)),),
    "compareTo": (("h", _plain(lambda char, other: ord(char) - ord(other))), ("o", refuse_class)),
    "isLetter": (("h", _plain(lambda _, char: char.isalpha())),),
    "isDigit": (("h", _plain(lambda _, char: char.isdecimal())),),
    "isLetterOrDigit": (("h", _plain(lambda _, char: char.isalpha() or char.isdecimal())),),
    "isUpperCase": (("h", _plain(lambda _, char: char.isupper())),),
    "isLowerCase": (("h", _plain(lambda _, char: char.islower())),),
    "isWhitespace": (("h", _plain(lambda _, char: char in _WHITESPACE)),),
    "toUpperCase": (("h", _plain(lambda _, char: Char(char.upper() if len(char.upper()) == 1 else char))),),
    "toLowerCase": (("h", _plain(lambda _, char: Char(char.lower() if len(char.lower()) == 1 else char))),),
    "getNumericValue": (("h", _plain(lambda _, char: int(char, 36) if char.isalnum() and char.isascii() else -1)),),
}


def _signed_bytes(text: str) -> list[int]:
    return [byte - 256 if byte > 127 else byte for byte in text.encode("utf-8", "replace")]
