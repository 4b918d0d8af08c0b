"""Where a template is refused: line and column of the first thing that cannot stand where it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.velocity import TemplateSyntaxError, VelocityError, compile_template
from cdk_apigateway_errors.velocity.nodes import Reference, Text
from cdk_apigateway_errors.velocity.parser import parse

REFUSED = {
    "#if($a": (1, 7, "found the end of the template, expected ')'"),
    "a\n#if($a)\nb": (3, 2, "found the end of the template, expected #end"),
    "x\n\n  #end": (3, 3, "found '#end', expected the end of the template"),
    "#set($a 1)": (1, 9, "found '1', expected '='"),
    "#set($a = [1)": (1, 13, "found ')', expected ']'"),
    "#set($a = {'k' 1})": (1, 16, "found '1', expected ':'"),
    "${a b}": (1, 4, "found ' b}', expected '}'"),
    "$a.b(1": (1, 7, "found the end of the template, expected ')'"),
    "Hello $": (1, 7, "the template ends here, inside a reference or directive"),
    '#set($a = "x)': (1, 11, "'\"' cannot stand here"),
    "#foreach($a)x#end": (1, 1, "#foreach is written #foreach($element in $items)"),
    "#macro x": (1, 1, "#macro needs a name in parentheses"),
    "#foreach(a in $b)x#end": (1, 1, "argument 1 of #foreach cannot be a bare word"),
}


@pytest.mark.parametrize(("template", "expected"), REFUSED.items(), ids=list(REFUSED))
def test_a_refusal_names_line_column_and_what_was_found(template: str, expected: tuple[int, int, str]) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        compile_template(template)
    assert (caught.value.line, caught.value.column, caught.value.message) == expected


def test_a_place_inside_a_string_is_told_within_the_template() -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        compile_template('ok\n#set($a = "x #if($b")')
    assert caught.value.line == 2
    assert caught.value.column is not None
    assert 12 <= caught.value.column <= 21, "between the quotes"


def test_a_long_line_is_cut_around_the_caret() -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        compile_template("x" * 500 + "#end " + "y" * 500)
    shown, caret = str(caught.value).splitlines()[1:]
    assert len(shown) <= 100
    assert shown[caret.index("^") :].startswith("#end")


def test_neighbouring_texts_are_one_node() -> None:
    assert parse("a {b} \\ $x c").statements == (
        Text("a {b} \\ "),
        Reference("x", (), "", "$x", escaped=False, runt=False, offset=8),
        Text(" c"),
    )


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="$#!{}()[]\\\"'.,:=+-*/%<>&|ab1 \nifelsndtr@", max_size=30))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    try:
        compile_template(text).render({"a": 1, "b": {"a": "x"}})
    except VelocityError:
        return
