"""Headers that reach the client under another name are pointed out, and the warning can be acknowledged."""

import pytest
from aws_cdk import Annotations, App, Stack
from aws_cdk.assertions import Annotations as Found
from aws_cdk.assertions import Match

from cdk_apigateway_errors import NonProxyLambdaRestApi
from cdk_apigateway_errors.infrastructure.renamed_headers import RENAMED_HEADER, warn_renamed
from infrastructure.shop import function

pytestmark = pytest.mark.cdk

ANY_RENAMED = Match.string_like_regexp("x-amzn-Remapped-")


@pytest.fixture
def stack():
    return Stack(App(), "Renamed")


def warnings(stack):
    return [str(found.entry.data) for found in Found.from_stack(stack).find_warning("*", ANY_RENAMED)]


@pytest.mark.parametrize("name", ["WWW-Authenticate", "Date", "server", "Content-Length"])
def test_a_renamed_header_is_named_with_what_clients_see(stack, name):
    warn_renamed(stack, [name, "Retry-After", "Content-Type"])
    (text,) = warnings(stack)
    assert repr(name) in text
    assert f"'x-amzn-Remapped-{name}'" in text
    assert f"[ack: {RENAMED_HEADER}.{name.lower()}]" in text


def test_other_headers_are_no_reason_for_a_warning(stack):
    warn_renamed(stack, ["Retry-After", "Content-Type", "Access-Control-Allow-Origin"])
    assert warnings(stack) == []


@pytest.mark.parametrize("acknowledged", [False, True])
def test_the_warning_comes_once_for_all_routes_and_goes_when_acknowledged(stack, acknowledged):
    api = NonProxyLambdaRestApi(stack, "Api", gateway_responses="none", success_headers={"Server": "shop"})
    handler = function(stack, "F")
    for path in ("a", "b"):
        api.add_route(f"GET /{path}", handler=handler)
    if acknowledged:
        Annotations.of(api).acknowledge_warning(f"{RENAMED_HEADER}.server", "clients do not read it")
    assert len(warnings(stack)) == (0 if acknowledged else 1)
