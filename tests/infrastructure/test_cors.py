"""CORS options of CDK are checked before anything is made."""

import pytest
from aws_cdk import App, CfnParameter, Fn, Stack, Token
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
        ["https://a.example:80", "http://a.example:443", "https://a.example:65535"],
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
        pytest.param({"allow_origins": ["https://*.shop.example"]}, ["not an origin", "wildcard"], id="a wildcard"),
        pytest.param({"allow_origins": ["https://me@a.example"]}, ["not an origin", "user"], id="a user"),
        pytest.param({"allow_origins": ["https://a.example?x"]}, ["not an origin", "query"], id="a query"),
        pytest.param({"allow_origins": ["https://bücher.example"]}, ["not an origin"], id="a host that is not ASCII"),
        pytest.param(
            {"allow_origins": ["https://Shop.Example:8443"]}, ["'https://shop.example:8443'"], id="upper-case host"
        ),
        pytest.param({"allow_origins": ["https://a.example:443"]}, ["write 'https://a.example'"], id="port of https"),
        pytest.param({"allow_origins": ["http://a.example:80"]}, ["write 'http://a.example'"], id="port of http"),
        pytest.param({"allow_origins": ["http://a.example:0"]}, ["port 0", "1 to 65535"], id="port 0"),
        pytest.param(
            {"allow_origins": ["http://a.example:080"]}, ["port 080", "leading zeros"], id="zero before a port"
        ),
        pytest.param({"allow_origins": ["http://a.example:65536"]}, ["port 65536", "65535"], id="port too large"),
        pytest.param({"allow_origins": ["http://a.example:x"]}, ["not an origin"], id="port that is no number"),
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


@pytest.mark.cdk
def test_a_list_that_only_the_deployment_knows_is_refused_and_its_parts_are_taken():
    parameter = CfnParameter(Stack(App(), "Origins"), "Origins", type="CommaDelimitedList")
    (problem,) = cors_problems(ag.CorsOptions(allow_origins=parameter.value_as_list))
    assert "known only at deployment" in problem
    assert "Fn.select(0, " in problem
    assert cors_problems(ag.CorsOptions(allow_origins=[Fn.select(0, parameter.value_as_list)])) == []
