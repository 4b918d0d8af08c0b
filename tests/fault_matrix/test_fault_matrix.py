"""Every row of the matrix on the local gateway, for every strategy, runtime, and with and without the decorator."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cdk_apigateway_errors.cloudformation.model import Application
from cdk_apigateway_errors.gateway.server import GatewayApp, serving
from cdk_apigateway_errors.lint.linting import lint
from cdk_apigateway_errors.lint.registry import RULES

from . import STRATEGIES, Answer, Cell, Row, answers, outcome, rows
from .app import synthesize
from .local import LocalMatrix
from .over_http import HttpTarget

pytestmark = [
    pytest.mark.cdk,
    pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH"),
    # What the gateway says about empty messages belongs to its own tests.
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalMatrix]:
    with LocalMatrix(synthesize(tmp_path_factory.mktemp("matrix"))) as matrix:
        yield matrix


@pytest.fixture(scope="module")
def answered(matrix: LocalMatrix) -> dict[str, dict[Cell, Answer]]:
    """All answers by strategy."""
    return {strategy: answers(target) for strategy, target in matrix.targets.items()}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_row_is_answered_as_the_table_says(answered: dict[str, dict[Cell, Answer]], strategy: str, row: Row) -> None:
    found = {cell: answer for cell, answer in answered[strategy].items() if cell.row == row}
    wrong = [
        f"{cell.handler}: {outcome(cell, answer)}, expected {wanted}; {answer.body[:300]!r}"
        for cell, answer in found.items()
        if outcome(cell, answer) != (wanted := row.expected[strategy, cell.handler.decorated])
    ]
    assert found
    assert wrong == []


def test_the_local_server_answers_every_row_over_http_as_in_process(
    matrix: LocalMatrix, answered: dict[str, dict[Cell, Answer]]
) -> None:
    ran = matrix.functions.invocations
    with serving(GatewayApp(matrix.targets["top-level"].gateway)) as url:
        host, port = url.removeprefix("http://").split(":")
        found = answers(HttpTarget(host, int(port)))
    wrong = {
        cell.id: str(outcome(cell, answer))
        for cell, answer in found.items()
        if outcome(cell, answer) != cell.row.expected["top-level", cell.handler.decorated]
    }
    assert wrong == {}
    assert matrix.functions.invocations == ran, "an event differs over HTTP"


def test_a_handler_runs_once_for_a_row_however_many_apis_answer(
    matrix: LocalMatrix, answered: dict[str, dict[Cell, Answer]]
) -> None:
    assert matrix.functions.invocations < len(answered["leading"])


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_lint_says_on_the_template_why_classic_answers_otherwise(matrix: LocalMatrix, strategy: str) -> None:
    api = matrix.rest_apis[strategy]
    (method,) = (one for one in api.methods if (one.http_method, one.path) == ("GET", "/python/plain/{case}"))
    wanted = {row.lint for row in rows() if row.lint}
    found = lint(Application((replace(api, methods=(method,)),)), [rule for rule in RULES if rule.id in wanted])
    assert {one.rule_id for one in found} == (wanted if strategy == "classic" else set())
