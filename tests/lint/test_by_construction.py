"""Sets of patterns that the catalog makes: what the rules would say is proven here, and they are recognised."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdk_apigateway_errors.catalog import CLASSIC, LEADING, TOP_LEVEL, ErrorCatalog, GeneratedError, Response
from cdk_apigateway_errors.lint import RULES, Severity
from cdk_apigateway_errors.lint.by_construction import CLOSED, declared_by, made_by_catalog
from cdk_apigateway_errors.lint.declared import DeclaredMethod, lint_methods
from cdk_apigateway_errors.lint.hostile import selected_messages
from cdk_apigateway_errors.lint.rule import MethodRule
from cdk_apigateway_errors.patterns import Question
from cdk_apigateway_errors.runtime import ErrorList

PROVEN = [replace(rule, proven=False) for rule in RULES if isinstance(rule, MethodRule) and rule.proven]
"""The rules that leave these sets out, made to ask."""
CODES = st.lists(st.integers(400, 599), max_size=5, unique=True)
GENERATED = st.builds(GeneratedError, st.sampled_from([500, 502, 503, 504]), st.just("CODE"), st.just("Message"))
NAMES = st.sampled_from(["status", "statusCode", "http-status"])


def catalogs(strategies: list[str]) -> st.SearchStrategy[ErrorCatalog]:
    return st.builds(
        ErrorCatalog.of,
        CODES,
        error_format=NAMES.map(lambda name: ErrorList(status_field=name)),
        selection_patterns=st.sampled_from(strategies),
        unhandled=GENERATED,
        timeout=st.none() | GENERATED,
        crash=st.none() | GENERATED,
    )


def pairs(responses: tuple[Response, ...]) -> frozenset[tuple[int, str]]:
    return frozenset((one.status_code, one.selection_pattern or "") for one in responses)


def asked(catalog: ErrorCatalog) -> list[str]:
    """What the rules say that are not asked."""
    method = DeclaredMethod("Method", "GET", "/", (catalog.success(), *catalog.responses()), {})
    return [str(one) for one in lint_methods([method], PROVEN)]


@settings(max_examples=15, deadline=None)
@given(catalogs(["leading", "top-level"]))
def test_every_set_of_a_closed_strategy_is_recognised_and_the_rules_have_nothing_to_say(catalog: ErrorCatalog) -> None:
    assert made_by_catalog(pairs(catalog.responses()))
    assert asked(catalog) == []


@pytest.mark.parametrize("strategy", [one.name for one in CLOSED])
@pytest.mark.parametrize(
    "codes",
    [[], [400], [400, 404, 409, 500], [500, 502, 504], list(range(400, 412))],
    ids=lambda codes: str(len(codes)),
)
def test_sets_of_common_sizes_are_proven_with_every_generated_error(codes: list[int], strategy: str) -> None:
    catalog = ErrorCatalog.of(codes, selection_patterns=strategy)
    assert made_by_catalog(pairs(catalog.responses()))
    assert asked(catalog) == []


@settings(max_examples=15, deadline=None)
@given(catalogs(["leading", "top-level"]), st.data())
def test_a_set_with_one_pattern_changed_taken_out_or_added_is_not_recognised(
    catalog: ErrorCatalog, data: st.DataObject
) -> None:
    made = pairs(catalog.responses())
    status, pattern = data.draw(st.sampled_from(sorted(made)))
    others = made - {(status, pattern)}
    assert not made_by_catalog(others | {(status, pattern + "x")})
    assert not made_by_catalog(made | {(299, ".*299.*")})
    unhandled = catalog.unhandled.status
    if status != unhandled:  # a smaller catalog may be left where the unhandled rest takes that status as well
        assert not made_by_catalog(others)


def test_sets_of_the_classic_strategy_are_decided() -> None:
    assert not made_by_catalog(pairs(ErrorCatalog.of([400, 404], selection_patterns=CLASSIC).responses()))


def test_two_names_for_the_status_make_no_set() -> None:
    made = pairs(ErrorCatalog.of([400, 404]).responses())
    other = made - {(400, LEADING.pattern("status", 400))} | {(400, LEADING.pattern("code", 400))}
    assert not made_by_catalog(other)


@pytest.mark.parametrize("strategy", CLOSED, ids=lambda one: one.name)
def test_the_status_and_the_name_of_a_pattern_are_read_off_it(strategy: object) -> None:
    assert strategy in (LEADING, TOP_LEVEL)
    for name in ("status", "statusCode"):
        assert declared_by(strategy.pattern(name, 404)) == (name, 404)
    assert declared_by(strategy.fragment("status", [404])) is None


@pytest.mark.parametrize("strategy", CLOSED, ids=lambda one: one.name)
def test_the_shortest_message_of_a_declared_pattern_is_what_an_automaton_finds(strategy: object) -> None:
    pattern = strategy.pattern("status", 404)
    question = Question([pattern])
    assert selected_messages(pattern)[0] == '{"status":404}' == question.overlap(pattern, pattern)
    assert all(question.matches(pattern, message) for message in selected_messages(pattern))


def test_a_default_response_too_many_is_found_although_the_patterns_are_the_catalogs() -> None:
    catalog = ErrorCatalog.of([400])
    responses = (catalog.success(), Response(201, None), *catalog.responses())
    found = lint_methods([DeclaredMethod("Method", "GET", "/", responses, {})])
    assert [(one.rule_id, one.severity) for one in found] == [("two-default-responses", Severity.ERROR)]
