"""The table of the language: ours and Apache Velocity 1.7 on the same rows."""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Iterator

import pytest

from cdk_apigateway_errors.velocity import (
    Options,
    TemplateRenderError,
    TemplateSyntaxError,
    VelocityError,
    compile_template,
)
from java.judge import shared_judge
from velocity.differential import judged, ours
from velocity.rows import ONLY_OURS, ROWS, VARIABLES

TABLE = [pytest.param(row[0], row[1], id=f"{group}-{row[0]}") for group, rows in ROWS.items() for row in rows]


@pytest.mark.parametrize(("template", "expected"), TABLE)
def test_a_template_prints_what_the_table_says(template: str, expected: str) -> None:
    assert ours(template, vars=VARIABLES) == expected


@pytest.mark.java
@pytest.mark.parametrize(("template", "expected"), TABLE)
def test_velocity_confirms_the_table(template: str, expected: str) -> None:
    assert judged(shared_judge(), template, vars=copy.deepcopy(VARIABLES)) == expected


@pytest.mark.parametrize(("template", "expected", "reason"), ONLY_OURS)
def test_the_service_differs_from_velocity(template: str, expected: str, reason: str) -> None:
    assert compile_template(template).render({"n": 1}) == expected, reason


def test_the_callers_mapping_stays_and_its_values_change() -> None:
    variables = {"context": {"responseOverride": {}}, "x": 1}
    compile_template("#set($x = 2)#set($context.responseOverride.status = 404)").render(variables)
    assert variables == {"context": {"responseOverride": {"status": 404}}, "x": 1}


def test_a_syntax_error_points_at_the_place() -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        compile_template("one\n  #if($a ==)two#end", name="response.vtl")
    assert (caught.value.line, caught.value.column) == (2, 12)
    assert str(caught.value).splitlines() == [
        "response.vtl:2:12: found ')' where it cannot stand",
        "  #if($a ==)two#end",
        "           ^",
    ]


def test_a_render_error_points_at_the_call() -> None:
    with pytest.raises(TemplateRenderError) as caught:
        compile_template("ok\n$l.get(7)").render({"l": []})
    assert (caught.value.line, caught.value.column) == (2, 4)
    assert "Index 7 out of bounds for length 0" in str(caught.value)


def test_an_index_out_of_range_points_at_the_bracket() -> None:
    with pytest.raises(TemplateRenderError) as caught:
        compile_template("a $l[3]").render({"l": []})
    assert caught.value.column == 5


def test_an_injected_translator_decides_about_patterns() -> None:
    options = Options(pattern=lambda _: re.compile("x"))
    assert compile_template("$s.replaceAll('a', 'b')", options=options).render({"s": "ax"}) == "ab"


def test_a_translator_that_refuses_fails_the_rendering() -> None:
    def refuse(pattern: str) -> Iterator[str]:
        raise ValueError(f"no engine agrees about {pattern}")

    with pytest.raises(TemplateRenderError, match="no engine agrees about a"):
        compile_template("$s.matches('a')", options=Options(pattern=refuse)).render({"s": "a"})  # type: ignore[arg-type]


def test_threads_share_a_template() -> None:
    template = compile_template("#foreach($i in [1..200])$x#set($x = $x + 1)#end")
    results: dict[int, str] = {}
    threads = [
        threading.Thread(target=lambda k=k: results.update({k: template.render({"x": k})}))
        for k in range(0, 8000, 1000)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {k: "".join(str(k + i) for i in range(200)) for k in range(0, 8000, 1000)}


@pytest.mark.parametrize(
    "template",
    [
        "$x['__class__']",
        "$d.items",
        "$d.items()",
        "$d.pop('a')",
        "$x.upper()",
        "$l.append(1)",
    ],
)
def test_pythons_own_attributes_do_not_exist(template: str) -> None:
    assert compile_template(template + "|").render({"x": "s", "d": {"a": 1}, "l": []}) == "|"


@pytest.mark.parametrize("name", ["__class__", "__globals__", "_secret", "secret", "run"])
def test_an_object_that_is_no_value_has_no_members(name: str) -> None:
    class Secret:
        secret = _secret = "leak"

        def run(self) -> str:
            return "leak"

    variables = {"o": Secret()}
    for template in (f"$o.{name}", f"$o.{name}()", f"$o['{name}']", f"#set($o.{name} = 1)"):
        try:
            assert "leak" not in compile_template(template).render(variables)
        except VelocityError:
            continue
