"""Every generated pattern of the sample, judged by java.util.regex."""

import json

import pytest

from cdk_apigateway_errors.runtime import ApiError
from infrastructure.shop import written_out
from java.judge import shared_judge

pytestmark = [pytest.mark.cdk, pytest.mark.java]

# The article's error, as its Node.js handler writes it.
SEED = json.dumps(
    {
        "status": 400,
        "errors": [
            {
                "code": "123",
                "source": "/data/attributes/first-name",
                "message": "Value is too short",
                "detail": "First name must contain at least three characters.",
            }
        ],
    },
    separators=(",", ":"),
)
# What reaches API Gateway as errorMessage, and the status code it must lead to where 400 alone is declared; None: success.
MESSAGES = {
    "the article's error": (SEED, "400"),
    "the error printed over several lines": (json.dumps(json.loads(SEED), indent=2), "400"),
    "the error with line separators inside": ('{"status":400,"message":"a\u2028b\r\nc"}', "400"),
    "ApiError of the runtime": (str(ApiError(status=400, code="X", message="no")), "400"),
    "an undeclared status": ('{"status":409,"errors":[]}', "500"),
    "a longer number": ('{"status":4001}', "500"),
    "a fraction": ('{"status":400.5}', "500"),
    "a status as text": ('{"status":"400"}', "500"),
    "a nested status": ('{"cause":{"status":400}}', "500"),
    "text around the object": ('could not parse {"status":400,"a":1} at line 1', "500"),
    "an exception": ("'id'", "500"),
    "a message of one blank": (" ", "500"),
    "a timeout, form until 2024": ("2024-04-08T10:00:00.000Z 1b2c Task timed out after 3.00 seconds", "504"),
    "a timeout, form from 2025": ("RequestId: 1b2c Error: Task timed out after 3.00 seconds", "504"),
    "a process that ends": ("RequestId: 1b2c Error: Runtime exited with error: exit status 1", "502"),
    "a module that is missing": ("Unable to import module 'index': No module named 'x'", "502"),
    "too large a result": ("Response payload size exceeded maximum allowed payload size (6291556 bytes).", "502"),
    "a declared error that quotes a timeout": (
        '{"status":400,"detail":"RequestId: 1 Error: Task timed out after 3.00 seconds"}',
        "400",
    ),
    "a success": ("", None),
}


def patterns(template, http_method=None):
    """The patterns by status code of every method."""
    for resource in written_out(template["Resources"], template["Mappings"]).values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::ApiGateway::Method" and properties["HttpMethod"] in (http_method, "GET", "POST"):
            responses = properties["Integration"]["IntegrationResponses"]
            yield {r["StatusCode"]: r["SelectionPattern"] for r in responses if r.get("SelectionPattern")}


def selected(of_method, message):
    judge = shared_judge()
    return [status for status, pattern in of_method.items() if judge.matches(pattern, message)]


@pytest.mark.parametrize("stack", ["Blog", "Orders"])
def test_every_pattern_compiles_in_java(templates, stack):
    judge = shared_judge()
    found = {pattern for of_method in patterns(templates[stack]) for pattern in of_method.values()}
    assert len(found) >= 4
    assert {pattern: judge.refusal(pattern) for pattern in found} == dict.fromkeys(found)


@pytest.mark.parametrize(("message", "status"), [pytest.param(*case, id=name) for name, case in MESSAGES.items()])
def test_a_message_selects_its_status_code_and_no_other(templates, message, status):
    for of_method in patterns(templates["Blog"]):
        assert selected(of_method, message) == ([] if status is None else [status])


def test_every_declared_error_of_the_orders_selects_its_own_status_code(templates):
    declared = {"400", "404", "409", "410", "412", "422", "429", "503"}
    seen = set()
    for of_method in patterns(templates["Orders"], "PUT"):
        for status in declared:
            expected = status if status in of_method else "500"
            assert selected(of_method, json.dumps({"status": int(status), "errors": []})) == [expected]
        seen |= declared & set(of_method)
    assert seen == declared
