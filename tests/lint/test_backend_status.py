"""Patterns of backends that are no functions are asked about every HTTP status."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.cloudformation.model import RestApi
from cdk_apigateway_errors.lint.backend_status import covered, failing_and_untaken, overlapping, taken
from cdk_apigateway_errors.lint.examples import method, response
from cdk_apigateway_errors.lint.subject import Subject, subjects


def subject(*patterns: str) -> Subject:
    responses = [response(400 + at, pattern) for at, pattern in enumerate(patterns)]
    made = method(response(200), *responses, integration={"type": "HTTP", "uri": "https://backend.example"})
    (found,) = subjects(RestApi("Api", "api", methods=(made,)))
    return found


@pytest.mark.parametrize(
    ("pattern", "number"), [(r"4\d{2}", 100), ("404", 1), (".*", 500), ("4", 0), (r"40\d|5.*", 110), ("x", 0)]
)
def test_a_pattern_takes_the_statuses_that_it_matches_as_a_whole(pattern: str, number: int) -> None:
    assert len(taken(pattern)) == number


def test_overlaps_and_covers_are_told_apart() -> None:
    assert [status for _, _, status in overlapping(subject(r"4\d0", r"40\d"))] == ["400"]
    assert covered(subject(r"4\d0", r"40\d")) == []
    assert covered(subject(r"4\d{2}", "404")) == [(r"4\d{2}", "404", "404")]
    assert overlapping(subject(r"4\d{2}", "404")) == []
    assert covered(subject("404", "(404)")) == [("404", "(404)", "404"), ("(404)", "404", "404")]


@pytest.mark.parametrize(
    ("patterns", "status"),
    [
        ((), "400"),
        ((r"4\d{2}",), "500"),
        ((r"4\d{2}", r"5\d{2}"), None),
        ((r"[45]\d[0-8]",), "409"),
        ((r"4\d{2}", r"(?<a>5)\d{2}\k<a>?"), None),
    ],
    ids=str,
)
def test_a_failure_that_nothing_takes_is_named(patterns: tuple[str, ...], status: str | None) -> None:
    assert failing_and_untaken(subject(*patterns)) == status
