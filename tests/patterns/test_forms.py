"""The five properties of generated selection patterns (design, "Selection patterns"), for many sets and messages:
disjoint, total on failures, tolerant of how JSON is printed, exact and closed, safe. Locally and on java.util.regex."""

import json
from functools import cache
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.patterns import CompiledPattern, Question, compile_pattern, overlap, to_python
from cdk_apigateway_errors.patterns.backtracking import super_linear
from cdk_apigateway_errors.patterns.hazards import depends_on_jdk, spelled_words, stack_overflow, uneven_branches
from java.judge import Judge, shared_judge

from .forms import CRASH, TIMEOUT, leading, pattern_set, top_level, unhandled

FORMS = {"leading": leading, "top-level": top_level}
CODES = [400, 401, 403, 404, 409, 410, 422, 429, 500, 503]
SETS = [CODES, [400], [404, 405], [400, 401, 402, 403, 404]]
forms = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)

DECLARED = {
    "compact": '{"status":400}',
    "with members after": '{"status":400,"errors":[{"code":"123","message":"Value is too short"}]}',
    "Python's separators": '{"status": 400, "errors": []}',
    "pretty-printed": '{\n  "status": 400,\n  "errors": [\n    1\n  ]\n}\n',
    "with carriage returns": '\r\n{\r\n"status"\r\n:\r\n400\r\n}\r\n',
    "tabs and blanks": '\t {\t"status"\t:\t400\t,\t"a"\t:\t1\t}\t ',
    "a line separator inside": '{"status":400,"message":"a\u2028b\u0085c\u2029"}',
    "any Unicode": '{"status":400,"message":"💥é\\ud83d$#"}',
    "text that mentions a timeout": '{"status":400,"message":"Task timed out after 3.00 seconds"}',
    "text that mentions another status": '{"status":400,"message":"{\\"status\\":404}"}',
    "a nested status after it": '{"status":400,"cause":{"status":404}}',
}
NOT_DECLARED = {
    "a longer number": '{"status":4001}',
    "a fraction": '{"status":400.5}',
    "an exponent": '{"status":400e1}',
    "a text": '{"status":"400"}',
    "letters after": '{"status":400abc}',
    "a text that begins so": '{"status":"400x"}',
    "text before": 'could not parse {"status":400} at line 1',
    "an error's name before": 'Error: {"status":400}',
    "text after": '{"status":400} at line 1',
    "quoted in a string": '"{\\"status\\":400}"',
    "a list": '[{"status":400}]',
    "a nested status": '{"cause":{"status":400}}',
    "an undeclared status": '{"status":418}',
    "in a string member": '{"message":"\\"status\\":400"}',
    "never closed": '{"status":400',
    "a newline alone": "\n",
    "a separator alone": "\u2028",
    "a blank": " ",
    "plain words": "boom",
}
RUNTIME = {
    "2025-05-05T10:00:00.000Z 1b7ae4a2-0000 Task timed out after 3.00 seconds": "timeout",
    "RequestId: 1b7ae4a2-0000 Error: Task timed out after 3.00 seconds": "timeout",
    "RequestId: 1b7ae4a2-0000 Error: Runtime exited with error: exit status 1": "crash",
    "Unable to import module 'app': No module named 'x'\nTraceback": "crash",
    "Task timed out after 3.00 seconds": "unhandled",
    "Response payload size exceeded maximum allowed payload size (6291556 bytes).": "crash",
}


@cache
def compiled(form, codes: tuple[int, ...]) -> dict[str, CompiledPattern]:
    return {name: compile_pattern(pattern) for name, pattern in pattern_set(form, list(codes)).items()}


def selected(form, message: str, codes: list[int] = CODES) -> list[str]:
    """Which patterns match, by our engine."""
    return [name for name, pattern in compiled(form, tuple(codes)).items() if pattern.matches(message)]


def selected_by_java(judge: Judge, form, message: str, codes: list[int] = CODES) -> list[str]:
    return [name for name, pattern in pattern_set(form, codes).items() if judge.matches(pattern, message)]


@forms
@pytest.mark.parametrize("codes", SETS, ids=str)
def test_a_set_is_decided_to_be_disjoint_and_total_and_to_leave_successes_alone(form, codes: list[int]) -> None:
    patterns = list(pattern_set(form, codes).values())
    question = Question(patterns)
    assert [pair for pair in combinations(patterns, 2) if question.overlap(*pair) is not None] == []
    assert question.hole(patterns) is None
    assert [pattern for pattern in patterns if question.matches_empty(pattern)] == []


@forms
def test_a_set_that_lacks_one_pattern_has_a_hole(form) -> None:
    patterns = pattern_set(form, [400, 404])
    for missing in patterns:
        rest = [pattern for name, pattern in patterns.items() if name != missing]
        witness = Question([*rest, patterns[missing]]).hole(rest)
        assert witness is not None
        assert compile_pattern(patterns[missing]).matches(witness)


@forms
@pytest.mark.parametrize("message", DECLARED.values(), ids=DECLARED)
def test_a_declared_error_selects_its_status_however_it_is_printed(form, message: str) -> None:
    assert selected(form, message) == ["400"]


@forms
@pytest.mark.parametrize("message", NOT_DECLARED.values(), ids=NOT_DECLARED)
def test_anything_else_is_unhandled(form, message: str) -> None:
    assert selected(form, message) == ["unhandled"]


@forms
@pytest.mark.parametrize(("message", "expected"), RUNTIME.items(), ids=RUNTIME.values())
def test_what_the_runtime_writes_is_told_apart(form, message: str, expected: str) -> None:
    assert selected(form, message) == [expected]


@pytest.mark.parametrize(
    "message",
    [
        '{"code":"x","status":400}',
        '{"a":{"b":[1,2]},"status":400,"c":{"d":[{}]}}',
        '{"a":"}{\\"status\\":1","status" : 400}',
        '{"a":[[]],"status":400}',
        '{"a":"[","status":400}',
    ],
)
def test_top_level_finds_the_status_anywhere_at_the_top(message: str) -> None:
    assert selected(top_level, message) == ["400"]
    assert selected(leading, message) == ["unhandled"]


def test_top_level_looks_through_two_levels_of_nesting_and_no_more() -> None:
    assert selected(top_level, '{"a":[[1]],"status":400}') == ["400"]
    assert selected(top_level, '{"a":[[[1]]],"status":400}') == ["unhandled"]


def test_top_level_takes_the_first_status_of_duplicate_keys() -> None:
    assert selected(top_level, '{"status":404,"status":400}') == ["404"]


@forms
def test_a_success_selects_nothing(form) -> None:
    assert selected(form, "") == []


BLANKS = st.text(" \t\r\n", max_size=3)
TEXTS = st.text(st.one_of(st.sampled_from('"\\{}[]:,status40\n\r\u2028\u2029\x85 é💥'), st.characters()), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | TEXTS
VALUES = SCALARS | st.lists(SCALARS | st.dictionaries(TEXTS, SCALARS, max_size=2), max_size=2)
MEMBERS = st.dictionaries(st.sampled_from(["a", "message", "status ", "Status", "detail"]), VALUES, max_size=3)
STATUSES = st.sampled_from([*CODES, 4001, 40, 418, 0, -400, 400.5, "400", None, True, [400]])
HOSTILE = st.sampled_from(
    [*DECLARED.values(), *NOT_DECLARED.values(), *RUNTIME, '{"status":400', "}", '"status":400', ",", "\n", "\u2028"]
)
PIECES = st.lists(st.one_of(HOSTILE, TEXTS), min_size=1, max_size=3).map("".join)


@st.composite
def objects(draw: st.DrawFn) -> tuple[str, object, bool]:
    """A JSON object as somebody's handler prints it, its status, and whether the status comes first."""
    status, members = draw(STATUSES), draw(MEMBERS)
    first = draw(st.booleans())
    body = {"status": status, **members} if first else {**members, "status": status}
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:  ")]))
    text = json.dumps(
        body, ensure_ascii=draw(st.booleans()), separators=separators, indent=draw(st.none() | st.just(2))
    )
    return draw(BLANKS) + text + draw(BLANKS), status, first or not members


@settings(max_examples=150, deadline=None)
@given(printed=objects())
def test_every_printed_object_selects_its_own_status_and_no_other(printed: tuple[str, object, bool]) -> None:
    text, status, first = printed
    expected = str(status) if type(status) is int and status in CODES else "unhandled"
    assert selected(top_level, text) == [expected]
    assert selected(leading, text) == [expected if first else "unhandled"]


@settings(max_examples=200, deadline=None)
@given(message=PIECES)
def test_any_failure_selects_exactly_one(message: str) -> None:
    for form in FORMS.values():
        assert len(selected(form, message)) == (1 if message else 0)


@pytest.mark.java
@settings(max_examples=60, deadline=None)
@given(message=st.one_of(PIECES, objects().map(lambda printed: printed[0])))
def test_java_selects_the_same(message: str) -> None:
    judge = shared_judge()
    for form in FORMS.values():
        assert selected_by_java(judge, form, message, [400, 404]) == selected(form, message, [400, 404])


@pytest.mark.java
@forms
def test_java_selects_the_same_for_every_row(form) -> None:
    judge = shared_judge()
    messages = [*DECLARED.values(), *NOT_DECLARED.values(), *RUNTIME]
    for name, pattern in pattern_set(form, CODES).items():
        own = [name in selected(form, message) for message in messages]
        assert judge.match_all(pattern, messages) == own, name


SIZE = 6_000_000
LARGE = {
    "one long detail": lambda: '{"status":400,"detail":"' + "x" * SIZE + '"}',
    "lines": lambda: '{"status":400,"detail":"' + "a\\n\n" * (SIZE // 4) + '"}',
    "closing braces": lambda: '{"status":400,' + "}" * SIZE + "x",
    "closing braces and blanks": lambda: '{"status":400,' + "} " * (SIZE // 2) + "x",
    "blanks": lambda: " " * SIZE,
    "blanks after a brace": lambda: '{"status":400}' + " " * SIZE + "x",
    "quotes": lambda: "{" + '"' * SIZE,
    "backslashes": lambda: '{"' + "\\" * SIZE,
    "many members before": lambda: "{" + '"a":[{"b":1}],' * (SIZE // 14) + '"status":400}',
    "deep nesting": lambda: "{" + '"a":[' * (SIZE // 5),
    "the status again and again": lambda: '{"status":400,' * (SIZE // 14),
    "a stack trace": lambda: "Error: boom\n" + "    at f (x.js:1:2)\n" * (SIZE // 20),
    "a timeout's beginning": lambda: "RequestId: " + "x" * SIZE,
}
DECLARED_LARGE = {
    "one long detail": (leading, top_level),
    "lines": (leading, top_level),
    "many members before": (top_level,),
}


@forms
@pytest.mark.parametrize("large", LARGE)
def test_six_megabytes_are_matched_without_deep_recursion(form, large: str) -> None:
    message = LARGE[large]()
    expected = "400" if form in DECLARED_LARGE.get(large, ()) else "unhandled"
    assert selected(form, message, [400, 404]) == [expected]


@pytest.mark.java
@forms
def test_six_megabytes_do_not_overflow_javas_stack(form) -> None:
    """On Java's default stack; StackOverflowError is an error of the judge."""
    judge = shared_judge()
    for large, expected in (("many members before", form is top_level), ("deep nesting", False)):
        message = LARGE[large]()
        assert judge.matches(form(400), message) is expected
        assert judge.matches(unhandled(form(400)), message) is not expected


@forms
def test_the_forms_are_free_of_hazards(form) -> None:
    for pattern in pattern_set(form, CODES).values():
        assert to_python(pattern).engine == "re"
        assert stack_overflow(pattern) is None
        assert super_linear(pattern) is None
        assert depends_on_jdk(pattern) is None
        assert (spelled_words(pattern), uneven_branches(pattern)) == ([], None)


def test_a_generated_set_is_decided_within_a_bounded_number_of_states() -> None:
    """What the decider costs, in states and not in seconds: growth shows here first."""
    question = Question(pattern_set(top_level, CODES).values())
    for pair in combinations(question.patterns, 2):
        question.overlap(*pair)
    question.hole(question.patterns)
    assert question.automaton.size() < 3000


def test_classic_overlaps_and_says_with_which_message() -> None:
    assert overlap('.*"status":400.*', '.*"status":404.*') == '"status":400"status":404'


def test_declared_timeouts_and_crashes_differ_in_their_first_characters() -> None:
    random = Random(3)
    texts = [
        "RequestId: ",
        "2025-05-05T1 1 ",
        "Error: ",
        "Task timed out after ",
        "1.0",
        " seconds",
        "Runtime exited ",
        "{",
    ]
    for _ in range(2000):
        message = "".join(random.choices(texts, k=random.randint(1, 6)))
        assert not (compile_pattern(TIMEOUT).matches(message) and compile_pattern(CRASH).matches(message))
