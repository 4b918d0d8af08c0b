"""Writes the tables of ``docs/benchmarks.md`` from one run of all programs.

Every table stands between ``<!-- name -->`` and ``<!-- end of name -->``; what is around them is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
Figures = Mapping[str, float | str]
MARKDOWN = frozenset({"infrastructure", "stack_size"})
"""Programs that print tables; what the others print is shown as it is."""


@dataclass(frozen=True)
class Aim:
    """One line of the table of aims; ``unit`` stands behind the figures, ``most`` says which side of the aim is good."""

    what: str
    figure: str
    aim: float | None
    unit: str = " ×"
    most: bool = True

    def line(self, figures: Figures) -> str:
        seen = figures.get(self.figure, "not measured in this run")
        shown = seen if isinstance(seen, str) else f"{_number(seen)}{self.unit}"
        sign = "≤" if self.most else "≥"
        wanted = "published" if self.aim is None else f"{sign} {_number(self.aim)}{self.unit}"
        return f"| {self.what} | {wanted} | {shown} | {self._verdict(seen)} |"

    def _verdict(self, seen: float | str) -> str:
        if isinstance(seen, str) or self.aim is None:
            return ""
        rounded = float(_number(seen).replace(",", ""))
        return "met" if (rounded <= self.aim if self.most else rounded >= self.aim) else "not met"


AIMS = (
    Aim("build and synthesis, 110 routes, against L2 with its defaults", "route/hand 110", 0.60),
    Aim("the same against L2 with shared structs and one permission", "route/careful 110", 1.1),
    Aim("50 routes, against the defaults", "route/hand 50", None),
    Aim("10 routes, against the defaults", "route/hand 10", 0.8),
    Aim('`definition="openapi"`, 110 routes, against the defaults', "openapi/hand 110", 0.45),
    Aim("the same, jsii calls", "openapi calls 110", 30, ""),
    Aim("at CDK's own seam, 110 routes, against the defaults", "seam/hand 110", 0.9),
    Aim("jsii calls a route beyond 30 of the API, 10 routes", "route calls 10", 4, ""),
    Aim("growth: time of a route at 200 routes against 10, `add_route` alone", "growth build", 1.2),
    Aim("growth: the same, build and synthesis", "growth", 1.2),
    Aim("routes before nesting, no CORS", "routes route", 240, "", most=False),
    Aim("the same, L2 with its defaults", "routes hand", None, ""),
    Aim("template bytes a route, against L2 with its defaults", "bytes route/hand", 0.85),
    Aim("the same, against our own `classic` patterns", "bytes leading/classic", None),
    Aim("1,000 routes over nested stacks: peak memory of Python", "thousand memory", None, " MB"),
    Aim("runtime import and a decorated handler, against Powertools' event handler", "runtime import", 0.05),
    Aim("call overhead of the decorator, success", "runtime call", 3, " µs"),
    Aim("100 tests of a user's suite, against `Template.from_stack` per test", "user suite", 0.05),
    Aim("local gateway's requests a second, against a bare ASGI app", "gateway/bare", 0.25, most=False),
    Aim("local gateway's requests a second, against LocalStack", "gateway/localstack", None),
)


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def aims(figures: Figures) -> str:
    """The table of aims, with what was seen."""
    lines = ["| what | aim | seen | |", "|---|---|---|---|"]
    return "\n".join([*lines, *(aim.line(figures) for aim in AIMS)])


def section(program: str, printed: str) -> str:
    """What a program printed, as it stands on the page."""
    text = printed.strip()
    return text if program in MARKDOWN else f"```text\n{text}\n```"


def written(page: str, sections: Mapping[str, str]) -> str:
    """The page with these sections replaced; raises ``ValueError`` where one has no place on it."""
    for name, text in sections.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        place = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not place.search(page):
            raise ValueError(f"the page has no place for {name}: {begin} … {end}")
        page = place.sub(_constant(f"{begin}\n\n{text}\n\n{end}"), page)
    return page


def _constant(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _: text
