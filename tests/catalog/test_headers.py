"""Header names and values as mapping expressions."""

import pytest

from cdk_apigateway_errors.catalog import header_mapping, header_name_problem
from cdk_apigateway_errors.catalog.headers import RENAMED, header_problems, merged_headers, renamed_header

# Recorded: the names that come back as x-amzn-Remapped-*.
REMAPPED = [
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-MD5",
    "Date",
    "Expect",
    "Host",
    "Max-Forwards",
    "Proxy-Authenticate",
    "Server",
    "Trailer",
    "Upgrade",
    "User-Agent",
    "WWW-Authenticate",
]


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        ("no-store", "'no-store'"),
        ("'no-store'", "'no-store'"),
        ("integration.response.header.ETag", "integration.response.header.ETag"),
        ("integration.response.multivalueheader.Set-Cookie", "integration.response.multivalueheader.Set-Cookie"),
        ("integration.response.body", "integration.response.body"),
        ("integration.response.body.a[0].b", "integration.response.body.a[0].b"),
        ("context.requestId", "context.requestId"),
        ("stageVariables.release", "stageVariables.release"),
        ("contextual", "'contextual'"),
        ("context", "'context'"),
        ("integration.response.header", "'integration.response.header'"),
        ("", "''"),
    ],
)
def test_static_values_are_quoted_and_mapped_ones_left_alone(value, expression):
    assert header_mapping(value) == expression


@pytest.mark.parametrize("name", REMAPPED)
def test_renamed_headers_are_known(name):
    assert renamed_header(name.lower()) == f"x-amzn-Remapped-{name.lower()}"
    assert name.lower() in RENAMED


@pytest.mark.parametrize("name", ["", "a b", "a:b", "ä", "a\nb", 3, None])
def test_a_name_that_is_no_token_is_refused(name):
    assert "RFC 9110" in header_name_problem(name)


def test_a_dropped_header_is_refused():
    assert "drops it" in header_name_problem("transfer-encoding")


@pytest.mark.parametrize(
    ("value", "named"), [("a\r\nb", "line ends"), ("it's", "single quote"), (3, "allowed: a text"), ("\x00", "control")]
)
def test_a_value_that_cannot_be_sent_is_refused(value, named):
    assert named in header_problems({"X-A": value})[0]


def test_names_that_differ_only_in_case_are_refused():
    assert "differ only in case" in header_problems({"Retry-After": "1", "retry-after": "2"})[0]


@pytest.mark.parametrize("headers", [["X"], "X", 3])
def test_headers_that_are_no_mapping_are_refused(headers):
    assert "allowed: a mapping" in header_problems(headers)[0]


def test_vary_adds_up_and_every_other_header_is_replaced_in_any_case():
    merged = merged_headers({"Vary": "'Accept'", "x-a": "'1'"}, {"vary": "'Origin'", "X-A": "'2'"})
    assert merged == {"vary": "'Accept,Origin'", "X-A": "'2'"}
