"""Random templates through Apache Velocity 1.7 and ours: the same text, or an error from both.

`LONG_FUZZ=1` renders 20,000 templates, otherwise 1,500. `FUZZ_SEED=n` starts at another seed. What was found here is in
`rows.py` by its rule.
"""

from __future__ import annotations

import os

import pytest

from java.judge import shared_judge
from velocity.differential import comparable, judged, ours
from velocity.grammar import BODY, VARIABLES, Grammar

COUNT = 20_000 if os.environ.get("LONG_FUZZ") else 1_500
FIRST = int(os.environ.get("FUZZ_SEED", "100000"))


@pytest.mark.java
def test_random_templates_print_the_same_in_both() -> None:
    judge = shared_judge()
    print(f"seeds {FIRST} to {FIRST + COUNT - 1}")
    inputs = {"vars": VARIABLES, "body": BODY, "context": {"stage": "dev"}}
    differences = []
    for seed in range(FIRST, FIRST + COUNT):
        template = Grammar(seed).template()
        expected, printed = judged(judge, template, **inputs), ours(template, **inputs)
        if comparable(expected) != comparable(printed):
            differences.append(f"seed {seed}: {template!r}\n  Velocity {expected!r}\n  ours     {printed!r}")
    assert not differences, "\n".join(differences[:5])


def test_a_seed_names_a_template() -> None:
    assert Grammar(7).template() == Grammar(7).template()
    assert len({Grammar(seed).template() for seed in range(50)}) > 40
