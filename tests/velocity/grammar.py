"""Random templates from the grammar of the language, and the values that they are rendered with.

Every choice comes from one `random.Random`, so a seed names a template. `#evaluate` is left out: the service prints it,
Velocity renders it. What Velocity prints from an address (arrays, iterators) is left out, too.
"""

# ruff: noqa: E501  tables read better on long lines

from __future__ import annotations

import random
from typing import Any

VARIABLES: dict[str, Any] = {
    "a": 1,
    "b": "text",
    "c": {"x": 1, "y": "z", "list": [1, 2, 3], "inner": {"k": "v"}},
    "d": [1, "two", {"three": 3}],
    "e": "",
    "f": 2.5,
    "g": True,
    "h": False,
    "big": 2147483647,
    "long": 9007199254740993,
    "uni": "Grüße 😀",
}
BODY = '{"a":{"b":[1,2.0,{"c":"x/y"}],"s":"it\'s","n":null},"k.d":"dot","list":[{"p":1},{"p":2}]}'

_NAMES = ["a", "b", "c", "d", "e", "f", "g", "h", "big", "long", "uni", "u", "foo", "i", "x"]
_MEMBERS = ["x", "y", "list", "inner", "k", "empty", "nope", "bytes", "foo"]
_TEXT = [
    "a",
    " ",
    "\n",
    "  \n",
    "\t",
    "x y",
    "{",
    "}",
    ".",
    "[",
    "]",
    "(",
    ")",
    '"',
    "'",
    "-",
    "!",
    "é",
    ",",
    "1",
    "=",
    "$ ",
    "# ",
    "\\",
    "\r\n",
    ":",
]
_METHODS = [
    "length()", "size()", "isEmpty()", "toString()", "trim()", "toUpperCase()", "toLowerCase()",
    "get(0)", "get('x')", "get(9)", "contains('e')", "contains(1)", "indexOf('t')", "lastIndexOf('t')", "substring(1)",
    "substring(0,2)", "substring(9)", "charAt(0)", "replace('t','T')", "replaceAll('[a-t]','#')", "replaceAll('(e)','<$1>')",
    "replaceFirst('t','')", "split('e').size()", "split('').get(0)", "matches('t.*t')", "startsWith('te')", "endsWith('t')",
    "equals('text')", "equals(1)", "concat('!')", "equalsIgnoreCase('TEXT')", "compareTo('tez')", "keySet()", "values()",
    "entrySet()", "containsKey('x')", "containsValue(1)", "put('n',5)", "remove('x')", "add('new')", "add(0,'first')",
    "addAll([7,8])", "set(0,'s')", "remove(0)", "intValue()", "doubleValue()", "longValue()", "compareTo(1)", "nope()",
    "getOrDefault('q','d')", "subList(0,1)", "isBlank()", "strip()", "repeat(2)", "x.y()", "parseInt('12')", "format('%s-%d','q',3)",
]  # fmt: skip
_OPERATORS = ["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "eq", "ne", "lt", "gt", "le", "ge", "and", "or"]  # fmt: skip


class Grammar:
    """Templates for one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def template(self) -> str:
        """One template."""
        return self._block(3)

    def _one_of(self, *choices: Any) -> Any:
        return self._random.choice(choices)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _blank(self) -> str:
        return self._random.choices(["", " ", "\n", "\t ", "  "], [12, 6, 1, 1, 1])[0]

    def _block(self, depth: int) -> str:
        return "".join(self._statement(depth) for _ in range(self._random.randint(0, 5)))

    def _statement(self, depth: int) -> str:
        makers = [self._text, self._reference, self._set, self._escaped, self._odd]
        weights = [6.0, 6, 4, 1, 1]
        if depth > 0:
            makers += [self._if, self._foreach, self._define, self._literal]
            weights += [3, 2, 0.5, 0.3]
        return str(self._random.choices(makers, weights)[0](depth))

    def _text(self, _: int) -> str:
        return "".join(self._random.choice(_TEXT) for _ in range(self._random.randint(1, 3)))

    def _name(self) -> str:
        return self._random.choice(_NAMES)

    def _reference(self, depth: int) -> str:
        path = self._name() if self._chance(0.9) else self._one_of("foreach", "velocityCount", "context")
        path += "".join(self._step(depth) for _ in range(self._random.choices([0, 1, 2, 3], [8, 5, 2, 1])[0]))
        form = self._random.choices(["${%s}", "$%s", "$!%s", "$!{%s}"], [3, 8, 2, 1])[0]
        return form.replace("%s", path)

    def _step(self, depth: int) -> str:
        kind = self._random.random()
        if kind < 0.4:
            return "." + self._one_of(*_MEMBERS, "index", "count", "hasNext", "first", "last", "body")
        if kind < 0.8:
            return "." + self._random.choice(_METHODS)
        inner = self._one_of("0", "1", "-1", "7", "'x'", '"list"', "$a", "true", " 0 ", "$i")
        return f"[{inner}]" if depth >= 0 else ""

    def _set(self, depth: int) -> str:
        target = self._reference(depth) if self._chance(0.3) else "$" + self._name()
        blank = self._blank
        gap = self._one_of("", " ")
        return f"#set{gap}({blank()}{target}{blank()}={blank()}{self._expression(depth)}{blank()}){self._blank()}"

    def _expression(self, depth: int) -> str:
        if depth <= 0 or self._chance(0.5):
            return self._value(depth)
        kind = self._random.random()
        if kind < 0.15:
            return self._one_of("!", "! ", "not ") + self._value(depth - 1)
        if kind < 0.3:
            return f"({self._expression(depth - 1)})"
        operator = self._random.choice(_OPERATORS)
        gap = " " if operator.isalpha() or self._chance(0.7) else ""
        return f"{self._expression(depth - 1)}{gap}{operator}{gap}{self._expression(depth - 1)}"

    def _value(self, depth: int) -> str:
        makers = [self._number, self._string, self._reference, self._boolean]
        weights = [4, 4, 6, 1]
        if depth > 0:
            makers += [self._list, self._map, self._range]
            weights += [2, 2, 1]
        return str(self._random.choices(makers, weights)[0](depth))

    def _number(self, _: int) -> str:
        return str(self._one_of("0", "1", "2", "-3", "7", "10", "2147483647", "-2147483648", "9223372036854775807",
                                "99999999999999999999", "1.5", "-0.5", "1e3", "2.0", "1E-5", "12345678.9", ".25"))  # fmt: skip

    def _boolean(self, _: int) -> str:
        return str(self._one_of("true", "false"))

    def _string(self, depth: int) -> str:
        inner = "".join(
            self._one_of("a", "b c", "1", "é", "\\n", "\\\\", "''", '""', ".", "x")
            for _ in range(self._random.randint(0, 3))
        )
        if self._chance(0.5):
            return "'" + inner.replace('""', '"').replace("''", "") + "'"
        inner = inner.replace("''", "'")
        if self._chance(0.6):
            inner += self._reference(0).replace('"', "'") + self._one_of("", " ", "x", "!")
        if self._chance(0.1) and depth > 0:
            inner += "#if($a == 1)y#{else}n#end"
        if self._chance(0.03):
            inner += self._one_of("#break", "#stop", "## c", "\\u0041", "#foo", "$", "#", "\\$a")
        return f'"{inner}"'

    def _list(self, depth: int) -> str:
        items = [self._blank() + self._value(depth - 1) + self._blank() for _ in range(self._random.randint(0, 3))]
        return f"[{','.join(items)}]"

    def _map(self, depth: int) -> str:
        items = [
            f"{self._blank()}{self._value(0)}{self._blank()}:{self._blank()}{self._value(depth - 1)}"
            for _ in range(self._random.randint(0, 3))
        ]
        return f"{{{','.join(items)}}}"

    def _range(self, _: int) -> str:
        first, last = self._one_of("1", "0", "3", "-2", "$a"), self._one_of("1", "3", "5", "-1", "$a", "$u")
        return f"[{self._one_of('', ' ')}{first}{self._one_of('', ' ')}..{last}]"

    def _if(self, depth: int) -> str:
        form = self._one_of("#if", "#if", "#{if}", "#if ")
        parts = [f"{form}({self._blank()}{self._expression(2)}{self._blank()}){self._blank()}{self._block(depth - 1)}"]
        while self._chance(0.2):
            parts.append(f"#elseif({self._expression(1)}){self._block(depth - 1)}")
        if self._chance(0.4):
            parts.append(self._one_of("#else ", "#{else}", "#else\n") + self._block(depth - 1))
        return "".join(parts) + self._one_of("#end", "#end\n", "#{end}", "#end  \n")

    def _foreach(self, depth: int) -> str:
        items = self._one_of(
            self._list(2), self._range(0), self._map(2), self._reference(0), "$d", "$c", "$c.entrySet()", "$c.keySet()"
        )
        body = self._block(depth - 1) + self._one_of(
            "", "", "$foreach.index", "$velocityCount", "$foreach.count,$foreach.hasNext"
        )
        if self._chance(0.15):
            body += self._one_of(
                "#break", "#if($foreach.index == 1)#break#end", "#break($foreach)", "#stop", "$foreach.stop()"
            )
        element = self._one_of("$i", "$x", "${i}", "$!i")
        return f"#foreach({self._blank()}{element} in {items}{self._blank()}){self._blank()}{body}#end{self._blank()}"

    def _define(self, depth: int) -> str:
        name = self._one_of("$foo", "$x", "$blk")
        return f"#define({name}){self._block(depth - 1)}#end{self._one_of('', name, name)}"

    def _literal(self, depth: int) -> str:
        return str(
            self._one_of("#[[ $a #if ]]#", "## comment $a\n", "#* block $a *#", "#** formal *#", "##\n", "#[[]]#")
        )

    def _escaped(self, depth: int) -> str:
        slashes = "\\" * self._random.randint(1, 4)
        return slashes + str(
            self._one_of(self._reference(0), "#if", "#set", "#foreach", "#foo", "#end", "#{if}", "$", "#", "##\n")
        )

    def _odd(self, _: int) -> str:
        return str(self._one_of(
            "#foo", "#foo($a)", "#foo( $a, 'b' )", "#{foo}", "#@foo", "$", "#", "$$a", "#$a", "$!$a", "$\\!a", "${", "${}", "$.", "$[",
            "#end", "#else", "#set($a)", "#macro(m $p)[$p]#end", "#m(1)", "#break", "#stop", "#if($a)", "#return", "#123", "$1", "#.5x",
            "$a.", "$a.b.", "$a-b", "$a_b", "$a.1", "#parse('x')", "#include('y')", "#foreach", "#define", "#if", "#elseif(true)",
            "$a(", "$a.b(", "$b.length( )", "$foo.bar(abc)", "$foo.bar(-1)", "#{", "#*", "*#", "]]#", "#[[", "#evaluat", "$true", "${a b}", "#ff0000",
            "$input.path('$.a.b')", "$input.path('$..p').size()", "$input.json('$.list')", "$input.path('$.list[*].p')", "$input.body.length()",
            "$util.escapeJavaScript($b)", "$util.urlEncode($uni)", "$input.path('$.a').b[2].c", "$input.params('x')", "#literal()x$a#end", "#end#end", "$a[", "$d[0", "$d[ 0 ]", "$d[0][1]", "${d[0]}", "$d.[0]", "#set( $d[0] = 5 )$d", "#set($c.z = [])$c",
        ))  # fmt: skip
