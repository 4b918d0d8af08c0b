"""The lint rules as an assertion."""

import pytest

from cdk_apigateway_errors.cloudformation.model import Application
from cdk_apigateway_errors.lint.examples import api, method, response
from cdk_apigateway_errors.testing.lint import assert_lint_clean, findings

CLEAN = api(method(response(200), response(500, "(?s).+", "{}")))
WARNED = api(method(response(200, None, "{}"), response(404, "x", "{}")))


def test_a_clean_api_passes():
    assert_lint_clean(CLEAN)
    assert_lint_clean(CLEAN.rest_apis[0])


def test_a_warning_fails_the_test_with_rule_route_message_and_fix():
    with pytest.raises(
        AssertionError, match=r"1 lint finding:\n  warning failure-selects-nothing: GET / 200: .*\(add a"
    ):
        assert_lint_clean(WARNED)


def test_a_warning_passes_where_only_errors_count_or_the_rule_is_ignored():
    assert_lint_clean(WARNED, strict=False)
    assert_lint_clean(WARNED, ignore=["failure-selects-nothing"])


def test_an_unknown_rule_is_refused_and_the_rules_are_named():
    with pytest.raises(ValueError, match="'failure' is no rule; there is: pattern-does-not-compile"):
        findings(CLEAN, ignore=["failure"])


def test_every_api_of_an_application_is_linted():
    both = Application((CLEAN.rest_apis[0], WARNED.rest_apis[0]))
    assert [one.rule_id for one in findings(both)] == ["failure-selects-nothing"]


def test_the_clients_of_a_source_are_linted(rest_apis):
    assert_lint_clean(rest_apis)
    assert_lint_clean(rest_apis.only)
