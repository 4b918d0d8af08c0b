"""Reads cases, replays each by its kind, counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .api_cases import replay_control_plane
from .http_cases import replay_http
from .notions import NotionMissing
from .payload_cases import replay_lambda_payload
from .template_cases import replay_pipeline, replay_template

Case = Mapping[str, Any]
Outcome = Literal["passed", "failed", "skipped"]

REPLAYERS: Mapping[str, Callable[[Case], list[str]]] = {
    "http": replay_http,
    "vtl": replay_template,
    "pipeline": replay_pipeline,
    "control-plane": replay_control_plane,
    "lambda-payload": replay_lambda_payload,
}


@dataclass(frozen=True, slots=True)
class Result:
    """One case, replayed. ``reason`` says what does not agree, or which notion is missing."""

    case_id: str
    outcome: Outcome
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.outcome:<7} {self.case_id}" + (f": {self.reason}" if self.reason else "")


def load_cases(path: str | Path) -> list[Case]:
    """The cases of a file. Raises ``ValueError`` where it is not of the format, naming what was found."""
    data = json.loads(Path(path).read_text("utf-8"))
    if not isinstance(data, dict) or data.get("format") != 1 or not isinstance(data.get("cases"), list):
        found = f"format {data.get('format')!r}" if isinstance(data, dict) else type(data).__name__
        raise ValueError(f'{path}: expected {{"format": 1, "cases": [...]}}, found {found}')
    return list(data["cases"])


def replay(cases: Iterable[Case]) -> list[Result]:
    """Replays the cases in order; a case that breaks the replay is a failure of that case."""
    return [replay_one(case) for case in cases]


def replay_one(case: Case) -> Result:
    """Replays one case."""
    case_id = str(case.get("id", "?"))
    replayer = REPLAYERS.get(str(case.get("kind")))
    if replayer is None:
        return Result(case_id, "skipped", f"kind {case.get('kind')!r}")
    try:
        differences = replayer(case)
    except NotionMissing as missing:
        return Result(case_id, "skipped", str(missing))
    except Exception as error:
        return Result(case_id, "failed", f"{type(error).__name__}: {error}")
    return Result(case_id, "failed" if differences else "passed", "; ".join(differences))


def summary(results: Iterable[Result]) -> str:
    """``N passed, N failed, N skipped``.

    >>> summary([Result("a", "passed"), Result("b", "skipped", "kind 'x'")])
    '1 passed, 0 failed, 1 skipped'
    """
    outcomes = [result.outcome for result in results]
    return ", ".join(f"{outcomes.count(kind)} {kind}" for kind in ("passed", "failed", "skipped"))
