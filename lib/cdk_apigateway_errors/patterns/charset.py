"""Sets of code points: what one position of a pattern can match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LAST = 0x10FFFF
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CharSet:
    """An immutable set of code points, kept as sorted inclusive ranges that never touch.

    >>> CharSet.of("abc") | CharSet.range("b", "e")
    CharSet('a-e')
    >>> "\\n" in ~CharSet.of("x")
    True
    """

    ranges: tuple[Range, ...]

    @classmethod
    def of(cls, characters: Iterable[str]) -> CharSet:
        """The set of the given characters."""
        return cls.merged((ord(character), ord(character)) for character in characters)

    @classmethod
    def range(cls, first: str, last: str) -> CharSet:
        """All characters from ``first`` to ``last``, both included."""
        return cls(((ord(first), ord(last)),))

    @classmethod
    def points(cls, points: Iterable[int]) -> CharSet:
        """The set of the given code points."""
        return cls.merged((point, point) for point in points)

    @classmethod
    def merged(cls, ranges: Iterable[Range]) -> CharSet:
        """A set from ranges in any order, overlapping or not."""
        result: list[Range] = []
        for first, last in sorted(ranges):
            if result and first <= result[-1][1] + 1:
                result[-1] = (result[-1][0], max(last, result[-1][1]))
            else:
                result.append((first, last))
        return cls(tuple(result))

    def __contains__(self, character: str) -> bool:
        return self.has(ord(character))

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __or__(self, other: CharSet) -> CharSet:
        return CharSet.merged((*self.ranges, *other.ranges))

    def __invert__(self) -> CharSet:
        gaps: list[Range] = []
        start = 0
        for first, last in self.ranges:
            if start < first:
                gaps.append((start, first - 1))
            start = last + 1
        if start <= LAST:
            gaps.append((start, LAST))
        return CharSet(tuple(gaps))

    def __and__(self, other: CharSet) -> CharSet:
        return CharSet(tuple(_crossed(self.ranges, other.ranges)))

    def __sub__(self, other: CharSet) -> CharSet:
        return self & ~other

    def __repr__(self) -> str:
        return f"CharSet({''.join(map(_range_text, self.ranges))!r})"

    def has(self, point: int) -> bool:
        """Whether the code point is in the set."""
        return any(first <= point <= last for first, last in self.ranges)

    def has_or_end(self, point: int) -> bool:
        """Like ``has``, for a reader that gives -1 at its end."""
        return point >= 0 and self.has(point)

    def size(self) -> int:
        """How many code points the set holds."""
        return sum(last - first + 1 for first, last in self.ranges)

    def only(self) -> int | None:
        """The code point of a set of one, otherwise None."""
        if len(self.ranges) == 1 and self.ranges[0][0] == self.ranges[0][1]:
            return self.ranges[0][0]
        return None


def _crossed(left: tuple[Range, ...], right: tuple[Range, ...]) -> Iterator[Range]:
    i = j = 0
    while i < len(left) and j < len(right):
        first, last = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if first <= last:
            yield first, last
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1


def _range_text(bounds: Range) -> str:
    first, last = map(chr, bounds)
    return first if first == last else f"{first}-{last}"


ALL = CharSet(((0, LAST),))
NONE = CharSet(())
ASCII = CharSet(((0, 0x7F),))
DIGIT = CharSet.range("0", "9")
UPPER = CharSet.range("A", "Z")
LOWER = CharSet.range("a", "z")
ALPHA = UPPER | LOWER
WORD = ALPHA | DIGIT | CharSet.of("_")
SPACE = CharSet.of("\t\n\x0b\f\r ")
HORIZONTAL = CharSet.of("\t \xa0\u1680\u180e\u202f\u205f\u3000") | CharSet.range("\u2000", "\u200a")
VERTICAL = CharSet.of("\n\x0b\f\r\x85\u2028\u2029")
LINE_ENDS = CharSet.of("\n\r\x85\u2028\u2029")
DOT = ~LINE_ENDS
UNIX_DOT = ~CharSet.of("\n")
SURROGATES = CharSet(((0xD800, 0xDFFF),))
