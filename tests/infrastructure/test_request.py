"""Request templates: the default event, and what may be given instead."""

import pytest

from cdk_apigateway_errors.infrastructure.request import request_template_problem, request_templates


@pytest.mark.parametrize("http_method", ["GET", "HEAD", "DELETE"])
def test_methods_without_a_body_send_null(http_method):
    assert '"body":null' in request_templates(None, http_method)["application/json"]


@pytest.mark.parametrize("http_method", ["GET", "DELETE", "POST"])
def test_a_method_whose_body_is_validated_sends_it(http_method):
    text = request_templates(None, http_method, has_model=True)["application/json"]
    assert "$util.escapeJavaScript($input.body)" in text


@pytest.mark.parametrize("http_method", ["POST", "PUT", "PATCH"])
def test_methods_with_a_body_send_its_text_escaped(http_method):
    text = request_templates(None, http_method)["application/json"]
    assert "$util.escapeJavaScript($input.body)" in text


@pytest.mark.parametrize(
    ("given", "made"),
    [
        pytest.param("{}", {"application/json": "{}"}, id="a text is for JSON"),
        pytest.param({"text/csv": "x"}, {"text/csv": "x"}, id="a mapping is taken as it is"),
    ],
)
def test_given_templates_replace_the_event(given, made):
    assert dict(request_templates(given, "POST")) == made
    assert request_template_problem(given) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param("", ["''"], id="empty text"),
        pytest.param(7, ["7"], id="a number"),
        pytest.param({}, ["no entry"], id="empty mapping"),
        pytest.param({"json": "{}"}, ["'json'"], id="no media type"),
        pytest.param({"a/b": ""}, ["'a/b'"], id="empty template, which the service would read as none"),
    ],
)
def test_a_wrong_template_says_what_is_allowed(given, words):
    problem = request_template_problem(given)
    assert all(word in problem for word in [*words, "allowed: the text of a mapping template"])
