"""An app of CDK's own constructs with LintPlugin, for the real ``cdk synth``: ``error``, ``acknowledged`` or ``warning``."""

import sys
from pathlib import Path

from aws_cdk import Acknowledgment, App, Stack, Validations

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cdk_apigateway_errors import LintPlugin
from infrastructure.hand_written import ERROR, ERRORS, NAME, WARNING, hand_written

kind = sys.argv[1]
app = App(builtin_cloud_formation_validation=False)  # it takes longer than everything else here
stack = Stack(app, "Orders")
api, _ = hand_written(stack, WARNING if kind == "warning" else ERROR, declared=kind == "warning")
if kind == "acknowledged":
    for rule in ERRORS:
        Validations.of(api).acknowledge(Acknowledgment(id=f"{NAME}::{rule}", reason="the client expects 404"))
Validations.of(app).add_plugins(LintPlugin())
app.synth()
