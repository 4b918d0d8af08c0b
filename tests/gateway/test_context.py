"""``$context`` and the dates in it."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from cdk_apigateway_errors.gateway.context import (
    common_log_time,
    context_variables,
    extended_request_id,
    http_date,
    lookup,
    request_id,
)
from cdk_apigateway_errors.gateway.values import Request
from gateway.apis import api, method, mock_integration

KEYS = [
    "resourceId",
    "resourcePath",
    "httpMethod",
    "extendedRequestId",
    "requestTime",
    "path",
    "accountId",
    "protocol",
    "requestOverride",
    "stage",
    "domainPrefix",
    "requestTimeEpoch",
    "requestId",
    "identity",
    "domainName",
    "deploymentId",
    "responseOverride",
    "apiId",
]


def test_the_members_are_those_that_the_service_has() -> None:
    """S test_sqs_amz_json_protocol 2025-05-20."""
    orders = method("GET /orders/{id}", mock_integration())
    context = context_variables(api(orders), orders, Request("GET", "/orders/7"), "/orders/7")
    assert list(context) == KEYS
    assert context["resourcePath"] == "/orders/{id}"
    assert context["path"] == "/prod/orders/7"


@pytest.mark.parametrize("moment", [0, 1_000_000_000, 1_709_164_800, 4_102_444_799])
def test_dates_are_those_of_the_standard_library(moment: int) -> None:
    then = datetime.fromtimestamp(moment, UTC)
    assert http_date(moment) == format_datetime(then, usegmt=True)
    assert common_log_time(moment) == then.strftime("%d/%b/%Y:%H:%M:%S +0000")


def test_request_ids_are_random_uuids() -> None:
    ids = {request_id(os.urandom(16)) for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", one) for one in ids)
    assert re.fullmatch(r"[A-Za-z0-9+/]{11}=", extended_request_id(os.urandom(8)))


def test_lookup_of_what_is_not_there_is_none() -> None:
    assert lookup({"a": {"b": 1}}, "a.b.c") is None
    assert lookup({}, "a") is None
