"""A handler raises nothing that its route did not declare, or the test fails and says what is missing."""

import pytest

from cdk_apigateway_errors.runtime import ErrorList
from cdk_apigateway_errors.testing import assert_declared, bare_error, load_rest_apis


@pytest.mark.parametrize("status", [404, 410, 429])
def test_a_declared_error_passes(rest_api, status):
    assert rest_api.declared.raises(bare_error(status)).get("/orders/9").status == status


@pytest.mark.parametrize("path", ["/orders/7", "/nothing"])
def test_successes_and_the_gateways_own_answers_pass(rest_api, path):
    rest_api.declared.get(path)


def test_timeouts_are_not_the_handlers_errors(rest_api):
    assert rest_api.declared.times_out().get("/orders/9").status == 504


@pytest.mark.parametrize(
    ("raised", "missing"),
    [
        (
            bare_error(409),
            r"add 409, or the class that has it, to errors= of GET /orders/\{id\} \(it has patterns for 404, 410",
        ),
        (KeyError("id"), "KeyError is no error that a route can declare: raise an ApiError in its place"),
        (
            '{"code": "X", "status": 404}',
            r'404 is declared, but its pattern does not match this message: write the status \("status"\) first',
        ),
        (
            bare_error(404, format=ErrorList(status_field="statusCode")),
            'does not match this message: the pattern wants the member "status", the message has "statusCode"$',
        ),
        (
            '{"code": "X", "statusCode": 404}',
            'the pattern wants the member "status", the message has "statusCode"$',
        ),
        ('{"code": 404, "status": 404}', r'write the status \("status"\) first'),
        ('{"status": 404} and more', "ValueError|Exception is no error that a route can declare"),
        (Exception(), "an empty message can be selected by no pattern"),
    ],
    ids=["status", "exception", "order", "name", "name and order", "two", "no JSON", "empty"],
)
def test_an_undeclared_error_fails_and_names_the_declaration(rest_api, raised, missing):
    with pytest.raises(AssertionError, match=missing) as caught:
        rest_api.declared.raises(raised).get("/orders/9")
    assert "GET /orders/{id}: the function's error was answered" in str(caught.value)
    shown = str(raised) or "(empty)"
    assert f"message: {shown}" in str(caught.value)


def test_what_the_function_printed_is_shown(apigateway):
    code = {"ZipFile": "def handler(event, context):\n    print('look here')\n    raise ValueError('boom')\n"}
    function = {"Runtime": "python3.13", "Handler": "index.handler", "Code": code, "Role": "r"}
    with pytest.raises(AssertionError, match="look here"):
        assert_declared(apigateway(small_template(function, "(?s).+")).only.get("/"))


def test_a_declared_500_that_shares_its_response_with_the_unhandled_errors_passes(template, methods):
    for response in methods["GET /orders/{id}"]["Integration"]["IntegrationResponses"]:
        if response["StatusCode"] == "500":
            response["ResponseTemplates"] = {"application/json": "$input.path('$.errorMessage')"}
    with load_rest_apis(template) as rest_apis:
        rest_apis.only.declared.raises(bare_error(500)).get("/orders/9")


def test_an_error_that_falls_to_the_default_response_fails():
    with load_rest_apis(small_template({"Code": {"ZipFile": ""}, "Role": "r"}, '.*"status":404.*')) as rest_apis:
        rest_apis.only.declared.raises(bare_error(404)).get("/")
        with pytest.raises(AssertionError, match="answered 200 by the default response"):
            rest_apis.only.declared.raises(bare_error(400)).get("/")


@pytest.mark.parametrize(
    ("message", "missing"),
    [
        ('{"status":404}', 'the pattern wants the member "statusCode", the message has "status"'),
        ('{"statusCode": 404}', r'a space after the colon.*; the pattern is \.\*"statusCode":404\.\*$'),
    ],
    ids=["name", "space"],
)
def test_what_keeps_a_pattern_of_another_shape_from_matching_is_said(message, missing):
    template = small_template({"Code": {"ZipFile": ""}, "Role": "r"}, '.*"statusCode":404.*')
    with load_rest_apis(template) as rest_apis, pytest.raises(AssertionError, match=missing):
        rest_apis.only.declared.raises(message).get("/")


def test_a_bare_error_in_the_formats_of_the_api_passes():
    template = small_template({"Code": {"ZipFile": ""}, "Role": "r"}, '(?s)\\{"statusCode":404,.*')
    error = bare_error(404, format=ErrorList(status_field="statusCode"))
    with load_rest_apis(template) as rest_apis:
        assert rest_apis.only.declared.raises(error).get("/").status == 404


def small_template(function, pattern):
    uri = {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"}
    responses = [{"StatusCode": "200"}, {"StatusCode": "404", "SelectionPattern": pattern}]
    integration = {"Type": "AWS", "IntegrationHttpMethod": "POST", "Uri": uri, "IntegrationResponses": responses}
    method = {
        "RestApiId": {"Ref": "Api"},
        "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
        "HttpMethod": "GET",
        "AuthorizationType": "NONE",
        "Integration": integration,
        "MethodResponses": [{"StatusCode": "200"}, {"StatusCode": "404"}],
    }
    invoke = {"FunctionName": {"Ref": "Fn"}, "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
    return {
        "Resources": {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "small"}},
            "Invoke": {"Type": "AWS::Lambda::Permission", "Properties": invoke},
            "Fn": {"Type": "AWS::Lambda::Function", "Properties": function},
            "Get": {"Type": "AWS::ApiGateway::Method", "Properties": method},
        }
    }
