"""The examples of the article and of AWS's own pages, each run as its template, with the answers that the page gives.

Sources, told in our words: the article of 2016 on a custom error object and status code; developer guide of API Gateway,
"Handle Lambda errors in API Gateway"; developer guide of Lambda, "Handling Lambda errors with an API Gateway API"; AWS
Compute Blog of 2016, "Error Handling Patterns in Amazon API Gateway and AWS Lambda".
"""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation.model import Function
from cdk_apigateway_errors.lambda_runtime import LambdaService
from judges.rest_apis import answer, asked, template

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here")
UNWRAP = "$input.path('$.errorMessage')"
INTERNAL = {"message": "Internal server error"}


def outcome(made: dict[str, Any]) -> tuple[int, Any]:
    """Status and body; the body as JSON where it is some."""
    response = asked(made).response
    try:
        return response.status, json.loads(response.body)
    except ValueError:
        return response.status, response.body.decode()


# --- the article --------------------------------------------------------------------------------------------------------

THREE_ERRORS = {
    "status": 400,
    "errors": [
        {
            "code": "123",
            "source": "/data/attributes/first-name",
            "message": "Value is too short",
            "detail": "First name must contain at least three characters.",
        },
        {
            "code": "225",
            "source": "/data/attributes/password",
            "message": "Passwords must contain a letter, number, and punctuation character.",
            "detail": "The password provided is missing a punctuation character.",
        },
        {
            "code": "226",
            "source": "/data/attributes/password",
            "message": "Password and password confirmation do not match.",
        },
    ],
}
ARTICLE = [answer(200), answer(400, '.*"status":400.*', UNWRAP)]


def throws(value: str) -> str:
    return f"exports.handler = async () => {{ throw {value}; }};"


def fails_with(document: Any) -> str:
    return throws(f"new Error(JSON.stringify({json.dumps(document)}))")


class TestTheArticle:
    def test_three_errors_arrive_as_400_and_the_object(self):
        assert outcome(template(fails_with(THREE_ERRORS), ARTICLE)) == (400, THREE_ERRORS)

    def test_the_four_stages_hold_what_the_article_shows(self):
        trace = asked(template(fails_with(THREE_ERRORS), ARTICLE))
        assert json.loads(trace.code) == THREE_ERRORS
        envelope = json.loads(trace.context)
        assert (json.loads(envelope["errorMessage"]), envelope["errorType"]) == (THREE_ERRORS, "Error")
        assert trace.regex.status_code == "400"
        assert json.loads(trace.mapping_template) == THREE_ERRORS

    def test_the_contents_change_without_the_gateway(self):
        other = {"status": 400, "errors": [], "more": {"anything": ["else"]}}
        assert outcome(template(fails_with(other), ARTICLE)) == (400, other)

    def test_one_pattern_for_each_status_code(self):
        responses = [*ARTICLE, answer(404, '.*"status":404.*', UNWRAP), answer(500, '.*"status":500.*', UNWRAP)]
        for status in (400, 404, 500):
            assert outcome(template(fails_with({"status": status}), responses)) == (status, {"status": status})

    def test_renaming_the_status_field_needs_the_gateway_too(self):
        renamed = {"statusCode": 400, "errors": []}
        status, body = outcome(template(fails_with(renamed), ARTICLE))
        assert (status, json.loads(body["errorMessage"])) == (200, renamed)
        followed = [answer(200), answer(400, '.*"statusCode":400.*', UNWRAP)]
        assert outcome(template(fails_with(renamed), followed)) == (400, renamed)

    def test_without_stringify_the_client_sees_object_object(self):
        """Passing an object to ``Error`` turns it into this text; no pattern takes it, so the default answers."""
        status, body = outcome(template(throws("new Error({status: 400})"), ARTICLE))
        assert (status, body["errorMessage"]) == (200, "[object Object]")

    def test_a_success_takes_the_default_answer(self):
        code = 'exports.handler = async () => ({status: 400, note: "a success all the same"});'
        assert outcome(template(code, ARTICLE)) == (200, {"status": 400, "note": "a success all the same"})


# --- developer guide of API Gateway: standard errors ---------------------------------------------------------------------

MALFORMED = 'exports.handler = (event, context, callback) => callback(new Error("Malformed input ..."));'
MALFORMED_IN_PYTHON = "def handler(event, context):\n    raise Exception('Malformed input ...')\n"


class TestStandardErrors:
    @pytest.mark.parametrize(
        ("code", "runtime", "error_type", "trace_key"),
        [
            pytest.param(MALFORMED, "nodejs22.x", "Error", "trace", id="Node.js"),
            pytest.param(MALFORMED_IN_PYTHON, "python3.13", "Exception", "stackTrace", id="Python"),
        ],
    )
    def test_a_pattern_maps_the_error_to_its_status(self, code, runtime, error_type, trace_key):
        """The page shows ``stackTrace`` for Node.js too; the managed runtimes of today write ``trace`` there."""
        made = template(code, [answer(200), answer(400, "Malformed.*")], runtime=runtime)
        status, body = outcome(made)
        assert status == 400
        assert (body["errorMessage"], body["errorType"]) == ("Malformed input ...", error_type)
        assert isinstance(body[trace_key], list)

    def test_without_a_pattern_an_error_is_200(self):
        status, body = outcome(template(MALFORMED, [answer(200)]))
        assert (status, body["errorMessage"]) == (200, "Malformed input ...")

    @pytest.mark.parametrize("pattern", ["Malformed*", "Malformed", "input"])
    def test_the_whole_message_must_match(self, pattern):
        """The page of 2017 wrote ``Malformed*``, which a reader found not to work; it was corrected."""
        assert outcome(template(MALFORMED, [answer(200), answer(400, pattern)]))[0] == 200

    def test_dot_star_becomes_the_default_answer(self):
        code = "exports.handler = async () => ({ok: true});"
        assert outcome(template(code, [answer(200), answer(400, ".*")])) == (400, {"ok": True})
        assert outcome(template(MALFORMED, [answer(200), answer(400, ".*")]))[0] == 400

    def test_no_match_and_no_default_is_a_configuration_error(self):
        trace = asked(template(MALFORMED, [answer(400, "Invalid.*")]))
        assert (trace.response.status, json.loads(trace.response.body)) == (500, INTERNAL)

    def test_a_status_without_method_response_is_a_configuration_error(self):
        made = template(MALFORMED, [answer(200), answer(400, "Malformed.*")], declared=[200])
        assert outcome(made) == (500, INTERNAL)


# --- developer guide of API Gateway: custom errors -----------------------------------------------------------------------

CUSTOM = {
    "errorType": "InternalServerError",
    "httpStatus": 500,
    "requestId": "e5849002",
    "trace": {"function": "abc()", "line": 123, "file": "abc.js"},
}
CUSTOM_CODE = f"exports.handler = (event, context, callback) => callback(JSON.stringify({json.dumps(CUSTOM)}));"
BY_TYPE = '.*"errorType":"InternalServerError".*'
HEADERS = {
    "error_type": "integration.response.body.errorMessage.errorType",
    "error_status": "integration.response.body.errorMessage.httpStatus",
    "error_trace_function": "integration.response.body.errorMessage.trace.function",
    "error_trace": "integration.response.body.errorMessage.trace",
}


class TestCustomErrors:
    def test_a_json_text_passes_through_as_it_is(self):
        status, body = outcome(template(CUSTOM_CODE, [answer(200), answer(500, BY_TYPE)]))
        assert (status, json.loads(body["errorMessage"])) == (500, CUSTOM)

    def test_a_template_takes_the_object_out(self):
        """The page's own template ends its member with a semicolon; the body it shows is this one."""
        body = '{"errorMessage": ' + UNWRAP + "}"
        assert outcome(template(CUSTOM_CODE, [answer(200), answer(500, BY_TYPE, body)])) == (
            500,
            {"errorMessage": CUSTOM},
        )

    def test_an_object_that_is_not_stringified_arrives_as_object_object(self):
        code = "exports.handler = (event, context, callback) => callback({errorType: 'InternalServerError'});"
        status, body = outcome(template(code, [answer(200), answer(500, BY_TYPE)]))
        assert (status, body["errorMessage"]) == (200, "[object Object]")

    @pytest.mark.parametrize(
        "responses",
        [
            pytest.param([answer(200, **HEADERS)], id="of the default answer, as on the page"),
            pytest.param([answer(200), answer(500, BY_TYPE, UNWRAP, **HEADERS)], id="of the error"),
        ],
    )
    def test_header_mappings_read_inside_the_text(self, responses):
        headers = dict(asked(template(CUSTOM_CODE, responses)).response.headers)
        assert {name: headers[name] for name in HEADERS} == {
            "error_type": "InternalServerError",
            "error_status": "500",
            "error_trace_function": "abc()",
            "error_trace": '{"function":"abc()","line":123,"file":"abc.js"}',
        }


# --- Compute Blog ---------------------------------------------------------------------------------------------------------

PREFIXED = throws("new Error(\"[BadRequest] Validation error: Missing field 'name'\")")
PARSED = (
    "#set ($error = $util.parseJson($input.path('$.errorMessage')))"
    '{"type": "$error.errorType", "request-id": "$error.requestId"}'
)


class TestComputeBlog:
    def test_a_prefix_chooses_the_status(self):
        responses = [answer(200), answer(400, r"^\[BadRequest\].*", '{"message": "' + UNWRAP + '"}')]
        assert outcome(template(PREFIXED, responses)) == (
            400,
            {"message": "[BadRequest] Validation error: Missing field 'name'"},
        )

    def test_without_backslashes_the_prefix_is_a_class_and_misses(self):
        """As the article prints it, the brackets spell "one of these letters"."""
        assert outcome(template(PREFIXED, [answer(200), answer(400, "^[BadRequest].*")]))[0] == 200

    def test_a_newline_misses(self):
        code = throws(r'new Error("[BadRequest] two\nlines")')
        assert outcome(template(code, [answer(200), answer(400, r"^\[BadRequest\].*")]))[0] == 200
        assert outcome(template(code, [answer(200), answer(400, r"^\[BadRequest\](\n|.)*")]))[0] == 400

    def test_a_template_parses_the_custom_object(self):
        responses = [answer(200), answer(500, r'.*"errorType"\s*:\s*"InternalServerError".*', PARSED)]
        assert outcome(template(CUSTOM_CODE, responses)) == (
            500,
            {"type": "InternalServerError", "request-id": "e5849002"},
        )


# --- developer guide of Lambda: proxy integration ------------------------------------------------------------------------

FORMATTER = """
const formatted = (error) => ({
  statusCode: error.statusCode,
  headers: { "Content-Type": "text/plain", "x-amzn-ErrorType": error.code },
  isBase64Encoded: false,
  body: `${error.code}: ${error.message}`,
});
exports.handler = async () => {
  const error = Object.assign(new Error("no such key"), { statusCode: 404, code: "NoSuchKey" });
  FAIL
};
"""
FORMATS, RAISES = (FORMATTER.replace("FAIL", line) for line in ("return formatted(error);", "throw error;"))


class TestProxyIntegration:
    def test_a_formatted_error_is_the_answer(self):
        response = asked(template(FORMATS, [])).response
        headers = {name.lower(): value for name, value in response.headers}
        assert (response.status, response.body) == (404, b"NoSuchKey: no such key")
        assert (headers["content-type"], headers["x-amzn-errortype"]) == ("text/plain", "NoSuchKey")

    def test_a_function_error_is_502(self):
        assert outcome(template(RAISES, [])) == (502, INTERNAL)

    def test_a_result_of_another_format_is_502(self):
        assert outcome(template('exports.handler = async () => "no object";', [])) == (502, INTERNAL)

    def test_a_rejected_invocation_is_500(self):
        made = template(FORMATS, [])
        del made["Resources"]["Permission"]
        assert outcome(made) == (500, INTERNAL)

    @pytest.mark.parametrize(("code", "error"), [(FORMATS, None), (RAISES, "Unhandled")], ids=["formatted", "raised"])
    def test_only_a_raised_error_fails_the_invocation(self, code, error):
        """What the trace map shows: X-Ray flags the segment of a function whose invocation fails."""
        function = Function("Fn", "fn", "arn:aws:lambda:x", "nodejs22.x", "index.handler", inline_code=code)
        with LambdaService() as service:
            assert service.invoke(function, b"{}").function_error == error
