"""Gateway responses in the catalog's body shape.

Types and status codes: developer guide ``supported-gateway-response-types``.
"""

import http
import json

import pytest

from cdk_apigateway_errors.catalog import GATEWAY_RESPONSE_TYPES, CorsHeaders, gateway_error_response
from cdk_apigateway_errors.runtime import ErrorFormat, ErrorList, ProblemJson

FROM_THE_GUIDE = {
    "ACCESS_DENIED": 403, "API_CONFIGURATION_ERROR": 500, "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500, "BAD_REQUEST_BODY": 400, "BAD_REQUEST_PARAMETERS": 400, "DEFAULT_4XX": None,
    "DEFAULT_5XX": None, "EXPIRED_TOKEN": 403, "INTEGRATION_FAILURE": 504, "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403, "INVALID_SIGNATURE": 403, "MISSING_AUTHENTICATION_TOKEN": 403, "QUOTA_EXCEEDED": 429,
    "RESOURCE_NOT_FOUND": 404, "THROTTLED": 429, "UNAUTHORIZED": 401, "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}  # fmt: skip


def served(response):
    """What the service makes of a template: plain substitution, messageString with its own quotes."""
    text = response.template.replace("$context.error.messageString", '"It failed"')
    text = text.replace("$context.error.responseType", "SOME_TYPE").replace("$context.requestId", "id-1")
    assert "$" not in text
    return json.loads(text)


def test_the_types_are_those_of_the_developer_guide():
    assert dict(GATEWAY_RESPONSE_TYPES) == FROM_THE_GUIDE


@pytest.mark.parametrize("error_format", [ErrorList(), ErrorList(status_field="statusCode"), ProblemJson()], ids=repr)
@pytest.mark.parametrize("response_type", FROM_THE_GUIDE)
def test_every_type_answers_in_the_shape_of_the_errors(response_type, error_format):
    response = gateway_error_response(response_type, error_format)
    body = served(response)
    assert body.get(error_format.status_field) == FROM_THE_GUIDE[response_type]
    assert body["requestId"] == "id-1"
    assert "It failed" in json.dumps(body)
    assert (response_type if FROM_THE_GUIDE[response_type] else "SOME_TYPE") in json.dumps(body)


def test_problem_json_is_said_in_the_content_type():
    response = gateway_error_response("THROTTLED", ProblemJson())
    assert response.headers == {"Content-Type": "'application/problem+json'"}


def test_several_origins_are_answered_with_the_requests_own():
    cors = CorsHeaders(("https://a.example", "https://b.example"), allow_credentials=True)
    headers = gateway_error_response("THROTTLED", ErrorList(), cors).headers
    assert headers["Access-Control-Allow-Origin"] == "method.request.header.Origin"
    assert headers["Vary"] == "'Origin'"


def test_a_type_that_cannot_be_customised_is_refused():
    with pytest.raises(ValueError, match="REQUEST_TOO_LARGE' cannot be customised"):
        gateway_error_response("REQUEST_TOO_LARGE", ErrorList())


class Joined(ErrorFormat):
    """Builds longer texts from code, message and status, and knows real status codes only."""

    def members(self, status, errors):
        return {"text": f"{errors[0].code}: {errors[0].message}", "phrase": http.HTTPStatus(status).phrase}


@pytest.mark.parametrize("response_type", FROM_THE_GUIDE)
def test_a_format_that_joins_texts_gets_constant_ones(response_type):
    body = served(gateway_error_response(response_type, Joined()))
    assert body["text"] == f"{response_type}: {response_type.replace('_', ' ').capitalize()}"


def test_headers_that_read_an_integration_response_are_left_out():
    headers = {"X-A": "integration.response.body.foo", "X-B": "b", "X-C": "context.requestId"}
    found = gateway_error_response("THROTTLED", ErrorList(), headers=headers).headers
    assert found == {"X-B": "'b'", "X-C": "context.requestId"}
