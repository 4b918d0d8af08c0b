"""Checks on the responses of a route after every hook had its say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..catalog import ErrorCatalog, GatewayErrorResponse, Response
from ..catalog.headers import header_problems
from ..catalog.pattern_checks import pattern_problems
from .problems import HookError


def hooked_responses(returned: object) -> tuple[Response, ...]:
    """Return what ``responses_for`` returned; raises :class:`HookError` where it holds anything but responses."""
    allowed = "allowed: a list of Response, such as [*super().responses_for(route)]"
    if not isinstance(returned, Iterable) or isinstance(returned, str | bytes | Mapping):
        raise HookError(f"responses_for() returned {returned!r}; {allowed}")
    responses = tuple(returned)
    for response in responses:
        if not isinstance(response, Response):
            raise HookError(f"responses_for() returned a list that holds {response!r}; {allowed}")
    return responses


def hooked_gateway_response(returned: object, response_type: str) -> GatewayErrorResponse | None:
    """Return what ``gateway_response_for`` returned for a type; raises :class:`HookError` for anything unusable."""
    if returned is None:
        return None
    allowed = "allowed: a GatewayErrorResponse of that type, or None to leave the type as it is"
    if not isinstance(returned, GatewayErrorResponse) or returned.response_type != response_type:
        raise HookError(f"gateway_response_for({response_type!r}) returned {returned!r}; {allowed}")
    problems = [] if returned.status_code is None else _status_problems(returned.status_code)
    template: object = returned.template
    if not isinstance(template, str):
        problems.append(f"the template is {template!r}; allowed: a text")
    problems += header_problems(_without_request_headers(returned.headers))
    if problems:
        raise HookError(f"gateway_response_for({response_type!r}) returned a response that cannot be: {problems[0]}")
    return returned


def _without_request_headers(headers: object) -> object:
    """Return headers with a static text where a gateway response repeats what the request said, as only it can."""
    if not isinstance(headers, Mapping):
        return headers
    return {name: "" if str(value).startswith("method.request.") else value for name, value in headers.items()}


def response_problems(responses: Sequence[Response], catalog: ErrorCatalog) -> list[str]:
    """Return what API Gateway would refuse or answer wrongly: doubles, no default, two defaults, bad headers.

    The patterns of ``catalog`` itself were checked when it was made; others are checked here.
    """
    problems = [problem for response in responses for problem in _field_problems(response)]
    return list(dict.fromkeys(problems or _set_problems(responses) or _other_patterns(responses, catalog)))


def _field_problems(response: Response) -> list[str]:
    problems = _status_problems(response.status_code)
    status: object = response.status_code
    template: object = response.response_template
    if template is not None and not isinstance(template, str):
        problems.append(f"the response template of {status} is {template!r}; allowed: a text, or None")
    pattern: object = response.selection_pattern
    if pattern is not None and not isinstance(pattern, str):
        problems.append(f"the selection pattern of {status} is {pattern!r}; allowed: a text, or None for the default")
    return problems + header_problems(response.headers)


def _status_problems(status: object) -> list[str]:
    if isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 599:
        return []
    return [f"a response has the status code {status!r}; allowed: a whole number from 100 to 599"]


def _other_patterns(responses: Sequence[Response], catalog: ErrorCatalog) -> list[str]:
    pairs = [(response.status_code, response.selection_pattern) for response in responses]
    given = [(status, pattern) for status, pattern in pairs if pattern]
    if set(given) == {(group.status_code, group.pattern) for group in catalog.groups}:
        return []
    # The classic patterns are known to overlap; the lint rules say how.
    return pattern_problems(given, overlaps=catalog.strategy.name != "classic")


def _set_problems(responses: Sequence[Response]) -> list[str]:
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
    return problems


def named_header_problems(**given: object) -> list[str]:
    """Return what is wrong with arguments that are mappings of headers or ``None``, under the arguments' names."""
    return [
        f"{name}: {problem}"
        for name, headers in given.items()
        if headers is not None
        for problem in header_problems(headers)
    ]


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
