"""What the service refuses at deploy is refused here: by lint, and by the local gateway when it loads the template."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.gateway import Gateway
from cdk_apigateway_errors.lint.finding import Severity
from cdk_apigateway_errors.lint.linting import lint

from .refusals import REFUSED, Refused


@pytest.mark.parametrize("refused", [one for one in REFUSED if one.rule], ids=lambda one: one.name)
def test_lint_reports_it_as_an_error(refused: Refused) -> None:
    found = [one.rule_id for one in lint(load(refused.template)) if one.severity is Severity.ERROR]
    assert refused.rule in found


@pytest.mark.parametrize("refused", [one for one in REFUSED if one.problem], ids=lambda one: one.name)
def test_the_local_gateway_names_it_when_it_loads_the_template(refused: Refused) -> None:
    application = load(refused.template)
    with Gateway(application.rest_apis[0]) as gateway:
        assert refused.problem in " ".join(one.reason for one in (*application.unsupported, *gateway.problems))


def test_everything_is_refused_by_one_or_the_other() -> None:
    assert [one.name for one in REFUSED if not (one.rule or one.problem)] == []
