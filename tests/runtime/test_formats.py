"""Error formats: the body and the schema that describes it."""

import copy
import json
import pickle

import jsonschema
import pytest

from cdk_apigateway_errors.runtime import (
    ErrorFormat,
    ErrorItem,
    ErrorList,
    InvalidApiError,
    ProblemJson,
    unhandled_body,
)

ONE = ErrorItem(code="A B", source="/data/name", message="Too short", detail="three letters")
OTHER = ErrorItem(code="C", message="No")


class Flat(ErrorFormat):
    def members(self, status, errors):
        return {"error": errors[0].code, "count": len(errors)}


PROBLEMS = "https://example.com/problems/"


@pytest.mark.parametrize(
    ("format", "errors", "body"),
    [
        pytest.param(
            ErrorList(),
            [ONE, OTHER],
            {"status": 400, "errors": [ONE.members(), OTHER.members()]},
            id="error list",
        ),
        pytest.param(
            ErrorList(status_field="statusCode"),
            [OTHER],
            {"statusCode": 400, "errors": [{"code": "C", "message": "No"}]},
            id="error list with another status field",
        ),
        pytest.param(
            ProblemJson(),
            [ONE],
            {
                "status": 400,
                "type": "about:blank",
                "title": "Too short",
                "detail": "three letters",
                "code": "A B",
                "source": "/data/name",
            },
            id="problem",
        ),
        pytest.param(
            ProblemJson(type_base=PROBLEMS),
            [ErrorItem(code="A B/é", message="m", source="urn:uuid:1-2", detail="d")],
            {
                "status": 400,
                "type": PROBLEMS + "A%20B%2F%C3%A9",
                "title": "m",
                "detail": "d",
                "instance": "urn:uuid:1-2",
                "code": "A B/é",
            },
            id="problem with a type of its own and an instance",
        ),
        pytest.param(
            ProblemJson(),
            [ErrorItem(code="C", message="m", detail={"a": 1})],
            {
                "status": 400,
                "type": "about:blank",
                "title": "m",
                "code": "C",
                "errors": [{"code": "C", "message": "m", "detail": {"a": 1}}],
            },
            id="a detail that is no text is an extension",
        ),
        pytest.param(
            ProblemJson(type_base=PROBLEMS),
            [ONE, OTHER],
            {
                "status": 400,
                "type": "about:blank",
                "title": "Bad Request",
                "errors": [ONE.members(), OTHER.members()],
            },
            id="several problems",
        ),
        pytest.param(
            ProblemJson(type_base=PROBLEMS),
            [OTHER, OTHER],
            {"status": 400, "type": PROBLEMS + "C", "title": "No", "errors": [OTHER.members(), OTHER.members()]},
            id="several problems of one code",
        ),
        pytest.param(Flat(), [ONE, OTHER], {"status": 400, "error": "A B", "count": 2}, id="a format of one's own"),
    ],
)
def test_a_format_makes_the_body_and_its_schema_accepts_it(format, errors, body):
    for extra in ({}, {"request_id": "$context.requestId"}, {"headers": {"Retry-After": "3"}}):
        document = format.document(400, errors, **extra)
        expected = {**body, **({"requestId": extra["request_id"]} if "request_id" in extra else {})}
        assert list(document.items()) == list(
            {**expected, **({"headers": extra["headers"]} if "headers" in extra else {})}.items()
        )
        jsonschema.Draft4Validator.check_schema(format.schema())
        jsonschema.Draft4Validator(format.schema()).validate(document)


@pytest.mark.parametrize("format", [ErrorList(), ProblemJson(), Flat()])
@pytest.mark.parametrize("broken", [{}, {"status": "400"}, {"status": 200}, []])
def test_a_schema_refuses_a_body_without_an_error_status(format, broken):
    assert not jsonschema.Draft4Validator(format.schema()).is_valid(broken)


def test_the_schema_of_the_error_list_refuses_errors_without_a_code():
    validator = jsonschema.Draft4Validator(ErrorList().schema())
    assert not validator.is_valid({"status": 400, "errors": [{"message": "m"}]})
    assert not validator.is_valid({"status": 400, "errors": []})


@pytest.mark.parametrize("name", ["", "1st", "a b", "sta.tus", 'x"y', "étât", None, 7, "$status"], ids=repr)
def test_a_status_field_that_a_pattern_cannot_hold_is_refused(name):
    class Named(ErrorFormat):
        status_field = name

    with pytest.raises(InvalidApiError, match="status_field is"):
        Named()


@pytest.mark.parametrize("media_type", ["json", "a/b\r\n", "a b/c", "", "é/b", 7])
def test_a_media_type_that_is_none_is_refused(media_type):
    with pytest.raises(InvalidApiError, match="media_type is"):
        ErrorList(media_type=media_type)


def test_a_class_attribute_of_a_format_of_ones_own_counts():
    class Company(ErrorList):
        status_field = "statusCode"
        media_type = "application/vnd.company+json"

    assert Company().document(400, [OTHER])["statusCode"] == 400
    assert Company().media_type == "application/vnd.company+json"


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        pytest.param({"status": 200}, "has 'status'", id="the status field"),
        pytest.param({"headers": {}}, "has 'headers'", id="the headers"),
        pytest.param({"requestId": ""}, "has 'requestId'", id="the request id"),
        pytest.param({"x": {1}}, "Bad.x is", id="a value that JSON cannot hold"),
    ],
)
def test_a_format_cannot_break_the_body(members, problem):
    class Bad(ErrorFormat):
        def members(self, status, errors):
            return members

    with pytest.raises(InvalidApiError, match=problem):
        Bad().document(400, [OTHER], headers={"A": "b"}, request_id="1")


def test_formats_are_values():
    assert ErrorList() == ErrorList(status_field="status")
    assert ErrorList() != ErrorList(status_field="code")
    assert ProblemJson() != ErrorList()
    assert ProblemJson(type_base="a:") != ProblemJson()
    assert len({ErrorList(), ErrorList(), ProblemJson()}) == 2
    for same in (copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))):
        assert same(ProblemJson(type_base="a:")) == ProblemJson(type_base="a:")
    with pytest.raises(AttributeError, match="immutable"):
        ErrorList(status_field="a").status_field = "b"


def test_a_format_without_members_says_what_is_missing():
    with pytest.raises(NotImplementedError, match="Nothing needs a method members"):
        type("Nothing", (ErrorFormat,), {})().document(400, [OTHER])


def test_the_status_field_of_problem_json_is_fixed():
    with pytest.raises(TypeError):
        ProblemJson(status_field="code")


@pytest.mark.parametrize("format", [ErrorList(), ProblemJson(), Flat()])
def test_the_unhandled_body_is_of_the_same_format(format):
    body = json.loads(unhandled_body(format, 503, "Sorry", request_id="$context.requestId"))
    assert body["status"] == 503
    assert body["requestId"] == "$context.requestId"
    jsonschema.Draft4Validator(format.schema()).validate(body)


def test_items_are_compared_by_their_members():
    assert ErrorItem(code="A") == ErrorItem(code="A", detail=None)
    assert ErrorItem(code="A") != ErrorItem(code="B")
    assert repr(ErrorItem(code="A", detail=1)) == "ErrorItem(code='A', detail=1)"
