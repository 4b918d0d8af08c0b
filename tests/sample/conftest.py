"""The sample's stacks, synthesized once, with the context of ``cdk.json`` as the CDK command line would give it."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from aws_cdk import App

from cdk_apigateway_errors.testing.snapshot import cloudformation_snapshot

__all__ = ["cloudformation_snapshot"]

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def sample_context():
    """The context that ``cdk.json`` gives the app."""
    return json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]


@pytest.fixture(scope="session")
def templates(sample_context):
    """Templates of the sample app by stack name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        app = App(context=sample_context)
        import_module("examples.blog.stack").BlogStack(app, "Blog")
        import_module("examples.orders.stack").OrdersStack(app, "Orders")
        return {stack.stack_name: stack.template for stack in app.synth().stacks}
