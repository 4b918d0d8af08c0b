"""What holds for every method: no rule fails, and a finding depends on how the method answers alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.cloudformation import Application
from cdk_apigateway_errors.cloudformation.model import IntegrationResponse, Method
from cdk_apigateway_errors.lint import lint
from cdk_apigateway_errors.lint.examples import api, declared, method, response

PIECES = [
    ".*",
    ".+",
    "(?s)",
    '"status":',
    r"\s*",
    "400",
    "404",
    "x",
    "|",
    "(?:",
    ")",
    "[ab]",
    "[",
    "{",
    r"\}",
    "(?!",
    "++",
]
PATTERNS = st.none() | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
WORDS = [
    "$input.path('$.errorMessage')",
    '"',
    "{",
    "}",
    ":",
    "#if($x.a())",
    "#end",
    "$m",
    "#set($m=1)",
    "é\n",
    "$input.json('$')",
]
TEMPLATES = st.none() | st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
HEADERS = st.dictionaries(
    st.sampled_from(["X", "Date", "Access-Control-Allow-Origin"]), st.sampled_from(["'a'", "a", "*"])
)
STATUSES = st.sampled_from(["200", "400", "404", "500", "", "2xx"])
RESPONSES = st.lists(st.builds(response, STATUSES, PATTERNS, TEMPLATES, HEADERS), max_size=4)


def routed(responses: list[IntegrationResponse], statuses: list[str], path: str) -> Method:
    return method(*responses, method_responses=[declared(status, "X") for status in statuses], path=path)


@settings(max_examples=150, deadline=None)
@given(RESPONSES, st.lists(STATUSES, max_size=3))
def test_methods_that_answer_alike_have_the_same_findings(
    responses: list[IntegrationResponse], statuses: list[str]
) -> None:
    together = api(routed(responses, statuses, "/a"), routed(responses, statuses, "/b"))
    alone = api(routed(responses, statuses, "/b"))
    of_b = [replace(one, logical_id="") for one in lint(together) if one.route == "GET /b"]
    assert of_b == [replace(one, logical_id="") for one in lint(alone) if one.route == "GET /b"]
    of_a = [replace(one, route="GET /b", logical_id="") for one in lint(together) if one.route == "GET /a"]
    assert of_a == of_b


@settings(max_examples=30, deadline=None)
@given(RESPONSES, RESPONSES)
def test_the_findings_of_one_api_do_not_depend_on_another(
    first: list[IntegrationResponse], second: list[IntegrationResponse]
) -> None:
    one, other = (api(method(*responses, path=path)) for responses, path in ((first, "/a"), (second, "/b")))
    both = Application((replace(one.rest_apis[0], name="one"), replace(other.rest_apis[0], logical_id="Other")))
    assert {finding for finding in lint(both) if finding.api == "Api"} == set(lint(one))
