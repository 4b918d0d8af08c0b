r"""Reads a pattern the way java.util.regex.Pattern does (OpenJDK 17), flags off at the start.

::

    expression := sequence ("|" sequence)*
    sequence   := (atom quantifier?)*
    quantifier := ("?" | "*" | "+" | "{n}" | "{n,}" | "{n,m}") ("?" | "+")?
    atom       := "(" group ")" | class | "." | "^" | "$" | escape | any other character, also "]" and "}"
    group      := expression | "?:" … | "?=" … | "?!" … | "?<=" … | "?<!" … | "?>" … | "?<name>" …
                | "?flags-flags" (":" …)?

What Java accepts is accepted, what it refuses is a :class:`PatternError` with the offset and what to write instead.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from . import charset, folding, properties
from .ast import (
    Alternate,
    Anchor,
    Atomic,
    BackReference,
    Chars,
    Concat,
    Empty,
    Foreign,
    Group,
    LineBreak,
    Look,
    Mode,
    Node,
    Place,
    Repeat,
    alternate,
    concat,
    walk,
)
from .charset import ALL, ALPHA, DIGIT, CharSet
from .classes import ClassReader
from .errors import PatternError, UnsupportedPattern
from .reader import NO_MORE, Reader
from .shape import has_maximum_length, shape

FLAGS = frozenset("imsducxU")
MOST = 0x7FFFFFFF
_HEX = charset.DIGIT | CharSet.range("a", "f") | CharSet.range("A", "F")
_PLAIN_ESCAPES = {"a": 7, "e": 0x1B, "f": 0xC, "n": 0xA, "r": 0xD, "t": 9}
_ANCHOR_ESCAPES = {
    "A": Place.BEGIN,
    "B": Place.NO_WORD_BOUNDARY,
    "G": Place.BEGIN,
    "Z": Place.FINAL_LINE_END,
    "z": Place.END,
}
_SETS = {"d": charset.DIGIT, "s": charset.SPACE, "w": charset.WORD, "h": charset.HORIZONTAL, "v": charset.VERTICAL}
_BRACE_ADVICE = r"a literal brace is written \{"


@lru_cache(maxsize=512)
def parse(pattern: str) -> Node:
    """The pattern as a tree. Raises PatternError exactly where Java's compiler refuses.

    >>> parse("ab|c")
    Alternate(branches=(Concat(parts=(Chars(chars=CharSet('a'), text='a', offset=0), \
Chars(chars=CharSet('b'), text='b', offset=1))), Chars(chars=CharSet('c'), text='c', offset=3)))
    """
    try:
        return Parser(pattern).parse()
    except RecursionError:
        raise UnsupportedPattern(pattern, "its groups are nested too deeply") from None


class Parser:
    """One reading of one pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.reader = Reader(_joined(pattern))
        self.flags: frozenset[str] = frozenset()
        self.groups = 0
        self.names: dict[str, int] = {}
        self.unsupported: list[str] = []

    def parse(self) -> Node:
        """The whole pattern."""
        node = self.expression()
        if self.reader.peek() == ord(")"):
            raise self.error("a closing parenthesis without an opening one", advice=r"write \) for the character")
        if self.reader.cursor != len(self.reader.points):
            problem = "the pattern ends in the middle of an escape"
            raise PatternError(self.pattern, len(self.pattern) - 1, problem, advice=r"write \\ for a backslash")
        if self.unsupported:  # said last, because Java may refuse the rest
            raise UnsupportedPattern(self.pattern, self.unsupported[0])
        return node

    def cannot(self, reason: str) -> CharSet:
        """Note that Java accepts this and nothing here can run it; gives a set to go on with."""
        self.unsupported.append(reason)
        return charset.NONE

    # -- sequence -------------------------------------------------------------------------------------------------

    def expression(self) -> Node:
        """``sequence ("|" sequence)*``"""
        branches = [self.sequence()]
        while self.reader.peek() == ord("|"):
            self.reader.next()
            branches.append(self.sequence())
        return alternate(branches)

    def sequence(self) -> Node:
        """``(atom quantifier?)*``"""
        parts: list[Node] = []
        while (point := self.reader.peek()) not in (ord("|"), ord(")"), NO_MORE):
            if point == ord("("):
                group = self.group()
                if group is not None:
                    parts.append(group)
            else:
                start = self.reader.offset
                parts.append(self.quantified(self.atom(point), start))
        return concat(parts)

    def atom(self, point: int) -> Node:
        """One atom without its quantifier; ``point`` is its first character."""
        match chr(point):
            case "[":
                return self.char_class()
            case "\\":
                return self.escape_atom()
            case "^" | "$" | ".":
                return self.one_character_symbol(chr(point))
            case "?" | "*" | "+":
                advice = rf"write \{chr(point)} for the character, or .{chr(point)} for any text"
                raise self.error(f"nothing to repeat before {chr(point)!r}", advice=advice)
            case "{":
                return Empty()  # Java: an empty atom, then a quantifier; {"a"} fails on the quantifier, {2} is legal
            case _:
                offset = self.reader.offset
                self.reader.next()
                return self.literal(point, offset, chr(point))

    def one_character_symbol(self, symbol: str) -> Node:
        """``^``, ``$`` or ``.`` under the current flags."""
        offset = self.reader.offset
        self.reader.next()
        unix = "d" in self.flags
        if symbol == ".":
            allowed = ALL if "s" in self.flags else charset.UNIX_DOT if unix else charset.DOT
            return Chars(allowed, ".", offset)
        if symbol == "^":
            many = Place.LINE_START_UNIX if unix else Place.LINE_START
            return Anchor(many if "m" in self.flags else Place.BEGIN, offset)
        many, one = (Place.LINE_END_UNIX, Place.FINAL_LINE_END_UNIX) if unix else (Place.LINE_END, Place.FINAL_LINE_END)
        return Anchor(many if "m" in self.flags else one, offset)

    def literal(self, point: int, offset: int, text: str) -> Chars:
        """One literal character under the case flags."""
        return Chars(self.cased(point), text, offset)

    def cased(self, point: int) -> CharSet:
        """What a literal character matches under the case flags."""
        return folding.single(point, ignore_case="i" in self.flags, unicode_case="u" in self.flags)

    # -- quantifiers ----------------------------------------------------------------------------------------------

    def quantified(self, node: Node, start: int, *, grouped: bool = False) -> Node:
        """The node with the quantifier that follows, if one does."""
        match self.reader.peek():
            case 0x3F:  # ?
                bounds: tuple[int, int | None] = (0, 1)
            case 0x2A:  # *
                bounds = (0, None)
            case 0x2B:  # +
                bounds = (1, None)
            case 0x7B:  # {
                bounds = self.counted()
            case _:
                return node
        if not (grouped and bounds == (0, 1)) and _is_line_break_in_a_loop(node):
            node = Atomic(node)
        return Repeat(node, *bounds, self.mode(), start, grouped)

    def mode(self) -> Mode:
        """Greedy, lazy (``?``) or possessive (``+``); stands on the quantifier's last character."""
        following = self.reader.next()
        if following not in (ord("?"), ord("+")):
            return Mode.GREEDY
        self.reader.next()
        return Mode(chr(following))

    def counted(self) -> tuple[int, int | None]:
        """``{n}``, ``{n,}`` or ``{n,m}``; leaves the cursor on the closing brace."""
        opening = self.reader.offset
        if not DIGIT.has_or_end(point := self.reader.skip()):
            raise PatternError(self.pattern, opening, "a repetition needs a number after '{'", advice=_BRACE_ADVICE)
        least, point = self.number(point)
        most: int | None = least
        if point == ord(","):
            point = self.reader.read()
            if point == ord("}"):
                most = None
            else:
                most, point = self.number(point)
        if point != ord("}"):
            raise PatternError(self.pattern, opening, "a repetition without its closing '}'", advice=_BRACE_ADVICE)
        if most is not None and most < least:
            raise PatternError(self.pattern, opening, f"a repetition of {least} to {most}: the second is smaller")
        self.reader.cursor -= 1
        return least, None if most == MOST else most

    def number(self, point: int) -> tuple[int, int]:
        """A decimal number (0 where there is no digit) and the character after it."""
        value = 0
        while DIGIT.has_or_end(point):
            value = value * 10 + point - ord("0")
            if value > MOST:
                raise self.error("a repetition count above 2147483647")
            point = self.reader.read()
        return value, point

    # -- groups ---------------------------------------------------------------------------------------------------

    def group(self) -> Node | None:
        """A group with its quantifier; None for flags alone, ``(?i)``."""
        saved = self.flags
        start = self.reader.offset
        if self.reader.next() == ord("?"):
            node = self.special_group(self.reader.skip())
            if node is None:
                return None
        else:
            node = self.capture(None)
        self.close(start)
        self.set_flags(saved)
        return self.quantified(node, start, grouped=True)

    def close(self, start: int) -> None:
        """The closing parenthesis."""
        if self.reader.read() != ord(")"):
            advice = r"close it with ), or write \( for the character"
            raise PatternError(self.pattern, start, "a group that is never closed", advice=advice)

    def capture(self, name: str | None) -> Node:
        """The inside of a capturing group."""
        self.groups += 1
        number = self.groups
        if name is not None:
            self.names[name] = number
        return Group(self.expression(), number, name)

    def special_group(self, kind: int) -> Node | None:
        """The inside of ``(?…)``; ``kind`` is the character after the question mark."""
        match chr(max(kind, 0)):
            case ":":
                return _pure_group(self.expression())
            case "=" | "!":
                return Look(self.expression(), ahead=True, negative=kind == ord("!"))
            case ">":
                return Atomic(self.expression())
            case "<":
                return self.named_or_behind()
            case _:
                return self.flag_group()

    def named_or_behind(self) -> Node:
        """``(?<name>…)``, ``(?<=…)`` or ``(?<!…)``."""
        start = self.reader.offset - 1
        point = self.reader.read()
        if point not in (ord("="), ord("!")):
            name = self.group_name(point)
            if name in self.names:
                raise self.error(f"a second group named {name!r}", back=1)
            return self.capture(name)
        body = self.expression()
        if not has_maximum_length(body):
            problem = "a look-behind whose length has no maximum that Java can see"
            raise PatternError(self.pattern, start, problem, advice="repeat with {0,n} inside it, or use look-ahead")
        return Look(body, ahead=False, negative=point == ord("!"))

    def group_name(self, point: int) -> str:
        """The name up to and with ``>``."""
        if not ALPHA.has_or_end(point):
            raise self.error("a group name must begin with a letter A-Z or a-z", back=1)
        name = ""
        while (ALPHA | DIGIT).has_or_end(point):
            name += chr(point)
            point = self.reader.read()
        if point != ord(">"):
            raise self.error("a group name is letters and digits up to '>'", back=1)
        return name

    def flag_group(self) -> Node | None:
        """``(?flags)`` (None) or ``(?flags:…)``; stands after its first character."""
        self.reader.cursor -= 1
        self.read_flags()
        closing = self.reader.read()
        if closing == ord(")"):
            return None
        if closing != ord(":"):
            advice = "Java's flags are i m s d u x U; a named group is (?<name>…)"
            raise self.error("an unknown kind of group or an unknown flag", back=1, advice=advice)
        return _pure_group(self.expression())

    def read_flags(self) -> None:
        """The letters, with those after ``-`` switched off."""
        adding = True
        while True:
            letter = chr(max(self.reader.peek(), 0))
            if letter == "-" and adding:
                adding = False
            elif letter in FLAGS:
                self.switch(letter, adding)
            else:
                return
            self.reader.next()

    def switch(self, letter: str, on: bool) -> None:
        """One flag; U brings u along."""
        if letter == "c":
            self.cannot("canonical equivalence (flag c)")
        letters = frozenset("Uu") if letter == "U" else frozenset(letter)
        self.set_flags(self.flags | letters if on else self.flags - letters)

    def set_flags(self, flags: frozenset[str]) -> None:
        """The flags from here on."""
        self.flags = flags
        self.reader.comments = "x" in flags
        self.reader.unix_lines = "d" in flags

    # -- escapes --------------------------------------------------------------------------------------------------

    def escape_atom(self) -> Node:
        """An escape outside a class."""
        start = self.reader.offset
        letter = chr(max(self.reader.skip(), 0))
        if letter in "pP":
            self.reader.cursor -= 1
            return Chars(self.property(), self.written(start), start)
        if letter in _ANCHOR_ESCAPES or letter == "b":
            return self.anchor_escape(letter, start)
        if letter in "RX":
            return LineBreak() if letter == "R" else Foreign(r"\X", r"\X (grapheme clusters) depends on the JDK")
        if letter == "k" or letter in "123456789":
            return self.back_reference(letter)
        allowed = self.predefined(letter)
        if allowed is None:
            allowed = self.cased(self.character_escape(letter))
        return Chars(allowed, self.written(start), start)

    def anchor_escape(self, letter: str, start: int) -> Node:
        r"""``\A``, ``\z``, ``\b`` and their like."""
        if letter == "b":
            return self.boundary(start)
        if letter == "Z" and "d" in self.flags:
            return Anchor(Place.FINAL_LINE_END_UNIX, start)
        if letter == "B" and "U" in self.flags:
            return Foreign(r"\B", r"\B under (?U) follows Unicode tables that differ between JDKs")
        return Anchor(_ANCHOR_ESCAPES[letter], start)

    def boundary(self, start: int) -> Node:
        r"""``\b`` or ``\b{g}``; any other brace after it is left to the quantifier."""
        if self.reader.peek() == ord("{") and self.reader.raw(1) == ord("g"):
            self.reader.cursor += 2
            if self.reader.read() != ord("}"):
                raise self.error(r"\b{g without its closing brace", back=1)
            return Foreign(r"\b{g}", r"\b{g} (grapheme clusters) depends on the JDK")
        if "U" in self.flags:
            return Foreign(r"\b", r"\b under (?U) follows Unicode tables that differ between JDKs")
        return Anchor(Place.WORD_BOUNDARY, start)

    def back_reference(self, letter: str) -> Node:
        r"""``\3`` or ``\k<name>``."""
        fold = ("u" if "u" in self.flags else "i") if "i" in self.flags else ""
        if letter != "k":
            number = self.reference_number(int(letter))
            return BackReference(number, fold, exists=number <= self.groups)
        if self.reader.read() != ord("<"):
            raise self.error(r"\k needs a group name in angle brackets", back=1, advice=r"write \k<name>")
        name = self.group_name(self.reader.read())
        if name not in self.names:
            raise self.error(f"no group named {name!r} stands before this", back=1)
        return BackReference(self.names[name], fold)

    def reference_number(self, number: int) -> int:
        """As many digits as still name a group that exists so far."""
        while DIGIT.has_or_end(point := self.reader.peek()):
            longer = number * 10 + point - ord("0")
            if longer > self.groups:
                break
            number = longer
            self.reader.read()
        return number

    def predefined(self, letter: str) -> CharSet | None:
        r"""``\d \w \s \h \v`` and their opposites, None for anything else."""
        small = letter.lower()
        if small not in _SETS:
            return None
        allowed = self.unicode_set(small) if "U" in self.flags and small in "dsw" else _SETS[small]
        return allowed if letter == small else ~allowed

    def unicode_set(self, letter: str) -> CharSet:
        r"""``\d`` and ``\s`` under ``(?U)``."""
        if letter == "w":
            return self.cannot(r"\w under (?U): no table of Unicode's Alphabetic is kept here")
        return properties.digits() if letter == "d" else properties.white_space()

    def character_escape(self, letter: str) -> int:
        """An escape that stands for one character; the cursor is behind the letter."""
        if letter in _PLAIN_ESCAPES:
            return _PLAIN_ESCAPES[letter]
        match letter:
            case "0":
                return self.octal()
            case "c":
                return self.control()
            case "u":
                return self.utf16()
            case "x":
                return self.hexadecimal()
            case "N":
                return self.character_name()
        if letter.isascii() and letter.isalnum():
            advice = "letters and digits are only escaped where Java gives them a meaning; leave the backslash away"
            raise self.error(f"an escape that Java does not know: \\{letter}", back=2, advice=advice)
        return ord(letter)

    def octal(self) -> int:
        r"""``\0n``, ``\0nn``, ``\0mnn`` with m up to 3."""
        octal = CharSet.range("0", "7")
        value, digits = 0, 0
        while digits < 3 and octal.has_or_end(point := self.reader.peek()) and not (digits == 2 and value > 0o37):
            value = value * 8 + point - ord("0")
            digits += 1
            self.reader.read()
        if not digits:
            raise self.error(r"an octal escape needs a digit 0-7 after \0")
        return value

    def control(self) -> int:
        r"""``\cX``."""
        if self.reader.at_end():
            raise self.error(r"\c needs a character after it")
        point = self.reader.read()
        return max(point, 0) ^ 64

    def utf16(self) -> int:
        r"""``\uhhhh``, two of them where they are a surrogate pair."""
        point = self.four_digits()
        if not 0xD800 <= point <= 0xDBFF:
            return point
        saved = self.reader.cursor
        if self.reader.read() == ord("\\") and self.reader.read() == ord("u"):
            second = self.four_digits()
            if 0xDC00 <= second <= 0xDFFF:
                return 0x10000 + ((point - 0xD800) << 10) + second - 0xDC00
        self.reader.cursor = saved
        return point

    def four_digits(self) -> int:
        """Four hexadecimal digits."""
        value = 0
        for _ in range(4):
            point = self.reader.read()
            if not _HEX.has_or_end(point):
                raise self.error(r"\u needs four hexadecimal digits", back=1)
            value = value * 16 + int(chr(point), 16)
        return value

    def hexadecimal(self) -> int:
        r"""``\xhh`` or ``\x{h…}``."""
        first = self.reader.read()
        if first == ord("{") and _HEX.has_or_end(self.reader.peek()):
            return self.braced_hexadecimal()
        if _HEX.has_or_end(first) and _HEX.has_or_end(second := self.reader.read()):
            return int(chr(first) + chr(second), 16)
        raise self.error(r"\x needs two hexadecimal digits or a number in braces", back=1)

    def braced_hexadecimal(self) -> int:
        """The digits up to and with the brace."""
        value = 0
        while _HEX.has_or_end(point := self.reader.read()):
            value = value * 16 + int(chr(point), 16)
            if value > charset.LAST:
                raise self.error(r"\x{…} above 10FFFF, the last code point", back=1)
        if point != ord("}"):
            raise self.error(r"\x{ without its closing brace", back=1)
        return value

    def character_name(self) -> int:
        r"""``\N{name}``."""
        if self.reader.read() != ord("{"):
            raise self.error(r"\N needs a character name in braces", back=1)
        name = self.until_brace(r"\N{ without its closing brace")
        try:
            return ord(unicodedata.lookup(name))
        except (KeyError, TypeError):
            raise self.error(f"no character is named {name!r}", back=1) from None

    def property(self) -> CharSet:
        r"""``\pL``, ``\p{name}`` and the opposites; stands on the p."""
        negated = self.reader.raw() == ord("P")
        start = self.reader.offset - 1
        name = self.property_name()
        try:
            found = properties.property_set(name, ignore_case="i" in self.flags, unicode_classes="U" in self.flags)
        except properties.Unknown:
            advice = r"for instance \p{L}, \p{Alnum}, \p{IsLatin}, \p{InGreek}"
            raise PatternError(self.pattern, start, f"no character property is named {name!r}", advice=advice) from None
        except properties.Untabled:
            return self.cannot(f"no table of the property {name!r} is kept here")
        return ~found if negated else found

    def property_name(self) -> str:
        """The name after p, with or without braces."""
        if self.reader.next() == ord("{"):
            self.reader.next()
            name = self.until_brace(r"\p{ without its closing brace")
            if not name:
                raise self.error(r"\p{} without a name", back=1)
            return name
        point = self.reader.read()
        if point == NO_MORE:
            raise self.error(r"\p needs a property name")
        return chr(point)

    def until_brace(self, problem: str) -> str:
        """The text up to a closing brace, which is taken too."""
        name = ""
        while (point := self.reader.read()) != ord("}"):
            if point == NO_MORE:
                raise self.error(problem, back=1)
            name += chr(point)
        return name

    # -- classes --------------------------------------------------------------------------------------------------

    def char_class(self) -> Node:
        """``[…]`` as one set."""
        start = self.reader.offset
        found = ClassReader(self).read()
        return Chars(found, self.written(start), start)

    # -- errors ---------------------------------------------------------------------------------------------------

    def written(self, start: int) -> str:
        """The pattern's own text from an offset up to the cursor."""
        last = self.reader.offset_at(self.reader.cursor - 1)
        return self.pattern[start : last + 1]

    def error(self, problem: str, *, back: int = 0, advice: str = "") -> PatternError:
        """A PatternError at the cursor, or that many characters before it."""
        offset = self.reader.offset_at(self.reader.cursor - back)
        return PatternError(self.pattern, offset, problem, advice=advice)


def _is_line_break_in_a_loop(node: Node) -> bool:
    r"""Java repeats a body without choices in a loop, which does not go back into it: ``\R?\n`` fails on CR LF."""
    return any(isinstance(part, LineBreak) for part in walk(node)) and shape(node).fixed


def _pure_group(node: Node) -> Node:
    """Keep what was in a group of its own apart: Java repeats ``(?>…)`` in a loop but ``(?:(?>…))`` by recursion, and
    ``(?:a|b)`` has no ``|`` that reaches too far."""
    return Concat((node,)) if isinstance(node, Atomic | Look | Alternate) else node


def _joined(pattern: str) -> str:
    """Surrogate pairs as the characters that Java sees."""
    if not any("\ud800" <= character <= "\udfff" for character in pattern):
        return pattern
    return pattern.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
