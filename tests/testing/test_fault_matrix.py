"""Every declared error on every route: the example's template passes, each way to break it is found."""

import pytest
from examples.orders.service.errors import BadOrder, OrderGone, OrderNotFound, OrdersError

from cdk_apigateway_errors.runtime import ApiError
from cdk_apigateway_errors.testing import bare_error, load_rest_apis
from cdk_apigateway_errors.testing.fault_matrix import Options, cells

ROUTE = "GET /orders/{id}"


def found(source, errors=(OrdersError,), **options):
    """What fails, by the test's id."""
    failures = {}
    with load_rest_apis(source) as rest_apis:
        for cell in cells(rest_apis, Options(errors, **options)):
            try:
                cell.check()
            except AssertionError as error:
                failures[cell.id] = str(error)
    return failures


def response_of(methods, status, route=ROUTE):
    return next(r for r in methods[route]["Integration"]["IntegrationResponses"] if r["StatusCode"] == status)


def ids(source, errors, **options):
    with load_rest_apis(source) as rest_apis:
        return [cell.id for cell in cells(rest_apis, Options(errors, **options))]


def test_each_cell_is_named_by_route_status_and_class(assembly):
    found = ids(assembly, [OrderNotFound, 410, BadOrder])
    of_route = [name.removeprefix(f"{ROUTE} ") for name in found if name.startswith(f"{ROUTE} ")]
    named = ["404 OrderNotFound", "410 ApiError", "400 BadOrder undeclared", "429 ApiError"]
    assert of_route == [*named, "unhandled", "timeout", "crash", "success"]
    assert "OPTIONS" not in " ".join(found)


def test_the_example_passes(assembly):
    assert found(assembly) == {}


def test_a_pattern_that_misses_its_error_is_found(template, methods):
    response_of(methods, "404")["SelectionPattern"] = '.*"status": 404.*'
    failures = found(template)
    assert list(failures) == [f"{ROUTE} 404 OrderNotFound"]
    assert "the status is 200, raised was 404" in failures[f"{ROUTE} 404 OrderNotFound"]


def test_a_status_that_the_test_does_not_know_is_tried_too(template, methods):
    response_of(methods, "410")["SelectionPattern"] = "never"
    assert f"{ROUTE} 410 ApiError" in found(template, [OrderNotFound])


def test_two_patterns_that_match_one_message_are_found(template, methods):
    response_of(methods, "410")["SelectionPattern"] = '(?s).*"status":4.*'
    assert "the patterns of 404, 410 all match" in found(template)[f"{ROUTE} 404 OrderNotFound"]


def test_a_success_that_a_pattern_takes_is_found(template, methods):
    response_of(methods, "410")["SelectionPattern"] = '(?s)(\\s*.*"status":410.*)?'
    assert (
        'a success is taken by the pattern of 410, `(?s)(\\s*.*"status":410.*)?`' in found(template)[f"{ROUTE} success"]
    )


def test_a_missing_method_response_is_found(template, methods):
    methods[ROUTE]["MethodResponses"] = [r for r in methods[ROUTE]["MethodResponses"] if r["StatusCode"] != "404"]
    assert "the gateway itself answered (API_CONFIGURATION_ERROR)" in found(template)[f"{ROUTE} 404 OrderNotFound"]


def test_a_body_that_is_not_as_raised_is_found(template, methods):
    response_of(methods, "404")["ResponseTemplates"] = {"application/json": "$input.json('$.errorMessage')"}
    assert "the body is not the one that was raised" in found(template)[f"{ROUTE} 404 OrderNotFound"]


@pytest.mark.parametrize(
    "text", ["$input.body", "$input.path('$.errorMessage')", "{\"is\": $input.json('$.errorMessage')}"]
)
def test_an_unhandled_error_that_leaks_is_found(template, methods, text):
    response_of(methods, "500")["ResponseTemplates"] = {"application/json": text}
    failures = found(template)
    assert "the answer shows what went wrong inside" in failures[f"{ROUTE} unhandled"]
    assert "the answer shows what went wrong inside" in failures[f"{ROUTE} 400 BadOrder undeclared"]


def test_a_crash_without_a_pattern_is_found(template, methods):
    for response in methods[ROUTE]["Integration"]["IntegrationResponses"]:
        if response["StatusCode"] in ("500", "502"):
            response["SelectionPattern"] = "never"
    failures = found(template)
    assert "no pattern matches the message, so the default response answers" in failures[f"{ROUTE} crash"]
    assert f"{ROUTE} unhandled" in failures


def test_an_error_without_the_cors_headers_of_a_success_is_found(template, methods):
    changed = response_of(methods, "404")["ResponseParameters"]
    del changed["method.response.header.Access-Control-Allow-Credentials"]
    assert "the CORS header Access-Control-Allow-Credentials is None" in found(template)[f"{ROUTE} 404 OrderNotFound"]


def test_a_text_that_is_no_json_is_found(template, methods):
    response_of(methods, "504")["ResponseTemplates"] = {"application/json": "too slow"}
    assert "the body is no JSON object" in found(template)[f"{ROUTE} timeout"]


def test_a_route_that_does_not_map_what_the_test_assigns_to_it_is_found(assembly):
    failures = found(assembly, {ROUTE: [OrderNotFound, OrderGone, BadOrder]})
    assert list(failures) == [f"{ROUTE} 400 BadOrder"]


def test_errors_may_be_instances_statuses_and_classes(assembly):
    class Picky(ApiError):
        status, code = 404, "PICKY"

        def __init__(self, order):
            super().__init__(detail=f"order {order}")

    assert f"{ROUTE} 404 Picky" in ids(assembly, [Picky(7), bare_error(410)])
    with pytest.raises(TypeError, match=r"Picky cannot be made without values .*: give an instance in errors="):
        ids(assembly, [Picky])


@pytest.mark.parametrize(
    ("errors", "problem"),
    [
        ({"GET /nothing": [404]}, "no route 'GET /nothing' with a non-proxy Lambda integration; there is GET /orders,"),
        ([200], "200 is neither an ApiError class nor a status code"),
        (404, "errors is 404: give a list of error classes and statuses, or such lists by route"),
        ("404", "errors is '404': give a list"),
        (["404"], "'404' is neither an ApiError class nor a status code"),
    ],
)
def test_wrong_errors_are_refused_in_one_sentence(assembly, errors, problem):
    with pytest.raises((LookupError, ValueError, TypeError), match=problem):
        ids(assembly, errors)


def test_an_unknown_api_is_refused(assembly):
    with pytest.raises(LookupError, match="no REST API 'Shop'; the source has Api"):
        ids(assembly, [404], rest_api="Shop")


def test_several_apis_are_refused_with_the_argument_that_chooses_one():
    apis = {name: {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": name}} for name in ("Shop", "Stock")}
    with pytest.raises(LookupError, match=r'2 REST APIs \(Shop, Stock\): .* by name, matrix\(..., rest_api="Shop"\)$'):
        ids({"Resources": apis}, [404])
    with pytest.raises(LookupError, match="Stock has no route with a non-proxy Lambda integration"):
        ids({"Resources": apis}, [404], rest_api="Stock")


def test_routes_without_a_function_have_no_cells(template, methods):
    methods[ROUTE]["Integration"]["Uri"] = "arn:aws:apigateway:us-east-1:dynamodb:action/GetItem"
    assert [name for name in ids(template, [404]) if name.startswith(f"{ROUTE} ")] == []
