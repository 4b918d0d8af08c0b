"""How many routes a stack takes: whichever comes first of 500 resources and 1 MB of template, without indentation.

``python -m benchmarks.stack_size`` synthesizes every variant of ``same_api.py`` with two numbers of routes, says what a
route adds, reckons how many fit, and synthesizes that many to see that they do.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .figures import record
from .same_api import BUILDERS, function

TEMPLATE_BYTES, STACK_RESOURCES = 1_000_000, 500
"""CloudFormation's refusal says "Template may not exceed 1000000 bytes" (aws/aws-cdk#32798)."""
SAMPLES = (10, 60)
VARIANTS = ("route", "compact", "classic", "cors", "cors, 2 origins", "seam", "hand", "careful", "openapi")


@dataclass(frozen=True)
class Size:
    size: int
    resources: int

    @property
    def fits(self) -> bool:
        return self.size <= TEMPLATE_BYTES and self.resources <= STACK_RESOURCES


def size(variant: str, routes: int) -> Size:
    """The template of a stack with so many routes."""
    from aws_cdk import App, Stack  # noqa: PLC0415

    context = {"@aws-cdk/core:suppressTemplateIndentation": True, "@aws-cdk/core:stackResourceLimit": 0}
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder, context=context)
        stack = Stack(app, "Bench")
        BUILDERS[variant](stack, function(stack), routes)
        app.synth(skip_validation=True)  # the forecast is not asked here: this is what it is held against
        template = (Path(folder) / "Bench.template.json").read_bytes()
    return Size(len(template), len(json.loads(template)["Resources"]))


def line(variant: str) -> str:
    """One line of the table; asserts that the number of routes fits and is the greatest that does."""
    few, many = (size(variant, routes) for routes in SAMPLES)
    more = SAMPLES[1] - SAMPLES[0]
    bytes_each, resources_each = (many.size - few.size) / more, (many.resources - few.resources) / more
    most = int(SAMPLES[0] + (TEMPLATE_BYTES - few.size) / bytes_each)
    if resources_each:
        most = min(most, int(SAMPLES[0] + (STACK_RESOURCES - few.resources) / resources_each))
    # Numbers of three digits are longer than those of the samples.
    while not (found := size(variant, most)).fits:
        most -= 1
    first = "resources" if found.resources + resources_each > STACK_RESOURCES else "bytes"
    record(**{f"routes {variant}": most, f"bytes {variant}": bytes_each})
    _RATIO[variant] = bytes_each
    return (
        f"| {variant} | {most} | {first} | {bytes_each:,.0f} | {resources_each:.0f} | {found.size:,} "
        f"| {found.resources} | {bytes_each / _RATIO['hand']:.2f} |"
    )


_RATIO: dict[str, float] = {}


def main() -> None:
    lines = {variant: line(variant) for variant in sorted(VARIANTS, key=lambda one: one != "hand")}
    print("| variant | routes | first limit | bytes a route | resources a route | bytes | resources | bytes × hand |")
    print("|---|---|---|---|---|---|---|---|")
    print("\n".join(lines[variant] for variant in VARIANTS))
    record(
        **{
            "bytes route/hand": _RATIO["route"] / _RATIO["hand"],
            "bytes leading/classic": _RATIO["route"] / _RATIO["classic"],
        }
    )


if __name__ == "__main__":
    main()
