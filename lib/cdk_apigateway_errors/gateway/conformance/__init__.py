"""Replays recorded answers of the service: what it did is compared with what this gateway does.

The format is one JSON object ``{"format": 1, "cases": [...]}``; each case has an ``id``, a ``kind`` and, by kind, an API
with a request and the expected answer, a template with its input, or an expectation about the API itself.

>>> case = {"id": "one", "kind": "vtl", "template": "#set($x = 1 + 1)$x", "input": {}, "expect": {"text": "2"}}
>>> [str(result) for result in replay([case])]
['passed  one']
"""

from .replaying import Result, load_cases, replay, summary

__all__ = ["Result", "load_cases", "replay", "summary"]
