"""Selection patterns of one status code, against the table of messages that the design rests on.

Expected verdicts: the rows of the semantics page on what the first articles' pattern does (run on OpenJDK 17), and the
properties that the exact strategies promise; Java judges the same rows where it is present.
"""

import pytest

from cdk_apigateway_errors import patterns
from cdk_apigateway_errors.catalog import CLASSIC, LEADING, TOP_LEVEL, SelectionStrategy, selection_strategy
from cdk_apigateway_errors.catalog.strategies import scoped
from java.judge import shared_judge, why_absent

MESSAGES = {
    "compact JSON": '{"status":400,"message":"x"}',
    "Python's json.dumps spacing": '{"status": 400, "message": "x"}',
    "pretty-printed over lines": '{\n  "status": 400,\n  "message": "x"\n}\n',
    "only the status": '{"status":400}',
    "emoji and U+2028 in a text": '{"status":400,"m":"\u2028 \U0001f600"}',
    "a text that looks like another status": '{"status":400,"m":"{\\"status\\":404}"}',
    "4001": '{"status":4001}',
    "400.5": '{"status":400.5}',
    "400e1": '{"status":400e1}',
    "a string": '{"status":"400"}',
    "400abc": '{"status":400abc}',
    "quoted inside a text": '{"m":"\\"status\\":400"}',
    "nested": '{"cause":{"status":400},"status":500}',
    "nested only": '{"cause":{"status":400}}',
    "nested in a list": '{"causes":[{"status":400}]}',
    "text before": 'Error: {"status":400}',
    "text around": 'could not parse {"status":400,"a":1} at line 1',
    "not closed": '{"status":400',
    "status second": '{"message":"x","status":400}',
    "status behind an object": '{"a":{"b":[1,"}"]},"status":400}',
    "status behind three levels": '{"a":{"b":[1,{"c":"}"}]},"status":400}',
    "single quotes": "{'status': 400}",
    "empty": "",
    "another status": '{"status":404}',
}
BOTH = {
    "compact JSON",
    "Python's json.dumps spacing",
    "pretty-printed over lines",
    "only the status",
    "emoji and U+2028 in a text",
    "a text that looks like another status",
}
CLASSIC_TAKES = {
    "compact JSON",
    "only the status",
    "a text that looks like another status",
    "4001",
    "400.5",
    "400e1",
    "400abc",
    "nested",
    "nested only",
    "nested in a list",
    "text before",
    "text around",
    "not closed",
    "status second",
    "status behind an object",
    "status behind three levels",
}
TAKES = {
    "leading": BOTH,
    "top-level": BOTH | {"status second", "status behind an object"},
    "classic": CLASSIC_TAKES,
}
ROWS = [(name, message) for name in TAKES for message in MESSAGES]


@pytest.mark.parametrize(("name", "message"), ROWS, ids=[f"{n}: {m}" for n, m in ROWS])
def test_a_pattern_takes_the_messages_it_should_and_no_other(name, message):
    pattern = selection_strategy(name).pattern("status", 400)
    assert patterns.compile_pattern(pattern).matches(MESSAGES[message]) == (message in TAKES[name])


@pytest.mark.java
@pytest.mark.skipif(why_absent() is not None, reason=str(why_absent()))
@pytest.mark.parametrize(("name", "message"), ROWS, ids=[f"{n}: {m}" for n, m in ROWS])
def test_java_gives_the_same_verdict(name, message):
    answer = shared_judge().ask(pattern=selection_strategy(name).pattern("status", 400), text=MESSAGES[message])
    assert answer == answer | {"match": message in TAKES[name]}


def test_classic_is_the_articles_pattern_to_the_letter():
    assert CLASSIC.pattern("status", 400) == '.*"status":400.*'


def test_the_status_fields_name_is_part_of_the_pattern():
    compiled = patterns.compile_pattern(LEADING.pattern("statusCode", 404))
    assert compiled.matches('{"statusCode":404}')
    assert not compiled.matches('{"status":404}')


@pytest.mark.parametrize("strategy", [LEADING, TOP_LEVEL, CLASSIC], ids=lambda s: s.name)
def test_a_fragment_of_several_codes_takes_what_each_code_takes(strategy):
    together = patterns.compile_pattern(f"(?s)(?:{strategy.fragment('status', [400, 404])})")
    assert together.matches('{"status":400}')
    assert together.matches('{"status":404}')
    assert not together.matches('{"status":409}')


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("a.*", "(?-s:a.*)"), ("(?s)a.*", "(?s:a.*)"), ("(?i)a", "(?i-s:a)"), ("(?is)a|b", "(?is:a|b)")],
)
def test_a_pattern_keeps_its_own_flags_inside_a_larger_one(pattern, expected):
    assert scoped(pattern) == expected


def test_an_unknown_strategy_is_refused_with_the_names():
    with pytest.raises(ValueError, match=r"'leading', 'top-level', 'classic'"):
        selection_strategy("strict")


def test_a_strategy_without_a_pattern_says_what_to_define():
    with pytest.raises(NotImplementedError, match=r"must define pattern\(status_field, status_code\)"):
        SelectionStrategy().pattern("status", 400)


def _design_form(name: str, code: str) -> str:
    """The same form with every repetition possessive, every brace escaped and no capturing group."""
    short = selection_strategy(name).fragment("status", [400])
    before = short.removeprefix(r"\s*\{").split(r'"status"\s*:\s*400')[0].removeprefix(r"\s*")
    return rf'(?s)\s*+\{{\s*+{before}"status"\s*+:\s*+{code}\s*+(?:,.*)?\}}\s*'


@pytest.mark.parametrize("name", ["leading", "top-level"])
def test_the_short_pattern_takes_exactly_what_the_possessive_one_takes(name):
    short, spelled_out = selection_strategy(name).pattern("status", 400), _design_form(name, "400")
    assert patterns.outside(short, spelled_out) is None
    assert patterns.outside(spelled_out, short) is None
    assert patterns.outside(short, _design_form(name, "404")) is not None
