r"""Text to tokens, one at a time, because the parser and the tokens steer the lexical state together.

The rules are those of Velocity 1.7's token manager: in every state the longest match wins, and among equally long ones
the first in `RULES`. A rule of the sort MORE only begins a token: `$` of `$name`, `#` of `#if`; the next match is added
to it. A template that ends inside a begun token is refused (`Hello $`), as the service refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from .errors import Place, TemplateSyntaxError
from .tokens import Kind, State, Token


class Sort(Enum):
    """What a match becomes."""

    TOKEN = auto()
    MORE = auto()
    SKIP = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """In these states this expression is a token of this kind; the action may change the state."""

    states: frozenset[State]
    expression: re.Pattern[str]
    kind: Kind | None = None
    sort: Sort = Sort.TOKEN
    action: Callable[[Lexer, str], None] | None = None


@dataclass(frozen=True, slots=True)
class _Saved:
    opened: int
    closed: int
    state: State


class Lexer:
    """The tokens of one text; `next_token` reads as far as it must.

    The text may be a string literal inside a template: `source` is the template and `origin` where in it the text begins.
    """

    def __init__(self, text: str, name: str, source: str, origin: int) -> None:
        self.text = text
        self._source = source
        self._origin = origin
        self.name = name
        self.position = 0
        self.state = State.TEXT
        self.in_set = False
        self._in_comment = False
        self._opened = 0
        self._closed = 0
        self._saved: list[_Saved] = []

    def next_token(self) -> Token:
        """The next token, EOF at the end."""
        marks: list[str] = []
        while self.position < len(self.text):
            start = self.position
            rule, image = self._match_through_more(start)
            if rule.sort is Sort.SKIP:
                continue
            if rule.sort is Sort.MARK:
                marks.append(image)
                _act(rule, self, image)
                continue
            assert rule.kind is not None
            _act(rule, self, image)
            return Token(rule.kind, self._trimmed(rule.kind, image), start + self._origin, tuple(marks))
        return Token(Kind.EOF, "", len(self.text) + self._origin, tuple(marks))

    def pop(self) -> bool:
        """Back to the state before the last push; to plain text where there is none."""
        if not self._saved:
            self._opened = 0
            self.state = State.TEXT
            return False
        saved = self._saved.pop()
        self._opened, self._closed, self.state = saved.opened, saved.closed, saved.state
        return True

    def parenthesis_follows(self) -> bool:
        """Whether the text goes on with `(`, white space before it allowed: `#name (`."""
        return _PARENTHESIS.match(self.text, self.position) is not None

    def _match_through_more(self, start: int) -> tuple[Rule, str]:
        while True:
            rule, end = self._longest()
            self.position = end
            if rule.sort is not Sort.MORE:
                return rule, self.text[start:end]
            _act(rule, self, "")
            if self.position >= len(self.text):
                raise self._refuse(start, "the template ends here, inside a reference or directive")

    def _longest(self) -> tuple[Rule, int]:
        best: Rule | None = None
        best_end = self.position
        for rule in BY_STATE[self.state]:
            found = rule.expression.match(self.text, self.position)
            if found is not None and found.end() > best_end:
                best, best_end = rule, found.end()
        if best is None:
            raise self._refuse(self.position, f"{self.text[self.position]!r} cannot stand here")
        return best, best_end

    def _trimmed(self, kind: Kind, image: str) -> str:
        if kind is Kind.INTEGER:
            return image.removesuffix("..")
        return "." if kind is Kind.DOT else image

    def _refuse(self, offset: int, message: str) -> TemplateSyntaxError:
        return TemplateSyntaxError(message, name=self.name, place=Place.of(self._source, offset + self._origin))

    # Actions: what a match does to the state. Inside a comment they do nothing.

    def _push(self, state: State) -> None:
        self._saved.append(_Saved(self._opened, self._closed, self.state))
        self._opened = 0
        self.state = state

    def _begin_reference(self, _: str) -> None:
        if self._in_comment:
            return
        if self.state is State.REFERENCE:
            self.pop()
        self._push(State.REFERENCE)

    def _begin_directive(self, _: str) -> None:
        if self._in_comment:
            return
        if self.state in (State.REFERENCE, State.MEMBER):
            self.pop()
        self._push(State.HASH)

    def _begin_set(self, _: str) -> None:
        if self._in_comment:
            return
        self._push(State.DIRECTIVE)
        self.in_set = True
        self._opened += 1

    def _begin_line_comment(self, _: str) -> None:
        if self._in_comment:
            return
        if self.state is State.REFERENCE:
            self.pop()
        self._comment(State.LINE_COMMENT)

    def _begin_formal_comment(self, _: str) -> None:
        if not self._in_comment:
            self.position -= 1
            self._comment(State.FORMAL_COMMENT)

    def _begin_block_comment(self, _: str) -> None:
        if not self._in_comment:
            self._comment(State.BLOCK_COMMENT)

    def _begin_raw(self, _: str) -> None:
        if not self._in_comment:
            self._comment(State.RAW)

    def _comment(self, state: State) -> None:
        self._in_comment = True
        self._push(state)

    def _end_comment(self, _: str) -> None:
        self._in_comment = False
        self.pop()

    def _open_index(self, _: str) -> None:
        self._push(State.INDEX)

    def _leave(self, _: str) -> None:
        self.pop()

    def _open_parenthesis(self, _: str) -> None:
        if not self._in_comment:
            self._opened += 1
        if self.state is State.MEMBER:
            self.state = State.CALL

    def _close_parenthesis(self, _: str) -> None:
        """Leave every state that has no open parenthesis, then close one."""
        closed = self._in_comment
        while not closed:
            if self._opened > 0:
                if self._opened == self._closed + 1:
                    self.pop()
                else:
                    self._closed += 1
                closed = True
            elif not self.pop():
                break

    def _close_call(self, _: str) -> None:
        self.state = State.REFERENCE

    def _after_string(self, _: str) -> None:
        if self.state is State.DIRECTIVE and not self.in_set and self._opened == 0:
            self.pop()

    def _after_integer(self, image: str) -> None:
        if image.endswith(".."):
            self.position -= 2
        if self._opened == 0 and not self.in_set and self.state not in (State.CALL, State.INDEX):
            self.pop()

    def _after_float(self, _: str) -> None:
        if self._opened == 0 and not self.in_set and self.state is not State.CALL:
            self.pop()

    def _after_newline(self, _: str) -> None:
        self.pop()
        self.in_set = False

    def _enter_directive(self, _: str) -> None:
        self.state = State.DIRECTIVE

    def _dot(self, _: str) -> None:
        self.position -= 1
        self.state = State.MEMBER

    def _end_mark(self, _: str) -> None:
        self.position -= 1
        self.pop()


def _act(rule: Rule, lexer: Lexer, image: str) -> None:
    if rule.action is not None:
        rule.action(lexer, image)


_PARENTHESIS = re.compile(r"[ \t\r\n]*\(")
_EVERYWHERE = frozenset(State)
_DIRECTIVE = {State.DIRECTIVE}
_IN_PARENTHESES = {State.DIRECTIVE, State.CALL}
_ARGUMENTS = {State.DIRECTIVE, State.CALL, State.INDEX}
_REFERENCE = {State.REFERENCE, State.MEMBER}
_NAMES = {State.REFERENCE, State.MEMBER, State.CALL}
_INERT = r"[^\r\n$#\\*\]]+|."  # a run of characters that begin no token, or any one
_LINE_END = r"(?:[ \t]*(?:\r\n|\n|\r))?"


def _rule(
    states: set[State] | frozenset[State],
    expression: str,
    kind: Kind | None = None,
    action: Callable[[Lexer, str], None] | None = None,
    sort: Sort = Sort.TOKEN,
) -> Rule:
    return Rule(frozenset(states), re.compile(expression, re.DOTALL), kind, sort, action)


RULES: tuple[Rule, ...] = (
    _rule(_REFERENCE, r"\[", Kind.INDEX_OPEN, Lexer._open_index),
    _rule({State.INDEX}, r"\]", Kind.INDEX_CLOSE, Lexer._leave),
    _rule(_IN_PARENTHESES, r"\[", Kind.BRACKET_OPEN),
    _rule(_IN_PARENTHESES, r"\]", Kind.BRACKET_CLOSE),
    _rule(_IN_PARENTHESES, ",", Kind.COMMA),
    _rule(_IN_PARENTHESES, r"\.\.", Kind.RANGE),
    _rule(_IN_PARENTHESES, ":", Kind.COLON),
    _rule(_IN_PARENTHESES, r"\{", Kind.MAP_OPEN),
    _rule(_IN_PARENTHESES, r"\}", Kind.MAP_CLOSE),
    _rule({State.DIRECTIVE, State.MEMBER}, r"\(", Kind.PAREN_OPEN, Lexer._open_parenthesis),
    _rule(_DIRECTIVE, r"\)" + _LINE_END, Kind.PAREN_CLOSE, Lexer._close_parenthesis),
    _rule({State.CALL}, r"\)", Kind.CALL_CLOSE, Lexer._close_call),
    _rule(
        {State.TEXT},
        r"(?:\\\\)*\\#(?:[a-zA-Z_@][a-zA-Z0-9_@]*|\{[a-zA-Z_][a-zA-Z0-9_@]*\})",
        Kind.ESCAPED_DIRECTIVE,
    ),
    _rule({State.TEXT, *_NAMES}, r"[ \t]*#(?:set|\{set\})[ \t]*\(", Kind.SET, Lexer._begin_set),
    _rule(_EVERYWHERE, r"\\*\$", action=Lexer._begin_reference, sort=Sort.MORE),
    _rule(_EVERYWHERE, r"\\*\$\\*!", action=Lexer._begin_reference, sort=Sort.MORE),
    _rule(_EVERYWHERE, r"#\[\[", action=Lexer._begin_raw, sort=Sort.MORE),
    _rule(_EVERYWHERE, r"#\*\*[^#]", action=Lexer._begin_formal_comment, sort=Sort.MORE),
    _rule(_EVERYWHERE, r"#\*", action=Lexer._begin_block_comment, sort=Sort.MORE),
    _rule(_EVERYWHERE, "#", action=Lexer._begin_directive, sort=Sort.MORE),
    _rule(
        {State.TEXT, State.HASH, State.DIRECTIVE, State.REFERENCE},
        "##",
        Kind.COMMENT_START,
        Lexer._begin_line_comment,
    ),
    _rule({State.TEXT}, r"\\\\", Kind.DOUBLE_ESCAPE),
    _rule({State.TEXT}, r"\\", Kind.ESCAPE),
    _rule({State.TEXT}, r"[^$#\\]+", Kind.TEXT),
    _rule({State.LINE_COMMENT}, r"\r\n|\n|\r", Kind.COMMENT_LINE_END, Lexer._end_comment),
    _rule({State.FORMAL_COMMENT}, r"\*#", Kind.FORMAL_COMMENT, Lexer._end_comment),
    _rule({State.BLOCK_COMMENT}, r"\*#", Kind.BLOCK_COMMENT, Lexer._end_comment),
    _rule({State.RAW}, r"\]\]#", Kind.RAW_TEXT, Lexer._end_comment),
    _rule({State.LINE_COMMENT, State.FORMAL_COMMENT, State.BLOCK_COMMENT}, _INERT, sort=Sort.SKIP),
    _rule({State.RAW}, _INERT, sort=Sort.MORE),
    _rule(_ARGUMENTS, r"[ \t\n\r]+", Kind.WHITESPACE),
    _rule(
        _ARGUMENTS,
        r"""\"[^"]*(?:\"\"[^"]*)*\"|'[^']*(?:''[^']*)*'""",
        Kind.STRING,
        Lexer._after_string,
    ),
    _rule({State.REFERENCE, State.MEMBER, *_ARGUMENTS}, "true", Kind.TRUE),
    _rule({State.REFERENCE, State.MEMBER, *_ARGUMENTS}, "false", Kind.FALSE),
    _rule(_DIRECTIVE, r"\r\n|\n|\r", Kind.NEWLINE, Lexer._after_newline),
    _rule(_DIRECTIVE, "-", Kind.MINUS),
    _rule(_DIRECTIVE, r"\+", Kind.PLUS),
    _rule(_DIRECTIVE, r"\*", Kind.MULTIPLY),
    _rule(_DIRECTIVE, "/", Kind.DIVIDE),
    _rule(_DIRECTIVE, "%", Kind.MODULO),
    _rule(_DIRECTIVE, "&&|and", Kind.AND),
    _rule(_DIRECTIVE, r"\|\||or", Kind.OR),
    _rule(_DIRECTIVE, "<|lt", Kind.LESS),
    _rule(_DIRECTIVE, "<=|le", Kind.LESS_EQUAL),
    _rule(_DIRECTIVE, ">|gt", Kind.GREATER),
    _rule(_DIRECTIVE, ">=|ge", Kind.GREATER_EQUAL),
    _rule(_DIRECTIVE, "==|eq", Kind.EQUAL),
    _rule(_DIRECTIVE, "!=|ne", Kind.NOT_EQUAL),
    _rule(_DIRECTIVE, "!|not", Kind.NOT),
    _rule(_DIRECTIVE, "=", Kind.ASSIGN),
    _rule({State.HASH}, r"(?:end|\{end\})" + _LINE_END, Kind.END, Lexer._leave),
    _rule({State.HASH}, r"if|\{if\}", Kind.IF, Lexer._enter_directive),
    _rule({State.HASH}, r"elseif|\{elseif\}", Kind.ELSEIF, Lexer._enter_directive),
    _rule({State.HASH}, r"(?:else|\{else\})" + _LINE_END, Kind.ELSE, Lexer._leave),
    _rule({State.HASH, *_ARGUMENTS}, r"-?[0-9]+(?:\.\.)?", Kind.INTEGER, Lexer._after_integer),
    _rule(
        {State.HASH, *_ARGUMENTS},
        r"-?[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|-?\.[0-9]+(?:[eE][+-]?[0-9]+)?|-?[0-9]+[eE][+-]?[0-9]+",
        Kind.FLOAT,
        Lexer._after_float,
    ),
    _rule({State.HASH, State.DIRECTIVE}, r"[a-zA-Z_@][a-zA-Z0-9_@]*", Kind.WORD),
    _rule({State.HASH, State.DIRECTIVE}, r"\{[a-zA-Z_][a-zA-Z0-9_@]*\}", Kind.BRACED_WORD),
    _rule(_NAMES, r"[a-zA-Z_][a-zA-Z0-9_-]*", Kind.IDENTIFIER),
    _rule(_NAMES, r"\.[a-zA-Z]", Kind.DOT, Lexer._dot),
    _rule(_REFERENCE, r"\{", Kind.BRACE_OPEN),
    _rule(_REFERENCE, r"\}", Kind.BRACE_CLOSE, Lexer._leave),
    _rule(_REFERENCE, ".", Kind.REFERENCE_END, Lexer._end_mark, Sort.MARK),
    _rule({State.HASH}, ".", Kind.DIRECTIVE_END, Lexer._end_mark, Sort.MARK),
    _rule({State.TEXT, State.REFERENCE}, r"\$\[|\$!\[|\$\\!\[|\$\.", Kind.EMPTY_INDEX),
)

BY_STATE: dict[State, tuple[Rule, ...]] = {
    state: tuple(rule for rule in RULES if state in rule.states) for state in State
}
