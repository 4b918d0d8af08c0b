"""The code points cut into classes that no set of the patterns at hand tells apart; a class is one bit of a mask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .charset import LAST, CharSet

READABLE = (
    "xabcdefghijklmnopqrstuvwyz0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ\"'.,:;-_/!?()[]{}<>=+*&%$#@^~|`\\\n\t\r\f\x0bé€"
)


class Alphabet:
    """Classes in order of readability: bit 0 is the one whose character a person would like to read first.

    >>> alphabet = Alphabet([CharSet.of("0"), CharSet.range("0", "9")])
    >>> alphabet.characters
    ['x', '0', '1']
    >>> bin(alphabet.mask(CharSet.range("0", "9")))
    '0b110'
    """

    def __init__(self, sets: Iterable[CharSet]) -> None:
        self._sets = list(dict.fromkeys(sets))
        classes = _classes(self._sets)
        shown = {signature: _representative(ranges) for signature, ranges in classes.items()}
        order = sorted(classes, key=lambda signature: _rank(shown[signature]))
        self.characters = [shown[signature] for signature in order]
        self.full = (1 << len(order)) - 1
        self._bits: dict[str, int] = {}
        self._masks = {
            chars: sum(1 << bit for bit, signature in enumerate(order) if signature >> index & 1)
            for index, chars in enumerate(self._sets)
        }

    def mask(self, chars: CharSet) -> int:
        """The classes that make up one of the sets given at the start."""
        return self._masks[chars]

    def bit(self, character: str) -> int:
        """The class of a character, as a mask of one bit."""
        found = self._bits.get(character)
        if found is None:
            found = self.full
            for chars, mask in self._masks.items():
                found &= mask if character in chars else ~mask
            self._bits[character] = found
        return found


def lowest_bit(mask: int) -> int:
    """The number of the lowest bit that is set."""
    return (mask & -mask).bit_length() - 1


def _classes(sets: list[CharSet]) -> dict[int, list[tuple[int, int]]]:
    """Ranges by signature: bit i says whether set i holds them."""
    changes: dict[int, int] = defaultdict(int)
    for index, chars in enumerate(sets):
        for first, last in chars.ranges:
            changes[first] ^= 1 << index
            changes[last + 1] ^= 1 << index
    classes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for signature, first, last in _spans(changes):
        classes[signature].append((first, last))
    return classes


def _spans(changes: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    signature, start = 0, 0
    for point in sorted(changes):
        if start < point:
            yield signature, start, point - 1
        signature ^= changes[point]
        start = point
    if start <= LAST:
        yield signature, start, LAST


def _representative(ranges: list[tuple[int, int]]) -> str:
    for character in READABLE:
        if any(first <= ord(character) <= last for first, last in ranges):
            return character
    whole = [chr(first) for first, last in ranges if not 0xD800 <= first <= 0xDFFF]
    return min(whole, key=lambda character: not character.isprintable(), default=chr(ranges[0][0]))


def _rank(character: str) -> tuple[int, int]:
    place = READABLE.find(character)
    return (place if place >= 0 else len(READABLE) + (not character.isprintable()), ord(character))
