"""What the service printed: the recorded cases of kind `vtl` and `pipeline`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.velocity import compile_template
from cdk_apigateway_errors.velocity.mapping import mapping_variables

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "recorded-cases.json"


def _cases() -> list[Any]:
    if not RECORDED.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the recorded cases are not beside the repository"))]
    cases = json.loads(RECORDED.read_text("utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases if case["kind"] in ("vtl", "pipeline")]


def _rendered(case: dict[str, Any]) -> str:
    """The template's output; of a pipeline, the output of every template is the next one's payload."""
    text = case["input"].get("body_text", "")
    templates = [stage["template"] for stage in case.get("stages", [case]) if "template" in stage]
    for template in templates:
        variables = mapping_variables(body=text, params={}, context={}, stage_variables={})
        text = compile_template(template).render(variables | case["input"].get("vars", {}))
    return text


@pytest.mark.parametrize("case", _cases())
def test_the_service_printed_the_same(case: dict[str, Any]) -> None:
    expected, printed = case["expect"], _rendered(case)
    if case.get("normalize") == "collapse_whitespace_and_strip":
        printed = " ".join(printed.split())
    if "json" in expected:
        assert json.loads(printed) == expected["json"]
    else:
        assert printed == expected["text"]
