"""A CDK app with everything that the constructs do: ``python -m judges.every_feature [part] …``.

The environment says who judges: ``JUDGE=cdk-nag-2`` adds cdk-nag's aspect, ``JUDGE=cdk-nag-3`` its validation plugin.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from aws_cdk import Acknowledgment, App, Aspects, CfnOutput, CfnParameter, Stack, Token, Validations
from examples.blog.stack import BlogStack
from examples.company.stack import ParcelApiStack, ParcelFunctionsStack
from examples.orders.stack import OrdersStack

from infrastructure.shop import (
    FunctionsStack,
    ImportedApiStack,
    ImportedFunctionsStack,
    OneOriginStack,
    PlainStack,
    SeamStack,
    ShopStack,
)
from judges.declarations import ONCE, VARIANTS
from judges.variants import VariantStack

CONTEXT = json.loads((Path(__file__).resolve().parents[2] / "cdk.json").read_text(encoding="utf-8"))["context"]

DEFINITIONS: dict[str, dict[str, Any]] = {
    "Body": {"definition": "openapi"},
    "Asset": {"definition": "openapi-asset"},
    "Nested": {"nested_stacks": True},
}
ACKNOWLEDGED = {
    "Annotation::cdk-apigateway-errors:noInvokePermission": "a function of another account",
    "Annotation::cdk-apigateway-errors:notDeployed": "an API that exists, without a deployment",
    "Annotation::cdk-apigateway-errors:renamedHeader.www-authenticate": "a login",
    "Annotation::cdk-apigateway-errors:runtimeNotDelivered": "an alias, an imported function, Node.js",
    "Annotation::UnclearLambdaEnvironment": "CDK's own, for the function of another account",
    "cdk-apigateway-errors::header-renamed": "a login",
    "cdk-apigateway-errors::gateway-cors-missing": "an API without gateway responses",
}
"""Warnings that the feature stacks earn on purpose."""


def examples(app: App) -> None:
    """The three examples, as a user synthesizes them."""
    BlogStack(app, "Blog")
    OrdersStack(app, "Orders")
    ParcelApiStack(app, "ParcelApi", parcels=ParcelFunctionsStack(app, "ParcelFunctions").parcels)


def features(app: App) -> None:
    """The stacks of the constructs' own tests, which use every option."""
    functions = FunctionsStack(app)
    shop = ShopStack(app, functions)
    CfnParameter(shop, "Origin", default="https://shop.example")
    others = [stack(app) for stack in (PlainStack, OneOriginStack, ImportedFunctionsStack, ImportedApiStack)]
    for stack in (functions, shop, SeamStack(app, functions), *others):
        Validations.of(stack).acknowledge(*(Acknowledgment(id=rule, reason=why) for rule, why in ACKNOWLEDGED.items()))


def variants(app: App) -> None:
    for variant in VARIANTS:
        VariantStack(app, variant)


def judged_by(app: App, judge: str) -> None:
    """Register the judge with the app."""
    if judge == "cdk-nag-2":
        from cdk_nag import AwsSolutionsChecks, NagReportFormat  # noqa: PLC0415

        Aspects.of(app).add(AwsSolutionsChecks(reports=True, report_formats=[NagReportFormat.JSON]))
    elif judge == "cdk-nag-3":
        from cdk_nag import AwsSolutionsChecks  # noqa: PLC0415

        Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def some_variants(app: App) -> None:
    for variant in ONCE:
        VariantStack(app, variant)


def definitions(app: App) -> None:
    """Routes as an OpenAPI body, in the template and beside it, and spread over nested stacks."""
    for number, (name, options) in enumerate(DEFINITIONS.items()):
        VariantStack(app, VARIANTS[number], name, **options)


def broken(app: App) -> None:
    """What a judge has to find: a reference to a resource that is not there."""
    CfnOutput(Stack(app, "Broken"), "Output", value=Token.as_string({"Ref": "Nowhere"}))


PARTS = {each.__name__: each for each in (examples, features, variants, some_variants, definitions, broken)}


def main(parts: list[str]) -> None:
    app = App(context=CONTEXT)
    for part in parts:
        PARTS[part](app)
    judged_by(app, os.environ.get("JUDGE", ""))
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1:])
