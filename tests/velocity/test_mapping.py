"""`$input`, `$util`, `$context`, `$stageVariables`."""

# ruff: noqa: E501  templates read better on long lines

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.velocity import TemplateRenderError, compile_template
from cdk_apigateway_errors.velocity.json_text import NotJson, parse_json, write_json
from cdk_apigateway_errors.velocity.mapping import escape_java_script, mapping_variables, url_decode, url_encode
from java.judge import shared_judge
from velocity.differential import judged, ours

BODY = (
    '{"s":"it\'s \\"q\\"","n":null,"i":1,"d":1.0,"e":1e3,"a":[1,{"b":"c"}],"o":{"k":"v"},"t":true,"long":12345678901}'
)
PARAMS = {"path": {"id": "7", "both": "p"}, "querystring": {"q": "a b", "both": "q"}, "header": {"H": "x", "both": "h"}}

CONFIRMED = {
    "$input.path('$.s')": 'it\'s "q"',
    "$input.path('$.a')": '[1,{"b":"c"}]',
    "$input.path('$.o')": "{k=v}",
    "$input.path('$')": '{s=it\'s "q", n=null, i=1, d=1.0, e=1000.0, a=[1,{"b":"c"}], o={k=v}, t=true, long=12345678901}',
    "$input.path('$.n')|$input.path('$.nope')|$input.path('$.nope.x')": "||",
    "$input.json('$.s')": '"it\'s \\"q\\""',
    "$input.json('$.nope')": '""',
    "$input.json('$.a') $input.json('$.o') $input.json('$.t') $input.json('$.e')": '[1,{"b":"c"}] {"k":"v"} true 1000.0',
    "$input.path('$.a[1].b') $input.path('$.a')[0] $input.path('$').o.k $input.path('$.a').size()": "c 1 v 2",
    "$input.params('id') $input.params('q') $input.params('H') $input.params('both') [$input.params('nope')]": "7 a b x p []",
    "$input.params('path') $input.params().querystring.q $input.params().header.get('H')": "{id=7, both=p} a b x",
    "#foreach($t in $input.params().keySet())$t,#end": "path,querystring,header,",
    "$input.body.nope": "",
    "$input.path('$[')": "(error)",
    "$util.escapeJavaScript($input.path('$.s'))": 'it\\\'s \\"q\\"',
    "$util.escapeJavaScript('a/b\\é\t😀')": "a\\/b\\\\\\u00E9\\t\\uD83D\\uDE00",
    "$util.urlEncode('a b&c=é*~') $util.urlDecode('a+b%26c')": "a+b%26c%3D%C3%A9*%7E a b&c",
    "$util.base64Encode('é') $util.base64Decode('w6k=') $util.base64Decode('w6k')": "w6k= é é",
    "$util.base64Decode('*')": "(error)",
    "$util.urlDecode('%zz')": "(error)",
    '$util.parseJson(\'{"a":{"b":[1,2]}}\').a.b[1]': "2",
    "$util.parseJson('[1,2]') $util.parseJson('no json').x": "[1,2] ",
    "$util.nope('x')": "",
    "$context.stage $context.identity.sourceIp $context.authorizer.claims": "dev 1.2.3.4 ",
    "$stageVariables.url $stageVariables['url'] $stageVariables.get('url') $stageVariables.nope": "http://x http://x http://x ",
    "#set($inputRoot=$input.path('$'))#foreach($x in $inputRoot.a)$x#end": "1{b=c}",
}


def _inputs() -> dict[str, Any]:
    return {
        "body": BODY,
        "params": PARAMS,
        "context": {"stage": "dev", "identity": {"sourceIp": "1.2.3.4"}, "authorizer": {}},
        "stageVariables": {"url": "http://x"},
    }


@pytest.mark.parametrize(("template", "expected"), CONFIRMED.items(), ids=list(CONFIRMED))
def test_a_variable_gives(template: str, expected: str) -> None:
    assert ours(template, **_inputs()) == expected


@pytest.mark.java
@pytest.mark.parametrize(("template", "expected"), CONFIRMED.items(), ids=list(CONFIRMED))
def test_the_javas_libraries_confirm_it(template: str, expected: str) -> None:
    assert judged(shared_judge(), template, **_inputs()) == expected


def _render(template: str, body: str = "", context: dict[str, Any] | None = None) -> str:
    variables = mapping_variables(body=body, params={}, context={} if context is None else context, stage_variables={})
    return compile_template(template).render(variables)


@pytest.mark.parametrize("body", ["", "plain text", "{broken", "[1,"])
def test_a_body_that_is_no_json_has_no_members(body: str) -> None:
    assert _render("[$input.path('$.x')][$input.path('$')]$input.json('$.x')", body) == '[][]""'


def test_an_empty_body_reads_as_an_empty_object() -> None:
    assert _render("$input.body") == "{}"


def test_the_body_is_raw_text() -> None:
    assert _render("$input.body", "a\n$x\u2028é") == "a\n$x\u2028é"


def test_nearly_json_is_read_as_json_smart_reads_it() -> None:
    assert _render("$input.path('$.a') $input.path('$.b')", "{a: 'x', 'b': [1,2,],}") == "x [1,2]"


def test_overrides_change_the_context_that_was_given() -> None:
    context: dict[str, Any] = {"responseOverride": {"header": {}}}
    _render(
        '#set($context.responseOverride.status = 202)#set($context.responseOverride.header.foo = "b")', context=context
    )
    assert context == {"responseOverride": {"status": 202, "header": {"foo": "b"}}}


def test_an_invalid_path_is_an_error_with_its_place() -> None:
    with pytest.raises(TemplateRenderError, match="InvalidPathException") as caught:
        _render("{\n  $input.path('$[')\n}", "{}")
    assert caught.value.line == 2


def test_numbers_are_read_by_their_size_and_form() -> None:
    parsed = parse_json("[1, 12345678901, 123456789012345678901, 1.0, 1e3, 1.2345678901234567890]")
    assert [type(item).__name__ for item in parsed] == ["int", "int", "int", "float", "float", "Decimal"]
    assert write_json(parsed) == "[1,12345678901,123456789012345678901,1.0,1000.0,1.2345678901234567890]"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_json_that_is_read_and_written_is_the_same(value: object) -> None:
    assert json.loads(write_json(parse_json(json.dumps(value)))) == value


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20))
def test_url_decode_undoes_url_encode(text: str) -> None:
    assert url_decode(url_encode(text)) == text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20))
def test_escaped_java_script_is_json_once_its_apostrophes_are(text: str) -> None:
    assert json.loads('"' + escape_java_script(text).replace("\\'", "'") + '"') == text


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="{}[]:,\"'ab1 \\", max_size=12))
def test_any_text_is_json_or_is_refused(text: str) -> None:
    with contextlib.suppress(NotJson):
        write_json(parse_json(text))
