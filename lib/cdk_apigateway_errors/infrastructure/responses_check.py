"""Checks on the responses of a route after every hook had its say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..catalog import Response
from ..catalog.headers import header_problems


def response_problems(responses: Sequence[Response]) -> list[str]:
    """Return what API Gateway would refuse or answer wrongly: doubles, no default, two defaults, bad headers."""
    counts = Counter(response.status_code for response in responses)
    problems = [
        f"two responses have the status code {status}; API Gateway keeps one integration response per status code: "
        "declare the errors with another status, or change success_status"
        for status, count in counts.items()
        if count > 1
    ]
    defaults = [response.status_code for response in responses if not response.selection_pattern]
    if len(defaults) != 1:
        problems.append(
            f"{len(defaults)} responses have no selection pattern ({defaults}); exactly one must be the default response"
        )
    for response in responses:
        problems += header_problems(dict(response.headers))
    return list(dict.fromkeys(problems))


def success_problems(status: object, template: object) -> list[str]:
    """Return what is wrong with the declaration of the success answer."""
    problems = []
    if isinstance(status, bool) or not isinstance(status, int) or not 200 <= status <= 399:
        problems.append(f"success_status is {status!r}; allowed: a whole number from 200 to 399")
    if template is not None and not isinstance(template, str):
        problems.append(f"success_template is {template!r}; allowed: the text of a response template, or None")
    if template == "":
        problems.append(
            "success_template is empty, which API Gateway reads as passing the body through; use None for that"
        )
    if status == 204 and template:
        problems.append("success_status is 204, which has no body; leave success_template out")
    return problems
