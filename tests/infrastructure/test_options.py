"""CDK's own options keep their names, under the name of their owner."""

import pytest
from aws_cdk import Duration
from aws_cdk import aws_apigateway as ag

from cdk_apigateway_errors.infrastructure.options import RESERVED, integration_option_problems, option_problems


@pytest.mark.parametrize(("owner", "key"), [(owner, key) for owner, keys in RESERVED.items() for key in keys])
def test_what_the_construct_owns_is_refused_with_what_to_use_instead(owner, key):
    (problem,) = option_problems(owner, {key: None})
    assert problem.startswith(f"{owner} holds {key!r}, which is not passed on: ")
    assert problem.endswith(RESERVED[owner][key])


@pytest.mark.parametrize("owner", RESERVED)
def test_a_name_that_cdk_does_not_have_is_refused_with_those_it_has(owner):
    (problem,) = option_problems(owner, {"no_such_option": 1})
    assert "'no_such_option'" in problem
    assert "allowed: " in problem
    assert not any(f" {key}," in problem for key in RESERVED[owner])


@pytest.mark.parametrize(
    ("owner", "options"),
    [
        ("rest_api_options", None),
        ("rest_api_options", {"rest_api_name": "shop", "minimum_compression_size": None}),
        ("deploy_options", {"stage_name": "live", "throttling_rate_limit": 1.5}),
        ("method_options", {"operation_name": "read", "api_key_required": True}),
        ("integration_options", {"passthrough_behavior": ag.PassthroughBehavior.WHEN_NO_MATCH}),
    ],
)
def test_cdks_options_are_taken(owner, options):
    assert option_problems(owner, options) == []


@pytest.mark.parametrize(
    ("owner", "options"), [("deploy_options", {"stage_name": 3}), ("method_options", {"operation_name": []})]
)
def test_a_value_of_a_wrong_type_names_the_option(owner, options):
    (problem,) = option_problems(owner, options)
    assert problem.startswith(f"{owner}: ")
    assert next(iter(options)) in problem


def test_several_problems_are_all_named():
    assert len(option_problems("method_options", {"a": 1, "b": 2, "method_responses": []})) == 3


@pytest.mark.cdk
@pytest.mark.parametrize(("milliseconds", "found"), [(49, 1), (50, 0), (29_000, 0)])
def test_cdks_own_rules_for_integrations_are_asked(milliseconds, found):
    assert len(integration_option_problems({"timeout": Duration.millis(milliseconds)})) == found
