"""Takes the place of a sample's handler: ends as the header ``X-Ends`` says."""

import base64
import os
import time


def handler(event, context):
    headers = {name.lower(): value for name, value in event["headers"].items()}
    kind, _, text = headers["x-ends"].partition(" ")
    if kind == "timeout":
        time.sleep(60)
    if kind == "crash":
        os._exit(1)
    raise Exception(base64.b64decode(text).decode())
