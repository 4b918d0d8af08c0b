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
    data = _json(Path(path))
    if not isinstance(data, dict) or data.get("format") != 1 or not isinstance(data.get("cases"), list):
        found = f"format {data.get('format')!r}" if isinstance(data, dict) else type(data).__name__
        raise ValueError(f'{path}: expected {{"format": 1, "cases": [...]}}, found {found}')
    for number, case in enumerate(data["cases"], 1):
        if not isinstance(case, dict):
            raise ValueError(f"{path}: case {number} is {_shown(case)}; a case is an object with id and kind")
    return list(data["cases"])


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not JSON: {error}") from error


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def replay(cases: Iterable[Case]) -> list[Result]:
    """Replays the cases in order; a case that breaks the replay is a failure of that case."""
    return [replay_one(case) for case in cases]


def replay_one(case: Case) -> Result:
    """Replays one case. One without an id, or of a kind that the format does not have, is a failure."""
    case_id = str(case.get("id", "?"))
    replayer = REPLAYERS.get(str(case.get("kind")))
    problem = _problem(case)
    if problem or replayer is None:
        return Result(case_id, "failed", problem)
    try:
        differences = replayer(case)
    except NotionMissing as missing:
        return Result(case_id, "skipped", str(missing))
    except Exception as error:
        return Result(case_id, "failed", f"{type(error).__name__}: {error}")
    return Result(case_id, "failed" if differences else "passed", "; ".join(differences))


def _problem(case: Case) -> str:
    """Why this is no case of the format, or ``""``. A case that nobody replays must not pass for one that agrees."""
    if not isinstance(case.get("id"), str) or not case["id"]:
        return f"the case has {'an id that is no text' if 'id' in case else 'no id'}"
    allowed = f"allowed: {', '.join(REPLAYERS)}"
    if "kind" not in case:
        return f"the case has no kind; {allowed}"
    return "" if case["kind"] in list(REPLAYERS) else f"the kind is {_shown(case['kind'])}; {allowed}"


def summary(results: Iterable[Result]) -> str:
    """``N passed, N failed, N skipped``.

    >>> summary([Result("a", "passed"), Result("b", "skipped", "kind 'x'")])
    '1 passed, 0 failed, 1 skipped'
    """
    outcomes = [result.outcome for result in results]
    return ", ".join(f"{outcomes.count(kind)} {kind}" for kind in ("passed", "failed", "skipped"))
