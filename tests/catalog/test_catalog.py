"""From one declaration: responses, merged groups, headers, formats; and what is refused."""

import json
import re

import jsonschema
import pytest

from cdk_apigateway_errors.catalog import (
    CorsHeaders,
    ErrorCatalog,
    GeneratedError,
    SelectionStrategy,
)
from cdk_apigateway_errors.catalog.catalog import _quotable
from cdk_apigateway_errors.runtime import ApiError, ErrorFormat, ErrorItem, ErrorList, ProblemJson
from java.judge import shared_judge, why_absent

needs_java = pytest.mark.skipif(why_absent() is not None, reason=str(why_absent()))


class OrdersError(ApiError):
    pass


class NotFound(OrdersError):
    status, code = 404, "NOT_FOUND"


class SlowDown(OrdersError):
    status, code, headers = 429, "SLOW_DOWN", ("Retry-After",)


class Broken(OrdersError):
    status, code, headers = 500, "BROKEN", ("Retry-After",)


def by_status(catalog, **options):
    return {response.status_code: response for response in catalog.responses(**options)}


def test_a_bare_status_a_class_and_a_base_class_declare_alike():
    assert ErrorCatalog.of([400, OrdersError]).declared.statuses == (400, 404, 429, 500)


def test_a_declared_error_is_unwrapped_by_the_articles_template():
    assert by_status(ErrorCatalog.of([400]))[400].response_template == "$input.path('$.errorMessage')"


def test_generated_answers_have_their_status_codes():
    found = {r.status_code: r.kinds for r in ErrorCatalog.of([400]).responses()}
    assert found == {400: ("declared",), 500: ("unhandled",), 502: ("crash",), 504: ("timeout",)}


def test_a_crash_or_timeout_left_out_is_unhandled():
    catalog = ErrorCatalog.of([400], timeout=None, crash=None)
    assert catalog.status_codes == (400, 500)
    assert not re.search("timed out|Runtime exited", by_status(catalog)[500].selection_pattern)


def test_generated_errors_can_share_one_status_code():
    down = GeneratedError(503, "DOWN", "Try again later")
    catalog = ErrorCatalog.of([400], unhandled=down, timeout=down, crash=down)
    assert [(r.status_code, r.kinds) for r in catalog.responses()] == [
        (400, ("declared",)),
        (503, ("timeout", "crash", "unhandled")),
    ]


def test_headers_that_an_error_carries_are_read_from_its_message():
    response = by_status(ErrorCatalog.of([SlowDown]))[429]
    assert response.headers == {"Retry-After": "integration.response.body.errorMessage.headers.Retry-After"}


def test_only_the_status_that_carries_a_header_maps_it():
    responses = by_status(ErrorCatalog.of([OrdersError]))
    assert [status for status, r in responses.items() if "Retry-After" in r.headers] == [429]


def test_a_status_that_is_unhandled_too_overrides_its_header_in_the_template():
    template = by_status(ErrorCatalog.of([Broken]))[500].response_template
    assert "$context.responseOverride.header.Retry-After" in template


def render(response, message, **extra):
    body = json.dumps({"errorMessage": message, "errorType": "X"}, ensure_ascii=False)
    question = {
        "template": response.response_template,
        "body": body,
        "context": {"requestId": "id-1", "responseOverride": {"header": {}}},
        "options": {"apigw": True},
        **extra,
    }
    answer = shared_judge().ask(**question)
    assert "error" not in answer, answer
    return answer


@pytest.mark.java
@needs_java
@pytest.mark.parametrize(
    ("message", "body", "header"),
    [
        (str(Broken(headers={"Retry-After": "9"})), None, {"Retry-After": "9"}),
        (str(Broken(detail="it's $5 #1 \u2028 'x'")), None, {}),
        ("boom", "INTERNAL_ERROR", {}),
        ('could not parse {"status":500,"errors":[]} at 1', "INTERNAL_ERROR", {}),
        ("\n", "INTERNAL_ERROR", {}),
    ],
    ids=["declared with header", "declared, hostile text", "undeclared", "quoted", "newline"],
)
def test_velocity_tells_a_declared_500_from_an_unhandled_one(message, body, header):
    answer = render(by_status(ErrorCatalog.of([Broken]))[500], message)
    if body is None:
        assert answer["output"] == message
    else:
        document = json.loads(answer["output"])
        assert (document["errors"][0]["code"], document["requestId"]) == (body, "id-1")
    assert answer["context"]["responseOverride"]["header"] == header


@pytest.mark.java
@needs_java
def test_velocity_tells_a_declared_504_from_a_timeout():
    response = by_status(ErrorCatalog.of([504]))[504]
    declared = str(ApiError(status=504, code="UPSTREAM", message="late"))
    assert render(response, declared)["output"] == declared
    timeout = "RequestId: a-b Error: Task timed out after 1.00 seconds"
    assert json.loads(render(response, timeout)["output"])["errors"][0]["code"] == "TIMEOUT"


def test_texts_of_generated_errors_never_become_references():
    odd = GeneratedError(500, "A$B", "costs $5, #if and $context.identity.sourceIp")
    template = by_status(ErrorCatalog.of([], unhandled=odd))[500].response_template
    assert set(re.findall(r"[$#]\w+[\w.]*", template)) == {"$context.requestId"}
    assert json.loads(template)["errors"][0] == {"code": odd.code, "message": odd.message}


class Company(ErrorFormat):
    status_field = "statusCode"
    media_type = "application/vnd.company+json"

    def members(self, status, errors):
        return {"error": {"id": errors[0].code, "text": errors[0].message}}


class CompanyError(ApiError):
    format = Company()


class Gone(CompanyError):
    status, code = 410, "GONE"


def test_the_format_of_the_classes_decides_body_field_and_content_type():
    catalog = ErrorCatalog.of([CompanyError])
    responses = by_status(catalog)
    assert '"statusCode"' in responses[410].selection_pattern
    assert responses[500].response_template.startswith('{"statusCode":500,"error":{"id":"INTERNAL_ERROR"')
    assert {r.headers["Content-Type"] for r in responses.values()} == {"'application/vnd.company+json'"}


@pytest.mark.parametrize("error_format", [ErrorList(), ProblemJson(), Company()], ids=lambda f: type(f).__name__)
def test_bodies_satisfy_the_generated_schema(error_format):
    catalog = ErrorCatalog.of([400], error_format=error_format)
    jsonschema.Draft4Validator.check_schema(catalog.schema())
    validate = jsonschema.Draft4Validator(catalog.schema()).validate
    for response in catalog.responses()[1:]:
        validate(json.loads(response.response_template))
    items = (ErrorItem(code="A", message="b", source="/c", detail="d"), ErrorItem(code="E", message="f"))
    validate(error_format.document(400, items))
    validate(error_format.document(400, items[:1], headers={"Retry-After": "1"}))
    with pytest.raises(jsonschema.ValidationError):
        validate({"message": "Internal server error"})


ORIGIN = CorsHeaders(("https://shop.example",), allow_credentials=True, expose_headers=("x-amzn-RequestId",))
ORIGINS = CorsHeaders(("https://shop.example", "https://admin.example"))


def test_every_answer_gets_the_cors_headers():
    catalog = ErrorCatalog.of([SlowDown])
    for response in (catalog.success(cors=ORIGIN), *catalog.responses(cors=ORIGIN)):
        assert response.headers["Access-Control-Allow-Origin"] == "'https://shop.example'"
        assert response.headers["Access-Control-Allow-Credentials"] == "'true'"
        assert response.headers["Vary"] == "'Origin'"
    exposed = by_status(catalog, cors=ORIGIN)[429].headers["Access-Control-Expose-Headers"]
    assert exposed == "'x-amzn-RequestId,Retry-After'"


@pytest.mark.java
@needs_java
@pytest.mark.parametrize(
    ("header", "override"),
    [
        ({"Origin": "https://admin.example"}, "https://admin.example"),
        ({"origin": "https://admin.example"}, "https://admin.example"),
        ({"Origin": "https://shop.example"}, None),
        ({"Origin": "https://evil.example"}, None),
        ({}, None),
    ],
    ids=["second", "second, lower case", "first", "unknown", "none"],
)
def test_velocity_answers_the_second_origin_with_its_own_name(header, override):
    params = {"path": {}, "querystring": {"origin": "https://admin.example"}, "header": header}
    catalog = ErrorCatalog.of([400])
    for response in (catalog.success(cors=ORIGINS), *catalog.responses(cors=ORIGINS)):
        answer = render(response, '{"status":400}', params=params)
        assert answer["context"]["responseOverride"]["header"].get("Access-Control-Allow-Origin") == override
    assert render(catalog.success(cors=ORIGINS), "m", params=params)["output"].startswith('{"errorMessage"')


def test_a_success_passes_through_unless_something_needs_a_template():
    catalog = ErrorCatalog.of([400])
    assert catalog.success().response_template is None
    assert catalog.success(cors=ORIGIN).response_template is None
    assert catalog.success(cors=ORIGINS).response_template.endswith("$input.body")
    assert catalog.success(response_template="hi").response_template == "hi"


@pytest.mark.java
@needs_java
def test_velocity_writes_nothing_for_a_204():
    assert render(ErrorCatalog.of([]).success(204), "x")["output"] == ""
    assert render(ErrorCatalog.of([]).success(204, cors=ORIGINS), "x", params={"header": {}})["output"] == ""


@pytest.mark.java
@needs_java
@pytest.mark.parametrize(
    ("body", "output", "status"),
    [
        ('{"a": "x  y"}\n', '{"a": "x  y"}\n', None),
        ('"text"', '"text"', None),
        ("[1]", "[1]", None),
        ("null", "null", None),
        ('{"errorMessage":""}', '{"errorMessage":""}', None),
        ('{"errorMessage":"","errorType":"E","stackTrace":["secret"]}', "INTERNAL_ERROR", 500),
        ("", "{}", None),
    ],
)
def test_velocity_guards_the_default_response(body, output, status):
    guarded = ErrorCatalog.of([]).success(guarded=True)
    answer = shared_judge().ask(
        template=guarded.response_template,
        body=body,
        context={"requestId": "id-1", "responseOverride": {"header": {}}},
        options={"apigw": True},
    )
    assert output in answer["output"]
    assert "secret" not in answer["output"]
    assert answer["context"]["responseOverride"].get("status") == status


class Loose(SelectionStrategy):
    name = "loose"

    def __init__(self, text):
        self.text = text

    def pattern(self, status_field, status_code):
        return self.text.replace("STATUS", str(status_code))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (".*STATUS.*", "both match '40400'"),
        ("(?s).*", "matches the empty message"),
        ('{"status":STATUS}', "does not compile in Java"),
        ("[STATUS", "does not compile in Java"),
        (r"([ab])x\1STATUS", "cannot be checked"),
        (r".*\bSTATUS\b.*", "cannot be checked"),
    ],
)
def test_a_bad_pattern_of_a_users_strategy_is_refused_with_the_reason(text, named):
    with pytest.raises(ValueError, match=re.escape(named)):
        ErrorCatalog.of([400, 404], selection_patterns=Loose(text))


def test_a_users_strategy_that_keeps_the_codes_apart_is_taken():
    catalog = ErrorCatalog.of([404, 504], selection_patterns=Loose(r"(?s)\[STATUS\].*"))
    assert by_status(catalog)[404].selection_pattern == r"(?s)\[404\].*"


def test_a_strategy_that_never_takes_what_the_classes_raise_is_refused():
    with pytest.raises(ValueError, match=r"does not match what ErrorList writes, \{\"status\":404,"):
        ErrorCatalog.of([NotFound], selection_patterns=Loose(r"(?s)\[STATUS\].*"))
    assert ErrorCatalog.of([NotFound], selection_patterns=Loose(r'(?s)\{"status":STATUS,.*')).status_codes == (
        404,
        500,
        502,
        504,
    )


def test_a_quote_in_a_merged_pattern_is_refused_because_templates_cannot_hold_it():
    with pytest.raises(ValueError, match=r"\\x27"):
        _quotable("it's")


def test_extending_a_catalog_keeps_everything_else():
    catalog = ErrorCatalog.of([400], selection_patterns="top-level", timeout=None)
    extended = catalog.extended([NotFound])
    assert extended.declared.statuses == (400, 404)
    assert (extended.strategy, extended.timeout) == (catalog.strategy, None)
    assert catalog.extended([]) is catalog


def test_classes_of_another_format_can_be_added_while_no_format_was_chosen():
    assert ErrorCatalog.of([400]).extended([Gone]).error_format == Company()


def test_everything_wrong_with_a_declaration_is_said_at_once():
    with pytest.raises(ValueError, match="200") as refused:
        ErrorCatalog.of([200, 99, "x"], selection_patterns="nope", unhandled=500, timeout="late", crash=None)
    for named in ("99", "'x'", "'nope'", "unhandled is 500", "timeout is 'late'"):
        assert named in str(refused.value)
    assert "crash" not in str(refused.value)


class NeedsKnownCodes(ErrorFormat):
    def members(self, status, errors):
        return {"text": {"BAD": "bad"}[errors[0].code]}


def test_a_format_that_cannot_write_generated_errors_is_refused_with_the_error():
    with pytest.raises(ValueError, match="NeedsKnownCodes cannot write status 504, code 'TIMEOUT': KeyError"):
        ErrorCatalog.of([400], error_format=NeedsKnownCodes())


def test_a_static_header_neither_hides_a_carried_one_nor_the_origin_in_vary():
    responses = by_status(
        ErrorCatalog.of([SlowDown]), cors=ORIGIN, headers={"retry-after": "1", "Vary": "Accept", "X-A": "b"}
    )
    assert responses[429].headers["Retry-After"] == "integration.response.body.errorMessage.headers.Retry-After"
    assert responses[429].headers["Vary"] == "'Accept,Origin'"
    assert "retry-after" not in responses[429].headers
    assert responses[500].headers["retry-after"] == "'1'"
