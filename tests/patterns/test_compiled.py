"""Which engine runs a pattern, where Python's own gets possessive groups wrong (3.11.0 to 3.11.4)."""

import re

import pytest

from cdk_apigateway_errors.catalog import TOP_LEVEL
from cdk_apigateway_errors.patterns import UnsupportedPattern, compile_pattern, compiled

POSSESSIVE = [
    r'(?s)\s*+\{\s*+"status"\s*+:\s*+400\s*+(?:,.*)?\}\s*',
    TOP_LEVEL.pattern("status", 400),
    "(?:ab?c)++.*",
    "(?>(?:ab?c)+)a.*",
]
MESSAGES = ["", "aca", "ac", "acac", "abcacx", '{"status":400}', '{"status": 400,"a":1}', '{"status":4001}', "x\n"]
MESSAGES += [
    '{"a":[1,{"b":"}"}],"status":400}',
    '{"a":"\\"status\\":400"}',
    '\u2028{"status":400}',
    '{"a":{"status":400}}',
]


@pytest.fixture
def old_python(monkeypatch):
    """A Python whose re takes wrong turns in possessive groups."""
    monkeypatch.setattr(compiled, "_POSSESSIVE_WORKS", False)
    compile_pattern.cache_clear()
    yield
    compile_pattern.cache_clear()


def test_what_is_asked_of_re_tells_a_right_engine_from_a_wrong_one(monkeypatch):
    """CPython 3.11.5's change log: these matched too little or nothing before."""
    assert compiled._possessive_works()
    monkeypatch.setattr(compiled.re, "match", lambda pattern, text: re.search("$", text))
    assert not compiled._possessive_works()


@pytest.mark.parametrize("pattern", POSSESSIVE)
def test_the_verdicts_are_the_same_by_the_other_engine(pattern, old_python):
    pytest.importorskip("regex")
    found = compile_pattern(pattern)
    assert type(found._engine) is not re.Pattern
    assert [found.matches(m) for m in MESSAGES] == [
        re.fullmatch(found.translation.text, m, found.translation.flags) is not None for m in MESSAGES
    ]


def test_other_patterns_stay_with_re(old_python):
    assert type(compile_pattern("Malformed.*")._engine) is re.Pattern


def test_without_regex_the_reason_is_told(monkeypatch, old_python):
    monkeypatch.setattr(compiled, "import_module", _absent)
    with pytest.raises(UnsupportedPattern, match=r"wrong before 3\.11\.5: pip install regex"):
        compile_pattern("(?:a|b)++c")


def _absent(name):
    raise ImportError(name)
