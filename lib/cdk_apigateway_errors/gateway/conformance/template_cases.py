"""Kinds ``vtl`` and ``pipeline``: templates alone, and a request template, an echo and a response template in a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...cloudformation.model import Method, RestApi
from ...velocity import VelocityError
from ...velocity.json_text import java_values
from ...velocity.mapping import mapping_variables
from ..context import context_variables
from ..templates import compiled_template
from ..values import Request
from .comparing import agrees, collapsed, text_agrees
from .notions import NotionMissing, require_known

_INPUT = ("vars", "body_text", "params", "context", "stageVariables", "stage_variables")
_EXPECT = ("text", "json", "error", "status")
Case = Mapping[str, Any]


def replay_template(case: Case) -> list[str]:
    """Renders one template; returns what does not agree."""
    given = case.get("input") or {}
    require_known(given, _INPUT, "input")
    return _compare(case, lambda: _render(case["template"], given, given.get("body_text") or ""))


def replay_pipeline(case: Case) -> list[str]:
    """Renders the request template, echoes its text, renders the response template."""
    given = case.get("input") or {}
    require_known(given, _INPUT, "input")

    def rendered() -> str:
        text = given.get("body_text") or ""
        for stage in case["stages"]:
            if "template" in stage:
                text = _render(stage["template"], given, text)
            elif "echo" not in str(stage.get("backend", "")):
                raise NotionMissing(f"stages.backend {stage.get('backend')!r}")
        return text

    return _compare(case, rendered)


def _render(template: str, given: Case, body: str) -> str:
    api = RestApi("Api", "api", methods=())
    context = context_variables(api, Method("POST", "/"), Request("POST", "/"), "/")
    context.update(given.get("context") or {})
    params = {"path": {}, "querystring": {}, "header": {}, **(given.get("params") or {})}
    stage_variables = given.get("stageVariables") or given.get("stage_variables") or {}
    variables = mapping_variables(body=body, params=params, context=context, stage_variables=stage_variables)
    given_variables = {name: java_values(value) for name, value in (given.get("vars") or {}).items()}
    variables.update({name: value for name, value in given_variables.items() if value is not None})
    return compiled_template(template, "template").render(variables)


def _compare(case: Case, rendered: Any) -> list[str]:
    expect = case["expect"]
    require_known(expect, _EXPECT, "expect")
    fails = bool(expect.get("error")) or int(expect.get("status") or 200) >= 500
    try:
        text = rendered()
    except VelocityError as error:
        return [] if fails else [f"the template failed: {error}"]
    if fails:
        return [f"the template should fail, it printed {text!r}"]
    return _differences(expect, text, case.get("normalize"))


def _differences(expect: Case, text: str, normalize: str | None) -> list[str]:
    if normalize == "collapse_whitespace_and_strip":
        text, expect = collapsed(text), {**expect, "text": collapsed(expect.get("text", ""))}
    elif normalize:
        raise NotionMissing(f"normalize {normalize!r}")
    if "text" in expect and not text_agrees(expect["text"], text):
        return [f"text: expected {expect['text']!r}, got {text!r}"]
    if "json" in expect and not agrees(expect["json"], _json(text)):
        return [f"json: expected {expect['json']!r}, got {text!r}"]
    return []


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
