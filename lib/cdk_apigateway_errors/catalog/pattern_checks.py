"""Checks of selection patterns that others bring: compiled in Java, never the empty message, never two at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .. import patterns

StatusPattern = tuple[int, str]


def pattern_problems(found: Sequence[StatusPattern], *, overlaps: bool = True) -> list[str]:
    """Return everything that is wrong with the patterns of one method, given as (status code, pattern) pairs.

    What cannot be decided is a problem too: a pattern that nobody can check is no base for an answer.

    >>> pattern_problems([(400, "(?s)bad.*"), (404, "(?s)gone.*")])
    []
    """
    return list(_pattern_problems(tuple(found), overlaps))


@lru_cache(maxsize=256)
def _pattern_problems(found: tuple[StatusPattern, ...], overlaps: bool) -> tuple[str, ...]:
    alone = [(pair, _problem(*pair)) for pair in found]
    sound = [pair for pair, problem in alone if problem is None]
    return (*(problem for _, problem in alone if problem), *(_overlaps(sound) if overlaps else ()))


def _problem(status_code: int, pattern: object) -> str | None:
    if not isinstance(pattern, str):
        return f"the pattern of {status_code} is {pattern!r}; allowed: the text of a Java regular expression"
    try:
        empty = patterns.matches_empty(pattern)
    except patterns.NotDecided as error:
        return f"the pattern {pattern!r} of {status_code} cannot be checked: {error.reason}; write it in another way"
    except patterns.PatternError as error:
        return f"the pattern of {status_code} does not compile in Java: {error}"
    except patterns.UnsupportedPattern as error:
        return f"the pattern {pattern!r} of {status_code} cannot be checked: {error.reason}; write it in another way"
    if not empty:
        return None
    return (
        f"the pattern {pattern!r} of {status_code} matches the empty message, which is what a success looks like; make it "
        "ask for at least one character"
    )


def _overlaps(found: Sequence[StatusPattern]) -> list[str]:
    question = patterns.Question([pattern for _, pattern in found])
    problems = []
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            problem = _overlap(question, one, other)
            if problem:
                problems.append(problem)
    return problems


def _overlap(question: patterns.Question, one: StatusPattern, other: StatusPattern) -> str | None:
    try:
        message = question.overlap(one[1], other[1])
    except patterns.NotDecided as error:
        return f"whether the patterns of {one[0]} and {other[0]} overlap cannot be decided: {error.reason}"
    if message is None:
        return None
    return (
        f"the patterns of {one[0]} ({one[1]}) and {other[0]} ({other[1]}) both match {message!r}; which one API Gateway "
        "takes is not defined: make them exclude each other"
    )
