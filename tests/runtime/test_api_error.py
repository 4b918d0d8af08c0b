"""`ApiError`: declared as a class, raised by name, printed as the body."""

import copy
import json
import pickle
from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.runtime import ApiError, ErrorItem, ErrorList, InvalidApiError, ProblemJson


class OrderNotFound(ApiError):
    status, code = 404, "ORDER_NOT_FOUND"


class SlowDown(ApiError):
    status, code, message, headers = 429, "SLOW_DOWN", "Too fast", ("Retry-After", "X-Limit")


SEED_ERRORS = [
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
]
SEED = (
    '{"status":400,"errors":[{"code":"123","source":"/data/attributes/first-name","message":"Value is too short",'
    '"detail":"First name must contain at least three characters."},'
    '{"code":"225","source":"/data/attributes/password",'
    '"message":"Passwords must contain a letter, number, and punctuation character.",'
    '"detail":"The password provided is missing a punctuation character."},'
    '{"code":"226","source":"/data/attributes/password",'
    '"message":"Password and password confirmation do not match."}]}'
)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        pytest.param(ApiError(status=400, errors=SEED_ERRORS), SEED, id="the seed error from dicts"),
        pytest.param(
            ApiError(status=400, errors=[ErrorItem(**item) for item in SEED_ERRORS]),
            SEED,
            id="the seed error from items",
        ),
        pytest.param(
            OrderNotFound(source="/path/id", detail={"id": 7.0}),
            '{"status":404,"errors":[{"code":"ORDER_NOT_FOUND","source":"/path/id","message":"Not Found",'
            '"detail":{"id":7}}]}',
            id="a class",
        ),
        pytest.param(
            SlowDown(headers={"retry-after": 3}),
            '{"status":429,"errors":[{"code":"SLOW_DOWN","message":"Too fast"}],"headers":{"Retry-After":"3"}}',
            id="headers last, spelled as declared",
        ),
        pytest.param(
            OrderNotFound(errors=[{"detail": 1}, {"detail": 2, "code": "OTHER", "message": "m"}]),
            '{"status":404,"errors":[{"code":"ORDER_NOT_FOUND","message":"Not Found","detail":1},'
            '{"code":"OTHER","message":"m","detail":2}]}',
            id="items inherit code and message",
        ),
        pytest.param(
            ApiError(status=409, code="C"),
            '{"status":409,"errors":[{"code":"C","message":"Conflict"}]}',
            id="a bare status",
        ),
        pytest.param(
            OrderNotFound(status=410, code="GONE", message="m"),
            '{"status":410,"errors":[{"code":"GONE","message":"m"}]}',
            id="everything overridden",
        ),
    ],
)
def test_the_text_of_an_error_is_its_body(error, text):
    assert str(error) == text


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1), st.text(), st.lists(st.text(), max_size=3))
def test_the_text_is_one_line_of_json_that_begins_with_the_status_and_loses_nothing(code, source, detail):
    error = ApiError(status=422, code=code, source=source, detail=detail)
    assert str(error).startswith('{"status":422,"errors":[')
    assert len(str(error).splitlines()) == 1
    expected = {"code": code, "source": source, "message": "Unprocessable Content", "detail": detail}
    assert json.loads(str(error)) == {"status": 422, "errors": [expected]}


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        pytest.param({"status": 200, "code": "X"}, "status is 200: give an int from 400 to 599", id="success status"),
        pytest.param({"status": 600, "code": "X"}, "status is 600", id="status too high"),
        pytest.param({"status": True, "code": "X"}, "status is True", id="bool"),
        pytest.param({"status": "404", "code": "X"}, "status is '404'", id="text status"),
        pytest.param({"status": 404.0, "code": "X"}, "status is 404.0", id="float status"),
        pytest.param({"status": 404}, "code is missing", id="no code"),
        pytest.param({"status": 404, "code": 7}, "code is 7: give a text", id="code that is no text"),
        pytest.param({"status": 404, "code": ""}, "code is ''", id="empty code"),
        pytest.param({"message": b"x"}, "message is b'x'", id="message that is no text"),
        pytest.param({"headers": "Retry-After"}, "give a tuple of header names", id="one header as text"),
        pytest.param({"headers": ("Retry After",)}, "rename it, for instance Retry-After", id="blank in a header name"),
        pytest.param({"headers": ("Rétry",)}, "rename it, for instance R-try", id="non-ASCII header name"),
        pytest.param({"headers": ("",)}, "header name '': allowed are letters, digits", id="empty header name"),
        pytest.param({"headers": (7,)}, "header name 7: allowed are letters", id="header name that is no text"),
        pytest.param({"headers": ("X-A\n",)}, r"header name 'X-A\\n': allowed", id="line break in a header name"),
        pytest.param({"headers": ("content-length",)}, "is set by API Gateway", id="reserved header"),
        pytest.param({"headers": ("Content-Type",)}, "is set by API Gateway", id="content type"),
        pytest.param({"headers": ("A", "a")}, "named twice", id="header twice"),
        pytest.param({"format": ErrorList}, "format is <class", id="format class instead of object"),
        pytest.param({"__str__": lambda self: ""}, "__str__ is the wire format", id="own __str__"),
    ],
)
def test_a_class_that_cannot_become_an_answer_is_refused_where_it_is_defined(members, problem):
    with pytest.raises(InvalidApiError, match="class Broken: .*" + problem):
        type("Broken", (ApiError,), members)


@pytest.mark.parametrize("char", "!#$%&'*+.^`|~")
def test_a_header_name_is_no_token_that_means_something_in_a_mapping_expression(char):
    """Each is a character of an RFC 9110 token, and would end or change `…errorMessage.headers.NAME` or a template."""
    with pytest.raises(InvalidApiError, match="allowed are letters, digits, - and _: rename it, for instance X-Rate-1"):
        type("Broken", (ApiError,), {"status": 400, "code": "X", "headers": (f"X-Rate{char}1",)})


def test_a_header_name_of_letters_digits_hyphen_and_underscore_is_fine():
    fine = type("Fine", (ApiError,), {"status": 400, "code": "X", "headers": ("x_rate-Limit9", "9")})
    assert fine.headers == ("x_rate-Limit9", "9")


def test_all_problems_of_a_class_are_named_at_once():
    with pytest.raises(InvalidApiError) as caught:
        type("Broken", (ApiError,), {"status": 20, "headers": ("a b",), "format": None})
    assert [word in str(caught.value) for word in ("status is 20", "code is missing", "'a b'", "format is None")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        pytest.param(lambda: ApiError(code="X"), "status is None", id="no status"),
        pytest.param(lambda: ApiError(status=404), "code is missing", id="no code"),
        pytest.param(lambda: OrderNotFound(status=200), "status is 200", id="success status"),
        pytest.param(lambda: OrderNotFound(code=1), "code is 1", id="code that is no text"),
        pytest.param(lambda: OrderNotFound(detail=float("nan")), "detail is nan", id="NaN"),
        pytest.param(lambda: OrderNotFound(detail={"a": [b""]}), r"detail\.a\[0\] is b''", id="bytes, with the place"),
        pytest.param(lambda: OrderNotFound(errors=[]), "at least one", id="no errors"),
        pytest.param(lambda: OrderNotFound(errors="x"), "errors is 'x'", id="errors that is a text"),
        pytest.param(lambda: OrderNotFound(errors=[{"details": 1}]), r"errors\[0\] is", id="unknown member"),
        pytest.param(
            lambda: OrderNotFound(errors=[{}, {"detail": {1}}]), r"errors\[1\]\.detail is \{1\}", id="bad item"
        ),
        pytest.param(
            lambda: ApiError(status=400, errors=[{"detail": 1}]), r"errors\[0\]\.code is missing", id="no code"
        ),
        pytest.param(lambda: OrderNotFound(errors=[{}], detail=1), "belong to one error", id="detail beside errors"),
        pytest.param(lambda: OrderNotFound(headers={"Retry-After": "1"}), "not declared", id="undeclared header"),
        pytest.param(
            lambda: SlowDown(headers={"Retry-After": "1\r\nX: y"}), "line breaks", id="line break in a header"
        ),
        pytest.param(lambda: SlowDown(headers={"Retry-After": "1\x85"}), "Latin-1", id="control character"),
        pytest.param(lambda: SlowDown(headers={"Retry-After": "漢"}), "Latin-1", id="beyond Latin-1"),
        pytest.param(lambda: SlowDown(headers={"Retry-After": None}), "is None", id="header without a value"),
        pytest.param(lambda: SlowDown(headers={"X-Limit": "1", "x-limit": "2"}), "twice", id="header twice"),
        pytest.param(lambda: SlowDown(headers={"X-Limit": "1" * 10_240}), "10240 bytes", id="headers too long"),
        pytest.param(lambda: SlowDown(headers=["X-Limit"]), "give a dict", id="headers that are no dict"),
    ],
)
def test_a_raise_that_cannot_become_an_answer_is_refused_where_it_is_made(make, problem):
    with pytest.raises(InvalidApiError, match=problem):
        make()


def test_a_positional_argument_shows_the_right_call():
    with pytest.raises(TypeError, match=r"OrderNotFound\(detail='no such order'\)"):
        OrderNotFound("no such order")
    with pytest.raises(TypeError, match=r"ApiError\(status=400, code='BAD_ORDER'\)"):
        ApiError(400)


def test_header_values_of_latin_1_and_ints_are_fine():
    assert SlowDown(headers={"X-Limit": "é~ ", "Retry-After": 0}).headers == {"X-Limit": "é~ ", "Retry-After": "0"}


def test_the_text_cannot_be_made_to_raise_or_to_be_empty():
    class Forgetful(ApiError):
        status, code = 400, "X"

        def __init__(self):
            pass

    error = OrderNotFound()
    error._text = 7
    for each in (Forgetful(), error, ApiError.__new__(ApiError)):
        assert str(each).startswith("Unhandled error")


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_survives_copy_and_pickle(duplicate):
    error = SlowDown(detail={"a": [1]}, headers={"Retry-After": "3"})
    other = duplicate(error)
    assert (type(other), str(other), other.headers, other.errors) == (SlowDown, str(error), error.headers, error.errors)


def test_a_class_may_take_arguments_of_its_own_and_still_be_pickled():
    class NoSuchOrder(ApiError):
        status, code = 404, "NO_SUCH_ORDER"

        def __init__(self, order_id):
            super().__init__(detail=f"order {order_id}")

    assert copy.copy(NoSuchOrder(7)).errors[0].detail == "order 7"


def test_a_subclass_inherits_and_may_change_what_it_likes():
    class Company(ApiError):
        format = ErrorList(status_field="statusCode")

    class Missing(Company):
        status, code = 404, "MISSING"

    class Gone(Missing):
        status, code = 410, "GONE"

    assert str(Gone()) == '{"statusCode":410,"errors":[{"code":"GONE","message":"Gone"}]}'
    assert Company.status is None


def test_an_http_status_enum_is_a_status():
    class Teapot(ApiError):
        status, code = HTTPStatus.IM_A_TEAPOT, "TEA"

    assert str(Teapot()).startswith('{"status":418,')
    assert type(Teapot.status) is int


def test_the_format_of_the_class_makes_the_body():
    class Problem(ApiError):
        status, code, format = 404, "X", ProblemJson()

    assert str(Problem(detail="d")) == '{"status":404,"type":"about:blank","title":"Not Found","detail":"d","code":"X"}'


def test_chaining_leaves_the_text_alone():
    error = OrderNotFound()
    error.__cause__ = KeyError("secret")
    assert str(error) == str(OrderNotFound())
