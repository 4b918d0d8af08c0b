"""Properties of constructs that never change cost one call into Node.js."""

import pytest
from aws_cdk import App, Stack
from jsii._kernel.providers.process import _NodeProcess

from cdk_apigateway_errors.infrastructure.crossings import node_of, stack_of

pytestmark = pytest.mark.cdk


@pytest.fixture
def calls(monkeypatch):
    """The messages from Python to Node.js."""
    found, send = [], _NodeProcess.send
    monkeypatch.setattr(_NodeProcess, "send", lambda self, *given: (found.append(given), send(self, *given))[1])
    return found


@pytest.mark.parametrize("ask", [node_of, stack_of], ids=["node", "stack"])
def test_the_second_question_costs_no_call(calls, ask):
    construct = Stack(App(), "One")
    first = ask(construct)
    before = len(calls)
    assert ask(construct) is first
    assert len(calls) == before


def test_constructs_are_told_apart():
    app = App()
    one, other = Stack(app, "One"), Stack(app, "Other")
    assert [node_of(one).id, node_of(other).id] == ["One", "Other"]
    assert [stack_of(one), stack_of(other)] == [one, other]
