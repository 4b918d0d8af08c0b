"""The wire format: requests in any pieces, answers in one."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.lambda_runtime.outcomes import RESPONSE_LIMIT
from cdk_apigateway_errors.lambda_runtime.runtime_api import (
    Invocation,
    ProtocolError,
    Request,
    RequestParser,
    event,
    refused,
)


def as_bytes(path: str, body: bytes) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nCONTENT-length:  {len(body)} \r\n\r\n".encode() + body


@settings(max_examples=2000 if os.environ.get("LONG_FUZZ") else 100)
@given(
    bodies=st.lists(st.binary(max_size=40), min_size=1, max_size=4),
    cuts=st.lists(st.integers(0, 400), max_size=12),
)
def test_requests_come_out_whole_however_the_bytes_arrive(bodies, cuts):
    stream = b"".join(as_bytes(f"/{number}", body) for number, body in enumerate(bodies))
    ends = sorted({min(cut, len(stream)) for cut in cuts} | {len(stream)})
    parser, found = RequestParser(), []
    for start, end in zip([0, *ends], ends, strict=False):
        parser.feed(stream[start:end])
        while request := parser.next_request():
            found.append((request.method, request.path, request.body))
    assert found == [("POST", f"/{number}", body) for number, body in enumerate(bodies)]


@pytest.mark.parametrize("pieces", [1, 7, 1000])
def test_a_body_over_the_limit_is_counted_but_not_kept(pieces):
    stream = as_bytes("/large", b"x" * (RESPONSE_LIMIT + 1)) + as_bytes("/next", b"{}")
    parser, found = RequestParser(), []
    step = len(stream) // pieces + 1
    for start in range(0, len(stream), step):
        parser.feed(stream[start : start + step])
        assert len(parser._buffer) <= step
        while request := parser.next_request():
            found.append((request.path, request.body))
    assert found == [("/large", None), ("/next", b"{}")]


@pytest.mark.parametrize(
    ("stream", "problem"),
    [
        pytest.param(b"hello\r\n\r\n", "first line", id="no HTTP"),
        pytest.param(b"GET / HTTP/2\r\n\r\n", "first line", id="HTTP 2"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "not a number", id="negative length"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", "not a number", id="superscript two"),
        pytest.param(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "chunked", id="chunked"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"x" * 2_200_000, "longer than", id="endless head"),
    ],
)
def test_what_no_client_sends_is_refused(stream, problem):
    parser = RequestParser()
    parser.feed(stream)
    with pytest.raises(ProtocolError, match=problem):
        parser.next_request()


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/2018-06-01/runtime/invocation/7f3e/response", "response"),
        ("POST", "/2018-06-01/runtime/invocation/7f3e/error", "error"),
        ("POST", "/2018-06-01/runtime/invocation/other/response", None),
        ("GET", "/2018-06-01/runtime/invocation/7f3e/response", None),
        ("POST", "/2018-06-01/runtime/init/error", None),
    ],
)
def test_only_the_invocation_that_runs_is_answered(method, path, kind):
    assert Request(method, path, {}, b"").answers("7f3e") == kind


def test_an_arn_cannot_add_a_header():
    answer = event(Invocation("7f3e", b"{}", 5, "arn:x\r\nInjected: yes", "Root=1"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"\r\nInjected" not in head
    assert b"\r\nLambda-Runtime-Deadline-Ms: 5\r\n" in head
    assert body == b"{}"


def test_a_refusal_names_type_and_message():
    assert refused("404 Not Found", "NotFound", "no").endswith(b'{"errorMessage": "no", "errorType": "NotFound"}')
