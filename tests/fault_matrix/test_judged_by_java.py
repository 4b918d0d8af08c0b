"""java.util.regex selects for each text what the table says, with the patterns that the construct writes."""

from __future__ import annotations

import pytest

from cdk_apigateway_errors.catalog import ErrorCatalog
from java.judge import shared_judge

from . import Row, rows
from .handlers.python.errors import DECLARED
from .model import Handler

RAISED = [
    row
    for row in rows()
    if row.case == "raise" and row.text and not row.path and Handler.PYTHON in row.handlers and "\ud800" not in row.text
]

SELECTING = ("leading", "top-level", "classic")
"""With ``compact`` one pattern takes every failure, and its template finds the status."""


@pytest.mark.java
@pytest.mark.parametrize("strategy", SELECTING)
@pytest.mark.parametrize("row", RAISED, ids=lambda row: row.name)
def test_java_selects_the_status_that_the_table_expects(strategy: str, row: Row) -> None:
    responses = ErrorCatalog.of(DECLARED, selection_patterns=strategy).responses()
    judge = shared_judge()
    selected = [one.status_code for one in responses if judge.matches(str(one.selection_pattern), row.text)]
    assert selected[:1] == [row.expected[strategy, False].status]
    assert len(selected) == 1 or strategy == "classic"
