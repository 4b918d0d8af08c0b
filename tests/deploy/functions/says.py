"""Raises the event's ``raise`` or returns its ``return``, after ``sleep`` seconds."""

import time


def handler(event, context):
    time.sleep(event.get("sleep", 0))
    if "raise" in event:
        raise Exception(event["raise"])
    return event.get("return")
