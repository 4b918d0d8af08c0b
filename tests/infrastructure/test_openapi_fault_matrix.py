"""The whole fault matrix, answered identically by both definitions."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cdk_apigateway_errors.cloudformation import load
from cdk_apigateway_errors.gateway import Gateway
from fault_matrix import STRATEGIES, Answer, Cell, answers, rows
from fault_matrix.app import api_name, synthesize
from fault_matrix.local import LocalMatrix, LocalTarget, _with_faults

pytestmark = [
    pytest.mark.cdk,
    pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH"),
    # What the gateway says about empty messages belongs to its own tests.
    pytest.mark.filterwarnings("default"),
]
OF_ONE_REQUEST = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ANEW = {"x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id", "x-request", "date"}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Mapping[str, Mapping[Cell, Answer]]]]:
    """The answers by definition and strategy. Handlers run once; what they do depends on no definition."""
    openapi = synthesize(tmp_path_factory.mktemp("openapi"), definition="openapi")
    with LocalMatrix(synthesize(tmp_path_factory.mktemp("methods"))) as matrix:
        methods = {strategy: answers(target) for strategy, target in matrix.targets.items()}
        ran = matrix.functions.invocations
        others = targets(openapi, matrix)
        yield {"methods": methods, "openapi": {strategy: answers(target) for strategy, target in others.items()}}
        assert matrix.functions.invocations == ran, "the functions got other events"


def targets(folder: Path, matrix: LocalMatrix) -> dict[str, LocalTarget]:
    by_name = {api.name: _with_faults(api) for api in load(folder).rest_apis}
    return {one: LocalTarget(Gateway(by_name[api_name(one)], matrix.functions)) for one in STRATEGIES}


@pytest.mark.parametrize("row", [row.name for row in rows()])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_row_is_answered_alike_by_both_definitions(
    answered: dict[str, Mapping[str, Mapping[Cell, Answer]]], strategy: str, row: str
) -> None:
    first, second = ({c: shown(a) for c, a in answered[d][strategy].items() if c.row.name == row} for d in answered)
    assert first
    assert first == second


def shown(answer: Answer) -> tuple[int, dict[str, str], str]:
    """An answer without what is new in every request."""
    headers = {name.lower(): value for name, value in answer.headers if name.lower() not in ANEW}
    return answer.status, headers, OF_ONE_REQUEST.sub("ID", answer.body.decode("utf-8", "surrogateescape"))
