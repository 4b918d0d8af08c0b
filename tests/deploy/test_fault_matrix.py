"""The fault matrix over HTTP against LocalStack: it answers as the local gateway does, but for what is listed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from fault_matrix import Answer, Cell, answers, cells, outcome, request
from fault_matrix.app import synthesize
from fault_matrix.local import LocalMatrix
from fault_matrix.localstack import JAVA, OWN, expected
from fault_matrix.over_http import HttpTarget
from fault_matrix.refusals import REFUSED, Refused
from fault_matrix.running import readable
from java import judge

from . import matrix, readback
from .conftest import DeployedApi
from .features import NAME as FEATURES
from .features import synthesize as synthesize_features
from .intrinsics import Deployed
from .localstack.server import LocalStack

pytestmark = pytest.mark.deploy

STRATEGY = os.environ.get("MATRIX_STRATEGY", "top-level")
"""The sample of ``test_deploy.py`` has ``leading``; any other one may be asked for."""
STACK = "Matrix" + STRATEGY.title().replace("-", "")
Answers = Mapping[Cell, Answer]


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthesize(tmp_path_factory.mktemp("matrix"), [STRATEGY])


@pytest.fixture(scope="module")
def ours(assembly: Path) -> Answers:
    with LocalMatrix(assembly) as local:
        return answers(local.targets[STRATEGY])


Read = Mapping[str, tuple[object, object]]


@pytest.fixture(scope="module")
def stack(localstack: LocalStack, assembly: Path) -> Deployed:
    return matrix.deployed(localstack, assembly, STACK)


@pytest.fixture(scope="module")
def features(localstack: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """Every other feature of the construct."""
    return matrix.deployed(localstack, synthesize_features(tmp_path_factory.mktemp("features")), FEATURES)


@pytest.fixture(scope="module")
def read(localstack: LocalStack, stack: Deployed, features: Deployed) -> Mapping[str, Read]:
    """What is in the templates and what was deployed, before anything happens to the functions."""
    return {
        one.name: {kind: pair(localstack, one) for kind, pair in readback.EVERYTHING.items()}
        for one in (stack, features)
    }


@pytest.fixture(scope="module")
def target(localstack: LocalStack, stack: Deployed, read: Mapping[str, Read]) -> HttpTarget:
    return matrix.target(localstack, stack)


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
    with ThreadPoolExecutor(len(groups)) as executor:
        parts = executor.map(lambda group: {cell: target.send(request(cell)) for cell in group}, groups)
        return {cell: answer for part in parts for cell, answer in part.items()}


def compared(answer: Answer) -> tuple[int, bool, object]:
    """Status, CORS and body; ids of requests differ from call to call, and stack traces name the folders of the machine."""
    text = re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", b"<id>", answer.body)
    try:
        body = json.loads(text)
    except ValueError:
        return answer.status, readable(answer), text
    if isinstance(body, dict) and "errorType" in body:
        kept = {name: value for name, value in body.items() if name not in ("stackTrace", "trace")}
        return answer.status, readable(answer), kept
    return answer.status, readable(answer), text


def differing(found: Answers, ours: Answers) -> dict[Cell, str]:
    """LocalStack's answers that are not those of the local gateway."""
    return {
        cell: str(outcome(cell, answer)) for cell, answer in found.items() if compared(answer) != compared(ours[cell])
    }


@pytest.mark.parametrize("kind", readback.EVERYTHING)
@pytest.mark.parametrize("name", [STACK, FEATURES])
def test_what_is_deployed_equals_the_template(read: Mapping[str, Read], name: str, kind: str) -> None:
    in_template, found = read[name][kind]
    assert found == in_template


def test_nothing_of_the_templates_goes_unread(stack: Deployed, features: Deployed) -> None:
    assert readback.uncovered(stack) == set()
    assert readback.uncovered(features) == {"AWS::Lambda::Alias", "AWS::Lambda::Version"}


@pytest.mark.parametrize("refused", REFUSED, ids=lambda one: one.name)
def test_localstack_deploys_what_the_service_refuses(
    deploy_template: Callable[[Mapping[str, Any]], DeployedApi], refused: Refused
) -> None:
    api = deploy_template(refused.template)
    assert api.url


@pytest.mark.java
def test_with_the_java_engines_localstack_differs_only_as_listed(with_java: Answers, ours: Answers) -> None:
    assert _named(differing(with_java, ours)) == _named(expected(JAVA, STRATEGY))


def test_with_its_own_engines_localstack_differs_only_as_listed(with_own: Answers, ours: Answers) -> None:
    assert _named(differing(with_own, ours)) == _named(expected(OWN, STRATEGY))


def test_what_localstack_answers_as_we_do_is_what_the_table_expects(with_own: Answers) -> None:
    left = [cell for cell in with_own if cell not in expected(OWN, STRATEGY)]
    wrong = {
        cell.id: str(found)
        for cell in left
        if (found := outcome(cell, with_own[cell])) != cell.row.expected[STRATEGY, cell.handler.decorated]
    }
    assert wrong == {}


def _named(found: Mapping[Cell, str]) -> dict[str, str]:
    return dict(sorted((cell.id, answer) for cell, answer in found.items()))
