"""What the rules rest on, asked of java.util.regex and Apache Velocity: every pattern and template of the examples."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cdk_apigateway_errors.cloudformation.model import IntegrationResponse
from cdk_apigateway_errors.lint import RULES
from cdk_apigateway_errors.lint.deciding import compiles, verdict
from cdk_apigateway_errors.lint.failing import LINE_END, unselected
from cdk_apigateway_errors.lint.hostile import payload, selected_messages
from cdk_apigateway_errors.lint.json_status import json_member
from cdk_apigateway_errors.lint.rendering import render
from cdk_apigateway_errors.patterns import NotDecided
from java.judge import Judge, shared_judge

pytestmark = pytest.mark.java
NO_PARAMS = {"path": {}, "querystring": {}, "header": {}}
MESSAGES = ("", "x", "\n", "404", "Not Found", 'could not parse {"status":400} at line 1', '{"status":400}', "a\nb")


@pytest.fixture(scope="module")
def judge() -> Judge:
    return shared_judge()


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[IntegrationResponse, ...], ...]:
    """The integration responses of every method in an example, but for APIs that are large on purpose."""
    folder = tmp_path_factory.mktemp("examples")
    made = [one.made(folder) for rule in RULES for one in (*rule.bad, *rule.good)]
    methods = [
        one for app in made for rest_api in app.rest_apis for one in rest_api.methods if len(rest_api.methods) < 9
    ]
    return tuple(one.integration.integration_responses for one in methods if one.integration)


def patterns(responses: tuple[tuple[IntegrationResponse, ...], ...]) -> list[str]:
    return list(dict.fromkeys(one.selection_pattern for many in responses for one in many if one.selection_pattern))


def asked(pattern: str) -> Iterator[str]:
    yield from MESSAGES
    yield from selected_messages(pattern)
    member = json_member(pattern)
    if member is not None:
        yield from (*member.messages(), *member.another().messages())


def test_java_refuses_exactly_the_patterns_that_do_not_compile(judge: Judge, responses) -> None:
    given = patterns(responses)
    assert [one for one in given if compiles(one) is (judge.refusal(one) is not None)] == []
    assert len(given) > 60


def test_java_gives_the_verdicts_that_the_rules_rest_on(judge: Judge, responses) -> None:
    for pattern in filter(compiles, patterns(responses)):
        messages = list(dict.fromkeys(asked(pattern)))
        ours = [verdict(pattern, message) for message in messages]
        java = judge.match_all(pattern, messages)
        assert [o for o in zip(messages, ours, java, strict=True) if o[1] is not None and o[1] is not o[2]] == [], (
            pattern
        )


def test_java_matches_no_pattern_with_the_message_of_a_hole(judge: Judge, responses) -> None:
    found = 0
    for many in responses:
        given = tuple(one.selection_pattern for one in many if one.selection_pattern)
        if not all(map(compiles, given)):
            continue
        for besides in ((), (LINE_END,)):
            try:
                message = unselected(given, besides)
            except NotDecided:
                continue
            if message is not None:
                found += 1
                assert not any(judge.matches(pattern, message) for pattern in given), (given, message)
    assert found > 40


def test_velocity_renders_what_the_rules_render(judge: Judge, responses) -> None:
    compared = 0
    for one in {id(r): r for many in responses for r in many}.values():
        for template in one.response_templates.values():
            if not one.selection_pattern or not compiles(one.selection_pattern) or len(template) > 10_000:
                continue
            for message in selected_messages(one.selection_pattern)[:6]:
                ours = render(template, payload(message))
                java = judge.render(template, body=payload(message), params=NO_PARAMS, context={"responseOverride": {}})
                assert bool(ours.error) is ("error" in java), (template, message)
                differs = (
                    "$context" in template or "#evaluate" in template
                )  # Velocity runs #evaluate, the service prints it
                if not ours.error and not differs:
                    compared += 1
                    assert ours.text == java["output"], (template, message)
    assert compared > 50
