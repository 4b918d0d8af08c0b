#!/usr/bin/env python3
"""The sample: the article's API and a small orders API. ``cdk synth`` runs it."""

import logging

from aws_cdk import App
from examples.blog.stack import BlogStack
from examples.orders.stack import OrdersStack

logging.basicConfig(level=logging.INFO, format="%(message)s")  # the checks at synthesis say that they ran

app = App()
BlogStack(app, "Blog")
OrdersStack(app, "Orders")
app.synth()
