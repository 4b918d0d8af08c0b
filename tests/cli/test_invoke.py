"""One request without a server."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cdk_apigateway_errors.cli.errors import BadInput
from cdk_apigateway_errors.cli.invoke import header_pairs, target

NOT_FOUND = '{"status":404,"errors":[{"code":"OrderNotFound"}]}'


@pytest.fixture
def ask(run, orders):
    return lambda *arguments, **options: run("invoke", *arguments, "--source", orders, **options)


def test_it_prints_status_and_body(ask):
    result = ask("GET", "/orders/77")
    assert (result.exit_code, result.stdout) == (0, f"HTTP 404 Not Found\n{NOT_FOUND}")


def test_what_the_handler_prints_goes_to_standard_error(ask):
    assert "asked for 7\n" in ask("GET", "/orders/7").stderr


def test_the_trace_shows_the_four_stages_in_order(ask):
    result = ask("GET", "/orders/77", "--trace")
    lines = result.stdout.splitlines()
    starts = [lines.index(next(line for line in lines if line.startswith(name))) for name in STAGES]
    assert starts == sorted(starts)
    assert lines[starts[0]].split()[1] == NOT_FOUND
    assert '"errorMessage"' in lines[starts[1]]
    assert lines[starts[2]].split() == ["Regex", "404", '.*"status":404.*']
    assert "".join(line[18:] for line in lines[starts[3] : -2]).endswith(f"$input.path('$.errorMessage')-> {NOT_FOUND}")
    assert lines[-2:] == ["HTTP 404 Not Found", NOT_FOUND]
    assert max(map(len, lines)) <= 80


STAGES = ("Code", "Context", "Regex", "Mapping Template")


def test_as_json_the_whole_trace_comes(ask):
    trace = json.loads(ask("GET", "/orders/77", "--json").stdout)
    assert trace["Code"] == trace["Mapping Template"] == NOT_FOUND
    assert json.loads(trace["Context"])["errorMessage"] == NOT_FOUND
    assert trace["Regex"]["selection_pattern"] == '.*"status":404.*'
    assert trace["steps"][-1]["value"]["status"] == 404


@pytest.mark.parametrize(
    ("path", "code"), [("/orders/7", 0), ("/orders/77", 1), ("/orders/broken", 1)], ids=["200", "404", "500"]
)
def test_with_fail_an_error_status_is_a_failure(ask, path, code):
    assert ask("GET", path, "--fail").exit_code == code
    assert ask("GET", path).exit_code == 0


def test_headers_are_printed_when_asked_for(ask):
    result = ask("GET", "/orders/77", "-i", "--header", "Origin: https://admin.example")
    head, _, body = result.stdout.partition("\n\n")
    assert "Access-Control-Allow-Origin: https://admin.example" in head.splitlines()
    assert body == NOT_FOUND


def test_an_error_that_reaches_the_default_response_is_explained(ask):
    result = ask("GET", "/orders/spaced")
    assert result.stdout.startswith("HTTP 200 OK\n")
    assert "would match but for a space after the colon" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("method", "path", "reason"),
    [
        ("GET", "/nowhere", "MISSING_AUTHENTICATION_TOKEN"),
        ("PUT", "/orders/7", "INVALID_API_KEY: No x-api-key was sent"),
        ("DELETE", "/orders", "integration type HTTP to https://elsewhere.example/orders does not run here"),
    ],
    ids=["unknown route", "no API key", "unsupported integration"],
)
def test_a_gateway_response_says_why(ask, method, path, reason):
    assert reason in " ".join(ask(method, path).stderr.split())


def test_an_api_key_is_accepted(ask):
    assert ask("PUT", "/orders/7", "-H", "x-api-key: 0123456789abcdefghij").stdout.startswith("HTTP 200")


def test_a_body_comes_from_an_option_or_a_file_or_standard_input(ask, tmp_path):
    path = tmp_path / "body.json"
    path.write_text('{"text": "ä"}', "utf-8")
    given = [["--body", '{"text": "ä"}'], ["--body-file", path], ["--body-file", "-"]]
    for arguments in given:
        result = ask("GET", "/orders/7", "--json", *arguments, input='{"text": "ä"}')
        steps = {step["stage"]: step["value"] for step in json.loads(result.stdout)["steps"]}
        assert json.loads(steps["integration request"]["body"])["text"] == "ä"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["GET", "orders"], "begins with a slash"),
        (["GET", "/", "--header", "nonsense"], "write 'Name: value'"),
        (["GET", "/", "--header", "A: b\nC: d"], "write 'Name: value'"),
        (["GET", "/", "--query", "=1"], "write NAME=VALUE"),
        (["GET", "/", "--body", "a", "--body-file", "-"], "give one of them"),
        (["GET", "/", "--body-file", "/no/such/file"], "No such file"),
        (["GET", "/", "--api", "shop"], "no API 'shop'; there is: orders/Api"),
    ],
    ids=["path", "header", "header with a newline", "query", "two bodies", "missing file", "unknown API"],
)
def test_bad_input_is_refused_with_exit_code_2(ask, arguments, said):
    result = ask(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/orders/7", [], "/orders/7"),
        ("/orders/ä b", [], "/orders/%C3%A4%20b"),
        ("/orders/%C3%A4", [], "/orders/%C3%A4"),
        ("/orders?a=1", ["b=x y", "c="], "/orders?a=1&b=x+y&c="),
        ("/orders", ["a=&=", "a=2"], "/orders?a=%26%3D&a=2"),
    ],
)
def test_the_path_goes_out_percent_encoded(path, query, expected):
    assert target(path, query) == expected


def test_header_values_may_hold_colons():
    assert header_pairs(["Referer: http://a:80/", "X:"]) == [("Referer", "http://a:80/"), ("X", "")]
    with pytest.raises(BadInput):
        header_pairs([": value"])


def test_the_one_api_that_has_the_route_answers(run, two_apis):
    assert run("invoke", "GET", "/", "--source", two_apis).stdout == 'HTTP 200 OK\n{"pong":true}'


def test_where_several_have_it_they_are_named(run, two_apis):
    result = run("invoke", "GET", "/orders/7", "--source", two_apis)
    assert result.exit_code == 2
    assert "2 APIs have GET /orders/7: two/Api, two/PingApi; choose one with --api" in result.stderr
    chosen = run("invoke", "GET", "/orders/7", "--source", two_apis, "--api", "ping")
    assert chosen.stdout == 'HTTP 200 OK\n{"pong":true}'


def test_where_none_has_it_they_are_named_too(run, two_apis):
    result = run("invoke", "GET", "/nowhere", "--source", two_apis)
    assert result.exit_code == 2
    assert "none of the 2 APIs has GET /nowhere: two/Api, two/PingApi" in result.stderr


def test_code_elsewhere_answers_for_a_function(run, orders, tmp_path):
    (tmp_path / "index.py").write_text("def handler(event, context):\n    return 'from here'\n")
    result = run("invoke", "GET", "/orders/7", "--source", orders, "--function", f"Handler={tmp_path}")
    assert result.stdout == 'HTTP 200 OK\n"from here"'


class Emulator(BaseHTTPRequestHandler):
    """A container with the public runtime emulator, as far as one invocation goes."""

    def do_POST(self) -> None:
        event = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"path": self.path, "event": json.loads(event)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_a_container_answers_for_a_function(run, orders):
    with HTTPServer(("127.0.0.1", 0), Emulator) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        place = f"Handler=http://127.0.0.1:{server.server_port}"
        result = run("invoke", "GET", "/orders/7", "--source", orders, "--function", place)
        thread.join(10)
    answer = json.loads(result.stdout.partition("\n")[2])
    assert answer == {"path": "/2015-03-31/functions/function/invocations", "event": {"id": "7", "text": ""}}


def test_names_in_a_template_cannot_write_to_the_terminal(run, template, tmp_path):
    document = json.loads(json.dumps(template))
    document["Resources"]["Api"]["Properties"]["Name"] = "orders\x1b[2J"
    path = tmp_path / "t\x9b.json"
    path.write_text(json.dumps(document))
    for arguments in (["routes", path], ["invoke", "GET", "/nowhere", "--source", path], ["routes", f"{path}\x1b"]):
        result = run(*arguments)
        assert not {"\x1b", "\x9b"} & set(result.output)
