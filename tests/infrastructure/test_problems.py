"""All problems of one call come in one error."""

import pytest

from cdk_apigateway_errors.infrastructure.problems import DeclarationError, Problems


def test_one_problem_stands_beside_the_place():
    assert str(DeclarationError("add_route('GET /')", ["status is 200"])) == "add_route('GET /'): status is 200"


def test_several_problems_are_listed_one_per_line():
    error = DeclarationError("Api", ["one", "two"])
    assert str(error) == "Api: 2 problems\n  - one\n  - two"
    assert error.problems == ("one", "two")
    assert error.where == "Api"


def test_nothing_is_raised_where_nothing_is_wrong():
    problems = Problems("Api")
    problems.add(None)
    problems.extend([])
    problems.raise_if_any()


def test_value_errors_of_parts_are_gathered_and_other_exceptions_pass():
    problems = Problems("Api")
    assert problems.attempt(lambda: int("x")) is None
    assert problems.attempt(lambda: 7) == 7
    with pytest.raises(KeyError):
        problems.attempt(lambda: {}["k"])
    with pytest.raises(DeclarationError) as caught:
        problems.refuse("and this")
    assert len(caught.value.problems) == 2
