"""The table keeps the rules that the matrix is for, and the page is the table."""

from __future__ import annotations

import pytest

from . import STRATEGIES, Row, cells, request, rows
from .page import PAGE, leaking, page, succeeding

EXACT = ("leading", "top-level", "compact")
EMPTY_TEXT = {"empty message", "null as message (Node.js)", "out of memory (Python)"}
REPORTED_AS_SUCCESS = {"promise that never settles", "success that carries errorMessage"}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_failure_is_answered_2xx_where_its_message_is_empty_or_lambda_reports_success(strategy: str) -> None:
    found = succeeding(strategy)
    assert {row.name for row, _ in found} == EMPTY_TEXT | REPORTED_AS_SUCCESS
    assert {row.name for row, handler in found if handler.decorated} == REPORTED_AS_SUCCESS


@pytest.mark.parametrize("strategy", EXACT)
def test_nothing_leaks_but_an_envelope_without_a_message_and_what_looks_like_a_declared_body(strategy: str) -> None:
    found = leaking(strategy)
    assert {row.name for row, _ in found} == EMPTY_TEXT | {"between two objects"}
    assert all(row.reason for row, _ in found)
    assert not any(handler.decorated for _, handler in found)


def test_nothing_leaks_with_the_decorator_whatever_the_strategy() -> None:
    assert [row.name for strategy in STRATEGIES for row, handler in leaking(strategy) if handler.decorated] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_row_has_a_source_and_names_the_rule_where_classic_differs(row: Row) -> None:
    assert row.source
    differs = row.expected["classic", False] != row.expected["top-level", False]
    assert bool(row.lint) is differs


def test_names_of_rows_and_requests_of_cells_are_unique() -> None:
    names = [row.name for row in rows()]
    assert len(set(names)) == len(names)
    sent = [request(cell) for cell in cells()]
    assert len(set(sent)) == len(sent)


def test_the_page_is_the_one_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: PYTHONPATH=tests python -m fault_matrix.page"
