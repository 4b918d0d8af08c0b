"""CORS options of CDK are checked before anything is made."""

import pytest
from aws_cdk import Token
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors.infrastructure.cors import cors_headers, cors_problems


@pytest.mark.parametrize(
    "origins",
    [
        ["*"],
        ["null"],
        ["https://shop.example"],
        ["http://localhost:3000", "https://xn--bcher-kva.example", "http://[::1]:8080"],
        ["chrome-extension://abcdefghijklmnop"],
    ],
)
def test_origins_are_taken(origins):
    assert cors_problems(ag.CorsOptions(allow_origins=origins)) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"allow_origins": []}, ["no origin", "at least one"], id="no origin"),
        pytest.param({"allow_origins": ["shop.example"]}, ["'shop.example'", "scheme://host"], id="no scheme"),
        pytest.param({"allow_origins": ["https://a.example/"]}, ["without a path"], id="a path"),
        pytest.param({"allow_origins": ["https://a.example\r\nX: y"]}, ["is not an origin"], id="header injection"),
        pytest.param({"allow_origins": ["https://$a"]}, ["is not an origin"], id="a Velocity reference"),
        pytest.param({"allow_origins": ["https://a'=='"]}, ["is not an origin"], id="a quote for the template"),
        pytest.param({"allow_origins": ["*", "https://a.example"]}, ["mixes '*'", "alone"], id="any and one"),
        pytest.param(
            {"allow_origins": ["*"], "allow_credentials": True}, ["Fetch standard"], id="any with credentials"
        ),
        pytest.param({"allow_origins": ["*"], "allow_headers": ["X Y"]}, ["'X Y'", "RFC 9110"], id="allowed header"),
        pytest.param({"allow_origins": ["*"], "expose_headers": ["É"]}, ["'É'", "RFC 9110"], id="exposed header"),
    ],
)
def test_a_wrong_option_says_what_to_change(options, words):
    (problem,) = cors_problems(ag.CorsOptions(**options))
    for word in words:
        assert word in problem


def test_every_wrong_origin_is_named():
    assert len(cors_problems(ag.CorsOptions(allow_origins=["a", "b", "https://c.example"]))) == 2


def test_a_list_is_no_cors_options():
    (problem,) = cors_problems(["https://a.example"])
    assert "CorsOptions(allow_origins=[...], ...)" in problem


@pytest.mark.cdk
def test_an_unresolved_origin_is_let_through():
    origin = Token.as_string({"Ref": "Origin"})
    options = ag.CorsOptions(allow_origins=[origin, "https://b.example"])
    assert cors_problems(options) == []
    assert cors_headers(options).origins[0] == origin
