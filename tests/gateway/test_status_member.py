"""What keeps a pattern with a status member from matching; each reason names what the message really holds."""

from __future__ import annotations

import re

import pytest

from cdk_apigateway_errors.cloudformation.model import IntegrationResponse
from cdk_apigateway_errors.gateway.status_member import StatusMember, status_member
from gateway.apis import gateway, orders

LEADING = r'(?s)\s*\{\s*"status"\s*:\s*400\s*(,.*)?}\s*'
CLASSIC = '.*"status":400.*'
OTHER_NAME = '.*"statusCode":400.*'
SEVERAL = r'(?s)\s*+\{\s*+"status"\s*+:\s*+(?:400|422)\s*+(?:,.*)?\}\s*'

REASONS = {
    "another status": (LEADING, '{"status":404}', "another status: the message has 404"),
    "another status, with a space": (CLASSIC, '{"status": 404}', "another status: the message has 404"),
    "another of several": (SEVERAL, '{"status":404,"a":"b"}', "another status: the message has 404"),
    "a longer number": (LEADING, '{"status":4001}', "another status: the message has 4001"),
    "in a text": (CLASSIC, 'so: "status":404 it is', "another status: the message has 404"),
    "in quotes": (
        LEADING,
        '{"status":"400"}',
        'would match with the status as a number: the message has "400" in quotes',
    ),
    "another member": (
        OTHER_NAME,
        '{"status":400}',
        'the pattern wants the member "statusCode", the message has "status"',
    ),
    "another member and status": (
        OTHER_NAME,
        '{"title": "x", "status": 404}',
        'the pattern wants the member "statusCode", the message has "status"',
    ),
    "another place": (
        LEADING,
        '{"a":1,"status":400}',
        'would match with "status" as the first member of the JSON object',
    ),
}


def why(pattern: str, message: str) -> str:
    with gateway(orders(IntegrationResponse("200"), IntegrationResponse("400", pattern))) as running:
        [verdict] = running.explain("GET", "/orders/{id}", message).verdicts
    assert not verdict.matches
    return verdict.reason


@pytest.mark.parametrize(("pattern", "message", "reason"), REASONS.values(), ids=REASONS.keys())
def test_the_reason_says_what_the_message_has_instead(pattern: str, message: str, reason: str) -> None:
    assert why(pattern, message) == reason


UNSURE = {
    "no JSON": (LEADING, "boom"),
    "no number": (LEADING, '{"status":null}'),
    "a fraction": (LEADING, '{"status":404.5}'),
    "no status among the members": (OTHER_NAME, '{"count":7}'),
    "more is wanted than the member": ('.*"status":400,"code":"gone".*', '{"status":404}'),
    "two members": ('.*"status":400.*"code":401.*', '{"status":404,"code":401}'),
    "excluded": (rf"(?s)(?!{LEADING[4:]}|.*404.*).+", '{"status":404}'),
    "deep": (LEADING, "[" * 20_000),
}


@pytest.mark.parametrize(("pattern", "message"), UNSURE.values(), ids=UNSURE.keys())
def test_nothing_is_said_where_it_is_not_sure(pattern: str, message: str) -> None:
    assert why(pattern, message) == "does not match"


MEMBERS = {
    CLASSIC: StatusMember("status", ("400",)),
    SEVERAL: StatusMember("status", ("400", "422")),
    r".*\"statusCode\" ?: ?404.*": StatusMember("statusCode", ("404",)),
    r'.*"code"\s*:\s*(401|403)[,}].*': StatusMember("code", ("401", "403")),
    '.*"status":4001.*': None,
    '.*"status":40{2}.*': None,
    ".*400.*": None,
}


@pytest.mark.parametrize(("pattern", "member"), MEMBERS.items(), ids=MEMBERS.keys())
def test_the_member_is_read_from_the_pattern(pattern: str, member: StatusMember | None) -> None:
    re.compile(pattern)
    assert status_member(pattern) == member


def test_the_diagnosis_says_the_same_reason_of_several_patterns_once() -> None:
    responses = [IntegrationResponse(code, f'.*"status":{code}.*') for code in ("400", "409")]
    with gateway(orders(IntegrationResponse("200"), *responses)) as running:
        diagnosis = running.explain("GET", "/orders/{id}", '{"status":404}').diagnosis
    assert diagnosis.endswith("(200). 400, 409: another status: the message has 404")
