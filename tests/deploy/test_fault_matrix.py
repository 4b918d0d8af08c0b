"""The fault matrix over HTTP against LocalStack: it answers as the local gateway does, but for what is listed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import pytest

from fault_matrix import Answer, Cell, answers, cells, outcome, request
from fault_matrix.app import synthesize
from fault_matrix.local import LocalMatrix
from fault_matrix.localstack import JAVA, OWN, expected
from java import judge

from .localstack.server import LocalStack
from .matrix import HttpTarget, deployed

pytestmark = pytest.mark.deploy

STRATEGY = "leading"
Answers = Mapping[Cell, Answer]


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthesize(tmp_path_factory.mktemp("matrix"), [STRATEGY])


@pytest.fixture(scope="module")
def ours(assembly: Path) -> Answers:
    with LocalMatrix(assembly) as matrix:
        return answers(matrix.targets[STRATEGY])


@pytest.fixture(scope="module")
def target(localstack: LocalStack, assembly: Path) -> Iterator[HttpTarget]:
    with deployed(localstack, assembly, "MatrixLeading") as target:
        yield target


@pytest.fixture(scope="module")
def with_java(target: HttpTarget) -> Answers:
    if reason := judge.why_absent():
        pytest.skip(reason)
    return sent(target)


@pytest.fixture(scope="module")
def with_own(target: HttpTarget, localstack: LocalStack) -> Answers:
    with localstack.own_engines():
        return sent(target)


def sent(target: HttpTarget) -> Answers:
    """Each handler has functions of its own, so that they can run beside one another."""
    groups = [
        list(group) for _, group in groupby(sorted(cells(), key=lambda cell: cell.handler), lambda cell: cell.handler)
    ]
    with ThreadPoolExecutor(3) as executor:
        parts = executor.map(lambda group: {cell: target.send(request(cell)) for cell in group}, groups)
        return {cell: answer for part in parts for cell, answer in part.items()}


def compared(answer: Answer) -> tuple[int, object]:
    """Status and body; ids of requests differ from call to call, and stack traces name the folders of the machine."""
    text = re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", b"<id>", answer.body)
    try:
        body = json.loads(text)
    except ValueError:
        return answer.status, text
    if isinstance(body, dict) and "errorType" in body:
        return answer.status, {name: value for name, value in body.items() if name not in ("stackTrace", "trace")}
    return answer.status, text


def differing(found: Answers, ours: Answers) -> dict[Cell, str]:
    """Status and shape of LocalStack's answers that are not those of the local gateway."""
    shown = {cell: outcome(cell, answer) for cell, answer in found.items()}
    return {
        cell: f"{shown[cell].status} {shown[cell].body}"
        for cell, answer in found.items()
        if compared(answer) != compared(ours[cell])
    }


@pytest.mark.java
def test_with_the_java_engines_localstack_differs_only_as_listed(with_java: Answers, ours: Answers) -> None:
    assert _named(differing(with_java, ours)) == _named(expected(JAVA))


def test_with_its_own_engines_localstack_differs_only_as_listed(with_own: Answers, ours: Answers) -> None:
    assert _named(differing(with_own, ours)) == _named(expected(OWN))


def test_what_localstack_answers_as_we_do_can_be_read_across_origins_and_leaks_nothing(with_own: Answers) -> None:
    left = [cell for cell in with_own if cell not in expected(OWN)]
    wrong = {
        cell.id: str(found)
        for cell in left
        if (found := outcome(cell, with_own[cell])) != cell.row.expected[STRATEGY, cell.handler.decorated]
    }
    assert wrong == {}


def _named(found: Mapping[Cell, str]) -> dict[str, str]:
    return dict(sorted((cell.id, answer) for cell, answer in found.items()))
