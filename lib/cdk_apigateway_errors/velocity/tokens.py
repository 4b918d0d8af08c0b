"""Tokens of the template language and the lexical states in which they are found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a token is. Where two kinds match equally long, the one that `lexer.RULES` lists first wins."""

    EOF = auto()
    INDEX_OPEN = auto()
    INDEX_CLOSE = auto()
    BRACKET_OPEN = auto()
    BRACKET_CLOSE = auto()
    COMMA = auto()
    RANGE = auto()
    COLON = auto()
    MAP_OPEN = auto()
    MAP_CLOSE = auto()
    PAREN_OPEN = auto()
    PAREN_CLOSE = auto()
    CALL_CLOSE = auto()
    ESCAPED_DIRECTIVE = auto()
    SET = auto()
    COMMENT_START = auto()
    DOUBLE_ESCAPE = auto()
    ESCAPE = auto()
    TEXT = auto()
    COMMENT_LINE_END = auto()
    FORMAL_COMMENT = auto()
    BLOCK_COMMENT = auto()
    RAW_TEXT = auto()
    WHITESPACE = auto()
    STRING = auto()
    TRUE = auto()
    FALSE = auto()
    NEWLINE = auto()
    MINUS = auto()
    PLUS = auto()
    MULTIPLY = auto()
    DIVIDE = auto()
    MODULO = auto()
    AND = auto()
    OR = auto()
    LESS = auto()
    LESS_EQUAL = auto()
    GREATER = auto()
    GREATER_EQUAL = auto()
    EQUAL = auto()
    NOT_EQUAL = auto()
    NOT = auto()
    ASSIGN = auto()
    END = auto()
    IF = auto()
    ELSEIF = auto()
    ELSE = auto()
    INTEGER = auto()
    FLOAT = auto()
    WORD = auto()
    BRACED_WORD = auto()
    IDENTIFIER = auto()
    DOT = auto()
    BRACE_OPEN = auto()
    BRACE_CLOSE = auto()
    REFERENCE_END = auto()
    DIRECTIVE_END = auto()
    EMPTY_INDEX = auto()


class State(Enum):
    """Which tokens are possible at this point of the text."""

    TEXT = auto()
    REFERENCE = auto()  # after $
    MEMBER = auto()  # after $name.
    CALL = auto()  # after $name.method(
    INDEX = auto()  # after $name[
    HASH = auto()  # after #, before it is known which directive it is
    DIRECTIVE = auto()  # between the parentheses of a directive
    RAW = auto()  # #[[ ]]#
    BLOCK_COMMENT = auto()  # #* *#
    FORMAL_COMMENT = auto()  # #** *#
    LINE_COMMENT = auto()  # ##


@dataclass(slots=True)
class Token:
    """One token: its kind, its text, where it starts, and the marks that were dropped before it.

    `marks` are `$` and `#` that began nothing (`costs $ 5`); they are printed in front of the token.
    """

    kind: Kind
    text: str
    offset: int
    marks: tuple[str, ...] = ()

    def literal(self) -> str:
        """The token as it is printed where it stays text."""
        if self.kind is Kind.BLOCK_COMMENT:
            return ""
        if not self.marks or self.marks[-1].startswith("##"):
            return self.text
        return "".join(map(_printed_mark, self.marks)) + self.text


def _printed_mark(mark: str) -> str:
    r"""`$`, `#` and backslashes that lead to a `$`; the character that ended the mark is read again as text."""
    printed: list[str] = []
    position = 0
    while position < len(mark):
        character = mark[position]
        if character in "#$":
            printed.append(character)
        elif character == "\\":
            end = position
            while end < len(mark) and mark[end] == "\\":
                end += 1
            if end < len(mark) and mark[end] == "$":
                printed.append(mark[position : end + 1])
                position = end + 1
        position += 1
    return "".join(printed)
