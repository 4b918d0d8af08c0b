"""Templates and values that try to hurt: one clear error each, never a crash, never without end."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.velocity import (
    Options,
    TemplateRenderError,
    TemplateSyntaxError,
    VelocityError,
    compile_template,
)
from cdk_apigateway_errors.velocity.mapping import mapping_variables

DEEP = 5000
TOO_DEEP = {
    "if": "#if(true)" * DEEP + "#end" * DEEP,
    "foreach": "#foreach($i in [1])" * DEEP + "#end" * DEEP,
    "define": "#define($a)" * DEEP + "#end" * DEEP,
    "parentheses": "#if(" + "(" * DEEP + "true" + ")" * DEEP + ")#end",
    "lists": "#set($a=" + "[" * DEEP + "]" * DEEP + ")",
    "maps": "#set($a=" + "{'a':" * DEEP + "1" + "}" * DEEP + ")",
    "negations": "#if(" + "!" * DEEP + "true)#end",
    "subtractions": "#set($a=1" + " - 1" * DEEP + ")",
    "members": "$a" + ".b" * DEEP,
    "arguments": "$a" + ".b($a" * DEEP + ")" * DEEP,
    "indexes": "$a" + "[$a" * DEEP + "]" * DEEP,
    "elseif": "#if(false)" + "#elseif(false)" * DEEP + "#end",
    "digits": "#set($a = " + "9" * DEEP + ")",
}
ENDLESS = {
    "nested loops": "#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000])x#end#end#end",
    "doubled string": '#set($s="x")#foreach($i in [1..1000])#set($s="$s$s")#end',
    "doubled sum": "#set($s='x')#foreach($i in [1..1000])#set($s=$s+$s)#end",
    "doubled list": "#set($l=[1])#foreach($i in [1..1000])#set($q=$l.addAll($l))#end",
    "squared number": "#set($n=9)#foreach($i in [1..1000])#set($n=$n*$n)#end",
    "long range": "#foreach($i in [1..2000000000])#end",
    "long replacement": "#set($s='a')#foreach($i in [1..99])#set($s=$s.replace('a','aaaaaaaaaa'))#end",
    "repetition": "#set($t='abc')$t.repeat(2000000000)",
    "list of one long string": "#set($s='x')#set($s=$s.repeat(9000000))#set($l=[$s,$s,$s])$l",
    "string of long strings": '#set($s="x")#set($s=$s.repeat(9000000))#set($t="' + "$s" * 5000 + '")',
    "replacements of long strings": "#set($s='x')#set($s=$s.repeat(5000000))#set($t=$s.replaceAll('x', $s))",
    "map in itself": "#set($m={})#set($l=[$m])#set($q=$m.put('l',$l))$m",
}


@pytest.mark.parametrize("template", TOO_DEEP.values(), ids=TOO_DEEP.keys())
def test_a_template_that_nests_too_deeply_is_refused(template: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=r"nested|deeper|more than"):
        compile_template(template)


@pytest.mark.parametrize("depth", [1, 11, 20, 40])
def test_a_template_may_nest_as_deep_as_people_write(depth: int) -> None:
    template = "#foreach($i in [1])#if($i == 1)" * (depth // 2) + "x" + "#end#end" * (depth // 2)
    assert compile_template(template).render({}) == "x"


def test_break_leaves_a_loop_across_a_deep_block() -> None:
    template = "#foreach($i in [1..9])$i" + "#if(true)" * 20 + "#break" + "#end" * 20 + "#end|"
    assert compile_template(template).render({}) == "1|"


@pytest.mark.parametrize("template", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_rendering_that_would_grow_without_end_is_stopped(template: str) -> None:
    with pytest.raises(VelocityError):
        compile_template(template).render({})


@pytest.mark.parametrize(
    "text", ['{"a":' * DEEP + "1" + "}" * DEEP, "[" * DEEP + "]" * DEEP, "[x," * DEEP + "]" * DEEP]
)
def test_a_payload_that_nests_too_deeply_is_an_error(text: str) -> None:
    variables = mapping_variables(body=text, params={}, context={}, stage_variables={})
    with pytest.raises(TemplateRenderError, match="deeply"):
        compile_template("$input.path('$.a')").render(variables)


def test_the_output_is_limited() -> None:
    template = compile_template("#foreach($i in [1..50])$text#end", options=Options(output_limit=4999))
    with pytest.raises(TemplateRenderError, match="5000 characters, the limit is 4999"):
        template.render({"text": "x" * 100})


def test_a_loop_ends_at_the_limit_of_iterations() -> None:
    assert compile_template("#foreach($i in [1..9])$i#end", options=Options(foreach_limit=3)).render({}) == "123"


def test_a_template_of_300_kb_compiles() -> None:
    template = '{"a": "$input.path(\'$.a\')", ## c\n' * 3000
    variables = mapping_variables(body='{"a": 1}', params={}, context={}, stage_variables={})
    assert compile_template(template).render(variables) == '{"a": "1", ' * 3000


@pytest.mark.parametrize(
    "template", ["$" * 50_000 + "a", "#" * 50_000 + "\n", "\\" * 50_000 + "$a", "#[[" + "$ #" * 20_000 + "]]#"]
)
def test_long_runs_of_one_character_do_not_hurt(template: str) -> None:
    assert isinstance(compile_template(template).render({}), str)


def test_half_a_character_is_written_as_java_writes_it() -> None:
    assert compile_template("$s.substring(1) $s.charAt(0)$s.charAt(1)").render({"s": "😀"}) == "? 😀"
