"""The API's own answers: one gateway response per type, two defaults, or none."""

import json

import pytest

from cdk_apigateway_errors.catalog import GATEWAY_RESPONSE_TYPES
from cdk_apigateway_errors.infrastructure.gateway_responses import GatewayResponses, gateway_responses_option

GATEWAY_RESPONSE = "AWS::ApiGateway::GatewayResponse"


@pytest.mark.parametrize("name", ["per-type", "defaults", "none"])
def test_an_option_is_taken_by_name_or_as_itself(name):
    option = gateway_responses_option(name)
    assert gateway_responses_option(option) is option is GatewayResponses(name)


@pytest.mark.parametrize("value", ["all", "", None, 3])
def test_anything_else_lists_the_names(value):
    with pytest.raises(ValueError, match="allowed: 'per-type', 'defaults', 'none'"):
        gateway_responses_option(value)


def test_the_two_defaults_are_those_without_a_status_of_their_own():
    assert GatewayResponses.DEFAULTS.types == ("DEFAULT_4XX", "DEFAULT_5XX")
    assert GatewayResponses.NONE.types == ()
    assert set(GatewayResponses.PER_TYPE.types) == set(GATEWAY_RESPONSE_TYPES)


@pytest.mark.cdk
def test_every_type_that_can_be_set_has_its_own_status_and_body(shop):
    made = {p["ResponseType"]: p for p in shop.template("Shop").properties(GATEWAY_RESPONSE)}
    assert set(made) == set(GATEWAY_RESPONSE_TYPES)
    for response_type, properties in made.items():
        text = properties["ResponseTemplates"]["application/json"]
        body = json.loads(text.replace("$context.error.messageString", '"message"'))
        assert body["requestId"] == "$context.requestId"
        if GATEWAY_RESPONSE_TYPES[response_type]:
            assert properties["StatusCode"] == str(GATEWAY_RESPONSE_TYPES[response_type]) == str(body["status"])
            assert body["errors"] == [{"code": response_type, "message": "message"}]
        else:
            assert "StatusCode" not in properties
            assert "status" not in body


@pytest.mark.cdk
@pytest.mark.parametrize(("stack", "count"), [("Plain", 2), ("OneOrigin", 0)])
def test_fewer_are_made_when_asked(shop, stack, count):
    assert len(shop.template(stack).properties(GATEWAY_RESPONSE)) == count
