"""Random patterns and texts for differential tests: a grammar of Java's regular expressions with its corners."""

from __future__ import annotations

from random import Random

ALPHABET = 'ab1" {}:,.\n\r\u2028é_A'
SETS = [r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\h", r"\v", r"\H", r"\V", r"\p{L}", r"\P{Alpha}", r"\p{Lu}"]
SETS += [r"\p{IsLatin}", r"\p{InGreek}", r"\p{Punct}", r"\p{javaLowerCase}", r"\pL", ".", ".", "."]
ESCAPES = [r"\n", r"\r", r"\x61", r"\x{e9}", r"\u0062", r"\0101", r"\ca", r"\t", r"\e", r"\.", r"\{", r"\"", r"\ "]
PLACES = ["^", "$", r"\A", r"\z", r"\Z", r"\b", r"\B", r"\G"]
QUANTIFIERS = ["?", "*", "+", "{2}", "{0,2}", "{1,}", "{1,3}", "{0}"]
FLAGS = ["i", "s", "m", "d", "is", "-s", "i-s", "u", "iu", "x"]
SYNTAX = r"""ab1-^$.|?*+()[]{}\:=!<>&,iPQEdwpLkx "#""" + "\n"


class PatternMaker:
    """Random patterns from one seeded source; ``pure`` leaves out what is refused or cannot be decided."""

    def __init__(self, random: Random, *, pure: bool = False) -> None:
        self.random = random
        self.pure = pure
        self.groups = 0

    def pattern(self, depth: int = 3) -> str:
        """A pattern that Java accepts, nearly always."""
        self.groups = 0
        front = self.random.choice(["", "", "(?s)", "(?i)", "(?m)", "(?d)", "(?iu)", "(?sm)"])
        return front + self.alternatives(depth)

    def alternatives(self, depth: int) -> str:
        count = self.random.choice([1, 1, 1, 2, 2, 3]) if depth else 1
        return "|".join(self.sequence(depth) for _ in range(count))

    def sequence(self, depth: int) -> str:
        return "".join(self.item(depth) for _ in range(self.random.choice([0, 1, 1, 2, 2, 3])))

    def item(self, depth: int) -> str:
        atom = self.atom(depth)
        if self.random.random() < 0.4:
            return atom + self.random.choice(QUANTIFIERS) + self.random.choice(["", "", "", "?", "+"])
        return atom

    def atom(self, depth: int) -> str:
        roll = self.random.random()
        if depth and roll < 0.35:
            return self.group(depth - 1)
        if roll < 0.55:
            return self.literal()
        if roll < 0.65:
            return self.random.choice(SETS)
        if roll < 0.78:
            return self.char_class(2)
        if roll < 0.84:
            return self.random.choice(ESCAPES)
        if roll < 0.90:
            return self.random.choice(PLACES)
        return self.rare()

    def rare(self) -> str:
        if self.groups and not self.pure and self.random.random() < 0.3:
            return rf"\{self.random.randint(1, self.groups + 1)}"
        return self.random.choice([r"\R", r"\Qa.b\E", r"\Q{\E", r"\Q1", "]", "}", "(?i)", "(?-s)", "#", " "])

    def literal(self) -> str:
        character = self.random.choice(ALPHABET)
        return "\\" + character if character in ".{" else character

    def group(self, depth: int) -> str:
        kinds = ["(?:", "(?:", "(", "(?=", "(?!", "(?>", f"(?{self.random.choice(FLAGS)}:"]
        opening = self.random.choice(kinds if self.random.random() < 0.85 else ["(?<=", "(?<!", "(?<n>"])
        if opening in ("(?<=", "(?<!"):
            return f"{opening}{self.item(0)})"
        if opening in ("(", "(?<n>"):
            self.groups += 1
        return f"{opening}{self.alternatives(depth)})"

    def char_class(self, depth: int) -> str:
        parts = [self.class_part(depth) for _ in range(self.random.choice([1, 2, 2, 3, 4]))]
        return f"[{self.random.choice(['', '', '^'])}{''.join(parts)}]"

    def class_part(self, depth: int) -> str:
        roll = self.random.random()
        if roll < 0.4:
            return self.random.choice('ab1"{}:,.\n\u2028éA_-& k')
        if roll < 0.6:
            return self.random.choice(["a-z", "A-B", "0-9", " -~", "\\t-a", "é-ü", "a-", "\\x00-\\x40", "&&"])
        if roll < 0.8:
            return self.random.choice([*SETS, r"\n", r"\]", r"\x41", r"\-", r"\Q^-\E"])
        if depth and roll < 0.9:
            return self.char_class(depth - 1)
        return f"&&{self.class_part(depth - 1)}" if depth else "b"

    def garbage(self) -> str:
        """Mostly not a pattern: for what is accepted and what is refused."""
        return "".join(self.random.choice(SYNTAX) for _ in range(self.random.randint(1, 9)))

    def mutated(self) -> str:
        """A pattern with one character too many or too few."""
        text = self.pattern(2)
        at = self.random.randint(0, len(text))
        return text[:at] + self.random.choice(["", self.random.choice(SYNTAX)]) + text[at + self.random.randint(0, 1) :]

    def text(self) -> str:
        """A short text over the characters that patterns are made of."""
        pieces = [*ALPHABET, "\r\n", "\r\n", "ab", "1a", "😀"]
        return "".join(self.random.choice(pieces) for _ in range(self.random.choice([0, 1, 1, 2, 2, 3, 4, 6])))

    def changed(self, text: str) -> str:
        """The text with one character changed, dropped or added."""
        at = self.random.randint(0, len(text))
        return text[:at] + self.random.choice(["", *ALPHABET]) + text[at + self.random.randint(0, 1) :]
