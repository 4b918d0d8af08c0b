"""One template with given input. Expected texts: Apache Velocity 1.7 and the developer guide's examples."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def render(run, tmp_path):
    def rendered(template, *arguments, **options):
        path = tmp_path / "t.vtl"
        path.write_bytes(template if isinstance(template, bytes) else template.encode())
        return run("render", path, *arguments, **options)

    return rendered


@pytest.mark.parametrize(
    ("template", "arguments", "text"),
    [
        ("$input.path('$.errorMessage')", ["--body", '{"errorMessage": "no"}'], "no"),
        ("$input.body", [], "{}"),
        ("$input.params('id')", ["--params", '{"path": {"id": "7"}}'], "7"),
        ("$context.stage $context.resourcePath", ["--context", '{"stage": "dev"}'], "dev /"),
        ("$stageVariables.table", ["--stage-variables", '{"table": "orders"}'], "orders"),
        ("line\n", [], "line\n"),
        ("[$none]", [], "[]"),
    ],
)
def test_it_prints_the_rendered_text_and_nothing_else(render, template, arguments, text):
    result = render(template, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, text, "")


def test_overrides_are_told_beside_the_text(render):
    result = render("#set($context.responseOverride.status = 401)x")
    assert result.stdout == "x"
    assert '$context.responseOverride: {"status": 401}' in result.stderr


def test_the_template_may_come_from_standard_input(run):
    assert run("render", "-", input="$util.urlEncode('a b')").stdout == "a+b"


def test_an_option_may_name_a_file(render, tmp_path):
    (tmp_path / "context.json").write_text('{"stage": "file"}')
    assert render("$context.stage", "--context", f"@{tmp_path / 'context.json'}").stdout == "file"


def test_a_template_that_does_not_parse_is_shown_with_line_column_and_caret(render):
    result = render("fine\n#if($x) no end")
    assert result.exit_code == 1
    assert result.stdout == ""
    head, line, caret = result.stderr.splitlines()[:3]
    assert "t.vtl:2:" in head
    assert line == "#if($x) no end"
    assert caret.strip() == "^"


def test_a_template_that_fails_is_a_failure(render):
    result = render('$input.path("$[")', "--body", "{}")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--context", "{"], "--context: '{' is not a JSON object: "),
        (["--context", "[]"], "--context: '[]' is not a JSON object"),
        (["--context", "@nope.json"], "--context: cannot read the file 'nope.json': No such file or directory\n"),
        (["--params", "@/"], "--params: cannot read the file '/': Is a directory\n"),
        (["--stage-variables", "@"], "--stage-variables: cannot read the file ''"),
        (["--context", "@\0"], "--context: cannot read the file"),
        (["--params", '{"query": {}}'], "--params: 'query'"),
        (["--params", '{"path": {"id": 7}}'], '--params: id is 7; values are texts: "7"'),
        (["--stage-variables", '{"a": null}'], "--stage-variables: a is null"),
        (["--body", "x", "--body-file", "-"], "give one of them"),
    ],
)
def test_bad_input_is_refused(render, arguments, said):
    result = render("x", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_template_that_is_no_text_is_refused(render):
    result = render(b"\xff")
    assert result.exit_code == 2
    assert "not UTF-8 text (byte 0)" in result.stderr


@pytest.mark.parametrize(
    ("body", "text"),
    [('{"a":500}', "true"), ('{"a":500,\n"b":1}', "true"), ('{"a":5000}', "false"), ('x{"a":500}', "false")],
)
def test_patterns_in_a_template_are_those_of_java_as_in_the_gateway(render, body, text):
    result = render(
        r"""#set($m = $input.path('$.m'))$m.matches('(?s)(?s:\{"a":500[,}].*)')""", "--body", _message(body)
    )
    assert (result.exit_code, result.stdout) == (0, text)


def _message(text: str) -> str:
    return json.dumps({"m": text})


def test_a_pattern_in_a_template_that_java_refuses_is_a_failure(render):
    result = render("""#set($m = 'a')$m.matches('{"a"}')""")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")


def test_an_override_that_is_set_twice_is_a_failure(render):
    header = "$context.responseOverride.header.X"
    result = render(f"#set({header} = 'a')#set({header} = 'b')")
    assert result.exit_code == 1
