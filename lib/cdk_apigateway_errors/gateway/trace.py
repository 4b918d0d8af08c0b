"""What happened to one request, stage by stage, and the four names under which the flow is shown.

=================  ===========================================================
Code               what the handler raised or returned
Context            what Lambda made of it
Regex              which integration response its text selected, and with what
Mapping Template   the body that the response template made of it
=================  ===========================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from .failures import Failure
from .selection import error_message
from .values import IntegrationResult, RenderedResponse, Response, SelectedResponse, printed


class Value(Protocol):
    """What a stage returns."""

    def to_dict(self) -> dict[str, Any]: ...


Note = Callable[[str, Value], None]
"""Called with the name and the value of each stage where a trace is kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage and what it returned."""

    stage: str
    value: Value

    def to_dict(self) -> dict[str, Any]:
        return {"stage": self.stage, "value": self.value.to_dict()}


@dataclass(frozen=True, slots=True)
class Trace:
    """Every stage's value for one request, in order; ``steps`` ends with the response.

    ``warnings`` say what is worth a look though the request was answered.
    """

    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()

    def find(self, stage: str) -> Any:
        """The value of a stage, or ``None`` where the request did not come that far."""
        return next((step.value for step in self.steps if step.stage == stage), None)

    @property
    def response(self) -> Response:
        """What the client got."""
        found = self.steps[-1].value
        assert isinstance(found, Response)
        return found

    @property
    def failure(self) -> Failure | None:
        """Why the gateway itself made the answer, where it did."""
        return self.response.failure

    @property
    def code(self) -> str | None:
        """Code: the text that the handler raised, or the payload that it returned."""
        result = self._result
        if result is None:
            return None
        return error_message(result) if result.function_error else printed(result.body)

    @property
    def context(self) -> str | None:
        """Context: the payload that Lambda handed over."""
        return printed(self._result.body) if self._result else None

    @property
    def regex(self) -> SelectedResponse | None:
        """Regex: the selected integration response."""
        found = self.find("selection")
        return found if isinstance(found, SelectedResponse) else None

    @property
    def mapping_template(self) -> str | None:
        """Mapping Template: the body after the response template."""
        found = self.find("response template")
        return printed(found.body) if isinstance(found, RenderedResponse) else None

    @property
    def _result(self) -> IntegrationResult | None:
        found = self.find("integration")
        return found if isinstance(found, IntegrationResult) else None

    def to_dict(self) -> dict[str, Any]:
        """Plain data that ``json.dumps`` takes."""
        return {
            "Code": self.code,
            "Context": self.context,
            "Regex": self.regex.to_dict() if self.regex else None,
            "Mapping Template": self.mapping_template,
            "steps": [step.to_dict() for step in self.steps],
            "warnings": list(self.warnings),
        }


class Recorder:
    """Keeps what stages note and ends as a :class:`Trace`."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def note(self, stage: str, value: Value) -> None:
        self._steps.append(Step(stage, value))

    def trace(self) -> Trace:
        return Trace(tuple(self._steps), tuple(self._warnings()))

    def _warnings(self) -> list[str]:
        warnings = []
        for step in self._steps:
            value = step.value
            if isinstance(value, SelectedResponse):
                warnings += _selection_warnings(value)
            if isinstance(value, IntegrationResult) and not value.function_error and error_message(value):
                warnings.append("The payload holds errorMessage, but the function succeeded: no pattern is tried")
        return warnings


def _selection_warnings(selected: SelectedResponse) -> list[str]:
    warnings = [selected.diagnosis] if selected.diagnosis else []
    if selected.also_matching:
        others = ", ".join(selected.also_matching)
        warnings.append(
            f"{selected.status_code} was selected, but the patterns of {others} match too; which one the service takes is "
            "not documented"
        )
    return warnings
