r"""Tokens to nodes, by recursive descent; the grammar stands in the docstrings.

template   = statement*
statement  = if | reference | comment | raw text | set | directive | text
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from .errors import Place, TemplateSyntaxError
from .lexer import Lexer
from .nodes import (
    Binary,
    Block,
    Break,
    Call,
    Define,
    Expression,
    Fail,
    Foreach,
    If,
    Index,
    Interpolated,
    ListLiteral,
    Literal,
    MapLiteral,
    Not,
    Property,
    Range,
    Reference,
    Set,
    Statement,
    Step,
    Stop,
    Text,
    Word,
)
from .tokens import Kind, State, Token

MAX_NESTING = 50  # blocks, parentheses and collections inside each other; templates by hand stay below ten
MAX_DIGITS = 3000

_BLOCK_DIRECTIVES = {"foreach", "define", "macro", "literal"}
_LINE_DIRECTIVES = {"include", "parse", "break", "stop"}
_DIRECTIVES = _BLOCK_DIRECTIVES | _LINE_DIRECTIVES  # not evaluate: the service prints it (S: airspeed, 2023-08)
_ESCAPABLE = _DIRECTIVES | {"evaluate"}  # \#evaluate loses its backslash, as in Velocity
_CONTROL = {"if", "end", "set", "else", "elseif"}
_TEXT_KINDS = {
    Kind.TEXT,
    Kind.DOT,
    Kind.PAREN_CLOSE,
    Kind.PAREN_OPEN,
    Kind.INTEGER,
    Kind.FLOAT,
    Kind.STRING,
    Kind.ESCAPE,
    Kind.BRACE_OPEN,
    Kind.BRACE_CLOSE,
    Kind.EMPTY_INDEX,
}
_COMMENT_KINDS = {Kind.COMMENT_START, Kind.BLOCK_COMMENT, Kind.FORMAL_COMMENT}
_STATEMENT_KINDS = (
    _TEXT_KINDS
    | _COMMENT_KINDS
    | {Kind.IF, Kind.IDENTIFIER, Kind.RAW_TEXT, Kind.SET, Kind.ESCAPED_DIRECTIVE, Kind.DOUBLE_ESCAPE}
    | {Kind.WORD, Kind.BRACED_WORD}
)
_VALUE_KINDS = {
    Kind.STRING,
    Kind.INTEGER,
    Kind.BRACKET_OPEN,
    Kind.MAP_OPEN,
    Kind.TRUE,
    Kind.FALSE,
    Kind.IDENTIFIER,
    Kind.BRACE_OPEN,
    Kind.FLOAT,
}
_OPERATORS: tuple[dict[Kind, str], ...] = (  # lowest precedence first
    {Kind.OR: "||"},
    {Kind.AND: "&&"},
    {Kind.EQUAL: "==", Kind.NOT_EQUAL: "!="},
    {Kind.LESS: "<", Kind.GREATER: ">", Kind.LESS_EQUAL: "<=", Kind.GREATER_EQUAL: ">="},
    {Kind.PLUS: "+", Kind.MINUS: "-"},
    {Kind.MULTIPLY: "*", Kind.DIVIDE: "/", Kind.MODULO: "%"},
)


def parse(text: str, name: str = "template") -> Block:
    """The tree of a template.

    Raises TemplateSyntaxError where Velocity 1.7 refuses the template, and where it nests deeper than MAX_NESTING.

    >>> parse("Hello $name")
    Block(statements=(Text(text='Hello '), Reference(name='name', steps=(), prefix='', literal='$name', \
escaped=False, runt=False, offset=6)))
    """
    try:
        return _Parser(text, name, text, 0, 0).template()
    except RecursionError:
        raise TemplateSyntaxError("nested too deeply", name=name) from None


class _Parser:
    """One text being parsed; string literals inside it get parsers of their own."""

    def __init__(self, text: str, name: str, source: str, origin: int, depth: int) -> None:
        self._source = source
        self._name = name
        self._lexer = Lexer(text, name, source, origin)
        self._tokens: list[Token] = []
        self._next = 0
        self._depth = depth
        self._macros: set[str] = set()

    def template(self) -> Block:
        """template = statement* end"""
        block = self._block()
        self._take(Kind.EOF)
        return block

    # Tokens

    def _peek(self, ahead: int = 1) -> Token:
        index = self._next + ahead - 1
        while index >= len(self._tokens):
            self._tokens.append(self._lexer.next_token())
        return self._tokens[index]

    def _sees(self, *kinds: Kind) -> bool:
        return self._peek().kind in kinds

    def _take(self, *kinds: Kind) -> Token:
        token = self._peek()
        if token.kind not in kinds:
            raise self._unexpected(token, kinds)
        self._next += 1
        return token

    def _skip_whitespace(self) -> None:
        if self._sees(Kind.WHITESPACE):
            self._next += 1

    def _unexpected(self, token: Token, kinds: tuple[Kind, ...]) -> TemplateSyntaxError:
        found = "the end of the template" if token.kind is Kind.EOF else repr(token.text)
        wanted = " or ".join(_readable(kind) for kind in kinds)
        return self._refuse(f"found {found}" + (f", expected {wanted}" if wanted else " where it cannot stand"), token)

    def _refuse(self, message: str, token: Token) -> TemplateSyntaxError:
        return TemplateSyntaxError(message, name=self._name, place=Place.of(self._source, token.offset))

    def _literal(self, first: int) -> str:
        """The text of the tokens from index `first` to the last one taken."""
        return "".join(token.literal() for token in self._tokens[first : self._next])

    def _nested(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self._refuse(f"nested deeper than {MAX_NESTING} levels", token)

    # Statements

    def _block(self) -> Block:
        """block = statement*"""
        self._nested(self._peek())
        statements: list[Statement] = []
        while self._peek().kind in _STATEMENT_KINDS:
            statements.extend(self._statement())
        self._depth -= 1
        return Block(tuple(_joined(statements)))

    def _statement(self) -> list[Statement]:
        kind = self._peek().kind
        if kind is Kind.IDENTIFIER or (kind is Kind.BRACE_OPEN and self._peek(2).kind is Kind.IDENTIFIER):
            return [self._reference()]
        if kind in _COMMENT_KINDS:
            return self._comment()
        if kind in _TEXT_KINDS:
            return [Text(self._take(kind).literal())]
        parsers: dict[Kind, Callable[[], list[Statement]]] = {
            Kind.IF: self._if,
            Kind.SET: self._set,
            Kind.RAW_TEXT: self._raw_text,
            Kind.ESCAPED_DIRECTIVE: self._escaped_directive,
            Kind.DOUBLE_ESCAPE: self._escapes,
            Kind.WORD: self._directive,
            Kind.BRACED_WORD: self._directive,
        }
        return parsers[kind]()

    def _comment(self) -> list[Statement]:
        """comment = "##" line end? | "#*" … "*#" | "#**" … "*#": what a begun `$` left before it is printed."""
        token = self._take(*_COMMENT_KINDS)
        if token.kind is Kind.COMMENT_START and self._sees(Kind.COMMENT_LINE_END):
            self._next += 1
        line, block = token.text.find("##"), token.text.find("#*")
        end = line if line >= 0 else block
        return [Text(token.text[:end])] if end > 0 else []

    def _raw_text(self) -> list[Statement]:
        """raw text = "#[[" … "]]#" """
        return [Text(self._take(Kind.RAW_TEXT).literal()[3:-3])]

    def _escaped_directive(self) -> list[Statement]:
        r"""escaped directive = "\#" name: a known name loses half of its backslashes."""
        token = self._take(Kind.ESCAPED_DIRECTIVE)
        last = token.text.rfind("\\")
        directive = token.text[last + 1 :]
        if self._is_known(directive[1:].strip("{}")):
            return [Text(token.text[: last // 2] + directive)]
        return [Text(token.text)]

    def _escapes(self) -> list[Statement]:
        r"""escapes = "\\"+: before a directive every pair is one backslash, elsewhere it stays two."""
        count = 0
        while self._sees(Kind.DOUBLE_ESCAPE):
            self._next += 1
            count += 1
        following = self._peek()
        control = following.kind in (Kind.IF, Kind.ELSE, Kind.ELSEIF, Kind.END)
        known = control or self._is_known(following.text[1:], control=False)
        return [Text(("\\" if known else "\\\\") * count)]

    def _is_known(self, name: str, *, control: bool = True) -> bool:
        return name in _ESCAPABLE or name in self._macros or (control and name in _CONTROL)

    def _if(self) -> list[Statement]:
        """if = "#if" condition block ("#elseif" condition block)* ("#else" block)? "#end" """
        self._take(Kind.IF)
        branches = [(self._condition(), self._block())]
        while self._sees(Kind.ELSEIF):
            self._next += 1
            branches.append((self._condition(), self._block()))
        otherwise = None
        if self._sees(Kind.ELSE):
            self._next += 1
            otherwise = self._block()
        self._take(Kind.END)
        return [If(tuple(branches), otherwise)]

    def _condition(self) -> Expression:
        """condition = "(" expression ")" """
        self._skip_whitespace()
        self._take(Kind.PAREN_OPEN)
        expression = self._expression()
        self._take(Kind.PAREN_CLOSE)
        return expression

    def _set(self) -> list[Statement]:
        """set = "#set(" reference "=" expression ")" """
        token = self._take(Kind.SET)
        self._skip_whitespace()
        first = self._peek()
        target = self._reference()
        if not target.steps:  # Velocity 1.7 sets what stands after the `$`: ${x} and $!x are other variables than $x
            target = replace(target, name=first.text[1:])
        self._skip_whitespace()
        self._take(Kind.ASSIGN)
        value = self._expression()
        self._take(Kind.PAREN_CLOSE)
        self._lexer.in_set = False
        if self._sees(Kind.NEWLINE):
            self._next += 1
        return [Set(target, value, token.offset)]

    # Directives by name

    def _directive(self) -> list[Statement]:
        """directive = "#" name ( "(" argument* ")" ( block "#end" )? )?"""
        first = self._next
        token = self._take(Kind.WORD, Kind.BRACED_WORD)
        name = token.text[2:-1] if token.kind is Kind.BRACED_WORD else token.text[1:]
        self._lexer.state = State.DIRECTIVE
        if not self._lexer.parenthesis_follows():
            self._lexer.pop()
            return self._without_arguments(name, token)
        arguments = self._arguments(name, token)
        if name in _LINE_DIRECTIVES:
            return [_line_directive(name, arguments, token)]
        if name in _BLOCK_DIRECTIVES or name.startswith("@"):
            return self._block_directive(name, arguments, token, first)
        return [Text("".join(taken.text for taken in self._tokens[first : self._next]))]

    def _without_arguments(self, name: str, token: Token) -> list[Statement]:
        if name == "macro":
            raise self._refuse("#macro needs a name in parentheses", token)
        if name in _LINE_DIRECTIVES:
            return [_line_directive(name, [], token)]
        if name in _BLOCK_DIRECTIVES:
            raise self._refuse(f"#{name} needs arguments in parentheses", token)
        return [Text(token.text)]

    def _arguments(self, name: str, token: Token) -> list[Expression]:
        """arguments = "(" ( ","? argument )* ")" """
        self._skip_whitespace()
        self._take(Kind.PAREN_OPEN)
        arguments: list[Expression] = []
        while self._argument_follows():
            self._skip_whitespace()
            if self._sees(Kind.COMMA):
                self._next += 1
                self._skip_whitespace()
            arguments.append(self._argument())
            self._check_argument(name, len(arguments) - 1, arguments[-1], token)
        self._skip_whitespace()
        self._take(Kind.PAREN_CLOSE)
        return arguments

    def _argument_follows(self) -> bool:
        """Decided by two tokens, as in Velocity's grammar."""
        first = self._peek().kind
        if first is Kind.WHITESPACE:
            return self._peek(2).kind in _VALUE_KINDS | {Kind.WORD, Kind.COMMA}
        if first is Kind.COMMA:
            return self._peek(2).kind in _VALUE_KINDS | {Kind.WORD, Kind.WHITESPACE}
        return first in _VALUE_KINDS | {Kind.WORD}

    def _check_argument(self, name: str, position: int, argument: Expression, token: Token) -> None:
        is_word = isinstance(argument, Word)
        if name == "macro" and position == 0:
            if not is_word:
                raise self._refuse("the first argument of #macro is its name, without quotes", token)
            return
        if is_word and name in _DIRECTIVES and not (name == "foreach" and position == 1):
            raise self._refuse(f"argument {position + 1} of #{name} cannot be a bare word", token)

    def _argument(self) -> Expression:
        """argument = value | word"""
        if self._sees(Kind.WORD):
            return Word(self._take(Kind.WORD).text)
        return self._value()

    def _block_directive(self, name: str, arguments: list[Expression], token: Token, first: int) -> list[Statement]:
        start = self._next
        body = self._block()
        literal = self._literal(start)
        self._take(Kind.END)
        if name == "literal":
            return [Text(literal)]
        if name == "foreach":
            return self._foreach(arguments, body, token)
        if name == "define":
            return [self._define(arguments, body, token)]
        if name == "macro":
            return self._macro(arguments, token)
        return [Text("".join(taken.text for taken in self._tokens[first : self._next]))]

    def _foreach(self, arguments: list[Expression], body: Block, token: Token) -> list[Statement]:
        """foreach = "#foreach(" reference "in" expression? ")" block "#end": nothing to go through prints nothing"""
        if len(arguments) == 2:
            return []
        if len(arguments) < 3 or not isinstance(arguments[0], Reference):
            raise self._refuse("#foreach is written #foreach($element in $items)", token)
        return [Foreach(arguments[0].name, arguments[2], body, token.offset)]

    def _define(self, arguments: list[Expression], body: Block, token: Token) -> Define:
        """define = "#define(" reference ")" block "#end" """
        if not arguments or not isinstance(arguments[0], Reference):
            raise self._refuse("#define is written #define($name)", token)
        return Define(arguments[0].name, body)

    def _macro(self, arguments: list[Expression], token: Token) -> list[Statement]:
        """The service takes no macros: the definition prints nothing, and calls stay text (S: airspeed, 2023-08)."""
        if not arguments or not isinstance(arguments[0], Word):
            raise self._refuse("#macro needs a name in parentheses", token)
        self._macros.add(arguments[0].text)
        return []

    # References

    def _reference(self) -> Reference:
        """reference = name index* step* | "{" name index* step* "}" """
        first = self._next
        token = self._peek()
        if self._sees(Kind.BRACE_OPEN):
            self._next += 1
            name = self._take(Kind.IDENTIFIER).text
            steps = self._steps()
            self._take(Kind.BRACE_CLOSE)
        else:
            name = self._take(Kind.IDENTIFIER).text
            steps = self._steps()
        return _reference(token, name, steps, lambda: self._literal(first))

    def _steps(self) -> tuple[Step, ...]:
        """step = "." ( call | name ) index*"""
        steps: list[Step] = self._indexes()
        while self._sees(Kind.DOT) and self._peek(2).kind is Kind.IDENTIFIER:
            self._next += 1
            steps.append(self._member())
            steps.extend(self._indexes())
        return tuple(steps)

    def _member(self) -> Step:
        """call = name "(" ( value ( "," value )* )? ")" """
        if not self._call_follows():
            return Property(self._take(Kind.IDENTIFIER).text)
        token = self._take(Kind.IDENTIFIER)
        self._take(Kind.PAREN_OPEN)
        arguments = [] if self._sees(Kind.CALL_CLOSE) else self._values()
        self._take(Kind.CALL_CLOSE)
        return Call(token.text, tuple(arguments), token.offset)

    def _call_follows(self) -> bool:
        """Decided by three tokens: a name, a parenthesis, and something that may stand in it."""
        if self._peek(2).kind is not Kind.PAREN_OPEN:
            return False
        return self._peek(3).kind in _VALUE_KINDS | {Kind.CALL_CLOSE, Kind.WHITESPACE}

    def _indexes(self) -> list[Step]:
        """index = "[" ( string | integer | boolean | reference ) "]" """
        indexes: list[Step] = []
        while self._sees(Kind.INDEX_OPEN):
            token = self._take(Kind.INDEX_OPEN)
            self._nested(token)
            self._skip_whitespace()
            if self._sees(Kind.STRING, Kind.INTEGER, Kind.TRUE, Kind.FALSE):
                index = self._plain_value()
            else:
                index = self._reference_value()
            self._skip_whitespace()
            self._take(Kind.INDEX_CLOSE)
            self._depth -= 1
            indexes.append(Index(index, token.offset))
        return indexes

    # Expressions

    def _expression(self, level: int = 0) -> Expression:
        """expression = operand (operator operand)*, by the precedence of `_OPERATORS`, from the left"""
        if level == 0:
            self._nested(self._peek())
        operators = _OPERATORS[level]
        left = self._operand(level)
        while self._peek().kind in operators:
            token = self._take(*operators)
            first = self._next
            right = self._operand(level)
            left = Binary(operators[token.kind], left, right, token.offset, self._literal(first))
        if level == 0:
            self._depth -= 1
        return left

    def _operand(self, level: int) -> Expression:
        return self._unary() if level + 1 == len(_OPERATORS) else self._expression(level + 1)

    def _unary(self) -> Expression:
        """unary = "!" unary | primary"""
        negations = 0
        while self._not_follows():
            self._skip_whitespace()
            self._take(Kind.NOT)
            negations += 1
        operand = self._primary()
        if negations > MAX_NESTING:
            raise self._refuse(f"more than {MAX_NESTING} negations", self._peek())
        for _ in range(negations):
            operand = Not(operand)
        return operand

    def _not_follows(self) -> bool:
        return self._sees(Kind.NOT) or (self._sees(Kind.WHITESPACE) and self._peek(2).kind is Kind.NOT)

    def _primary(self) -> Expression:
        """primary = value | "(" expression ")" """
        self._skip_whitespace()
        if self._sees(Kind.PAREN_OPEN):
            self._next += 1
            first = self._next
            value = self._expression()
            if isinstance(value, Binary):
                value = replace(value, text=self._literal(first))
            self._take(Kind.PAREN_CLOSE)
        else:
            value = self._value()
        self._skip_whitespace()
        return value

    def _values(self) -> list[Expression]:
        """values = value ( "," value )*, white space around each"""
        values = [self._spaced_value()]
        while self._sees(Kind.COMMA):
            self._next += 1
            values.append(self._spaced_value())
        return values

    def _spaced_value(self) -> Expression:
        self._skip_whitespace()
        value = self._value()
        self._skip_whitespace()
        return value

    def _value(self) -> Expression:
        """value = string | number | boolean | range | list | map | reference"""
        if self._sees(Kind.STRING, Kind.INTEGER, Kind.FLOAT, Kind.TRUE, Kind.FALSE):
            return self._plain_value()
        if self._sees(Kind.BRACKET_OPEN):
            return self._range() if self._range_follows() else self._list()
        if self._sees(Kind.MAP_OPEN):
            return self._map()
        return self._reference_value()

    def _reference_value(self) -> Expression:
        if not self._sees(Kind.IDENTIFIER, Kind.BRACE_OPEN):
            raise self._unexpected(self._peek(), ())
        return self._reference()

    def _plain_value(self) -> Expression:
        token = self._take(Kind.STRING, Kind.INTEGER, Kind.FLOAT, Kind.TRUE, Kind.FALSE)
        if token.kind is Kind.STRING:
            return self._string(token)
        if token.kind in (Kind.INTEGER, Kind.FLOAT):
            return Literal(self._number(token))
        return Literal(token.kind is Kind.TRUE)

    def _number(self, token: Token) -> int | float:
        """number = "-"? digits ( "." digits )? exponent?"""
        if len(token.text) > MAX_DIGITS:
            raise self._refuse(f"a number of more than {MAX_DIGITS} digits", token)
        try:
            return int(token.text) if token.kind is Kind.INTEGER else float(token.text)
        except ValueError:  # `#1` reads as a number that begins with a mark
            raise self._refuse(f"{token.text!r} is no number", token) from None

    def _string(self, token: Token) -> Expression:
        """string = '"' … '"', with references and directives in it, or "'" … "'", as it stands"""
        quote, inner = token.text[0], token.text[1:-1].replace(token.text[0] * 2, token.text[0])
        if quote == "'":
            return Literal(inner)
        inner = self._without_unicode_escapes(inner, token)
        if "$" not in token.text and "#" not in token.text:
            return Literal(inner)
        # The lexer needs a character after a reference; a line comment takes the rest of the line anyway.
        trim = "##" not in inner
        parser = _Parser(inner + " " if trim else inner, self._name, self._source, token.offset + 1, self._depth)
        return Interpolated(parser.template(), trim)

    def _without_unicode_escapes(self, text: str, token: Token) -> str:
        """`\\u0041` in a double-quoted string is that character; other backslashes stay."""
        first, *parts = text.split("\\u")
        try:
            return first + "".join(chr(int(part[:4], 16)) + part[4:] for part in map(_four_digits, parts))
        except ValueError:
            raise self._refuse("\\u needs four hexadecimal digits", token) from None

    def _range_follows(self) -> bool:
        """Whether this is `[a..b]` and not a list, found by trying."""
        start, depth = self._next, self._depth
        try:
            self._range_start()
        except TemplateSyntaxError:
            return False
        else:
            return True
        finally:
            self._next, self._depth = start, depth

    def _range_start(self) -> Expression:
        self._take(Kind.BRACKET_OPEN)
        first = self._bound()
        self._take(Kind.RANGE)
        return first

    def _range(self) -> Expression:
        """range = "[" bound ".." bound "]" """
        first = self._range_start()
        last = self._bound()
        self._take(Kind.BRACKET_CLOSE)
        return Range(first, last)

    def _bound(self) -> Expression:
        """bound = integer | reference"""
        self._skip_whitespace()
        bound = self._plain_value() if self._sees(Kind.INTEGER) else self._reference_value()
        self._skip_whitespace()
        return bound

    def _list(self) -> Expression:
        """list = "[" ( value ( "," value )* )? "]" """
        token = self._take(Kind.BRACKET_OPEN)
        self._nested(token)
        items = [] if self._sees(Kind.BRACKET_CLOSE) else self._values()
        self._take(Kind.BRACKET_CLOSE)
        self._depth -= 1
        return ListLiteral(tuple(items))

    def _map(self) -> Expression:
        """map = "{" ( value ":" value ( "," value ":" value )* )? "}" """
        token = self._take(Kind.MAP_OPEN)
        self._nested(token)
        items: list[tuple[Expression, Expression]] = []
        if self._entry_follows():
            items.append(self._entry())
            while self._sees(Kind.COMMA):
                self._next += 1
                items.append(self._entry())
        else:
            self._skip_whitespace()
        self._take(Kind.MAP_CLOSE, Kind.BRACE_CLOSE)
        self._depth -= 1
        return MapLiteral(tuple(items))

    def _entry_follows(self) -> bool:
        ahead = 2 if self._sees(Kind.WHITESPACE) else 1
        return self._peek(ahead).kind in _VALUE_KINDS

    def _entry(self) -> tuple[Expression, Expression]:
        key = self._spaced_value()
        self._take(Kind.COLON)
        return key, self._spaced_value()


def _four_digits(part: str) -> str:
    if len(part) < 4 or not all(character in "0123456789abcdefABCDEF" for character in part[:4]):
        raise ValueError(part)
    return part


def _line_directive(name: str, arguments: list[Expression], token: Token) -> Statement:
    if name == "stop":
        return Stop()
    if name == "break":
        return Break(arguments[0] if arguments else None, token.offset)
    if name == "include" and not arguments:
        return Text("")
    return Fail(f"#{name} does not work in API Gateway: there are no other templates", token.offset)


def _reference(token: Token, name: str, steps: tuple[Step, ...], literal: Callable[[], str]) -> Reference:
    r"""What the first token says: `\\$!{`, `$name`, `$$name`, or a name without `$`."""
    marked = token.text
    if "\\!" in marked:  # $\!name looks for a variable of that name, which nobody can set
        return Reference(marked, steps, "", "", escaped=False, runt=False, offset=token.offset)
    backslashes = len(marked) - len(marked.lstrip("\\"))
    prefix = "\\" * (backslashes // 2)
    start = max(marked.rfind("$"), backslashes)
    escaped = backslashes % 2 == 1
    if not escaped:
        prefix += marked[backslashes:start]
    token.text = marked[start:]
    shown = literal()
    root = name if token.kind is Kind.BRACE_OPEN else token.text.lstrip("$!")
    runt = not token.text.startswith("$")
    if token.text.startswith("$!") and not escaped:
        shown = ""
    return Reference(root, steps, prefix, shown, escaped, runt, token.offset + start)


def _joined(statements: list[Statement]) -> list[Statement]:
    """Neighbouring texts as one; empty ones are dropped."""
    joined: list[Statement] = []
    for is_text, run in groupby(statements, lambda statement: isinstance(statement, Text)):
        if is_text:
            text = "".join(statement.text for statement in run if isinstance(statement, Text))
            joined += [Text(text)] if text else []
        else:
            joined += run
    return joined


def _readable(kind: Kind) -> str:
    return {
        Kind.PAREN_OPEN: "'('",
        Kind.PAREN_CLOSE: "')'",
        Kind.CALL_CLOSE: "')'",
        Kind.END: "#end",
        Kind.EOF: "the end of the template",
        Kind.ASSIGN: "'='",
        Kind.COLON: "':'",
        Kind.BRACE_CLOSE: "'}'",
        Kind.MAP_CLOSE: "'}'",
        Kind.BRACKET_CLOSE: "']'",
        Kind.INDEX_CLOSE: "']'",
        Kind.RANGE: "'..'",
    }.get(kind, kind.name.lower().replace("_", " "))
