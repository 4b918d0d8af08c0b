"""Every row of the matrix on the local gateway, for every strategy, runtime, and with and without the decorator; and the
same from an OpenAPI body.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.cloudformation.model import Application
from cdk_apigateway_errors.gateway import Gateway
from cdk_apigateway_errors.gateway.server import GatewayApp, serving
from cdk_apigateway_errors.lint.linting import lint
from cdk_apigateway_errors.lint.registry import RULES

from . import STRATEGIES, Answer, Cell, Row, answers, outcome, rows
from .app import api_name, synthesize
from .local import LocalMatrix, LocalTarget, with_faults
from .over_http import HttpTarget

pytestmark = [
    pytest.mark.cdk,
    pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH"),
    # What the gateway says about empty messages belongs to its own tests.
    pytest.mark.filterwarnings("default"),
]

OF_ONE_REQUEST = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ANEW = {"x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id", "x-request", "date"}


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalMatrix]:
    with LocalMatrix(synthesize(tmp_path_factory.mktemp("matrix"))) as matrix:
        yield matrix


@pytest.fixture(scope="module")
def answered(matrix: LocalMatrix) -> dict[str, dict[Cell, Answer]]:
    """All answers by strategy."""
    return {strategy: answers(target) for strategy, target in matrix.targets.items()}


@pytest.fixture(scope="module")
def answered_from_body(
    matrix: LocalMatrix, answered: dict[str, dict[Cell, Answer]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[Cell, Answer]]:
    """The same with `definition="openapi"`. Handlers do not run again; what they do depends on no definition."""
    apis = load(synthesize(tmp_path_factory.mktemp("openapi"), definition="openapi")).rest_apis
    by_name = {api.name: with_faults(api) for api in apis}
    ran = matrix.functions.invocations
    found = {
        strategy: answers(LocalTarget(Gateway(by_name[api_name(strategy)], matrix.functions)))
        for strategy in STRATEGIES
    }
    assert matrix.functions.invocations == ran, "the functions got other events"
    return found


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


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_row_is_answered_alike_from_an_openapi_body(
    answered: dict[str, dict[Cell, Answer]],
    answered_from_body: dict[str, dict[Cell, Answer]],
    strategy: str,
    row: Row,
) -> None:
    methods, body = (
        {cell: shown(answer) for cell, answer in one[strategy].items() if cell.row == row}
        for one in (answered, answered_from_body)
    )
    assert methods
    assert methods == body


def shown(answer: Answer) -> tuple[int, dict[str, str], str]:
    """An answer without what is new in every request."""
    headers = {name.lower(): value for name, value in answer.headers if name.lower() not in ANEW}
    return answer.status, headers, OF_ONE_REQUEST.sub("ID", answer.body.decode("utf-8", "surrogateescape"))


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
