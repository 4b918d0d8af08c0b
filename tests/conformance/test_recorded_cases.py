"""Each recorded answer of the service is our answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cdk_apigateway_errors.gateway.conformance import load_cases
from cdk_apigateway_errors.gateway.conformance.replaying import replay_one

SAMPLE = Path(__file__).parent / "recorded-cases.json"
SHARED = Path(__file__).parents[3] / "shared" / "conformance" / "recorded-cases.json"
REPLAYED = ("http", "vtl", "pipeline")


def check(case: dict[str, Any]) -> None:
    result = replay_one(case)
    if result.outcome == "skipped" and case["kind"] not in REPLAYED:
        pytest.skip(f"no notion of {result.reason}")
    assert result.outcome == "passed", str(result)


@pytest.mark.parametrize("case", load_cases(SAMPLE), ids=lambda case: str(case["id"]))
def test_the_sample_agrees(case: dict[str, Any]) -> None:
    check(case)


def shared() -> list[Any]:
    """The cases that are not in our copy."""
    if not SHARED.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="no further recorded cases beside the repository"))]
    known = {case["id"] for case in load_cases(SAMPLE)}
    return [case for case in load_cases(SHARED) if case["id"] not in known] or [
        pytest.param(None, marks=pytest.mark.skip(reason="the cases beside the repository are those of the sample"))
    ]


@pytest.mark.parametrize("case", shared(), ids=lambda case: str(case["id"]) if case else "none")
def test_further_cases_agree(case: dict[str, Any]) -> None:
    check(case)
