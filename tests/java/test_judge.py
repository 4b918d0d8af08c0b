"""The judge itself: it must answer known facts, or every comparison with it means nothing."""

import pytest

from java.judge import Judge, shared_judge

pytestmark = pytest.mark.java


@pytest.fixture(scope="module")
def judge() -> Judge:
    return shared_judge()


def test_it_renders_a_template(judge: Judge) -> None:
    answer = judge.render("#foreach($i in [1..3])$i$foreach.hasNext #end$input.path('$.a')", body='{"a":1.0}')
    assert answer == {"output": "1true 2true 3false 1.0"}


def test_an_undefined_reference_prints_nothing(judge: Judge) -> None:
    assert judge.render("a$nope.b()c") == {"output": "ac"}


def test_a_broken_template_is_an_error(judge: Judge) -> None:
    assert "ParseErrorException" in judge.render("#if(")["error"]


def test_overrides_are_seen_in_the_context(judge: Judge) -> None:
    answer = judge.render("#set($context.responseOverride.status = 404)", context={"responseOverride": {}})
    assert answer["context"] == {"responseOverride": {"status": 404}}


def test_a_pattern_must_match_the_whole_text(judge: Judge) -> None:
    assert judge.matches("a.c", "abc")
    assert not judge.matches("a.c", "abcd")
    assert not judge.matches("a.c", "a\nc")
    assert judge.match_all("(?s)a.", ["ab", "a\n", "a"]) == [True, True, False]


def test_a_refused_pattern_says_why(judge: Judge) -> None:
    assert "PatternSyntaxException" in str(judge.refusal("(")), "an open group is refused"
    assert judge.refusal("()") is None
    with pytest.raises(ValueError, match="PatternSyntaxException"):
        judge.matches('{"status":400}', "")


def test_a_path_is_read_by_jayway(judge: Judge) -> None:
    assert judge.read_path("$.a[*].b", '{"a":[{"b":1},{}]}')["text"] == "[1,null]"
