"""Random patterns and texts: our engines against java.util.regex. LONG_FUZZ=1 runs many more, FUZZ_SEED others."""

import os
import warnings
from random import Random

import pytest

from cdk_apigateway_errors.patterns import NotDecided, PatternError, Question, UnsupportedPattern, compile_pattern
from java.judge import Judge, shared_judge

from .generator import PatternMaker

ROUNDS = 20_000 if os.environ.get("LONG_FUZZ") else 700
SEED = int(os.environ.get("FUZZ_SEED") or (77 if os.environ.get("LONG_FUZZ") else 7))

pytestmark = [pytest.mark.java, pytest.mark.filterwarnings("ignore::FutureWarning")]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return shared_judge()


def ours(pattern: str):
    """The compiled pattern, None where unsupported, a PatternError where refused."""
    try:
        return compile_pattern(pattern)
    except PatternError as error:
        return error
    except UnsupportedPattern:
        return None


def decider(pattern: str) -> Question | None:
    try:
        return Question([pattern])
    except ValueError:
        return None


def test_the_same_patterns_are_accepted_and_refused(judge: Judge) -> None:
    maker = PatternMaker(Random(SEED))
    different = []
    for _ in range(ROUNDS):
        pattern = maker.garbage() if maker.random.random() < 0.6 else maker.mutated()
        own, refusal = ours(pattern), judge.refusal(pattern)
        if isinstance(own, PatternError) != (refusal is not None) and "NullPointerException" not in str(refusal):
            different.append((pattern, own, refusal))
    assert different == [], f"seed {SEED}"


def test_the_same_texts_match(judge: Judge) -> None:
    maker = PatternMaker(Random(SEED))
    different, asked = [], 0
    for _ in range(ROUNDS):
        pattern = maker.pattern()
        own, question = ours(pattern), decider(pattern)
        texts = [maker.text() for _ in range(8)] + near(maker, pattern, question)
        try:
            verdicts = judge.match_all(pattern, texts)
        except ValueError:
            continue
        for text, verdict in zip(texts, verdicts, strict=True):
            if own is not None and own.matches(text) != verdict:
                different.append((pattern, text, verdict, own.translation))
            if question is not None and verdict_of(question, pattern, text) not in (verdict, None):
                different.append((pattern, text, verdict, "decider"))
            asked += own is not None
    assert different == [], f"seed {SEED}"
    assert asked > ROUNDS * 5


def near(maker: PatternMaker, pattern: str, question: Question | None) -> list[str]:
    """Texts that match or nearly do: random ones seldom match a long pattern."""
    try:
        text = question.overlap(pattern, pattern) if question else None
    except NotDecided:
        text = None
    return [] if text is None else [text, *(maker.changed(text) for _ in range(6))]


def verdict_of(question: Question, pattern: str, text: str) -> bool | None:
    try:
        return question.matches(pattern, text)
    except (NotDecided, RecursionError):
        return None


def test_nothing_is_warned_about_translations() -> None:
    """Python warns of sets that may change their meaning; our classes must not rely on any."""
    maker = PatternMaker(Random(SEED))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(200):
            ours(maker.pattern())
