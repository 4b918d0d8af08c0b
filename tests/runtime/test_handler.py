"""The decorator: what leaves a handler, and what goes to the log instead."""

import asyncio
import functools
import json
import re
from collections import UserDict
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.catalog import UNHANDLED, ErrorCatalog
from cdk_apigateway_errors.runtime import (
    ApiError,
    ErrorFormat,
    ErrorList,
    InvalidApiError,
    ProblemJson,
    UnhandledError,
    error_responses,
)

CONTEXT = SimpleNamespace(aws_request_id="8f5d-11", function_name="orders")
TEXT = "Unhandled error, see the function's log of request 8f5d-11"


class Missing(ApiError):
    status, code = 404, "MISSING"


class SlowDown(ApiError):
    status, code, headers = 429, "SLOW_DOWN", ("Retry-After",)


class Undeclared(ApiError):
    status, code = 418, "TEA"


class Problem(ApiError):
    status, code, format = 404, "PROBLEM", ProblemJson()


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


class Forgetful(ApiError):
    status, code = 404, "FORGETFUL"

    def __init__(self):
        pass


class Tampered(ApiError):
    status, code = 404, "TAMPERED"

    def __init__(self):
        super().__init__()
        self.status = 429


def raising(error, **options):
    @error_responses(**{"errors": [Missing, SlowDown, 409], **options})
    def handler(event, context):
        if callable(error) and not isinstance(error, type):
            return error()
        raise error

    return handler


def outcome(error, context=CONTEXT, **options):
    with pytest.raises(Exception) as caught:  # noqa: PT011  # the point is which one
        raising(error, **options)({"body": "x"}, context)
    return caught.value


def deep():
    return deep() + 1


def bad_raise():
    raise Missing(detail=b"bytes")


def exit_zero():
    raise SystemExit(0)


@pytest.mark.parametrize(
    "value", [None, 0, "", {"statusCode": 200}, [1], object()], ids=lambda value: type(value).__name__
)
def test_a_result_is_passed_on_untouched(value):
    assert raising(lambda: value)({}, CONTEXT) is value


@pytest.mark.parametrize(
    ("error", "text"),
    [
        pytest.param(Missing(detail="x"), str(Missing(detail="x")), id="instance"),
        pytest.param(Missing, str(Missing()), id="class"),
        pytest.param(
            SlowDown(headers={"Retry-After": 3}), str(SlowDown(headers={"Retry-After": 3})), id="with headers"
        ),
        pytest.param(ApiError(status=409, code="C"), str(ApiError(status=409, code="C")), id="bare status code"),
        pytest.param(Undeclared(status=404), str(Undeclared(status=404)), id="the status decides, not the class"),
    ],
)
def test_a_declared_error_leaves_as_it_is(error, text, capsys):
    assert str(outcome(error)) == text
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ValueError("secret"), id="any exception"),
        pytest.param(Exception(), id="empty message"),
        pytest.param(Exception(""), id="empty text"),
        pytest.param(Exception(str(Missing())), id="an exception that looks like a declared error"),
        pytest.param(Exception("2016-01-01T00:00:00Z id Task timed out after 1.00 seconds"), id="looks like a timeout"),
        pytest.param(Undeclared(), id="undeclared status"),
        pytest.param(Missing(status=418), id="declared class with another status"),
        pytest.param(Problem(), id="declared status in another format"),
        pytest.param(Forgetful(), id="ApiError.__init__ never ran"),
        pytest.param(Tampered(), id="status changed afterwards"),
        pytest.param(bad_raise, id="an ApiError that cannot be made"),
        pytest.param(Unprintable(), id="__str__ raises"),
        pytest.param(Exception("\ud800"), id="lone surrogate"),
        pytest.param(SystemExit(0), id="sys.exit(0)"),
        pytest.param(SystemExit("secret"), id="sys.exit with a text"),
        pytest.param(asyncio.CancelledError("secret"), id="another BaseException"),
        pytest.param(deep, id="recursion"),
        pytest.param(MemoryError("secret"), id="out of memory in Python"),
        pytest.param(BaseExceptionGroup("secret", [Missing(), KeyboardInterrupt()]), id="group with something else"),
        pytest.param(ExceptionGroup("secret", [Missing(), SlowDown()]), id="group of two statuses"),
        pytest.param(
            ExceptionGroup("g", [SlowDown(headers={"Retry-After": n}) for n in (1, 2)]), id="group with unequal headers"
        ),
    ],
)
def test_everything_else_leaves_as_a_constant_text(error, capsys):
    left = outcome(error)
    assert (type(left), str(left)) == (UnhandledError, TEXT)
    assert (left.__cause__, left.__context__) == (None, None)
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit])
def test_an_interrupt_is_let_through(error):
    with pytest.raises(error):
        raising(error)({}, CONTEXT)


def test_a_group_of_declared_errors_of_one_status_is_one_error():
    group = ExceptionGroup("all", [Missing(detail=1), ExceptionGroup("more", [Missing(detail=2)])])
    assert json.loads(str(outcome(group)))["errors"] == [
        {"code": "MISSING", "message": "Not Found", "detail": 1},
        {"code": "MISSING", "message": "Not Found", "detail": 2},
    ]


def test_headers_of_a_group_are_united():
    group = ExceptionGroup("all", [SlowDown(), SlowDown(headers={"Retry-After": 3})])
    assert json.loads(str(outcome(group)))["headers"] == {"Retry-After": "3"}


def test_a_bare_status_code_speaks_the_format_of_its_api():
    left = outcome(ApiError(status=409, code="C", detail="d"), errors=[Problem, 409])
    assert json.loads(str(left))["title"] == "Conflict"


def test_headers_that_the_status_does_not_declare_make_an_error_unhandled():
    class Elsewhere(ApiError):
        status, code, headers = 404, "ELSEWHERE", ("X-Else",)

    assert isinstance(outcome(Elsewhere(headers={"X-Else": "1"})), UnhandledError)
    assert not isinstance(outcome(Elsewhere()), UnhandledError)


class Bad(ApiError):
    status, code = 400, "BAD"


class Worse(Bad):
    status, code, headers = 422, "WORSE", ("X-Why",)


class Worst(Worse):
    status, code = 423, "WORST"


@pytest.mark.parametrize(
    "error", [Bad(), Worse(headers={"X-Why": "1"}), Worst()], ids=lambda error: type(error).__name__
)
def test_a_class_declares_its_subclasses_as_except_catches_them(error):
    assert outcome(error, errors=[Bad]) is error
    assert raising(error, errors=[Bad], proxy=True)({}, CONTEXT)["statusCode"] == error.status


def test_a_class_does_not_declare_the_class_above_it():
    assert isinstance(outcome(Bad(), errors=[Worse]), UnhandledError)


def test_a_subclass_defined_after_the_handler_is_declared_by_its_base_class():
    class Base(ApiError):
        pass

    class First(Base):
        status, code = 400, "FIRST"

    handler = raising(lambda: outcome_of(Base.__subclasses__()[-1]), errors=[Base])

    class Late(Base):
        status, code = 409, "LATE"

    with pytest.raises(Late):
        handler({}, CONTEXT)
    assert First.status == 400


def test_a_conflict_that_comes_up_later_makes_errors_unhandled_and_is_logged(capsys):
    class Base(ApiError):
        pass

    class First(Base):
        status, code = 400, "SAME"

    handler = raising(First(), errors=[Base])
    twin = type("Twin", (Base,), {"status": 400, "code": "SAME"})
    with pytest.raises(UnhandledError):
        handler({}, CONTEXT)
    assert twin.__name__ in capsys.readouterr().out.splitlines()[0]


def test_the_frames_of_the_handler_do_not_leave():
    for error in (ValueError("x"), Missing()):
        left = outcome(error)
        names = []
        frame = left.__traceback__
        while frame is not None:
            names.append(frame.tb_frame.f_code.co_name)
            frame = frame.tb_next
        assert names == ["outcome", "wrapper"]


def test_a_cause_of_a_declared_error_goes_to_the_log_and_not_out(capsys):
    def chained():
        raise Missing(detail="x") from KeyError("secret")

    left = outcome(chained)
    assert (left.__cause__, left.__context__) == (None, None)
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["causes"][0]["errorMessage"]) == ("WARN", "'secret'")


def test_an_error_raised_while_another_is_handled_leaves_alone():
    def contextual():
        try:
            raise KeyError("secret")
        except KeyError:
            raise Missing  # noqa: B904  # a handler may forget `from`

    assert outcome(contextual).__context__ is None


def test_a_handler_called_while_an_exception_is_handled_does_not_show_that_one():
    try:
        raise KeyError("of the caller")
    except KeyError:
        left = outcome(ValueError("x"))
    assert (left.__cause__, left.__suppress_context__) == (None, True)


def test_the_same_instance_may_be_raised_again():
    error = Missing()
    assert str(outcome(error)) == str(outcome(error)) == str(error)


@pytest.mark.parametrize(
    "request_id",
    [
        None,
        "",
        7,
        '{"status":400}',
        "a\nb",
        "x" * 65,
        "ü",
    ],
    ids=repr,
)
def test_a_request_id_that_is_none_is_left_out(request_id):
    assert (
        str(outcome(ValueError(), SimpleNamespace(aws_request_id=request_id)))
        == "Unhandled error, see the function's log"
    )


class Hostile:
    @property
    def aws_request_id(self):
        raise RuntimeError("no id")


@pytest.mark.parametrize("context", [None, object(), Hostile(), {}], ids=["None", "object", "hostile", "dict"])
def test_any_context_will_do(context):
    assert isinstance(outcome(ValueError(), context), UnhandledError)


def test_a_keyword_context_is_found():
    with pytest.raises(UnhandledError, match="8f5d-11"):
        raising(ValueError())(event={}, context=CONTEXT)


# The patterns of the design: leading (with 500 declared), timeout, crash, and the classic one.
PATTERNS = [
    r"(?s)\s*\{\s*\"status\"\s*:\s*500\s*(,.*)?}\s*",
    r"(?s)(?:RequestId: \S+ Error: |\d{4}-\d\d-\d\dT\S+ \S+ )Task timed out after \d+\.\d+ seconds",
    r"(?s)(?:RequestId: \S+ Error: Runtime exited |Unable to import module |Response payload size exceeded ).*",
    r'.*"status":\d+.*',
]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=70) | st.from_regex(r"[A-Za-z0-9-]{1,64}", fullmatch=True))
def test_the_unhandled_text_matches_no_other_pattern_and_is_never_empty(request_id):
    text = str(outcome(ValueError(), SimpleNamespace(aws_request_id=request_id)))
    assert [pattern for pattern in PATTERNS if re.fullmatch(pattern, text)] == []
    assert text


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from([ValueError, KeyError, OSError, SystemExit]))
def test_no_text_of_an_exception_ever_leaves(text, kind):
    assert str(outcome(kind(text))) == TEXT


def test_the_name_and_documentation_of_the_handler_are_kept():
    @error_responses(errors=[])
    def orders(event, context):
        """Lists orders."""

    assert (orders.__name__, orders.__doc__, orders.__wrapped__({}, None)) == ("orders", "Lists orders.", None)


class Service:
    @error_responses(errors=[Missing])
    def handle(self, event, context):
        raise Missing(detail=event)

    def __call__(self, event, context):
        raise Missing(detail=event)


@pytest.mark.parametrize(
    "handler",
    [
        pytest.param(Service().handle, id="method"),
        pytest.param(error_responses(errors=[Missing])(Service()), id="callable object"),
        pytest.param(
            error_responses(errors=[Missing])(functools.partial(Service.__call__, Service())), id="functools.partial"
        ),
    ],
)
def test_methods_and_callables_can_be_decorated(handler):
    with pytest.raises(Missing, match='"detail":"x"'):
        handler("x", CONTEXT)


async def coroutine(event, context): ...


def generator(event, context):
    yield 1


async def async_generator(event, context):
    yield 1


class AsyncCallable:
    async def __call__(self, event, context): ...


@pytest.mark.parametrize(
    "handler",
    [coroutine, generator, async_generator, AsyncCallable(), functools.partial(coroutine, 1)],
    ids=["coroutine", "generator", "async generator", "async callable", "partial"],
)
def test_a_handler_that_lambda_cannot_run_is_refused(handler):
    with pytest.raises(TypeError, match=r"async or a generator.*asyncio\.run"):
        error_responses(errors=[])(handler)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        pytest.param({"errors": [200]}, "200 is neither", id="errors"),
        pytest.param({"errors": Missing}, "give a list", id="one class"),
        pytest.param({"errors": [Missing, Problem]}, "one error format", id="two formats"),
        pytest.param({"unhandled_status": 200}, "unhandled_status is 200", id="unhandled status"),
        pytest.param({"unhandled_code": None}, "unhandled_code is None", id="unhandled code"),
        pytest.param({"unhandled_message": ""}, "unhandled_message is ''", id="unhandled message"),
        pytest.param({"proxy": "json"}, "proxy is 'json'", id="proxy"),
        pytest.param({"proxy_headers": {"A": "b"}}, "without proxy=True", id="proxy headers without proxy"),
        pytest.param({"success_status": 201}, "success_status without proxy=True", id="success status without proxy"),
        pytest.param({"proxy": True, "success_status": 404}, "from 200 to 399", id="success status of an error"),
        pytest.param({"proxy": True, "success_status": 199}, "from 200 to 399", id="success status too low"),
        pytest.param({"proxy": True, "success_status": True}, "success_status is True", id="success status bool"),
        pytest.param({"proxy": True, "success_status": "200"}, "success_status is '200'", id="success status as text"),
        pytest.param({"proxy": True, "proxy_headers": {"A": "b\n"}}, "line breaks", id="header value"),
        pytest.param({"proxy": True, "proxy_headers": {"A.b": "c"}}, "for instance A-b", id="header name"),
        pytest.param({"proxy": True, "proxy_headers": {"Content-Type": "b"}}, "is set by", id="reserved header"),
        pytest.param({"proxy": True, "proxy_headers": [1]}, "give a dict", id="headers that are no dict"),
    ],
)
def test_options_that_make_no_sense_are_refused_where_the_handler_is_decorated(options, problem):
    with pytest.raises(InvalidApiError, match=problem):
        error_responses(**{"errors": [], **options})


@pytest.mark.parametrize("errors", [[200, Missing, Problem], 7], ids=["a list with mistakes", "no list"])
def test_all_problems_of_a_call_are_named_at_once(errors):
    wrong = {"unhandled_status": 1, "unhandled_code": "", "unhandled_message": 7}
    with pytest.raises(InvalidApiError) as caught:
        error_responses(errors=errors, format=[], proxy="yes", proxy_headers={"a b": "\n"}, success_status=99, **wrong)
    lines = str(caught.value).splitlines()
    of_the_list = (
        ["200 is neither", "one API has one error format"] if isinstance(errors, list) else ["errors is 7: give"]
    )
    expected = [
        *of_the_list,
        "format is []",
        "proxy is 'yes'",
        "header name 'a b'",
        "header a b is '\\n'",
        "success_status is 99",
        "unhandled_status is 1",
        "unhandled_code is ''",
        "unhandled_message is 7",
    ]
    assert lines[0] == f"error_responses: {len(expected)} problems"
    assert [part for part in expected if not any(line.startswith(f"  - {part}") for line in lines)] == []


def test_a_problem_of_the_errors_and_one_of_the_options_come_together():
    with pytest.raises(InvalidApiError, match=r"(?s)error_responses: 2 problems.*200 is neither.*proxy is 'yes'"):
        error_responses(errors=[200], proxy="yes")


def test_forgotten_parentheses_are_explained():
    with pytest.raises(TypeError, match="is called with the errors"):

        @error_responses
        def handler(event, context): ...

    with pytest.raises(TypeError, match="decorates a function, received 7"):
        error_responses(errors=[])(7)


# --- behind AWS_PROXY


def success(result, **options):
    return raising(lambda: result, **{"proxy": True, **options})({}, CONTEXT)


@pytest.mark.parametrize("proxy", [True, "text/plain"])
@pytest.mark.parametrize(
    ("result", "body"),
    [
        pytest.param(None, "null", id="None"),
        pytest.param(0, "0", id="zero"),
        pytest.param("", '""', id="text"),
        pytest.param([1, "a"], '[1, "a"]', id="list"),
        pytest.param({"id": 7, "lines": []}, '{"id": 7, "lines": []}', id="dict"),
        pytest.param([{"statusCode": 200}], '[{"statusCode": 200}]', id="an answer inside a list"),
        pytest.param({"status": 404}, '{"status": 404}', id="a result that looks like an error"),
    ],
)
def test_behind_a_proxy_integration_a_result_is_an_answer_with_the_text_that_lambda_would_send(result, body, proxy):
    assert success(result, proxy=proxy) == {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "isBase64Encoded": False,
        "body": body,
    }


def test_a_success_has_its_own_status_and_the_headers_of_the_wrapper():
    answer = success({}, success_status=HTTPStatus.CREATED, proxy_headers={"Vary": "Origin"})
    assert answer["headers"] == {"Content-Type": "application/json", "Vary": "Origin"}
    assert (answer["statusCode"], type(answer["statusCode"])) == (201, int)


def test_a_success_without_content_has_an_empty_body():
    assert [success(result, success_status=204)["body"] for result in (None, {"id": 7})] == ["", ""]


@pytest.mark.parametrize(
    "answer", [{"statusCode": 200}, {"statusCode": None, "other": object()}], ids=["with a status", "of another shape"]
)
def test_a_result_that_is_an_answer_is_passed_on_untouched(answer):
    assert success(answer, success_status=204, proxy_headers={"Vary": "Origin"}) is answer


@pytest.mark.parametrize(
    "result",
    [{1, 2}, object(), {"a": [object()]}, {(1,): 2}, float("nan"), [float("inf")], b"\xff", UserDict(a=1)],
    ids=["set", "object", "nested object", "tuple key", "NaN", "infinity", "bytes", "mapping that is no dict"],
)
def test_a_result_that_json_cannot_hold_is_unhandled_and_logged(result, capsys):
    answer = success(result)
    assert (answer["statusCode"], json.loads(answer["body"])["errors"][0]["code"]) == (500, "INTERNAL_ERROR")
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["requestId"]) == ("ERROR", "8f5d-11")


def test_behind_a_proxy_integration_an_error_is_an_answer_with_the_same_body():
    error = SlowDown(detail="x", headers={"Retry-After": 3})
    assert raising(error, proxy=True, proxy_headers={"Vary": "Origin"})({}, CONTEXT) == {
        "statusCode": 429,
        "headers": {
            "Content-Type": "application/json",
            "x-amzn-ErrorType": "SLOW_DOWN",
            "Vary": "Origin",
            "Retry-After": "3",
        },
        "isBase64Encoded": False,
        "body": str(error),
    }


def test_behind_a_proxy_integration_everything_else_is_a_constant_answer(capsys):
    options = {"unhandled_status": 503, "unhandled_code": "OUT", "unhandled_message": "Sorry"}
    handler = raising(ValueError("secret"), proxy=True, **options)
    assert handler({}, CONTEXT) == {
        "statusCode": 503,
        "headers": {"Content-Type": "application/json", "x-amzn-ErrorType": "OUT"},
        "isBase64Encoded": False,
        "body": '{"status":503,"errors":[{"code":"OUT","message":"Sorry"}],"requestId":"8f5d-11"}',
    }
    assert "secret" in capsys.readouterr().out


@pytest.mark.parametrize("format", [ErrorList(), ErrorList(status_field="statusCode"), ProblemJson()], ids=repr)
def test_the_unhandled_body_is_that_of_the_stacks_templates(format):
    """A route that moves to the other integration keeps its bodies; only the request ids have another source."""
    template = ErrorCatalog.of([409], error_format=format).body(UNHANDLED)
    answer = raising(ValueError(), errors=[409], format=format, proxy=True)({}, CONTEXT)
    assert answer["body"] == template.replace("$context.requestId", "8f5d-11")


def test_the_body_of_awss_page_is_there_for_the_asking():
    """D: developer guide, "Handle Lambda errors in API Gateway": text/plain, `<code>: <message>`."""
    answer = raising(Missing(), proxy="text/plain")({}, CONTEXT)
    assert (answer["headers"]["Content-Type"], answer["body"]) == ("text/plain", "MISSING: Not Found")


def test_the_media_type_is_that_of_the_format():
    answer = raising(Problem(), errors=[Problem], proxy=True)({}, CONTEXT)
    assert answer["headers"]["Content-Type"] == "application/problem+json"


def test_the_headers_of_an_error_win_over_those_of_the_wrapper_however_they_are_spelled():
    handler = raising(SlowDown(headers={"Retry-After": 3}), proxy=True, proxy_headers={"retry-after": 9, "Max": 9})
    assert list(handler({}, None)["headers"].items())[2:] == [("Max", "9"), ("Retry-After", "3")]


def test_a_code_cannot_smuggle_a_header():
    answer = raising(Missing(code="A\r\nX: é"), proxy=True)({}, CONTEXT)
    assert answer["headers"]["x-amzn-ErrorType"] == "A__X:__"


def test_every_answer_can_be_printed_as_json():
    for error in (Missing(detail="\ud800"), ValueError("\ud800")):
        json.dumps(raising(error, proxy=True)({}, CONTEXT), ensure_ascii=False).encode()


def test_a_format_that_fails_is_noticed_when_the_handler_is_decorated():
    class Broken(ErrorFormat):
        def members(self, status, errors):
            raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        error_responses(errors=[400], format=Broken(), proxy=True)


def test_a_format_that_fails_for_one_error_makes_it_unhandled():
    class Moody(ErrorList):
        def members(self, status, errors):
            return {"first": errors[0].detail["text"]}

    class Sad(ApiError):
        status, code, format = 400, "SAD", Moody()

    assert isinstance(outcome(lambda: outcome_of(Sad), errors=[Sad]), UnhandledError)


def outcome_of(error):
    raise error
