"""Apache Velocity 1.7 and java.util.regex in the place of LocalStack's own template language and of Python's ``re``.

The Java program is the judge of the other tests (``tests/java/Judge.java``: a JSON line in, a JSON line out); how to start
it comes in the environment variable JAVA_JUDGE, a JSON list. Without it LocalStack keeps its own engines, and while the
file that OWN_ENGINES names is there.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from localstack.services.apigateway.next_gen.execute_api.gateway_response import (
    ApiConfigurationError,
    InternalServerError,
)
from localstack.services.apigateway.next_gen.execute_api.handlers.integration_response import IntegrationResponseHandler
from localstack.services.apigateway.next_gen.execute_api.template_mapping import ApiGatewayVtlTemplate

ERROR = "Internal server error"


class Judge:
    """One process for all requests; it ends when this one does, which closes its standard input."""

    def __init__(self, command: list[str]) -> None:
        self._lock = Lock()
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def ask(self, **question: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def install() -> None:
    if "JAVA_JUDGE" not in os.environ:
        return
    judge = Judge(json.loads(os.environ["JAVA_JUDGE"]))

    def render_request(_: Any, template: str, variables: Any, context_overrides: Any) -> Any:
        output, context = render(judge, template, variables, context_overrides)
        return output, {name: context[name] for name in ("requestOverride", "responseOverride")}

    def render_response(_: Any, template: str, variables: Any, context_overrides: Any) -> Any:
        output, context = render(judge, template, variables, context_overrides)
        return output, context["responseOverride"]

    def select(value: str, responses: Mapping[str, Any] | None) -> Any:
        return selected(judge, value, responses or {})

    template, handler = ApiGatewayVtlTemplate, IntegrationResponseHandler
    template.render_request = _unless_own(render_request, template.render_request)
    template.render_response = _unless_own(render_response, template.render_response)
    handler.select_integration_response = staticmethod(_unless_own(select, handler.select_integration_response))


def _unless_own(java: Callable[..., Any], own: Callable[..., Any]) -> Callable[..., Any]:
    """LocalStack's own function while the file of OWN_ENGINES is there, else the one that asks Java."""
    flag = Path(os.environ["OWN_ENGINES"])

    def either(*arguments: Any, **options: Any) -> Any:
        return (own if flag.exists() else java)(*arguments, **options)

    return either


def render(judge: Judge, template: str, variables: Any, overrides: Any) -> tuple[str, dict[str, Any]]:
    given = variables.get("input") or {}
    body, params = given.get("body") or "", given.get("params") or {}
    answer = judge.ask(
        template=template,
        body=body.decode(errors="replace") if isinstance(body, bytes) else body,
        params={place: plain(params.get(place) or {}) for place in ("path", "querystring", "header")},
        context=plain({**variables.get("context", {}), **overrides}),
        stageVariables=plain(variables.get("stageVariables") or {}),
    )
    if "error" in answer:
        raise InternalServerError(ERROR) from RuntimeError(answer["error"])
    return answer["output"], answer["context"]


def selected(judge: Judge, value: str, responses: Mapping[str, Any]) -> Any:
    """The first by ascending status whose whole pattern matches (the service's order is not known), or the default."""
    in_order = [responses[status] for status in sorted(responses)]
    for response in in_order:
        pattern = response.get("selectionPattern")
        if pattern and _matches(judge, pattern, value):
            return response
    for response in in_order:
        if not response.get("selectionPattern"):
            return response
    raise ApiConfigurationError(ERROR)


def _matches(judge: Judge, pattern: str, value: str) -> bool:
    answer = judge.ask(pattern=pattern, text=value)
    if "error" in answer:
        raise InternalServerError(ERROR) from RuntimeError(answer["error"])
    return bool(answer["match"])


def plain(value: Any) -> Any:
    """Maps, lists and scalars that JSON holds."""
    if hasattr(value, "items"):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
