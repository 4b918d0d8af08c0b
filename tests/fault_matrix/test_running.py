"""What the columns say of answers that are wrong in one place."""

from __future__ import annotations

import json

import pytest

from . import Answer, Cell, Handler, Outcome, cells, outcome
from .model import ORIGIN

ID = "6716d72c-56d3-4ecc-9ee3-ce7eb48c4166"
CORS = ("Access-Control-Allow-Origin", ORIGIN)
HEADERS = (("Content-Type", "application/json"), ("x-amzn-RequestId", ID), CORS)
DOCUMENT = {
    "status": 500,
    "errors": [{"code": "INTERNAL_ERROR", "message": "Internal server error"}],
    "requestId": ID,
}
UNHANDLED = Answer(500, HEADERS, json.dumps(DOCUMENT).encode())


def cell(name: str, handler: Handler = Handler.PYTHON) -> Cell:
    return next(one for one in cells() if one.row.name == name and one.handler is handler)


def changed(**members: object) -> Answer:
    return Answer(500, HEADERS, json.dumps({**DOCUMENT, **members}).encode())


WRONG = {
    "nothing": (UNHANDLED, Outcome(500, "INTERNAL_ERROR")),
    "another status in the body": (changed(status=501), Outcome(500, "text")),
    "the id of another request": (changed(requestId="1"), Outcome(500, "text")),
    "a member more": (changed(detail="more"), Outcome(500, "text")),
    "the exception's text": (changed(detail="unseen-7f3a"), Outcome(500, "text", leak=True)),
    "no CORS header": (Answer(500, HEADERS[:-1], UNHANDLED.body), Outcome(500, "INTERNAL_ERROR", cors=False)),
    "CORS for another origin": (
        Answer(500, (*HEADERS[:-1], ("Access-Control-Allow-Origin", "https://other.example")), UNHANDLED.body),
        Outcome(500, "INTERNAL_ERROR", cors=False),
    ),
    "another media type": (
        Answer(500, (("Content-Type", "text/plain"), *HEADERS[1:]), UNHANDLED.body),
        Outcome(500, "text"),
    ),
    "a header that was smuggled in": (
        Answer(500, (*HEADERS, ("X-Injected", "yes")), UNHANDLED.body),
        Outcome(500, "INTERNAL_ERROR", leak=True),
    ),
    "text in a header": (
        Answer(500, (*HEADERS, ("X-Why", "no route to database 10.0.0.5")), UNHANDLED.body),
        Outcome(500, "INTERNAL_ERROR", leak=True),
    ),
    "the message itself": (
        Answer(500, HEADERS, b"unseen-7f3a: no route to database 10.0.0.5"),
        Outcome(500, "text", leak=True),
    ),
    "Lambda's error document": (
        Answer(200, HEADERS, b'{"errorMessage": "", "errorType": "Exception", "stackTrace": []}'),
        Outcome(200, "envelope", leak=True),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_is_wrong_in_one_place_has_another_outcome(name: str) -> None:
    answer, expected = WRONG[name]
    assert outcome(cell("undeclared exception"), answer) == expected


def test_a_declared_body_counts_only_byte_for_byte() -> None:
    declared = cell("declared error")
    assert outcome(declared, Answer(404, HEADERS, declared.declared.encode())) == Outcome(404, "declared")
    assert outcome(declared, Answer(404, HEADERS, declared.declared.encode() + b" ")).body == "text"
