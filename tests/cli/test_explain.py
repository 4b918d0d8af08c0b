"""Which response a message selects, and why not another."""

from __future__ import annotations

import json
import zipfile

import pytest

ROUTE = "GET /orders/{id}"


@pytest.fixture
def explain(run, orders):
    return lambda *arguments: run("explain", "--source", orders, *arguments)


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_message_that_matches_is_told_with_its_pattern(explain):
    result = explain("--route", ROUTE, "--message", 'x"status":404y')
    assert result.exit_code == 0
    assert '404 match matches the whole message .*"status":404.* 500 no' in words(result.stdout)
    assert "HTTP 404: the integration response of this pattern" in result.stdout


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('{"status": 404}', "would match but for a space after the colon"),
        ('{\n"status":404}', "would match but for a newline"),
        ("so the database said", "would match a part: the whole message must match, put .* on both sides"),
        ("{'status':404}".replace("'", '"') + "\u2028", "would match but for a newline"),
    ],
    ids=["space", "newline", "wildcards", "line separator"],
)
def test_a_near_miss_says_what_is_missing_and_is_a_failure(explain, message, said):
    result = explain("--route", ROUTE, "--message", message)
    assert result.exit_code == 1
    assert said in words(result.stdout)
    assert "HTTP 200: the default integration response" in result.stdout


def test_an_empty_message_is_a_success(explain):
    result = explain("--route", ROUTE, "--message", "")
    assert result.exit_code == 0
    assert "compares as the empty text" in words(result.stdout)


def test_as_json(explain):
    result = explain("--route", ROUTE, "--message", '"status":404', "--json")
    explanation = json.loads(result.stdout)
    assert (explanation["status_code"], explanation["is_default"]) == ("404", False)
    assert [verdict["matches"] for verdict in explanation["verdicts"]] == [True, False]


@pytest.mark.parametrize("route", ["GET /orders/{id}", "get /orders/7", " GET /orders/7/ "])
def test_a_route_is_named_as_in_the_template_or_as_requested(explain, route):
    assert "GET /orders/{id}" in explain("--route", route, "--message", "x").stdout


@pytest.mark.parametrize("raises", ["OrderNotFound", "index:OrderNotFound"])
def test_an_exception_class_is_found_in_the_functions_code(explain, raises):
    result = explain("--route", ROUTE, "--raises", raises)
    assert result.exit_code == 0
    assert '{"status":404,"errors":[{"code":"OrderNotFound"}]}' in result.stdout
    assert "HTTP 404" in result.stdout


@pytest.fixture
def errors(tmp_path):
    """A folder with the same class twice, one that breaks off, and one that prints."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("")
    text = "class Gone(Exception):\n    def __str__(self):\n        return '{\"status\":404}'\n"
    (tmp_path / "shop" / "errors.py").write_text(f"print('loading')\nimport os\n{text}")
    (tmp_path / "old.py").write_text(f"{text}\nclass Old(Gone): pass\n")
    (tmp_path / "broken.py").write_text("class Broken(Exception): pass\nraise RuntimeError('no database')\n")
    (tmp_path / "ends.py").write_text("import os\nclass Ends(Exception): pass\nos._exit(3)\n")
    (tmp_path / "plain.py").write_text("class Plain: pass\n")
    return tmp_path


def test_a_class_of_another_folder_is_found_there(explain, errors):
    result = explain("--route", ROUTE, "--raises", "shop.errors:Gone", "--errors", errors)
    assert (result.exit_code, "HTTP 404" in result.stdout) == (0, True)


def test_a_class_in_a_zip_file_is_found_there(explain, errors, tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "code.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(errors / "old.py", "errors/old.py")
        archive.writestr("errors/__init__.py", "")
    result = explain("--route", ROUTE, "--raises", "Old", "--errors", path)
    assert "HTTP 404" in result.stdout


@pytest.mark.parametrize(
    ("raises", "said"),
    [
        ("Gone", "2 classes are called Gone: old:Gone, shop.errors:Gone; choose one with --raises module:Gone"),
        ("Nothing", "no class Nothing in "),
        ("broken:Broken", "cannot make broken:Broken: RuntimeError: no database"),
        ("ends:Ends", "importing ends ended the process"),
        ("plain:Plain", "Plain is no exception class"),
        ("shop.errors:os", "os is no exception class"),
        ("os;print(1):x", "write Name or module:Name"),
        ("__import__('os')", "write Name or module:Name"),
    ],
)
def test_a_class_that_cannot_be_made_is_refused(explain, errors, raises, said):
    result = explain("--route", ROUTE, "--raises", raises, "--errors", errors)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_class_that_needs_arguments_is_refused_with_the_way_out(explain):
    result = explain("--route", ROUTE, "--raises", "NeedsArguments")
    assert result.exit_code == 2
    assert "missing 1 required positional argument: 'order'; give its text with --message" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--route", "GET", "--message", "x"], "write 'METHOD /path'"),
        (["--route", "GET /nowhere", "--message", "x"], "no route 'GET /nowhere'"),
        (["--route", ROUTE], "--message or --raises: give one of them"),
        (["--route", ROUTE, "--message", "x", "--raises", "Y"], "--message or --raises: give one of them"),
    ],
)
def test_bad_input_is_refused(explain, arguments, said):
    result = explain(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_where_several_apis_have_the_route_they_are_named(run, two_apis):
    result = run("explain", "--source", two_apis, "--route", ROUTE, "--message", "x")
    assert result.exit_code == 2
    assert "2 APIs have GET /orders/{id}: two/Api, two/PingApi; choose one with --api" in result.stderr
    assert run("explain", "--source", two_apis, "--route", "GET /", "--message", "").exit_code == 0


@pytest.fixture
def changed(run, template, tmp_path):
    """Explains with another pattern, or another template, for 404."""

    def explained(message, *arguments, **properties):
        document = json.loads(json.dumps(template))
        document["Resources"]["GetOrder"]["Properties"]["Integration"]["IntegrationResponses"][1].update(properties)
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(document))
        return run("explain", "--source", path, "--route", ROUTE, "--message", message, *arguments)

    return explained


def test_a_pattern_that_cannot_run_is_the_verdict_and_the_others_are_still_compared(changed):
    result = changed("the database fell over", SelectionPattern='{"status":404')
    assert result.exit_code == 1
    said = words(result.stdout)
    assert "404 error a repetition needs a number" in said
    assert "500 match matches the whole message" in said
    assert "HTTP 500: this method cannot run: SelectionPattern of 404: a repetition needs a number" in said
    assert "no pattern matches" not in said


def test_a_caret_picture_is_on_lines_of_its_own(changed):
    lines = changed("x", SelectionPattern='{"status":404').stdout.splitlines()
    assert lines[-2:] == ['      {"status":404', "      ^"]
    assert "\\n" not in "".join(lines)


def test_a_template_that_cannot_run_is_said_beside_what_the_message_selects(changed):
    result = changed('{"status":404}', ResponseTemplates={"application/json": "a\n#if($x) b"})
    assert result.exit_code == 1
    said = words(result.stdout)
    assert "404 match matches the whole message" in said
    assert "HTTP 500: this method cannot run: ResponseTemplates of 404[application/json]:" in said
    assert "expected #end" in said
    assert "Once it runs, this message selects 404." in said
    assert "no pattern matches" not in said


def test_what_cannot_run_is_in_the_json_too(changed):
    result = changed("x", "--json", SelectionPattern="(")
    explanation = json.loads(result.stdout)
    assert result.exit_code == 1
    assert explanation["status_code"] is None
    assert [verdict["runs"] for verdict in explanation["verdicts"]] == [False, True]
    assert explanation["problems"][0].startswith("SelectionPattern of 404: ")
