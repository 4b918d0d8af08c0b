"""java.util.regex and Apache Velocity 1.7 on every pattern and template that the construct generates.

All strategies, error formats and kinds of CORS (``variants``), and the examples and features.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.cloudformation.model import IntegrationResponse, Method, RestApi
from cdk_apigateway_errors.gateway.templates import compiled_template
from cdk_apigateway_errors.patterns import compile_pattern
from cdk_apigateway_errors.velocity import VelocityError
from cdk_apigateway_errors.velocity.json_text import java_values
from cdk_apigateway_errors.velocity.mapping import mapping_variables
from java.judge import Judge, shared_judge, why_absent
from judges import corpus
from judges.declarations import STRATEGIES

pytestmark = [
    pytest.mark.judge,
    pytest.mark.cdk,
    pytest.mark.java,
    pytest.mark.skipif(why_absent() is not None, reason=str(why_absent())),
]
EACH = 14
"""Messages that a template is rendered with."""


@dataclass(frozen=True)
class NonProxyMethod:
    """A method with a non-proxy integration."""

    name: str
    responses: tuple[IntegrationResponse, ...]
    request_templates: Mapping[str, str]
    exact: bool

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        return tuple(each.selection_pattern for each in self.responses if each.selection_pattern)


class Everything:
    """The methods of all APIs, and the verdicts of Java on all messages."""

    def __init__(self, rest_apis: list[RestApi], judge: Judge) -> None:
        self.rest_apis = rest_apis
        self.judge = judge
        self.messages = corpus.messages()
        self.methods = [
            _method(api, method) for api in rest_apis for method in api.methods if method.http_method != "OPTIONS"
        ]
        self.patterns = sorted({pattern for method in self.methods for pattern in method.patterns})

    @cached_property
    def verdicts(self) -> dict[str, list[bool]]:
        """For each pattern, what Java says about each message."""
        return {pattern: self.judge.match_all(pattern, self.messages) for pattern in self.patterns}

    def selected(self, response: IntegrationResponse) -> list[str]:
        pattern = response.selection_pattern
        verdicts = self.verdicts[pattern] if pattern else []
        return [message for message, taken in zip(self.messages, verdicts, strict=False) if taken]


def _method(api: RestApi, method: Method) -> NonProxyMethod:
    assert method.integration is not None
    exact = not any(name in api.stack_name for name in ("classic", "own"))
    integration = method.integration
    name = f"{api.stack_name} {api.name} {method.http_method} {method.path}"
    return NonProxyMethod(name, integration.integration_responses, integration.request_templates, exact)


@pytest.fixture(scope="module")
def everything(synthesize, assembly) -> Everything:
    folders = [assembly, synthesize("variants")]
    return Everything([api for folder in folders for api in load(folder).rest_apis], shared_judge())


def test_everything_is_there(everything):
    """Each strategy with its format and CORS; a template that is not read would be judged by nobody."""
    stacks = {api.stack_name for api in everything.rest_apis}
    assert len([name for name in stacks if name.startswith("Variant")]) == len(STRATEGIES) * len(corpus.FORMATS)
    assert {"Blog", "Orders", "ParcelApi", "Shop", "Plain", "OneOrigin", "Seam"} <= stacks
    assert len(everything.patterns) > 100


def test_java_and_the_local_engine_agree_on_every_pattern_and_message(everything):
    differing = [
        (pattern, message[:100])
        for pattern, verdicts in everything.verdicts.items()
        for message, verdict in zip(everything.messages, verdicts, strict=True)
        if compile_pattern(pattern).matches(message) is not verdict
    ]
    assert differing == []


def test_every_failure_selects_exactly_one_response_and_a_success_none(everything):
    """By Java's verdict, for strategies that are closed; the others may leave holes and overlap."""
    for method in {method.patterns: method for method in everything.methods if method.exact}.values():
        taken = [everything.verdicts[pattern] for pattern in method.patterns]
        counts = [sum(verdicts) for verdicts in zip(*taken, strict=True)]
        wrong = {m: n for m, n in zip(everything.messages, counts, strict=True) if n != (1 if m else 0)}
        assert wrong == {}, method.name


@pytest.mark.parametrize("name", corpus.long_messages())
def test_java_and_the_local_engine_agree_on_six_million_characters(everything, name):
    """With Java's default stack; patterns of one format, and those that every stack shares."""
    parts = corpus.long_messages()[name]
    message = "".join(text * times for text, times in parts)
    for pattern in _patterns_of_one_format(everything):
        assert everything.judge.matches_long(pattern, parts) is compile_pattern(pattern).matches(message), pattern


def _patterns_of_one_format(everything: Everything) -> list[str]:
    return sorted(
        {
            pattern
            for method in everything.methods
            if "-list" in method.name and " PUT " in method.name
            for pattern in method.patterns
        }
    )


# --- templates ----------------------------------------------------------------------------------------------------------

ORIGINS = (None, "https://shop.example", "https://admin.shop.example", "https://evil.example", "' \" $x #if")


def envelope(message: str) -> str:
    """The payload of a failed function."""
    return json.dumps({"errorMessage": message, "errorType": "Error", "stackTrace": ["File x, line 1"]})


def inputs(body: str, origin: str | None) -> dict[str, Any]:
    headers = {} if origin is None else {"Origin" if len(origin) % 2 else "origin": origin}
    return {
        "body": body,
        "params": {"path": {"id": "7"}, "querystring": {}, "header": headers},
        "context": {"requestId": "8f5d-11", "stage": "prod", "responseOverride": {"header": {}}},
        "stageVariables": {},
    }


THROWN = ("(the template throws)", None)


def by_velocity(judge: Judge, template: str, given: dict[str, Any]) -> tuple[str, Any]:
    answer = judge.render(template, **given)
    if "error" in answer:
        return THROWN
    return str(answer["output"]), answer["context"]["responseOverride"]


def by_ours(template: str, given: dict[str, Any]) -> tuple[str, Any]:
    given = copy.deepcopy(given)
    context = java_values(given["context"])
    variables = mapping_variables(
        body=given["body"], params=given["params"], context=context, stage_variables=given["stageVariables"]
    )
    try:
        text = compiled_template(template, "template").render(variables)
    except VelocityError:
        return THROWN
    return text, context["responseOverride"]


def is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refused)
    except ValueError:
        return False
    return True


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def error_templates(everything: Everything) -> Iterator[tuple[str, list[str], bool]]:
    """Each template of a response with a pattern, with messages that this pattern selects."""
    selected: dict[str, dict[str, None]] = {}
    exact: dict[str, bool] = {}
    for method in everything.methods:
        for response in method.responses:
            for template in response.response_templates.values() if response.selection_pattern else ():
                selected.setdefault(template, {}).update(dict.fromkeys(everything.selected(response)))
                exact[template] = exact.get(template, True) and method.exact
    for template, found in selected.items():
        yield template, spread(list(found)), exact[template]


def spread(found: list[str]) -> list[str]:
    """At most ``EACH`` of them, from everywhere in the list."""
    return found[:: max(1, len(found) // EACH)][:EACH]


def origins_of(template: str) -> tuple[str | None, ...]:
    return ORIGINS if "$origin" in template else ORIGINS[:1]


def test_every_error_template_renders_as_velocity_renders_it(everything):
    rendered = 0
    for template, messages, exact in error_templates(everything):
        assert messages or not exact, template
        for message in messages:
            for origin in origins_of(template):
                given = inputs(envelope(message), origin)
                judged = by_velocity(everything.judge, template, given)
                assert by_ours(template, given) == judged, (template, message, origin)
                # What is no JSON came from the handler: as it stands, or a 500 where its headers are looked for.
                assert is_json(judged[0]) or not is_json(message), (template, message)
                assert is_json(judged[0]) or judged in (THROWN, (message, judged[1])), (template, message)
                rendered += 1
    assert rendered > 1_000


SUCCESSES = (
    *("{}", "null", "[]", '"text"', "1", "true", '{"a":"\\" \' \\\\ \\n \\u2028 $x #if"}', '{"errorMessage":"x"}'),
    *('{"errorType":"x"}', '{"errorMessage":"x","errorType":"y"}', '{"errorMessage":"","errorType":"y"}'),
    '{"location":"/orders/10","deep":{"a":[1,2,{"b":null}]},"é":"😀"}',
)


def test_every_default_template_renders_as_velocity_renders_it(everything):
    templates = {
        template: response.status_code
        for method in everything.methods
        for response in method.responses
        if not response.selection_pattern
        for template in response.response_templates.values()
    }
    assert len(templates) > 10
    for template, status in templates.items():
        for body in SUCCESSES:
            for origin in origins_of(template):
                given = inputs(body, origin)
                judged = by_velocity(everything.judge, template, given)
                assert by_ours(template, given) == judged, (template, body, origin)
                assert is_json(judged[0]) or status == "204" or template.endswith("ok"), (template, body)


PARAMETERS = (
    {"path": {}, "querystring": {}, "header": {}},
    {"path": {"id": "7"}, "querystring": {"a b": "é😀\u2028"}, "header": {"X-A": "\" ' \\ $x #if(1) </script> \t"}},
    {"path": {"\"'\\": "\"'\\"}, "querystring": {"a": "1", "b": "2"}, "header": {"Origin": "null"}},
)


def test_every_request_template_writes_json_as_velocity_does(everything):
    templates = {template for method in everything.methods for template in method.request_templates.values()}
    assert len(templates) >= 3
    for template in templates:
        for body in ("", *SUCCESSES):
            for params in PARAMETERS:
                given = {**inputs(body, None), "params": params}
                given["context"] |= {"identity": {"sourceIp": "127.0.0.1"}, "authorizer": {"principalId": 'it\'s "me"'}}
                judged = by_velocity(everything.judge, template, given)
                assert by_ours(template, given) == judged, (template, body, params)
                assert is_json(judged[0]), (template, judged[0])


def test_every_gateway_response_is_json_once_its_references_are_filled_in(everything):
    """Plain substitution, no Velocity (developer guide, "Gateway responses"); the message string brings its quotes."""
    templates = {
        template
        for api in everything.rest_apis
        for response in api.gateway_responses.values()
        for template in response.response_templates.values()
    }
    assert len(templates) > 10
    for template in templates:
        filled = template.replace("$context.error.messageString", '"text"').replace("$context.requestId", "8f5d-11")
        filled = filled.replace("$context.error.responseType", "THROTTLED")
        assert "$" not in filled
        assert is_json(filled), template
