r"""``\p{…}``: POSIX names (ASCII only), Java's own names, Unicode categories, binary properties, scripts and blocks.

Source: the tables in the class comment of java.util.regex.Pattern. Categories come from :mod:`unicodedata`; characters
that a newer Unicode version has assigned since may be read differently by other JDKs and other Pythons."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable
from functools import cache

from . import charset
from .charset import ASCII, DIGIT, LAST, SPACE, CharSet
from .unicode_names import BLOCK_NAMES, BLOCKS, SCRIPTS, block_key, names_block

_PUNCT = CharSet.of("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_GRAPH = CharSet.range("!", "~")
_POSIX: dict[str, CharSet] = {
    "ASCII": ASCII,
    "Alnum": charset.ALPHA | DIGIT,
    "Alpha": charset.ALPHA,
    "Blank": CharSet.of(" \t"),
    "Cntrl": CharSet(((0, 0x1F), (0x7F, 0x7F))),
    "Digit": DIGIT,
    "Graph": _GRAPH,
    "Lower": charset.LOWER,
    "Print": CharSet.range(" ", "~"),
    "Punct": _PUNCT,
    "Space": SPACE,
    "Upper": charset.UPPER,
    "XDigit": DIGIT | CharSet.range("a", "f") | CharSet.range("A", "F"),
    "L1": CharSet(((0, 0xFF),)),
    "all": charset.ALL,
}
_CASED = {"Lu", "Ll", "Lt"}
_MAJOR = ("L", "M", "N", "Z", "C", "P", "S")


class Unknown(LookupError):
    """Java has no property of that name."""


class Untabled(LookupError):
    """Java has the property, no table of it is kept here."""


def property_set(name: str, *, ignore_case: bool = False, unicode_classes: bool = False) -> CharSet:
    r"""What ``\p{name}`` matches. Raises Unknown where Java knows no such name, Untabled where no table is kept here.

    >>> "é" in property_set("L"), "é" in property_set("Alpha")
    (True, False)
    """
    if "=" in name:
        return _key_value(name, ignore_case)
    if name.startswith("In"):
        return _block(name[2:])
    if name.startswith("Is"):
        return _is(name[2:], ignore_case)
    if unicode_classes and name.upper() in _UNICODE_POSIX:
        return _unicode_posix(name.upper(), ignore_case)
    return _general(name, ignore_case)


def _key_value(name: str, ignore_case: bool) -> CharSet:
    key, value = name.split("=", 1)
    match key.lower():
        case "sc" | "script":
            return _script(value)
        case "blk" | "block":
            return _block(value)
        case "gc" | "general_category":
            return _general(value, ignore_case)
        case _:
            raise Unknown(name)


def _is(name: str, ignore_case: bool) -> CharSet:
    upper = name.upper()
    if upper in _BINARY:
        return _cased_or(_BINARY[upper], upper, ignore_case)
    if upper in _UNICODE_POSIX:
        return _unicode_posix(upper, ignore_case)
    if upper in _NO_TABLE:
        raise Untabled(name)
    try:
        return _general(name, ignore_case)
    except Unknown:
        return _script(name)


def _general(name: str, ignore_case: bool) -> CharSet:
    if name in _POSIX:
        return charset.ALPHA if ignore_case and name in ("Lower", "Upper") else _POSIX[name]
    if name in _MAJOR or name in _by_category():
        return _categories(*(_CASED if ignore_case and name in _CASED else {name}))
    if name == "LC":
        return _categories(*_CASED)
    if name == "LD":
        return _categories("L", "Nd")
    if name in _JAVA:
        return _cased_or(_JAVA[name], name.removeprefix("java").upper(), ignore_case)
    if name in _JAVA_NO_TABLE:
        raise Untabled(name)
    raise Unknown(name)


def _cased_or(build: Callable[[], CharSet], name: str, ignore_case: bool) -> CharSet:
    if ignore_case and name in ("LOWERCASE", "UPPERCASE", "TITLECASE"):
        return _lower_case() | _upper_case() | _categories("Lt")
    return build()


def _script(name: str) -> CharSet:
    key = name.upper()
    if key not in SCRIPTS:
        raise Unknown(name)
    if SCRIPTS[key] is None:
        raise Untabled(name)
    return CharSet.merged(SCRIPTS[key] or ())


def _block(name: str) -> CharSet:
    key = block_key(name)
    if key not in BLOCKS or not names_block(name, BLOCK_NAMES[key]):
        raise Unknown(name)
    return CharSet((BLOCKS[key],))


@cache
def _by_category() -> dict[str, CharSet]:
    ranges: dict[str, list[tuple[int, int]]] = defaultdict(list)
    start, current = 0, unicodedata.category("\0")
    for point in range(1, LAST + 1):
        category = unicodedata.category(chr(point))
        if category != current:
            ranges[current].append((start, point - 1))
            start, current = point, category
    ranges[current].append((start, LAST))
    return {category: CharSet.merged(found) for category, found in ranges.items()}


@cache
def _categories(*names: str) -> CharSet:
    """The union of the categories; a single letter stands for all that begin with it."""
    table = _by_category()
    return CharSet.merged(
        bounds
        for category, found in table.items()
        if category in names or category[0] in names
        for bounds in found.ranges
    )


@cache
def _python(test: Callable[[str], bool]) -> CharSet:
    return CharSet.points(point for point in range(LAST + 1) if test(chr(point)))


def _lower_case() -> CharSet:
    return _python(str.islower) - _categories("Lt")


def _upper_case() -> CharSet:
    return _python(str.isupper) - _categories("Lt")


def white_space() -> CharSet:
    r"""Unicode white space: ``\s`` under ``(?U)``."""
    return _categories("Z") | CharSet(((0x9, 0xD), (0x85, 0x85)))


def _hex_digit() -> CharSet:
    wide = CharSet(((0xFF10, 0xFF19), (0xFF21, 0xFF26), (0xFF41, 0xFF46)))
    return _categories("Nd") | _POSIX["XDigit"] | wide


def _graph() -> CharSet:
    return ~_categories("Z", "Cc", "Cs", "Cn")


def _blank() -> CharSet:
    return _categories("Zs") | CharSet.of("\t")


def _java_whitespace() -> CharSet:
    return (_categories("Z") - CharSet.of("\xa0\u2007\u202f")) | CharSet(((0x9, 0xD), (0x1C, 0x1F)))


def _noncharacters() -> CharSet:
    planes = [(plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(0x11)]
    return CharSet.merged([(0xFDD0, 0xFDEF), *planes])


_JAVA: dict[str, Callable[[], CharSet]] = {
    "javaLowerCase": _lower_case,
    "javaUpperCase": _upper_case,
    "javaTitleCase": lambda: _categories("Lt"),
    "javaDigit": lambda: _categories("Nd"),
    "javaDefined": lambda: ~_categories("Cn"),
    "javaLetter": lambda: _categories("L"),
    "javaLetterOrDigit": lambda: _categories("L", "Nd"),
    "javaSpaceChar": lambda: _categories("Z"),
    "javaWhitespace": _java_whitespace,
    "javaISOControl": lambda: CharSet(((0, 0x1F), (0x7F, 0x9F))),
    "javaMirrored": lambda: _python(lambda character: bool(unicodedata.mirrored(character))),
}
_JAVA_NO_TABLE = {
    "javaAlphabetic",
    "javaIdeographic",
    "javaJavaIdentifierStart",
    "javaJavaIdentifierPart",
    "javaUnicodeIdentifierStart",
    "javaUnicodeIdentifierPart",
    "javaIdentifierIgnorable",
}
_BINARY: dict[str, Callable[[], CharSet]] = {
    "ASSIGNED": lambda: ~_categories("Cn"),
    "CONTROL": lambda: _categories("Cc"),
    "HEXDIGIT": _hex_digit,
    "HEX_DIGIT": _hex_digit,
    "JOINCONTROL": lambda: CharSet.of("\u200c\u200d"),
    "JOIN_CONTROL": lambda: CharSet.of("\u200c\u200d"),
    "LETTER": lambda: _categories("L"),
    "LOWERCASE": _lower_case,
    "UPPERCASE": _upper_case,
    "TITLECASE": lambda: _categories("Lt"),
    "NONCHARACTERCODEPOINT": _noncharacters,
    "NONCHARACTER_CODE_POINT": _noncharacters,
    "PUNCTUATION": lambda: _categories("P"),
    "WHITESPACE": white_space,
    "WHITE_SPACE": white_space,
}
_NO_TABLE = {"ALPHABETIC", "IDEOGRAPHIC", "WORD", "ALPHA", "ALNUM"}
_UNICODE_POSIX: dict[str, Callable[[], CharSet]] = {
    "LOWER": _lower_case,
    "UPPER": _upper_case,
    "SPACE": white_space,
    "PUNCT": lambda: _categories("P"),
    "XDIGIT": _hex_digit,
    "CNTRL": lambda: _categories("Cc"),
    "DIGIT": lambda: _categories("Nd"),
    "BLANK": _blank,
    "GRAPH": _graph,
    "PRINT": lambda: (_graph() | _blank()) - _categories("Cc"),
}


def _unicode_posix(name: str, ignore_case: bool) -> CharSet:
    if name in ("ALPHA", "ALNUM"):
        raise Untabled(name)
    return _cased_or(_UNICODE_POSIX[name], {"LOWER": "LOWERCASE", "UPPER": "UPPERCASE"}.get(name, name), ignore_case)


def digits() -> CharSet:
    r"""``\d`` under ``(?U)``."""
    return _categories("Nd")
