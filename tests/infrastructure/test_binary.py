"""Binary media types that would swallow error bodies are refused with the reason."""

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors import DeclarationError, NonProxyLambdaIntegration, NonProxyLambdaRestApi
from cdk_apigateway_errors.infrastructure.binary import binary_problems
from infrastructure.shop import function


@pytest.mark.parametrize(
    "media_type",
    [
        "*/*",
        "application/json",
        "application/*",
        "application/problem+json",
        "Application/JSON",
        "application/json; charset=utf-8",
    ],
)
def test_a_type_that_covers_json_is_refused(media_type):
    (problem,) = binary_problems([media_type, "image/png"])
    assert repr(media_type) in problem
    assert "500" in problem
    assert "exact types" in problem


@pytest.mark.parametrize("media_types", [None, [], ["image/png", "application/pdf", "application/octet-stream"]])
def test_exact_binary_types_are_taken(media_types):
    assert binary_problems(media_types) == []


@pytest.mark.parametrize("media_type", ["text/*", "text/xml", "text/xml;charset=utf-8"])
def test_the_media_type_of_the_error_format_is_covered_too(media_type):
    assert binary_problems([media_type]) == []
    (problem,) = binary_problems([media_type], "text/xml; charset=utf-8")
    assert "treat text/xml; charset=utf-8 as binary" in problem


@pytest.mark.cdk
def test_the_binary_media_types_of_an_existing_api_are_read():
    stack = Stack(App(), "Binary")
    api = ag.RestApi(stack, "Api", binary_media_types=["image/png", "*/*"])
    fine = ag.RestApi(stack, "Fine", binary_media_types=["image/png"])
    with pytest.raises(DeclarationError, match=r"rest_api: binary_media_types holds '\*/\*'"):
        NonProxyLambdaRestApi(stack, "Routes", rest_api=api)
    handler = function(stack, "F")
    with pytest.raises(RuntimeError, match=r"the RestApi: binary_media_types holds '\*/\*'"):
        api.root.add_method("GET", NonProxyLambdaIntegration(handler, errors=[404]))
    assert NonProxyLambdaRestApi(stack, "Routes", rest_api=fine).add_route("GET /", handler=handler)
    imported = ag.RestApi.from_rest_api_attributes(stack, "Imported", rest_api_id="abc", root_resource_id="r")
    assert NonProxyLambdaRestApi(stack, "ImportedRoutes", rest_api=imported)
