#!/usr/bin/env python3
"""A company-wide error body by subclassing: ``cdk synth --app "python3 -m examples.company.app"``."""

from aws_cdk import App
from examples.company.stack import ParcelApiStack, ParcelFunctionsStack

app = App()
functions = ParcelFunctionsStack(app, "ParcelFunctions")
ParcelApiStack(app, "ParcelApi", parcels=functions.parcels)
app.synth()
