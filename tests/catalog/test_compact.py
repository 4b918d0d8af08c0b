"""The compact strategy: one response whose template answers as the patterns of ``leading`` do.

What is expected comes from the patterns of ``leading``, which Java decides, and from the bodies that handlers raise.
"""

import json

import pytest

from cdk_apigateway_errors.catalog import COMPACT, LEADING, CorsHeaders, ErrorCatalog, GeneratedError
from cdk_apigateway_errors.runtime import ApiError, ErrorList, ProblemJson
from cdk_apigateway_errors.velocity import compile_template
from cdk_apigateway_errors.velocity.mapping import mapping_variables
from java.judge import shared_judge, why_absent

from .test_failures import TEXTS
from .test_strategies import MESSAGES


class SlowDown(ApiError):
    status, code, headers = 429, "SLOW_DOWN", ("Retry-After",)


class Busy(ApiError):
    status, code, headers = 503, "BUSY", ("Retry-After", "X-Queue")


CODES = [400, 404, 500, SlowDown, Busy]
ROWS = {
    **{f"message: {name}": text for name, text in MESSAGES.items() if text},
    **{f"failure: {name}": text for name, (text, _) in TEXTS.items()},
    "two statuses": '{"status":404,"status":200}',
    "two statuses, the first undeclared": '{"status":200,"status":404}',
    "a status of six digits": '{"status":400404}',
    "quotes, dollars and directives": '{"status":400,"m":"it\'s $5 #if($x) $context.requestId \\u0027"}',
    "declared 500": '{"status":500,"m":"x"}',
    "carried header": str(SlowDown(headers={"Retry-After": "9"})),
    "another carried header": str(Busy(headers={"Retry-After": "9", "X-Queue": "1"})),
    "a header of another error": '{"status":400,"headers":{"Retry-After":"9"}}',
    "no header carried": str(SlowDown()),
}


def the_response(**options):
    (response,) = ErrorCatalog.of(CODES, selection_patterns="compact", error_format=ErrorList()).responses(**options)
    return response


def java_answer(response, message, **extra):
    answer = shared_judge().ask(**question(response, message, **extra))
    assert "error" not in answer, answer
    return answered(response, answer["output"], answer["context"]["responseOverride"])


def our_answer(response, message, **extra):
    asked = question(response, message, **extra)
    params = asked.get("params", {"path": {}, "querystring": {}, "header": {}})
    context = asked["context"]
    variables = mapping_variables(body=asked["body"], params=params, context=context, stage_variables={})
    output = compile_template(response.response_template).render(variables)
    return answered(response, output, context["responseOverride"])


def question(response, message, **extra):
    body = json.dumps({"errorMessage": message, "errorType": "X"}, ensure_ascii=False)
    context = {"requestId": "id-1", "responseOverride": {"header": {}}}
    return {
        "template": response.response_template,
        "body": body,
        "context": context,
        "options": {"apigw": True},
        **extra,
    }


def answered(response, output, override):
    return override.get("status", response.status_code), output, dict(override["header"])


ENGINES = [
    pytest.param(our_answer, id="ours"),
    pytest.param(
        java_answer,
        id="java",
        marks=[pytest.mark.java, pytest.mark.skipif(why_absent() is not None, reason=str(why_absent()))],
    ),
]


def leading_answer(message):
    """What the patterns of ``leading`` select, and what their templates write."""
    catalog = ErrorCatalog.of(CODES, error_format=ErrorList())
    matches = shared_judge().matches
    (response,) = [r for r in catalog.responses() if matches(r.selection_pattern, message)]
    status, output, headers = java_answer(response, message)
    carried = json.loads(message).get("headers", {}) if output == message else {}
    mapped = [e.rsplit(".", 1)[1] for e in response.headers.values() if e.startswith("integration.response.body")]
    return status, output, headers | {name: carried[name] for name in mapped if name in carried}


@pytest.mark.java
@pytest.mark.skipif(why_absent() is not None, reason=str(why_absent()))
@pytest.mark.parametrize("answer", ENGINES)
@pytest.mark.parametrize("message", ROWS.values(), ids=ROWS)
def test_status_body_and_headers_are_those_of_leading(answer, message):
    assert answer(the_response(), message) == leading_answer(message)


def test_one_pattern_takes_every_failure_and_no_success():
    response = the_response()
    assert response.selection_pattern == "(?s).+"
    assert response.kinds == ("declared", "timeout", "crash", "unhandled")
    assert ErrorCatalog.of(CODES, selection_patterns="compact", error_format=ErrorList()).status_codes == (
        400, 404, 429, 500, 502, 503, 504,
    )  # fmt: skip


@pytest.mark.parametrize("answer", ENGINES)
def test_without_declared_errors_everything_is_unhandled(answer):
    (response,) = ErrorCatalog.of(selection_patterns=COMPACT, timeout=None, crash=None).responses()
    for message in ('{"status":400}', *(text for text, _ in TEXTS.values())):
        status, output, _ = answer(response, message)
        assert (status, json.loads(output)["errors"][0]["code"]) == (500, "INTERNAL_ERROR")


@pytest.mark.parametrize("answer", ENGINES)
def test_another_format_another_field_and_other_generated_errors(answer):
    generated = {"unhandled": GeneratedError(503, "A", "a"), "timeout": GeneratedError(503, "B", "it's $b #b")}
    catalog = ErrorCatalog.of([404], selection_patterns="compact", error_format=ProblemJson(), **generated)
    (response,) = catalog.responses()
    assert response.headers == {"Content-Type": "'application/problem+json'"}
    assert response.status_code == 503
    assert answer(response, '{"status":404,"title":"x"}')[:2] == (404, '{"status":404,"title":"x"}')
    status, output, _ = answer(response, TEXTS["timeout, form from 2025"][0])
    assert status == 503
    assert "it's $b #b" in json.dumps(json.loads(output))


@pytest.mark.parametrize("answer", ENGINES)
def test_the_second_origin_is_answered_with_its_own_name(answer):
    response = the_response(cors=CorsHeaders(("https://a.example", "https://b.example")))
    params = {"path": {}, "querystring": {}, "header": {"origin": "https://b.example"}}
    status, _, headers = answer(response, '{"status":404}', params=params)
    assert (status, headers) == (404, {"Access-Control-Allow-Origin": "https://b.example"})


def test_headers_that_errors_carry_are_exposed_and_set_by_the_template_alone():
    response = the_response(cors=CorsHeaders(("https://a.example",)), headers={"X-Frame-Options": "DENY"})
    assert response.headers["Access-Control-Expose-Headers"] == "'Retry-After,X-Queue'"
    assert response.headers["X-Frame-Options"] == "'DENY'"
    assert not [value for value in response.headers.values() if value.startswith("integration.")]


def test_it_reads_messages_as_leading_does():
    assert COMPACT.pattern("status", 404) == LEADING.pattern("status", 404)
