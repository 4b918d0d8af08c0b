"""The Node.js runtime: the same bytes as Python, and the same treatment of everything that a handler may throw."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import cdk_apigateway_errors.runtime as python
from cdk_apigateway_errors.runtime import ApiError, ErrorList, ProblemJson, unhandled_body
from cdk_apigateway_errors.runtime._reasons import reason_phrase
from cdk_apigateway_errors.runtime._wire import encode, plain

LONG = os.environ.get("LONG_FUZZ") == "1"
NODE = shutil.which("node") or ""
HERE = Path(__file__).parent
PACKAGE = Path(python.__file__).parent / "nodejs"
TEXT = "Unhandled error, see the function's log of request 8f5d-11"

pytestmark = pytest.mark.skipif(not NODE, reason="needs Node.js")


def node(*args, given=""):
    done = subprocess.run([NODE, *map(str, args)], input=given, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


# --- the same bytes

LATIN = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, categories=None, exclude_categories=["Cc"]), max_size=8
)
ANY_TEXT = st.text(st.characters(categories=None), max_size=12) | st.sampled_from(["\x7f\x85\u2028\u2029", "__proto__"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT | st.sampled_from(["2", "10", "01"]), inner, max_size=4)
    ),
    max_leaves=8,
)
ITEMS = st.fixed_dictionaries(
    {"code": ANY_TEXT.filter(bool)}, optional={"source": VALUES, "message": ANY_TEXT.filter(bool), "detail": VALUES}
)
CASES = st.fixed_dictionaries(
    {
        "format": st.sampled_from(["list", "problem"]),
        "typeBase": st.none() | st.just("https://example.com/"),
        "statusField": st.sampled_from(["status", "statusCode", "_s-1"]),
        "status": st.integers(400, 599),
        "errors": st.lists(ITEMS, min_size=1, max_size=3),
        "headers": st.dictionaries(st.sampled_from(["Retry-After", "X-Limit"]), LATIN, max_size=2),
    }
)


def format_of(case):
    if case["format"] == "problem":
        return ProblemJson(type_base=case["typeBase"])
    return ErrorList(status_field=case["statusField"])


def python_answer(case):
    given = type("Given", (ApiError,), {"headers": tuple(case["headers"]), "format": format_of(case)})
    try:
        error = given(status=case["status"], errors=case["errors"], headers=case["headers"])
    except python.InvalidApiError:
        return {"refused": "InvalidApiError"}
    return {"text": str(error), "unhandled": unhandled_body(given.format, case["status"], "m", request_id="r")}


def with_bigints(value):
    """JSON.parse rounds whole numbers beyond 2**53: send them as text, to become a bigint there."""
    if isinstance(value, dict):
        return {key: with_bigints(member) for key, member in value.items()}
    if isinstance(value, list):
        return [with_bigints(item) for item in value]
    big = isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53
    return {"$bigint": str(value)} if big else value


# no shrinking: each try starts Node.js
@settings(
    max_examples=200 if LONG else 8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
@given(st.lists(CASES, min_size=20, max_size=40))
def test_both_languages_print_the_same_bytes(cases):
    answers = node(HERE / "nodejs_cases.js", PACKAGE, given=json.dumps(with_bigints(cases)))
    for case, answer in zip(cases, answers, strict=True):
        assert answer == python_answer(case)


def test_numbers_are_those_of_javascript():
    numbers = [
        0.1,
        1e-7,
        1.5e-7,
        1e20,
        1e21,
        1.2345678901234568e20,
        5e-324,
        1.7976931348623157e308,
        -0.0,
        123e-20,
        1e-6,
    ]
    numbers += [
        sign * digits * 10.0**power
        for sign in (1, -1)
        for digits in (1, 1.25, 9.007199254740993)
        for power in range(-30, 30)
    ]
    script = (
        "const v = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(v.map((n) => JSON.stringify(n))))"
    )
    assert [encode(plain(number, "n")) for number in numbers] == node("-e", script, given=json.dumps(numbers))


def test_reason_phrases_are_the_same():
    script = (
        f"const r=require({json.dumps(str(PACKAGE / 'lib' / 'reasons.js'))});"
        "console.log(JSON.stringify(Array.from({length:200},(_,i)=>r.reasonPhrase(400+i))))"
    )
    assert node("-e", script) == [reason_phrase(status) for status in range(400, 600)]


# --- what leaves a handler


@pytest.fixture(scope="module")
def outcomes():
    return node(HERE / "nodejs_handlers.js", PACKAGE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("success", {"a": None}),
        ("synchronous success", 1),
        (
            "proxy",
            {
                "statusCode": 404,
                "headers": {"Content-Type": "application/json", "x-amzn-ErrorType": "MISSING", "Vary": "Origin"},
                "isBase64Encoded": False,
                "body": '{"status":404,"errors":[{"code":"MISSING","message":"Not Found","detail":"x"}]}',
            },
        ),
        (
            "proxy, text",
            {
                "statusCode": 404,
                "headers": {"Content-Type": "text/plain", "x-amzn-ErrorType": "MISSING"},
                "isBase64Encoded": False,
                "body": "MISSING: Not Found",
            },
        ),
        (
            "proxy, unhandled",
            {
                "statusCode": 503,
                "headers": {"Content-Type": "application/json", "x-amzn-ErrorType": "OUT"},
                "isBase64Encoded": False,
                "body": '{"status":503,"errors":[{"code":"OUT","message":"Sorry"}],"requestId":"8f5d-11"}',
            },
        ),
        (
            "proxy, unhandled, defaults",
            {
                "statusCode": 500,
                "headers": {"Content-Type": "application/json", "x-amzn-ErrorType": "INTERNAL_ERROR"},
                "isBase64Encoded": False,
                "body": unhandled_body(ErrorList(), request_id="8f5d-11"),
            },
        ),
    ],
)
def test_what_is_returned(outcomes, name, value):
    assert outcomes[name][0] == {"value": value}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("undefined", "null"),
        ("null", "null"),
        ("zero", "0"),
        ("text", '"é\u2028\\ud800"'),
        ("list", "[1,null,null]"),
        ("object", '{"id":7,"lines":[]}'),
        ("date", '"1970-01-01T00:00:00.000Z"'),
        ("an answer inside a list", '[{"statusCode":200}]'),
        ("a status code that is undefined", '{"a":1}'),
        ("a status code of the prototype", "{}"),
    ],
)
def test_behind_a_proxy_integration_a_result_is_an_answer_with_the_text_that_lambda_would_send(outcomes, name, body):
    headers = {"Content-Type": "application/json"}
    answer = {"statusCode": 200, "headers": headers, "isBase64Encoded": False, "body": body}
    assert outcomes[f"result: {name}"] == [{"value": answer}, []]


def test_status_and_headers_of_a_success_are_options(outcomes):
    answer = outcomes["proxy, created"][0]["value"]
    assert (answer["statusCode"], answer["body"]) == (201, "{}")
    assert answer["headers"] == {"Content-Type": "application/json", "Vary": "Origin"}
    answer = outcomes["proxy, no content"][0]["value"]
    assert (answer["statusCode"], answer["body"]) == (204, "")


def test_a_result_that_is_an_answer_is_passed_on_untouched(outcomes):
    assert outcomes["result: answer"][0] == {"value": {"statusCode": 404, "body": "x"}}
    assert outcomes["result: answer of a class"][0] == {"value": {"statusCode": 302}}


@pytest.mark.parametrize(
    "name", ["result: bigint", "result: cycle", "result: function", "result: symbol", "proxy, hostile result"]
)
def test_a_result_that_json_cannot_hold_is_unhandled_and_logged(outcomes, name):
    left, lines = outcomes[name]
    assert left["value"]["statusCode"] == 500
    assert left["value"]["body"] == unhandled_body(ErrorList(), request_id="8f5d-11")
    assert [json.loads(line)["level"] for line in lines] == ["ERROR"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("declared", '{"status":404,"errors":[{"code":"MISSING","message":"Not Found","detail":"x"}]}'),
        ("thrown synchronously", '{"status":404,"errors":[{"code":"MISSING","message":"Not Found"}]}'),
        (
            "headers",
            '{"status":429,"errors":[{"code":"SLOW_DOWN","message":"Too Many Requests"}],"headers":{"Retry-After":"3"}}',
        ),
        ("status and list", '{"status":409,"errors":[{"code":"1","message":"Conflict","detail":"d"}]}'),
        ("one item", '{"status":409,"errors":[{"code":"1","message":"Conflict"}]}'),
        ("base class", '{"statusCode":409,"errors":[{"code":"CONFLICT","message":"Conflict"}]}'),
        (
            "a class declares its subclass",
            '{"status":422,"errors":[{"code":"WORSE","message":"Unprocessable Content"}],"headers":{"X-Why":"1"}}',
        ),
        (
            "a class declares the subclass of its subclass",
            '{"status":423,"errors":[{"code":"WORST","message":"Locked"}]}',
        ),
        ("a class declares itself", '{"status":400,"errors":[{"code":"BAD","message":"Bad Request"}]}'),
        ("bare code in the format of the API", '{"status":409,"type":"about:blank","title":"Conflict","code":"C"}'),
        (
            "aggregate",
            (
                '{"status":404,"errors":[{"code":"MISSING","message":"Not Found","detail":1},'
                '{"code":"MISSING","message":"Not Found","detail":2}]}'
            ),
        ),
    ],
)
def test_a_declared_error_leaves_as_it_is_without_its_stack_and_cause(outcomes, name, message):
    left = outcomes[name][0]
    assert left["message"] == message
    assert left["stack"] == f"{left['name']}: {message}"
    assert left["cause"] == "undefined"


UNHANDLED = [
    "aggregate of two statuses",
    "any error",
    "empty message",
    "looks declared",
    "undefined",
    "null",
    "text",
    "object",
    "hostile message",
    "undeclared status",
    "another status",
    "another format",
    "a class does not declare the class above it",
    "a subclass with a status of the raise",
    "cannot be made",
    "cycle",
    "function",
    "buffer",
    "undeclared header",
    "header name of a plain error",
    "header with a line break",
]


@pytest.mark.parametrize("name", UNHANDLED)
def test_everything_else_leaves_as_a_constant_text_and_one_line_in_the_log(outcomes, name):
    left, lines = outcomes[name]
    assert left == {"name": "UnhandledError", "message": TEXT, "stack": f"UnhandledError: {TEXT}", "cause": "undefined"}
    assert len(lines) == 1
    record = json.loads(lines[0])
    assert (record["level"], record["requestId"], record["functionName"]) == ("ERROR", "8f5d-11", "orders")
    assert lines[0].count("\n") == 1


def test_a_cause_of_a_declared_error_goes_to_the_log(outcomes):
    record = json.loads(outcomes["status and list"][1][0])
    assert (record["level"], record["causes"][0]["errorMessage"]) == ("WARN", "secret")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("errors that is no array", "give an array"),
        ("a success status", "200 is neither"),
        ("another class", "Error is neither"),
        ("two formats", "one error format"),
        ("an unknown option", "error is no option"),
        ("a callback handler", "takes a callback"),
        *((f"header name with {each}", "rename it, for instance X-Rate-1") for each in "!#$%&'*+.^`|~ é\n"),
        ("header name that is no text", "header name 7: allowed are letters, digits, - and _"),
        ("header names that are fine", "accepted"),
        ("proxy header name", "header name 'a.b': allowed are letters"),
        ("a generator", "is a generator"),
        ("bad success status", "successStatus is 404: give a whole number from 200 to 399"),
        ("success status that is no number", "successStatus is '200'"),
        ("success status without proxy", "successStatus without proxy"),
        ("bad unhandled options", "unhandledStatus is 200"),
        ("bad unhandled options", "unhandledCode is ''"),
        ("bad unhandled options", "unhandledMessage is 7"),
        ("no handler", "wraps a function, received 7"),
        ("no options", "write errorResponses({ errors: [...] }, handler)"),
        ("proxy headers without proxy", "without proxy"),
        ("a class without a code", "code is missing"),
        ("a bad status field", "statusField is 'a b'"),
    ],
)
def test_a_wrapper_that_makes_no_sense_is_refused(outcomes, name, problem):
    assert problem in outcomes[name][0]


def test_all_problems_of_a_call_are_named_at_once(outcomes):
    expected = [
        "200 is neither",
        "one API has one error format",
        "format is ",
        "proxy is 'yes'",
        "header name 'a b'",
        "header a b is '",
        "successStatus is 99",
        "unhandledStatus is 1",
        "unhandledCode is ''",
        "unhandledMessage is 7",
        "error is no option",
    ]
    first, *lines = outcomes["many problems"][0].split("\n  - ")
    assert first == f"InvalidApiError: errorResponses: {len(expected)} problems"
    assert [part for part in expected if not any(line.startswith(part) for line in lines)] == []


def test_a_module_can_import_what_a_script_can_require(outcomes):
    script = (
        "import * as all from "
        + json.dumps(str(PACKAGE / "index.mjs"))
        + ";console.log(JSON.stringify(Object.keys(all).sort()))"
    )
    assert node("--input-type=module", "-e", script) == sorted([*outcomes["exports"][0], "default"])


def test_the_package_is_found_by_its_name_in_a_layer(tmp_path):
    modules = tmp_path / "node_modules"
    modules.mkdir()
    (modules / "cdk-apigateway-errors").symlink_to(PACKAGE, target_is_directory=True)
    code = "console.log(JSON.stringify(new ApiError(400, [{ code: '123' }]).message))"
    (tmp_path / "a.mjs").write_text("import { ApiError } from 'cdk-apigateway-errors';" + code)
    (tmp_path / "a.cjs").write_text("const { ApiError } = require('cdk-apigateway-errors');" + code)
    expected = '{"status":400,"errors":[{"code":"123","message":"Bad Request"}]}'
    assert [node(tmp_path / name) for name in ("a.mjs", "a.cjs")] == [expected, expected]


def test_formats_are_values(outcomes):
    assert outcomes["formats are values"][0] == [True, False]
