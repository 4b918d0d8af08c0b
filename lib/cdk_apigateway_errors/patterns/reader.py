r"""The pattern as Java reads it: code points, with ``\Q…\E`` already turned into escapes.

Source: java.util.regex.Pattern replaces quotations before anything else, so a quotation may end inside a class and
nothing in it is special. Every code point remembers its offset in the pattern as written."""

from __future__ import annotations

from collections.abc import Iterator

NO_MORE = -1
_SKIPPED = frozenset(map(ord, "\t\n\x0b\f\r "))
_LINE_ENDS = frozenset(map(ord, "\n\r\x85\u2028\u2029"))


class Reader:
    """A cursor over the code points. With ``comments`` set (flag x) it skips white space and ``# …`` line by line.

    ``peek``, ``read`` and ``next`` skip; ``raw``, ``step`` and ``skip`` do not: which one is used where is part of
    the language (``\\ `` is a literal space even under x).
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        pairs = list(_unquoted(pattern))
        self.points = [point for point, _ in pairs]
        self.offsets = [offset for _, offset in pairs] + [len(pattern)]
        self.cursor = 0
        self.comments = False
        self.unix_lines = False

    @property
    def offset(self) -> int:
        """Where the cursor stands in the pattern as written."""
        return self.offset_at(self.cursor)

    def offset_at(self, cursor: int) -> int:
        """Where a position of the cursor lies in the pattern as written."""
        return self.offsets[max(0, min(cursor, len(self.points)))]

    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self.cursor >= len(self.points)

    def raw(self, ahead: int = 0) -> int:
        """The code point at the cursor as it stands, or NO_MORE."""
        position = self.cursor + ahead
        return self.points[position] if position < len(self.points) else NO_MORE

    def step(self) -> int:
        """Take the code point at the cursor as it stands."""
        point = self.raw()
        self.cursor += 1
        return point

    def skip(self) -> int:
        """Drop one code point and take the one after it as it stands."""
        self.cursor += 1
        return self.step()

    def peek(self) -> int:
        """The next code point that counts; the cursor stands on it."""
        if self.comments:
            self._pass_comments()
        return self.raw()

    def read(self) -> int:
        """Take the next code point that counts."""
        point = self.peek()
        self.cursor += 1
        return point

    def next(self) -> int:
        """Drop one code point and peek."""
        self.cursor += 1
        return self.peek()

    def _pass_comments(self) -> None:
        while self.raw() in _SKIPPED or self.raw() == ord("#"):
            if self.raw() == ord("#"):
                self._pass_line()
            else:
                self.cursor += 1

    def _pass_line(self) -> None:
        ends = {ord("\n")} if self.unix_lines else _LINE_ENDS
        while not self.at_end() and self.raw() not in ends:
            self.cursor += 1


def _unquoted(pattern: str) -> Iterator[tuple[int, int]]:
    position = 0
    while position < len(pattern):
        pair = pattern[position : position + 2]
        if pair == r"\Q":
            end = pattern.find(r"\E", position + 2)
            end = len(pattern) if end < 0 else end
            yield from _quoted(pattern, position + 2, end)
            position = end + 2
        elif pair[0] == "\\" and len(pair) == 2:
            yield ord(pair[0]), position
            yield ord(pair[1]), position + 1
            position += 2
        else:
            yield ord(pair[0]), position
            position += 1


def _quoted(pattern: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for offset in range(start, end):
        character = pattern[offset]
        if character.isascii() and character.isdigit():
            # A number before the quotation must not swallow the digit: \x3N is the digit N and nothing else.
            yield from ((ord(part), offset) for part in ("\\", "x", "3") if offset == start)
        elif character.isascii() and not character.isalpha():
            yield ord("\\"), offset
        yield ord(character), offset
