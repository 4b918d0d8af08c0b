"""Properties 1 to 5 of the selection patterns, for generated sets and hostile messages.

1 disjoint, 2 total on failures, 3 tolerant of how handlers print JSON, 4 exact and closed, 5 safe up to 6 MB in Java.
"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors import patterns
from cdk_apigateway_errors.catalog import ErrorCatalog
from cdk_apigateway_errors.runtime import ApiError
from java.judge import shared_judge, why_absent

EXACT = ["leading", "top-level"]
needs_java = pytest.mark.skipif(why_absent() is not None, reason=str(why_absent()))
statuses = st.lists(st.integers(400, 599), min_size=0, max_size=5, unique=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda c: st.lists(c, max_size=3) | st.dictionaries(texts, c, max_size=3),
)
numbers = st.sampled_from(
    ["400", "404", "500", "502", "504", "4001", "400.5", "40", '"400"', "400abc", "+400", "4e2", ""]
)
SYNTAX = [
    "{",
    "}",
    '"',
    "\\",
    '"status"',
    ":",
    ",",
    " ",
    "\n",
    "\r",
    "\u0085",
    "\u2028",
    "[",
    "]",
    '"a"',
    "400",
    "404",
    "'",
]
PLATFORM = [
    "Task timed out after 1.00 seconds",
    "RequestId: x Error: ",
    "Runtime exited ",
    "Unable to import module ",
    "x",
]
pieces = st.sampled_from([*SYNTAX, *PLATFORM])
fragments = st.lists(pieces, max_size=12).map("".join)
wrapped = st.builds('{}{{"status":{}{}{}'.format, fragments, numbers, fragments, fragments)
messages = st.one_of(
    fragments, wrapped, texts, json_values.map(lambda v: json.dumps({"status": 400, "v": v}, indent=1))
)


def matching(catalog, message):
    return [g for g in catalog.groups if patterns.compile_pattern(g.pattern).matches(message)]


@pytest.mark.parametrize("strategy", EXACT)
@given(declared=statuses, message=messages)
@settings(max_examples=150, deadline=None)
def test_any_message_matches_exactly_one_pattern_and_the_empty_one_none(strategy, declared, message):
    """1 and 2: at most one pattern matches, and a failure with a message always has one; a success has none."""
    catalog = ErrorCatalog.of(declared, selection_patterns=strategy)
    assert len(matching(catalog, message)) == (1 if message else 0)
    assert matching(catalog, "") == []


@pytest.mark.parametrize("strategy", EXACT)
@given(declared=statuses.filter(bool), detail=texts, source=texts, indent=st.sampled_from([None, 0, 2]), data=st.data())
@settings(max_examples=100, deadline=None)
def test_every_declared_error_matches_its_own_status_however_it_is_printed(
    strategy, declared, detail, source, indent, data
):
    """3: compact, spaced or pretty-printed, any Unicode."""
    catalog = ErrorCatalog.of(declared, selection_patterns=strategy)
    status = data.draw(st.sampled_from(declared))
    wire = str(ApiError(status=status, code="C", detail=detail, source=source))
    for message in (wire, json.dumps(json.loads(wire), indent=indent, ensure_ascii=False)):
        assert [g.status_code for g in matching(catalog, message)] == [status]


@pytest.mark.parametrize("strategy", EXACT)
@given(message=messages)
@settings(max_examples=200, deadline=None)
def test_a_declared_pattern_takes_only_an_object_with_that_status_at_its_top_level(strategy, message):
    """4: whatever is JSON and declared has the status at the top level; text around an object is never declared."""
    found = matching(ErrorCatalog.of([400, 404], selection_patterns=strategy), message)
    if found and found[0].cases == ("declared",):
        stripped = message.strip("\t\n\x0b\x0c\r ")
        assert (stripped[0], stripped[-1]) == ("{", "}")
        try:
            document = json.loads(message)
        except json.JSONDecodeError:
            return
        keys = [key for key, _ in json.loads(message, object_pairs_hook=list)]
        if keys.count("status") == 1:
            assert document["status"] == found[0].status_code


@pytest.mark.java
@needs_java
@pytest.mark.parametrize("strategy", EXACT)
@given(declared=statuses, message=messages)
@settings(max_examples=150, deadline=None)
def test_java_agrees_with_the_local_engine(strategy, declared, message):
    """5, verdicts."""
    for group in ErrorCatalog.of(declared, selection_patterns=strategy).groups:
        answer = shared_judge().ask(pattern=group.pattern, text=message)
        assert answer.get("match") == patterns.compile_pattern(group.pattern).matches(message), group.pattern


@pytest.mark.parametrize("strategy", EXACT)
def test_a_set_of_ten_codes_is_decided_to_be_disjoint_and_total(strategy):
    """1 and 2, decided by automata and not sampled."""
    catalog = ErrorCatalog.of([400, 401, 403, 404, 409, 410, 412, 422, 429, 503], selection_patterns=strategy)
    found = [g.pattern for g in catalog.groups]
    assert [patterns.overlap(a, b) for n, a in enumerate(found) for b in found[n + 1 :]] == [None] * 78
    assert patterns.hole(found) is None
    assert not any(patterns.matches_empty(pattern) for pattern in found)


MB6 = 6 * 1024 * 1024
HUGE = {
    "one long text": '{"status":400,"detail":"' + "x" * MB6 + '"}',
    "many members": '{"status":400' + ',"a":"b"' * (MB6 // 8) + "}",
    "not closed, many braces": '{"status":400,' + "} " * (MB6 // 2) + "x",
    "white space before": " " * MB6 + "x",
    "white space behind": '{"status":400}' + " " * MB6 + "x",
    "members before the status": '{"a":"' + "b" * MB6 + '","status":400}',
    "many nested before the status": '{"a":[' + "{}," * (MB6 // 3) + '{}],"status":400}',
    "backslashes": '{"a":"' + "\\\\" * (MB6 // 2) + '","status":400}',
    "an id without end": "RequestId: " + "x" * MB6,
    "a text that is no JSON": "x" * MB6,
    "line ends": "\n" * MB6,
}


@pytest.mark.java
@needs_java
@pytest.mark.parametrize("strategy", EXACT)
@pytest.mark.parametrize("message", HUGE.values(), ids=HUGE)
def test_six_megabytes_neither_overflow_java_nor_change_the_verdict(strategy, message):
    """5: no StackOverflowError, and an answer at all (a super-linear pattern would not come back)."""
    catalog = ErrorCatalog.of([400, 404], selection_patterns=strategy)
    found = matching(catalog, message)
    assert len(found) == 1
    for group in catalog.groups:
        answer = shared_judge().ask(pattern=group.pattern, text=message)
        assert answer.get("match") == (group in found), answer
