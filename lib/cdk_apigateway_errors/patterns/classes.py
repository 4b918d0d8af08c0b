r"""Character classes: ``[…]`` with nesting, union, ``&&``, negation and ranges, with the corners as Java has them.

Java keeps the Latin-1 characters of a class in one table that later characters still enter after it was joined to the
result; so a class is first built as a calculation over that table and worked out at its end. Negation covers the whole
class, nested parts included (JDK 9 and later)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import folding
from .charset import ALPHA, NONE, CharSet
from .errors import PatternError
from .reader import NO_MORE

if TYPE_CHECKING:
    from .parser import Parser

Later = Callable[[], CharSet]
_OWN_FOLDING = frozenset((0xFF, 0xB5, 0x49, 0x69, 0x53, 0x73, 0x4B, 0x6B, 0xC5, 0xE5))


class _Table:
    """The Latin-1 characters of one class."""

    def __init__(self) -> None:
        self.chars = NONE

    def __call__(self) -> CharSet:
        return self.chars


class ClassReader:
    """Reads one class with the parser's reader and flags."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.reader = parser.reader

    def read(self) -> CharSet:
        """The class at the cursor, which stands on ``[``."""
        self.start = self.reader.offset
        return self.bracketed(consume=True)()

    def bracketed(self, *, consume: bool) -> Later:
        """A class from its ``[`` (or, on the right of ``&&``, from the character before its first)."""
        parts = _Parts()
        point = self.reader.next()
        negated = point == ord("^") and self.reader.raw(-1) == ord("[")
        if negated:
            self.reader.next()
        while not self.part(parts):
            pass
        if consume:
            self.reader.next()
        total = parts.total()
        return (lambda: ~total()) if negated else total

    def part(self, parts: _Parts) -> bool:
        """Read one part; True at the closing bracket."""
        point = self.reader.peek()
        if point == ord("["):
            parts.add(self.bracketed(consume=True))
        elif point == ord("]") and not parts.empty():
            return True
        elif point == ord("&") and self.intersection(parts):
            pass
        elif point == NO_MORE:
            advice = r"close it with ], or write \[ for the character"
            raise PatternError(self.parser.pattern, self.start, "a character class that is never closed", advice=advice)
        else:
            parts.add(self.range(parts.table))
        return False

    def intersection(self, parts: _Parts) -> bool:
        """``&&`` and its right side; False (and nothing read) where a single ``&`` is a literal."""
        if self.reader.next() != ord("&"):
            self.reader.cursor -= 1
            return False
        right: Later | None = None
        point = self.reader.next()
        while point not in (ord("]"), ord("&")):
            if point != ord("["):
                self.reader.cursor -= 1
            operand = self.bracketed(consume=point == ord("["))
            right = operand if right is None else _union(right, operand)
            point = self.reader.peek()
        if right is not None:
            parts.intersect(right)
        elif parts.empty():
            raise self.parser.error("an intersection && with nothing on its left and right", advice=r"write \& for &")
        else:
            parts.join_table()
            self.parser.cannot(r"&& with nothing on its right, which newer JDKs refuse: write \& for the character")
        return True

    def range(self, table: _Table) -> Later | None:
        """One character, escape, property or range; None where it went into the table."""
        point = self.reader.peek()
        if point == ord("\\"):
            found = self.escaped()
            if not isinstance(found, int):
                return lambda: found
            point = found
        else:
            self.reader.next()
        if self.reader.peek() == ord("-") and self.reader.raw(1) not in (ord("["), ord("]")):
            return self.range_to(point)
        return self.single(table, point)

    def escaped(self, *, end: bool = False) -> CharSet | int:
        """An escape in a class: a set or one character. ``end``: on the right of a range."""
        following = self.reader.raw(1)
        if following in (ord("p"), ord("P")) and not end:
            self.reader.cursor += 1
            return self.parser.property()
        letter = chr(max(self.reader.skip(), 0))
        if letter == "v" and (end or self.reader.raw() == ord("-")):
            return 0x0B  # Java keeps the old meaning of \v at either end of a range
        found = self.parser.predefined(letter)
        return self.parser.character_escape(letter) if found is None else found

    def range_to(self, first: int) -> Later:
        """The rest of a range, from its hyphen."""
        point = self.reader.next()
        last: CharSet | int = point
        if point == ord("\\"):
            last = self.escaped(end=True)
        else:
            self.reader.next()
        if not isinstance(last, int) or last < first:
            raise self.parser.error("a range whose end lies before its start", back=1, advice=r"write \- for a hyphen")
        flags = self.parser.flags
        found = folding.span(first, last, ignore_case="i" in flags, unicode_case="u" in flags)
        return lambda: found

    def single(self, table: _Table, point: int) -> Later | None:
        """One character: into the table where Java puts it there."""
        flags = self.parser.flags
        unicode_case = {"i", "u"} <= flags
        if point >= 0x100 or (unicode_case and point in _OWN_FOLDING):
            found = self.parser.cased(point)
            return lambda: found
        table.chars |= self.latin(point, unicode_case)
        return None

    def latin(self, point: int, unicode_case: bool) -> CharSet:
        """What a Latin-1 character adds to the table."""
        if "i" in self.parser.flags and ALPHA.has(point):
            return folding.single(point, ignore_case=True, unicode_case=False)
        if unicode_case and point > 0x7F:
            return CharSet.points((point, folding.simple_lower(point), folding.simple_upper(point)))
        return CharSet(((point, point),))


class _Parts:
    """The calculation so far: what was joined, and whether the table has been joined since it was last filled."""

    def __init__(self) -> None:
        self.table = _Table()
        self.pending = False
        self.joined: Later | None = None

    def empty(self) -> bool:
        return self.joined is None and not self.pending

    def add(self, part: Later | None) -> None:
        if part is None:
            self.pending = True
        else:
            self.joined = part if self.joined is None else _union(self.joined, part)

    def total(self) -> Later:
        if not self.pending or self.joined is None:
            return self.joined or self.table
        return _union(self.joined, self.table)

    def join_table(self) -> None:
        """Join what is in the table; it goes on to be filled."""
        if self.pending:
            self.joined = self.total()
            self.pending = False

    def intersect(self, right: Later) -> None:
        self.join_table()
        self.joined = right if self.joined is None else _both(self.joined, right)


def _union(left: Later, right: Later) -> Later:
    return lambda: left() | right()


def _both(left: Later, right: Later) -> Later:
    return lambda: left() & right()
