"""Each listed difference between LocalStack and the service is still there, and is in the documentation's table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from java import judge

from . import stacks, templates
from .conftest import ROOT, DeployedApi, url_of
from .differences import DIFFERENCES, Difference
from .localstack.server import LocalStack

pytestmark = pytest.mark.deploy

SAYS = (Path(__file__).parent / "functions" / "says.py").read_text()


@pytest.fixture(scope="module")
def api(localstack: LocalStack) -> Iterator[DeployedApi]:
    """One method for each difference."""
    others = {name: resource for one in DIFFERENCES for name, resource in one.others.items()}
    function = templates.function(SAYS, "python3.13", timeout=5)
    methods = {one.name: one.method for one in DIFFERENCES}
    template = templates.api({"F": function, "Unpermitted": function}, methods, **others)
    del template["Resources"]["UnpermittedPermission"]
    stack = stacks.deploy(localstack, "differences", template)
    yield DeployedApi(url_of(localstack, stack), stack, localstack)
    stacks.delete(localstack, "differences")


def ask(api: DeployedApi, one: Difference) -> httpx.Response:
    return httpx.post(f"{api.url}/{one.name}{one.query}", json=one.event, timeout=30)


@pytest.mark.parametrize("one", DIFFERENCES, ids=lambda one: one.name)
def test_localstack_still_differs(api: DeployedApi, one: Difference) -> None:
    with api.server.own_engines():
        answer = ask(api, one)
    assert answer.status_code == one.status, answer.text
    assert re.fullmatch(one.body, answer.text), answer.text
    assert not set(one.absent) & set(answer.headers)


@pytest.mark.java
@pytest.mark.parametrize("one", DIFFERENCES, ids=lambda one: one.name)
def test_the_java_engines_remove_the_differences_of_patterns_and_templates(api: DeployedApi, one: Difference) -> None:
    if reason := judge.why_absent():
        pytest.skip(reason)
    answer = ask(api, one)
    status, body = one.java or (one.status, ".*")
    assert answer.status_code == status, answer.text
    assert re.fullmatch(body, answer.text, re.DOTALL), answer.text


def test_the_documentation_lists_every_difference() -> None:
    text = (ROOT / "docs" / "deploy-test.md").read_text(encoding="utf-8")
    assert [one.row for one in DIFFERENCES if one.row not in text] == []
